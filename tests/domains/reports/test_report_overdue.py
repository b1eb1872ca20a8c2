"""Reports whose promise has passed: the same ones by every way of asking, and by what each report says of itself."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import StatementError
from sqlmodel import Session
from tests.domains.reports.street_reports import CLOSE, LATER, NOW, add, go

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.reports.duplicates.nearby import Surroundings, list_nearby
from plateforme.domains.reports.listings.listings import REPORTS
from plateforme.domains.reports.search.search import list_reports
from plateforme.domains.reports.search.statistics import statistics
from plateforme.kit.grammar.cql2 import read_filter
from plateforme.kit.keyset import Asked


@pytest.fixture
def reports(session: Session):
    """One that is late, one that is not yet, one that was late and is closed, one that was promised nothing."""
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
    late, early, closed, unpromised = (add(session, metres=30 * number) for number in range(4))
    go(session, closed, CLOSE)
    late.expected_at = closed.expected_at = LATER - timedelta(seconds=1)
    early.expected_at = LATER
    unpromised.expected_at = None
    session.flush()
    return {"late": late, "early": early, "closed": closed, "unpromised": unpromised}


def names(reports, rows):
    return {name for name, report in reports.items() if report.reference in {row.reference for row in rows}}


OTHERS = {"early", "closed", "unpromised"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"is_overdue": "true"}, {"late"}),
        ({"is_overdue": "false"}, OTHERS),
        ({"is_overdue__ne": "true"}, OTHERS),
        ({"is_overdue__in": "true,false"}, {"late", *OTHERS}),
        ({"is_overdue__isnull": "true"}, set()),
    ],
)
def test_a_report_is_overdue_while_it_is_open_beyond_its_promise(session, reports, asked, found):
    where = REPORTS.read(list(asked.items()))

    assert names(reports, list_reports(session, Asked(where=where, now=LATER)).rows) == found


def test_what_is_overdue_changes_with_the_hour_alone(session, reports):
    where = REPORTS.read([("is_overdue", "true")])

    def at(now):
        return names(reports, list_reports(session, Asked(where=where, now=now)).rows)

    assert (at(LATER - timedelta(seconds=1)), at(LATER + timedelta(seconds=1))) == (set(), {"late", "early"})


def test_it_is_a_condition_among_others_in_cql2_around_a_point_and_in_figures(session, reports):
    either = read_filter("is_overdue = true OR expected_at IS NULL", REPORTS.names, REPORTS.place)
    assert names(reports, list_reports(session, Asked(where=(either,), now=LATER)).rows) == {"late", "unpromised"}

    where = REPORTS.read([("is_overdue", "true")])
    here = Surroundings(reports["late"].lon, reports["late"].lat)
    near = list_nearby(session, here, Asked(where=where, now=LATER)).rows
    assert names(reports, [each.report for each in near]) == {"late"}
    assert statistics(session, where, now=LATER).total.count == 1


def test_without_an_hour_the_question_fails_instead_of_lying(session, reports):
    with pytest.raises(StatementError):
        list_reports(session, Asked(where=REPORTS.read([("is_overdue", "true")])))
