"""Whatever happens to a report, in whatever order: it stays in its lifecycle, and its history tells all of it."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlmodel import Session, col, select

from plateforme.domains.access.errors import InsufficientScope, NotYourOrganization
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.changes.tables import Change
from plateforme.domains.reports.errors import ForbiddenMove, MoveInvalid, NothingToDo
from plateforme.domains.reports.intake.intake import NewReport, create_report
from plateforme.domains.reports.lifecycle.completing import complete_report
from plateforme.domains.reports.lifecycle.lifecycle import ALLOWED, Move, add_note, move_report
from plateforme.domains.reports.settings.teams import NewTeam, put_team
from plateforme.domains.reports.tables import Report, ReportEvent, ReportEventKind, ReportOutcome, ReportStatus

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOWN = frozenset({"reports:write", "reports:triage", "reports:configure"})
ROADS = Principal("roads", "nantes", TOWN, "k1")
APP = Principal("app", "startup", frozenset({"reports:write"}), "k2")
REFUSALS = (ForbiddenMove, MoveInvalid, NothingToDo, NotYourOrganization, InsufficientScope)
WORDS = st.none() | st.sampled_from(["Voici pourquoi.", "Appelez le 06 12 34 56 78.", "  ", "a\x07"])

moves: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    to=st.none() | st.sampled_from(ReportStatus),
    outcome=st.none() | st.sampled_from(ReportOutcome),
    explanation=WORDS,
    expected_at=st.none() | st.integers(-3, 40),
    at=st.none() | st.integers(-3, 1),
    category=st.none() | st.sampled_from(["pothole", "street_light", "dragon"]),
    given_to=st.sampled_from([(False, None), (True, None), (True, "voirie"), (True, "nobody")]),
)


class Life(RuleBasedStateMachine):
    """One report, and everything that its organization and its author may try with it."""

    session: ClassVar[Session]

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        new = NewReport(organization="nantes", category="pothole", description="Trou", lon=-1.55, lat=47.21)
        self.report, _ = create_report(self.session, new, by=APP, now=NOW)
        self.before = self.seen()

    def seen(self) -> dict[str, Any]:
        """Everything about the report that is stored."""
        self.session.flush()
        self.session.expire(self.report)
        return {name: getattr(self.report, name) for name in Report.model_fields}

    def events(self) -> list[ReportEvent]:
        mine = ReportEvent.report_id == self.report.id
        return list(self.session.exec(select(ReportEvent).where(mine).order_by(col(ReportEvent.number))))

    def attempt(self, by: Principal, asked: dict[str, Any], hours: int) -> None:
        """A move that is made as a whole or not at all."""
        self.now += timedelta(hours=hours)
        has_team, team = asked.pop("given_to", (False, None))
        for name in ("expected_at", "at"):
            if asked.get(name) is not None:
                asked[name] = self.now + timedelta(days=asked[name])
        move = Move(**asked, team=team, has_team=has_team)
        status = ReportStatus(self.report.status)
        self.before = self.seen()
        try:
            move_report(self.session, self.report, move, by=by, now=self.now)
        except REFUSALS:
            assert self.seen() == self.before
        else:
            assert move.to is None or move.to in ALLOWED[status]
            assert self.report.status == (move.to or status)
            assert by is ROADS or (has_team, move.category, move.at, move.expected_at) == (False, None, None, None)

    @rule(asked=moves, hours=st.integers(0, 400))
    def the_organization_tries(self, asked: dict[str, Any], hours: int) -> None:
        self.attempt(ROADS, dict(asked), hours)

    @rule(asked=moves, hours=st.integers(0, 400))
    def its_author_tries(self, asked: dict[str, Any], hours: int) -> None:
        self.attempt(APP, dict(asked), hours)

    @precondition(lambda self: self.report.status != ReportStatus.CLOSED)
    @rule(outcome=st.sampled_from(ReportOutcome))
    def it_is_closed(self, outcome: ReportOutcome) -> None:
        move = {"to": ReportStatus.CLOSED, "outcome": outcome, "explanation": "Fait."}
        self.attempt(ROADS, move, 1)
        assert self.report.status == ReportStatus.CLOSED

    @precondition(lambda self: self.report.status == ReportStatus.CLOSED)
    @rule()
    def its_author_opens_it_again(self) -> None:
        self.attempt(APP, {"to": ReportStatus.RECEIVED, "explanation": "Le trou est revenu."}, 1)
        assert (self.report.status, self.report.outcome, self.report.closed_at) == ("received", None, None)
        assert self.report.times_reopened == self.before["times_reopened"] + 1

    @rule(text=st.sampled_from(["Grille commandée.", ""]))
    def a_colleague_writes_a_note(self, text: str) -> None:
        self.before = self.seen()
        try:
            add_note(self.session, self.report, text, by=ROADS, now=self.now)
        except MoveInvalid:
            assert self.seen() == self.before
        else:
            assert self.report.last_event_at == self.before["last_event_at"]

    @rule(lat=st.sampled_from([47.21, 47.22]))
    def its_place_is_put_right(self, lat: float) -> None:
        self.before = self.seen()
        complete_report(self.session, self.report, {"lat": lat}, by=ROADS, now=self.now)
        assert self.report.expected_at == self.before["expected_at"]

    @invariant()
    def it_has_an_outcome_exactly_when_it_is_closed(self) -> None:
        is_closed = self.report.status == ReportStatus.CLOSED
        assert is_closed == (self.report.outcome is not None) == (self.report.closed_at is not None)

    @invariant()
    def every_change_is_an_entry_of_its_history(self) -> None:
        events = self.events()
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        notes = [event for event in events if event.kind == ReportEventKind.NOTED]  # they stand beside the report
        assert self.report.events == len(events) == self.report.revision + len(notes)
        assert self.report.revision >= self.before["revision"]
        if self.report.revision == self.before["revision"]:
            assert self.seen() | {"events": 0} == self.before | {"events": 0}

    @invariant()
    def its_history_ends_where_it_stands(self) -> None:
        last = self.events()[-1]
        assert (last.to_status, last.expected_at) == (self.report.status, self.report.expected_at)

    @invariant()
    def its_history_is_a_way_through_the_lifecycle(self) -> None:
        status = None
        for event in self.events():
            if event.kind in (ReportEventKind.MOVED, ReportEventKind.REOPENED):
                assert event.from_status == status
                assert event.to_status in ALLOWED[ReportStatus(event.from_status or "")]
            else:
                assert status in (None, event.to_status)
            status = event.to_status

    @invariant()
    def reopenings_are_counted(self) -> None:
        kinds = [event.kind for event in self.events()]
        assert self.report.times_reopened == kinds.count(ReportEventKind.REOPENED)

    @invariant()
    def the_clock_of_forgotten_reports_never_goes_back(self) -> None:
        assert self.report.last_event_at >= self.before["last_event_at"]

    @invariant()
    def the_feed_tells_every_entry_once(self) -> None:
        told = select(Change).where(Change.subject == self.report.reference).order_by(col(Change.position))
        changes = list(self.session.exec(told))
        assert [(one.number, one.event) for one in changes] == [(one.number, one.kind) for one in self.events()]
        assert all(one.is_public == (one.event != ReportEventKind.NOTED) for one in changes)


def test_whatever_happens_to_a_report_its_history_tells(session: Session) -> None:
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
    put_team(session, "nantes", "voirie", NewTeam(name="Voirie"), by=ROADS, now=NOW)
    Life.session = session

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
