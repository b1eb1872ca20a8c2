"""Street reports that stand still and catalogue entries nobody reviews."""

from datetime import UTC, date, datetime, timedelta

import pytest

from plateforme.consumers.checker import datasets, public_services, reports
from plateforme.consumers.checker.policies import Policies, Policy
from plateforme.consumers.checker.reports import Category
from plateforme.consumers.checker.spans import Span
from plateforme.consumers.checker.states import State

STEP = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday morning
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("status", "overdue"),
    [
        ("received", datetime(2026, 3, 4, 9, 0, tzinfo=UTC)),
        ("acknowledged", datetime(2026, 3, 16, 9, 0, tzinfo=UTC)),
        ("in_progress", datetime(2026, 3, 23, 9, 0, tzinfo=UTC)),
        ("transferred", datetime(2026, 3, 16, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_report_without_follow_up_becomes_overdue_at_its_second(status, overdue, a_report, policies):
    facts = a_report(status=status, last_event_at=STEP)

    states = [reports.evaluate(facts, policies, now=overdue + step)[0].state for step in (-SECOND, 0 * SECOND, SECOND)]

    assert states == [State.DUE, State.OVERDUE, State.OVERDUE]


def test_a_planned_report_counts_from_its_date(a_report, policies):
    planned = datetime(2026, 3, 13, 22, 59, 59, tzinfo=UTC)  # a Friday evening
    facts = a_report(status="planned", expected_at=planned)

    def states(now):
        return [found.state for found in reports.evaluate(facts, policies, now=now)]

    assert states(planned - SECOND) == [State.FRESH, State.EXEMPT]
    assert states(planned) == [State.DUE, State.EXEMPT]
    assert states(planned + timedelta(days=7) - SECOND) == [State.DUE, State.EXEMPT]
    assert states(planned + timedelta(days=7)) == [State.OVERDUE, State.EXEMPT]


def test_a_promise_is_broken_when_its_date_has_passed(a_report, policies):
    promised = datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC)
    facts = a_report(status="acknowledged", expected_at=promised)

    before, at = (reports.evaluate(facts, policies, now=now)[1] for now in (promised - SECOND, promised))

    assert (before.state, at.state) == (State.FRESH, State.OVERDUE)
    assert at.why is not None
    assert at.why.startswith("Promised for 2026-03-03 and still acknowledged")


def test_a_closed_report_is_exempt_and_says_since_when(a_report, policies):
    facts = a_report(status="closed", expected_at=STEP, closed_at=STEP)

    found = reports.evaluate(facts, policies, now=STEP + timedelta(days=365))

    assert {evaluation.state for evaluation in found} == {State.EXEMPT}
    counted = [evaluation.weighed.counted for evaluation in found]
    assert all(proof is not None and proof.source == "closed_at" for proof in counted)


def test_danger_speaks_one_step_louder(a_report, policies):
    found = reports.evaluate(
        a_report(), policies, now=datetime(2026, 3, 5, tzinfo=UTC), category=Category("Câble à nu", is_safety=True)
    )

    assert (found[0].severity, found[0].subject.title) == ("error", "Câble à nu (2026-0302-7QK2M9)")


@pytest.mark.parametrize(
    ("facet", "overdue"),
    [
        ("contact", datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC)),
        ("hours", datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC)),
        ("fees", datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC)),
        ("eligibility", datetime(2027, 3, 1, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_each_facet_has_its_own_review(facet, overdue, a_service, policies):
    facts = a_service(assurances={facet: date(2025, 3, 1)}, facets=(facet,))  # 1 March 2026 is a Sunday

    states = [public_services.evaluate(facts, policies, now=overdue + step)[0].state for step in (-SECOND, 0 * SECOND)]

    assert states == [State.DUE, State.OVERDUE]


def test_a_sheet_of_information_is_reviewed_as_a_whole(a_service, policies):
    facts = a_service(kind="information_sheet", content_modified_at=date(2018, 6, 1), facets=("contact", "hours"))

    found = public_services.evaluate(facts, policies, now=STEP)

    assert [(one.rule, one.subject.facet, one.state) for one in found] == [
        ("service-entry-unreviewed", "entry", State.DELINQUENT)
    ]


def test_the_whole_entry_vouches_for_its_parts(a_service, policies):
    facts = a_service(content_modified_at=date(2018, 1, 1), assurances={"entry": date(2026, 2, 1)})

    assert public_services.evaluate(facts, policies, now=STEP)[0].state is State.FRESH


def test_an_entry_without_any_date_cannot_be_judged(a_service, policies):
    found = public_services.evaluate(a_service(), policies, now=STEP)

    assert [(one.state, one.reason) for one in found] == [(State.NOT_EVALUABLE, "no_evidence")]


def test_what_is_no_longer_offered_needs_no_review(a_service, policies):
    facts = a_service(status="inactive", content_modified_at=date(2018, 1, 1), valid_to=date(2019, 1, 1))

    assert {one.state for one in public_services.evaluate(facts, policies, now=STEP)} == {State.EXEMPT}


def test_validity_ends_with_its_last_day(a_service, policies):
    facts = a_service(content_modified_at=date(2026, 3, 1), valid_to=date(2026, 3, 1))
    end = datetime(2026, 3, 1, 22, 59, 59, tzinfo=UTC)

    before, at = (public_services.evaluate(facts, policies, now=now)[1] for now in (end - SECOND, end))

    assert (before.state, at.state, at.rule) == (State.FRESH, State.OVERDUE, "service-validity-ended")


def test_what_someone_declared_for_one_subject_wins(a_dataset, policies):
    own = Policy(
        "dataset/communes", "0" * 16, "dataset-content-age", "dataset", "subject", "communes", overdue=Span(days=400)
    )
    both = Policies([*policies._by_selector.values(), own])

    age = datasets.evaluate(a_dataset(), both, now=STEP)[0]

    assert (age.policy.id, age.state) == ("dataset/communes", State.FRESH)
