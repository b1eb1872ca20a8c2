from datetime import timedelta

import pytest
from sqlmodel import Session
from tests.domains.reports.street_reports import CLOSE, LATER, NOW, REOPEN, ROADS, add, go, history_of, join

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.reports.duplicates.leaving import leave_group
from plateforme.domains.reports.lifecycle.lifecycle import Move
from plateforme.domains.reports.tables import ReportOutcome, ReportStatus


@pytest.fixture(autouse=True)
def town(session: Session) -> None:
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)


def test_closing_the_anchor_closes_its_followers_and_says_which_it_was(session):
    first, second = add(session), add(session, hours=1)
    join(session, second, first)

    go(session, first, CLOSE)

    assert (second.status, second.outcome, second.closed_at) == ("closed", "duplicate", first.closed_at)
    event = history_of(session, second)[-1]
    assert (event.kind, event.related, event.visibility) == ("followed", first.reference, "public")
    assert first.reference in (event.explanation or "")
    assert (event.explanation or "").endswith("Rebouché ce matin.")


def test_a_promise_about_the_anchor_is_one_about_its_followers(session):
    first, second = add(session), add(session, hours=1)
    join(session, second, first)

    go(session, first, Move(to=ReportStatus.PLANNED, expected_at=LATER + timedelta(days=9)))

    assert (second.status, second.expected_at) == ("planned", LATER + timedelta(days=9))
    assert second.last_event_at == first.last_event_at


def test_reopening_the_anchor_tells_its_followers_and_reopens_none(session):
    first, second = add(session), add(session, hours=1)
    join(session, second, first)
    go(session, first, CLOSE)

    go(session, first, REOPEN)

    assert (second.status, second.times_reopened) == ("closed", 0)
    event = history_of(session, second)[-1]
    assert "rouvert" in (event.explanation or "")


def test_what_is_merged_into_a_closed_report_ends_with_it(session):
    first, second = add(session), add(session, hours=1)
    go(session, first, CLOSE)

    join(session, second, first)

    assert (second.status, second.outcome) == ("closed", "duplicate")
    assert (second.closed_at or NOW) >= second.opened_at


def test_what_ended_in_its_own_way_keeps_its_ending(session):
    first, second = add(session), add(session, hours=1)
    go(session, second, CLOSE)
    join(session, second, first)
    go(session, first, Move(to=ReportStatus.CLOSED, outcome=ReportOutcome.NO_ACTION, explanation="Rien à faire."))

    assert second.outcome == "fixed"


def test_when_an_anchor_is_erased_the_next_report_takes_its_place(session):
    first, second, third, fourth = (
        add(session, metres=metres, hours=hour) for hour, metres in enumerate((0, -40, -30, 40))
    )
    for each in (second, third, fourth):
        join(session, each, first)
    go(session, first, CLOSE)

    leave_group(session, first, by=ROADS, now=LATER)

    assert (first.duplicates, second.duplicates, third.duplicates, fourth.duplicates) == (0, 1, 0, 0)
    assert (second.duplicate_of, third.duplicate_of, fourth.duplicate_of) == (None, second.reference, None)
    assert (second.outcome, third.outcome, fourth.outcome) == ("fixed", "duplicate", "fixed")


def test_when_a_follower_is_erased_the_anchor_counts_it_no_more(session):
    first, second = add(session), add(session, hours=1)
    join(session, second, first)

    leave_group(session, second, by=ROADS, now=LATER)

    assert (first.duplicates, second.duplicate_of) == (0, None)
