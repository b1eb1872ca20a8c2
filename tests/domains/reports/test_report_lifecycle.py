from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.errors import ForbiddenMove, MoveInvalid
from plateforme.domains.reports.intake.intake import NewReport, create_report
from plateforme.domains.reports.lifecycle.lifecycle import ALLOWED, NEEDED, Move, held_report, move_report
from plateforme.domains.reports.search.search import list_events
from plateforme.domains.reports.settings.promises import promised
from plateforme.domains.reports.settings.shared_categories import BY_CODE
from plateforme.domains.reports.tables import Report, ReportOutcome, ReportStatus
from plateforme.kit.keyset import Asked

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
ROADS = Principal("roads", "nantes", frozenset({"reports:write", "reports:triage"}), "k")
CLOSE = Move(to=ReportStatus.CLOSED, outcome=ReportOutcome.FIXED, explanation="Rebouché.")
REOPEN = Move(to=ReportStatus.RECEIVED, explanation="Le trou est revenu.")


@pytest.fixture
def report(session: Session) -> Report:
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
    new = NewReport(organization="nantes", category="pothole", description="Trou", lon=-1.55, lat=47.21)
    return create_report(session, new, by=ROADS, now=NOW)[0]


def go(session, report, move, now=LATER):
    return move_report(session, report, move, by=ROADS, now=now)


def codes(refusal):
    return {fault.name: fault.code for fault in refusal.value.errors}


def test_every_status_has_ways_out_and_needs():
    assert set(ALLOWED) == set(NEEDED) == set(ReportStatus)


def test_a_move_is_recorded_with_what_the_public_was_told(session, report):
    planned = Move(to=ReportStatus.PLANNED, expected_at=LATER + timedelta(days=5), explanation="Lundi prochain.")

    go(session, report, planned)

    events = list_events(session, report.reference, asked=Asked(sort=(("number", False),))).rows
    assert [(event.number, event.from_status, event.to_status) for event in events] == [
        (1, None, "received"),
        (2, "received", "planned"),
    ]
    assert (events[1].explanation, events[1].expected_at) == ("Lundi prochain.", planned.expected_at)
    assert (report.revision, report.last_event_at, report.expected_at) == (2, LATER, planned.expected_at)


def test_closing_needs_an_outcome_and_an_explanation(session, report):
    with pytest.raises(MoveInvalid) as refusal:
        go(session, report, Move(to=ReportStatus.CLOSED, explanation="  "))

    assert codes(refusal) == {"/explanation": "required", "/outcome": "required"}
    assert report.status == "received"


@pytest.mark.parametrize(
    ("move", "fault"),
    [
        (Move(to=ReportStatus.PLANNED), {"/expected_at": "required"}),
        (Move(to=ReportStatus.PLANNED, expected_at=NOW), {"/expected_at": "past"}),
        (Move(to=ReportStatus.PLANNED, expected_at=NOW + timedelta(days=9999)), {"/expected_at": "too_far"}),
        (Move(to=ReportStatus.TRANSFERRED), {"/explanation": "required"}),
        (Move(to=ReportStatus.ACKNOWLEDGED, outcome=ReportOutcome.FIXED), {"/outcome": "misplaced"}),
        (Move(to=ReportStatus.ACKNOWLEDGED, explanation="a\x07"), {"/explanation": "control_character"}),
        (Move(to=ReportStatus.ACKNOWLEDGED, at=LATER + timedelta(hours=1)), {"/at": "future"}),
        (Move(to=ReportStatus.ACKNOWLEDGED, at=NOW - timedelta(hours=1)), {"/at": "order"}),
        (
            Move(to=ReportStatus.CLOSED, outcome=ReportOutcome.FIXED, explanation="ok", expected_at=LATER),
            {"/expected_at": "misplaced"},
        ),
    ],
)
def test_each_fault_of_a_move_is_named_with_its_place(session, report, move, fault):
    with pytest.raises(MoveInvalid) as refusal:
        go(session, report, move)
    assert codes(refusal) == fault


def test_a_closed_report_says_where_it_may_go(session, report):
    go(session, report, CLOSE)

    with pytest.raises(ForbiddenMove) as refusal:
        go(session, report, Move(to=ReportStatus.IN_PROGRESS))
    assert refusal.value.extra == {"status": "closed", "allowed": ["received", "acknowledged"]}


def test_reopening_is_a_move_that_is_explained_counted_and_promised_anew(session, report):
    first_promise = report.expected_at
    go(session, report, CLOSE)

    with pytest.raises(MoveInvalid):
        go(session, report, Move(to=ReportStatus.RECEIVED), now=NOW + timedelta(days=60))
    go(session, report, REOPEN, now=NOW + timedelta(days=60))

    assert (report.status, report.outcome, report.closed_at, report.times_reopened) == ("received", None, None, 1)
    assert report.expected_at > first_promise + timedelta(days=50)


def test_past_moves_keep_their_date_and_say_when_they_were_recorded(session, report):
    go(
        session,
        report,
        Move(to=ReportStatus.CLOSED, outcome=ReportOutcome.FIXED, explanation="Fait.", at=NOW),
        now=LATER,
    )

    event = list_events(session, report.reference, asked=Asked(sort=(("number", True),))).rows[0]
    assert (event.at, event.recorded_at, report.closed_at, report.updated_at) == (NOW, LATER, NOW, LATER)


def test_another_organization_cannot_hold_the_report(session, report):
    with pytest.raises(NotYourOrganization):
        held_report(session, report.reference, by=Principal("x", "rennes", ROADS.scopes, "k"))


moves = st.builds(
    Move,
    to=st.sampled_from(ReportStatus),
    outcome=st.none() | st.sampled_from(ReportOutcome),
    explanation=st.none() | st.just("Voici pourquoi."),
    expected_at=st.none() | st.integers(-5, 50).map(lambda days: NOW + timedelta(days=days)),
)


@given(st.lists(moves, max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_moves_leaves_the_lifecycle(session, report, asked):
    for hours, move in enumerate(asked):
        before = report.status
        try:
            go(session, report, move, now=report.last_event_at + timedelta(hours=hours))
        except (ForbiddenMove, MoveInvalid):
            assert report.status == before
        else:
            assert move.to in ALLOWED[ReportStatus(before)]
        assert (report.status == "closed") == (report.outcome is not None) == (report.closed_at is not None)
    session.flush()


def test_another_category_of_a_reopened_report_promises_from_the_day_of_its_reopening(session, report):
    again = NOW + timedelta(days=30)
    go(session, report, CLOSE)
    go(session, report, REOPEN, now=again)

    go(session, report, Move(category="street_light"), now=again + timedelta(days=1))

    assert report.expected_at == promised(BY_CODE["street_light"], again)
