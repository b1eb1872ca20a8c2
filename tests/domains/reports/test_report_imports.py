from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.exchange.imports import ImportRemark, ImportResult, PastReport, bring_in
from plateforme.domains.reports.intake.intake import NewReport
from plateforme.domains.reports.lifecycle.lifecycle import Move
from plateforme.domains.reports.privacy.erasure import erase_report
from plateforme.domains.reports.search.search import get_report
from plateforme.domains.reports.settings import category_settings
from plateforme.domains.reports.tables import ErasureReason, Report, ReportEvent, ReportOutcome, ReportStatus
from plateforme.kit.storage import Storage

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OPENED = datetime(2025, 1, 6, 10, 0, tzinfo=UTC)
TOWN = Principal("archive", "nantes", frozenset({"reports:triage"}), "k")


@pytest.fixture(autouse=True)
def nantes(any_database):
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)


def closed(days=3, *, explanation="Réparé.", outcome=ReportOutcome.FIXED):
    return Move(to=ReportStatus.CLOSED, at=OPENED + timedelta(days=days), explanation=explanation, outcome=outcome)


def past(*moves, number=1, **terms):
    promise = {name: terms.pop(name) for name in ("expected_at", "has_promise") if name in terms}
    told: dict[str, Any] = {
        "organization": "nantes",
        "category": "street_light",
        "description": "Lampadaire éteint",
        "lon": -1.55,
        "lat": 47.21,
        "opened_at": OPENED,
        "client_id": f"old-tool:{number}",
    }
    return PastReport(report=NewReport(**told | terms), moves=moves, **promise)


def brought(session, *batch, now=NOW, by=TOWN):
    return bring_in(session, batch, by=by, now=now)


def test_a_closed_report_of_the_past_keeps_its_dates_and_how_it_ended(session):
    (one,) = brought(session, past(closed()))

    report = get_report(session, one.reference)
    assert one.result == ImportResult.CREATED
    assert (report.opened_at, report.closed_at, report.outcome) == (OPENED, OPENED + timedelta(days=3), "fixed")
    assert (report.channel, report.received_at) == ("import", NOW)


def test_bringing_the_same_reports_in_again_changes_nothing(session):
    batch = (past(closed()), past(number=2))
    first = brought(session, *batch)
    before = {one.reference: one.revision for one in session.exec(select(Report))}

    again = brought(session, *batch, now=NOW + timedelta(days=1))

    assert [one.result for one in again] == [ImportResult.KEPT] * 2
    assert [one.reference for one in again] == [one.reference for one in first]
    assert {one.reference: one.revision for one in session.exec(select(Report))} == before


def test_what_was_done_since_is_added(session):
    brought(session, past())
    planned = Move(to=ReportStatus.PLANNED, at=OPENED + timedelta(days=1), expected_at=OPENED + timedelta(days=9))

    (one,) = brought(session, past(planned, closed()))

    assert one.result == ImportResult.CHANGED
    assert get_report(session, one.reference).status == "closed"
    assert brought(session, past(planned, closed()))[0].result == ImportResult.KEPT


def test_a_move_on_the_very_instant_of_the_opening_is_known_again(session):
    brought(session, past(closed(days=0)))

    assert brought(session, past(closed(days=0)))[0].result == ImportResult.KEPT


def test_the_promise_is_the_one_of_the_source(session):
    promised = OPENED + timedelta(days=40)
    theirs, none, ours = brought(
        session,
        past(expected_at=promised, has_promise=True),
        past(number=2, has_promise=True),
        past(number=3),
    )

    found = [get_report(session, one.reference).expected_at for one in (theirs, none, ours)]
    assert found[:2] == [promised, None]
    assert found[2] is not None
    assert found[2] < promised
    told = select(ReportEvent.expected_at).join(Report).where(ReportEvent.number == 1).order_by(Report.client_id)
    assert list(session.exec(told)) == found


def test_a_report_that_is_refused_leaves_the_others_alone(session):
    unknown, good, unexplained = brought(
        session, past(category="volcano"), past(number=2), past(closed(explanation=""), number=3)
    )

    assert (unknown.result, unknown.refusal.code) == (ImportResult.REFUSED, "report_invalid")
    assert good.result == ImportResult.CREATED
    assert (unexplained.result, unexplained.refusal.code) == (ImportResult.REFUSED, "move_invalid")
    assert [one.client_id for one in session.exec(select(Report))] == ["old-tool:2"]


def test_a_report_closed_before_it_was_made_is_refused_whole(session):
    (one,) = brought(session, past(closed(days=-1)))

    assert [(fault.name, fault.code) for fault in one.refusal.errors] == [("/moves/0/at", "order")]
    assert session.exec(select(Report)).all() == []


def test_a_move_without_a_date_is_refused_as_it_would_be_told_again_each_time(session):
    (one,) = brought(session, past(Move(to=ReportStatus.ACKNOWLEDGED)))

    assert [(fault.name, fault.code) for fault in one.refusal.errors] == [("/moves/0/at", "required")]
    assert one.refusal.errors[0].french


def test_a_fault_of_a_move_is_pointed_at_where_it_was_sent_also_when_earlier_ones_are_known(session):
    planned = Move(to=ReportStatus.PLANNED, at=OPENED + timedelta(days=1), expected_at=OPENED + timedelta(days=9))
    brought(session, past(planned))

    (one,) = brought(session, past(planned, closed(explanation="")))

    assert [(fault.name, fault.code) for fault in one.refusal.errors] == [("/moves/1/explanation", "required")]


def test_a_report_whose_category_was_retired_since_is_known_again_and_moved(session):
    by = Principal("archive", "nantes", frozenset({"reports:triage", "reports:configure"}), "k")
    brought(session, past())
    category_settings.retire_category(session, "nantes", "street_light", by=by, now=NOW)

    kept, changed, new = brought(session, past()), brought(session, past(closed())), brought(session, past(number=2))

    assert [one.result for (one,) in (kept, changed, new)] == ["kept", "changed", "refused"]
    assert [fault.name for fault in new[0].refusal.errors] == ["/category"]


def test_a_promise_older_than_the_report_is_refused(session):
    (one,) = brought(session, past(expected_at=OPENED - timedelta(days=1), has_promise=True))

    assert [fault.name for fault in one.refusal.errors] == ["/expected_at"]


def test_what_looks_personal_in_an_old_note_is_masked(session):
    (one,) = brought(session, past(closed(explanation="Réparé, appeler le 06 12 34 56 78.")))

    told = session.exec(select(ReportEvent.explanation).where(ReportEvent.number == 2)).one()
    assert one.warnings == (ImportRemark.PERSONAL_DATA_MASKED,)
    assert "06 12" not in told
    assert "masqué" in told
    assert brought(session, past(closed(explanation="Réparé, appeler le 06 12 34 56 78.")))[0].result == "kept"


def test_what_was_erased_here_stays_erased_whatever_the_source_still_says(session, tmp_path):
    brought(session, past())
    report = session.exec(select(Report)).one()
    erase_report(session, Storage(tmp_path), report, ErasureReason.MISTAKE, by=TOWN, now=NOW)

    (again,) = brought(session, past(closed()))

    assert again.result == ImportResult.KEPT
    assert [(one.reference, one.visibility) for one in session.exec(select(Report))] == [(again.reference, "erased")]


def test_another_content_under_the_same_identifier_is_told_and_not_written(session):
    brought(session, past())

    (one,) = brought(session, past(closed(), description="Lampadaire cassé"))

    report = get_report(session, one.reference)
    assert (one.result, one.warnings) == (ImportResult.CHANGED, (ImportRemark.CONTENT_DIFFERS,))
    assert (report.description, report.status) == ("Lampadaire éteint", "closed")


def test_nobody_brings_in_reports_of_another_organization(session):
    stranger = Principal("archive", "rennes", frozenset({"reports:triage"}), "k")

    (one,) = brought(session, past(), by=stranger)

    assert one.refusal.code == "import_not_allowed"


def test_the_same_report_twice_in_a_batch_is_one_report(session):
    results = brought(session, past(), past())

    assert [one.result for one in results] == [ImportResult.CREATED, ImportResult.KEPT]


def test_two_imports_of_the_same_reports_at_once_make_each_of_them_once(any_database):
    batch = [past(closed(), number=number) for number in range(20)]

    def work(reports):
        with any_database.writing() as session:
            return brought(session, *reports)

    with ThreadPoolExecutor(2) as pool:
        results = [one for found in pool.map(work, (batch, batch[::-1])) for one in found]

    assert Counter(one.result for one in results) == {ImportResult.CREATED: 20, ImportResult.KEPT: 20}
    with any_database.reading() as session:
        assert {one.status for one in session.exec(select(Report))} == {"closed"}
        assert len(session.exec(select(Report)).all()) == 20
