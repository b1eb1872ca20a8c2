"""The life of a finding, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from plateforme.domains.quality import handling, ledger
from plateforme.domains.quality.errors import EvaluationInvalid
from plateforme.domains.quality.handling import Handling
from plateforme.domains.quality.ledger import Evaluation
from plateforme.domains.quality.vocabulary import FindingStatus

FRESHER = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def record(session: Session, checker, now):
    def make(*evaluations: Evaluation, at=now):
        return ledger.record(session, evaluations, by=checker, now=at)

    return make


@pytest.fixture
def finding(session: Session, evaluation):
    return lambda: ledger.get_finding(session, evaluation().fingerprint)


def kinds(session, finding):
    return [event.change for event in ledger.history(session, finding().id)]


def test_one_stale_evaluation_opens_one_finding(record, evaluation, finding):
    recorded = record(evaluation())

    assert recorded.opened == [finding().id]
    assert (finding().status, finding().state, finding().revision) == ("open", "overdue", 1)


def test_recording_twice_changes_nothing(session, record, evaluation, finding, now):
    record(evaluation())
    before = finding().model_dump()

    again = record(evaluation(), at=now + timedelta(days=3))
    session.expire_all()

    assert (again.opened, again.updated, again.unchanged) == ([], [], 1)
    assert finding().model_dump() == before


def test_what_is_fresh_from_the_start_leaves_no_trace(session, record, evaluation):
    assert record(evaluation("fresh")).unchanged == 1
    assert ledger.history(session, evaluation().fingerprint) == []


def test_overdue_becomes_delinquent(session, record, evaluation, finding):
    record(evaluation())

    recorded = record(evaluation("delinquent"))

    assert recorded.escalated == [finding().id]
    assert kinds(session, finding) == ["opened", "escalated"]


def test_new_evidence_resolves_and_is_named(session, record, evaluation, finding, proof, now):
    record(evaluation())

    recorded = record(evaluation("fresh", evidence=(proof(FRESHER),)))

    assert recorded.resolved == [finding().id]
    assert (finding().status, finding().resolved_at) == ("resolved", now)
    assert "2026-03-01" in (ledger.history(session, finding().id)[-1].reason or "")


@pytest.mark.parametrize("state", ["fresh", "due", "exempt"])
def test_the_same_evidence_never_resolves(state, record, evaluation, finding):
    record(evaluation())

    assert record(evaluation(state)).unchanged == 1
    assert finding().status == "open"


def test_a_good_state_without_evidence_never_resolves(record, evaluation, finding):
    record(evaluation())

    assert record(evaluation("fresh", evidence=())).unchanged == 1


def test_a_changed_policy_resolves(record, evaluation, finding):
    record(evaluation())

    assert record(evaluation("exempt", policy="dataset/communes")).resolved == [finding().id]


def test_what_cannot_be_evaluated_touches_nothing(record, evaluation, finding):
    record(evaluation())

    assert record(evaluation("not_evaluable", evidence=())).unchanged == 1
    assert (finding().status, finding().revision) == ("open", 1)


@pytest.mark.parametrize(("days", "change", "times"), [(90, "reopened", 1), (91, "opened", 0)])
def test_the_same_fault_within_90_days_is_the_same_finding(
    days, change, times, record, evaluation, finding, proof, now
):
    record(evaluation())
    record(evaluation("fresh", evidence=(proof(FRESHER),)))

    recorded = record(evaluation(evidence=(proof(FRESHER),)), at=now + timedelta(days=days))

    assert getattr(recorded, change) == [finding().id]
    assert (finding().reopened, finding().status, finding().resolved_at) == (times, "open", None)


def test_changed_facts_are_an_update(record, evaluation, finding):
    record(evaluation())

    assert record(evaluation(why="Another sentence.")).updated == [finding().id]
    assert finding().revision == 2


def test_an_acknowledgement_survives_a_run_and_ends_with_its_date(session, record, evaluation, finding, producer, now):
    record(evaluation())
    until = now + timedelta(days=10)
    handling.handle(session, finding(), Handling(FindingStatus.ACKNOWLEDGED, until=until), by=producer, now=now)

    assert record(evaluation(), at=until - timedelta(seconds=1)).unchanged == 1
    assert finding().status == "acknowledged"
    assert record(evaluation(), at=until).updated == [finding().id]
    assert (finding().status, finding().handled_until) == ("open", None)


def test_facets_are_findings_of_their_own(record, evaluation):
    assert len(record(evaluation(facet="a"), evaluation(facet="b"), evaluation()).opened) == 3


def test_a_batch_with_a_fault_is_refused_whole_and_says_where(session, record, evaluation):
    with pytest.raises(EvaluationInvalid) as refused:
        record(evaluation(), evaluation(), evaluation(rule="report-stalled", facet="x"))

    assert [fault.name for fault in refused.value.errors] == ["/evaluations/1", "/evaluations/2/rule"]
    assert ledger.history(session, evaluation().fingerprint) == []
