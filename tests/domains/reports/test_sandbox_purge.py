"""What the sandbox held goes without a trace, and nothing else goes with it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from tests.domains.reports.drawn import a_jpeg

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import tables
from plateforme.domains.reports.exchange import partner_updates, sandbox
from plateforme.domains.reports.exchange.partner_updates import PartnerUpdate
from plateforme.domains.reports.intake.intake import NewReport, create_report
from plateforme.domains.reports.people.people import NewReporter
from plateforme.domains.reports.photos import photos
from plateforme.domains.reports.tables import Report, ReportChannel
from plateforme.kit.db import Database
from plateforme.kit.settings import Settings
from plateforme.kit.storage import Storage

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
APP = Principal("app", "startup", frozenset({"reports:write"}), "k1")
REAL = NewReport(organization="nantes", category="pothole", description="Trou", lon=-1.5534, lat=47.2173)
TRIED = replace(
    REAL,
    channel=ReportChannel.SANDBOX,
    sample=True,
    description="Appelez le 06 12 34 56 78",
    reporter=NewReporter(first_name="Ana", email="ana@example.org"),
)
ABOUT: list[Any] = [
    *(tables.ReportEvent, tables.ReportPerson, tables.ReportText, tables.ReportPhoto, tables.ReportComment),
    tables.ReportUpdate,
]


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return Storage(settings.home / "objects")


def fill(session: Session, storage: Storage, settings: Settings) -> None:
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
    create_report(session, REAL, by=APP, now=NOW)
    tester = sandbox.tester("nantes")
    report, _ = create_report(session, TRIED, by=tester, now=NOW)
    received = photos.receive(storage, a_jpeg(), settings=settings, now=NOW)
    photos.add_photo(session, report, received, by=tester, title=None, now=NOW)
    news = PartnerUpdate(update_id="1", reference=report.reference, word="fixed", at=NOW, text="Fait.")
    partner_updates.take(session, news, is_sandbox=True, by=None, now=NOW)
    partner_updates.take(session, replace(news, update_id="2"), is_sandbox=True, by=tester, now=NOW)


def test_a_purge_removes_the_sandbox_and_leaves_the_real_reports(any_database: Database, storage, settings):
    with any_database.writing() as session:
        fill(session, storage, settings)

    assert sandbox.purge(any_database, storage, now=NOW + sandbox.KEPT_FOR) == 0
    assert sandbox.purge(any_database, storage, now=NOW + sandbox.KEPT_FOR + timedelta(seconds=1)) == 1

    with any_database.reading() as session:
        (left,) = session.exec(select(Report)).all()
        assert left.channel == ReportChannel.API
        kept = {row.report_id for table in ABOUT[:-1] for row in session.exec(select(table)).all()}
        assert kept == {left.id}
        assert session.exec(select(tables.ReportUpdate)).all() == []
    assert [path for path in storage.local_path("photos").rglob("*") if path.is_file()] == []
