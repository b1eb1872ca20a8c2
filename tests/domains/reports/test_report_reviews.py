from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from tests.domains.reports.held_reports import APP, NEIGHBOUR, NOW, OTHER, PHONE, TOWN, a_report

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.reports.people.privacy_errors import RemovalInvalid, RemovalNotFound, RemovalSettled
from plateforme.domains.reports.privacy import comments, removals, reviews
from plateforme.domains.reports.privacy.comments import NewComment
from plateforme.domains.reports.privacy.removals import NewRemoval
from plateforme.domains.reports.tables import (
    RemovalReason,
    RemovalStatus,
    RemovalSubject,
    ReportVisibility,
    ReviewSubject,
)
from plateforme.kit.keyset import Asked


@pytest.fixture(autouse=True)
def _town(session):
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)


def ask(session, report, subject=RemovalSubject.REPORT, number=None, now=NOW, by=OTHER):
    wish = NewRemoval(subject=subject, number=number, reason=RemovalReason.PERSONAL_DATA, explanation="C’est moi")
    return removals.ask_removal(session, report, wish, by=by, now=now)


def queue(session, by=TOWN, limit=20, after=None, subject=None, count="none"):
    asked = Asked(limit=limit, after=after, count=count)
    return reviews.list_reviews(session, asked, subject=subject, by=by)


def a_busy_day(session):
    """Five things that wait, one an hour."""
    first = a_report(session, PHONE)
    second = a_report(session, PHONE, now=NOW + timedelta(hours=1))
    for hours in (2, 3):
        new = NewComment(text=f"Commentaire {hours} : jean@exemple.fr")
        comments.add_comment(session, first, new, by=APP, now=NOW + timedelta(hours=hours))
    ask(session, second, now=NOW + timedelta(hours=4))


def test_what_waits_is_listed_oldest_first_with_what_is_proposed(session):
    a_busy_day(session)

    found = queue(session).rows

    assert [each.subject for each in found] == ["text", "text", "comment", "comment", "removal"]
    assert all(earlier.since < later.since for earlier, later in pairwise(found))
    assert found[0].original == PHONE
    assert found[2].proposed == "Commentaire 2 : [adresse électronique masquée]"
    assert (found[4].reason, found[4].about, found[4].number) == ("personal_data", "report", 1)


def test_a_person_has_two_working_days(session):
    a_report(session, PHONE, now=datetime(2026, 5, 7, 20, 0, tzinfo=UTC))  # a Thursday before a holiday

    assert queue(session).rows[0].due_at == datetime(2026, 5, 12, 21, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_paging_through_the_queue_gives_each_thing_once(session, limit):
    a_busy_day(session)
    whole = [(each.subject, each.report.reference, each.number) for each in queue(session).rows]

    paged, after = [], None
    while True:
        page = queue(session, limit=limit, after=after)
        paged += [(each.subject, each.report.reference, each.number) for each in page.rows]
        after = page.after
        if after is None:
            break

    assert paged == whole


def test_the_queue_can_be_narrowed_and_counted(session):
    a_busy_day(session)

    found = queue(session, subject=ReviewSubject.COMMENT, limit=1, count="exact")

    assert ([each.number for each in found.rows], found.total, found.counted) == ([1], 2, "exact")


def test_another_town_sees_nothing_of_it(session):
    a_busy_day(session)

    assert queue(session, by=NEIGHBOUR).rows == []


@pytest.mark.parametrize("visibility", [ReportVisibility.DRAFT, ReportVisibility.SANDBOX, ReportVisibility.ERASED])
def test_what_the_public_will_not_see_needs_nobody(session, visibility):
    a_report(session, PHONE).visibility = visibility

    assert queue(session).rows == []


# --- wishes for removal --------------------------------------------------------------------------------------------


def settle(session, report, number=1, status=RemovalStatus.GRANTED):
    return removals.settle_removal(session, report, number, status, answer="C’est fait.", by=TOWN, now=NOW)


def test_a_wish_is_answered_once_and_whoever_asked_reads_the_answer(session):
    report = a_report(session)
    ask(session, report)

    settle(session, report)

    seen = removals.get_removal(session, report, 1, by=OTHER)
    assert (seen.status, seen.answer, seen.decided_by) == ("granted", "C’est fait.", "town-desk")
    assert queue(session).rows == []
    with pytest.raises(RemovalSettled):
        settle(session, report, status=RemovalStatus.REFUSED)


def test_a_stranger_does_not_read_what_others_wish(session):
    report = a_report(session)
    ask(session, report)

    with pytest.raises(RemovalNotFound):
        removals.get_removal(session, report, 1, by=NEIGHBOUR)
    with pytest.raises(RemovalNotFound):
        settle(session, report, 2)


@pytest.mark.parametrize(
    ("subject", "number", "fault"),
    [
        (RemovalSubject.COMMENT, None, "unknown"),
        (RemovalSubject.COMMENT, 7, "unknown"),
        (RemovalSubject.PHOTO, 1, "unknown"),
        (RemovalSubject.TEXT, 1, "misplaced"),
    ],
)
def test_a_wish_points_at_something(session, subject, number, fault):
    with pytest.raises(RemovalInvalid) as refusal:
        ask(session, a_report(session), subject, number)

    assert [(each.name, each.code) for each in refusal.value.errors] == [("/number", fault)]
