from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from sqlmodel import func, select

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.intake.intake import NewReport, create_report
from plateforme.domains.reports.tables import Report

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
APP = Principal("app", "startup", frozenset({"reports:write"}), "k")


def test_the_same_report_sent_ten_times_at_once_is_one_report(any_database):
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
    new = NewReport(
        organization="nantes", category="pothole", description="Trou", address="Rue Crébillon", client_id="phone-0001"
    )

    def send(_):
        with any_database.writing() as session:
            return create_report(session, new, by=APP, now=NOW)[0].reference

    with ThreadPoolExecutor(10) as pool:
        references = set(pool.map(send, range(10)))

    assert len(references) == 1
    with any_database.reading() as session:
        assert session.exec(select(func.count()).select_from(Report)).one() == 1
