"""Pages of public reports by number, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, update
from sqlmodel import col

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.intake.intake import NewReport, create_report
from plateforme.domains.reports.lifecycle.lifecycle import Move, move_report
from plateforme.domains.reports.listings.public_questions import Question
from plateforme.domains.reports.search import public_pages
from plateforme.domains.reports.settings import offer
from plateforme.domains.reports.tables import Report, ReportOutcome, ReportStatus, ReportVisibility

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOWN = Principal(
    key_id="1", consumer="roads", organization="nantes", scopes=frozenset({"reports:write", "reports:triage"})
)
POTHOLE = NewReport(organization="nantes", category="pothole", description="Un trou.", lon=-1.5534, lat=47.2173)


@pytest.fixture
def reports(session):
    """Ten reports, an hour apart, the newest first."""
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
    made = [
        create_report(
            session,
            replace(POTHOLE, category="pothole" if hour % 2 else "sidewalk"),
            by=TOWN,
            now=NOW + timedelta(hours=hour),
        )[0]
        for hour in range(10)
    ]
    return made[::-1]


def references(found):
    return [report.reference for report in found]


def test_pages_one_after_the_other_are_all_reports(session, reports):
    pages = [public_pages.page(session, Question(), limit=3, offset=start) for start in (0, 3, 6, 9, 12)]

    assert [one for page in pages for one in references(page.reports)] == references(reports)
    assert [page.has_more for page in pages] == [True, True, True, False, False]
    assert public_pages.count(session, Question()) == 10


def test_a_walk_meets_each_report_once(session, reports, monkeypatch):
    monkeypatch.setattr(public_pages, "BATCH", 3)
    session.exec(update(Report).where(col(Report.category) == "pothole").values(opened_at=NOW))  # ties

    walked: list[str] = []
    following: Question | None = Question()
    while following is not None:
        batch, following = public_pages.batch(session, following)
        walked += references(batch)

    assert sorted(walked) == sorted(references(reports))


@pytest.mark.parametrize(
    ("question", "chosen"),
    [
        (Question(organization="reze"), []),
        (Question(codes=("pothole", "nope")), [0, 2, 4, 6, 8]),
        (Question(opened_from=NOW + timedelta(hours=8)), [0, 1]),
        (Question(opened_before=NOW + timedelta(hours=2)), [8, 9]),
        (Question(updated_from=NOW + timedelta(hours=9)), [0]),
        (Question(updated_before=NOW + timedelta(hours=1)), [9]),
        (Question(is_open=False), []),
        (Question(is_sandbox=True), []),
    ],
)
def test_questions_narrow(session, reports, question, chosen):
    found = public_pages.page(session, question, limit=20).reports

    assert references(found) == [reports[place].reference for place in chosen]


def test_a_change_is_seen_by_those_who_follow_changes(session, reports):
    # closed in the name of a past date: whoever asks for what changed since yesterday must hear of it
    later = NOW + timedelta(days=3)
    move = Move(to=ReportStatus.CLOSED, outcome=ReportOutcome.FIXED, explanation="Fait.", at=NOW + timedelta(hours=12))
    move_report(session, reports[0], move, by=TOWN, now=later)

    found = public_pages.page(session, Question(updated_from=later), limit=20).reports

    assert references(found) == [reports[0].reference]
    assert public_pages.latest_words(session, found) == {reports[0].id: "Fait."}


def test_only_the_latest_words_count(session, reports):
    for explanation in ("Vu.", "Prévu."):
        move = Move(to=ReportStatus.IN_PROGRESS, explanation=explanation)
        move_report(session, reports[3], move, by=TOWN, now=NOW + timedelta(days=1))

    assert public_pages.latest_words(session, reports) == {reports[3].id: "Prévu."}
    assert [event.number for event in public_pages.public_history(session, reports)[reports[3].id]] == [1, 2, 3]


def test_erased_ones_are_tombstones_only_where_they_are_wanted(session, reports):
    reports[0].visibility = ReportVisibility.ERASED
    reports[1].visibility = ReportVisibility.HIDDEN
    session.flush()

    assert references(public_pages.page(session, Question(), limit=20).reports) == references(reports[2:])
    wanted = public_pages.page(session, Question(with_erased=True), limit=20).reports
    assert references(wanted) == [reports[0].reference, *references(reports[2:])]


def test_what_can_be_reported_never_changes_in_the_future(session):
    assert offer.changed_at(session, now=NOW) == NOW
    assert offer.changed_at(session, now=NOW + timedelta(days=3650)) == offer.SHARED_AT


@pytest.mark.parametrize(
    "question",
    [
        Question(),
        Question(opened_from=NOW),
        Question(opened_from=NOW, is_open=False),
        Question(opened_from=NOW, organization="nantes"),
    ],
)
def test_a_page_is_read_in_the_order_of_an_index(session, question):
    engine = session.get_bind()
    is_sqlite = engine.dialect.name == "sqlite"
    if not is_sqlite:  # a handful of rows is read faster whole
        for wish in ("enable_seqscan", "enable_bitmapscan", "enable_incremental_sort"):
            session.connection().exec_driver_sql(f"SET LOCAL {wish} = off")
    session.connection()
    made = []
    event.listen(engine, "before_cursor_execute", lambda *given: made.append(given[2:4]))

    public_pages.page(session, question, limit=20)

    statement, parameters = next(one for one in made if "FROM reports" in one[0])
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    plan = str(session.connection().exec_driver_sql(f"{explain} {statement}", parameters).all())
    assert "opened_at_reference" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
