"""How evaluations become findings: opened, escalated, resolved, reopened. The same batch twice changes nothing.

A finding is resolved only by new evidence or by a changed policy: never because a threshold moved or a checker failed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.quality import rules, store
from plateforme.domains.quality.errors import EvaluationInvalid, FindingNotFound
from plateforme.domains.quality.tables import Finding, FindingEvent
from plateforme.domains.quality.vocabulary import (
    EvidencePrecision,
    EvidenceType,
    FindingEventKind,
    FindingStatus,
    FreshnessState,
    Severity,
    StaleState,
    SubjectKind,
)
from plateforme.kit.errors import Detail
from plateforme.kit.ids import new_id
from plateforme.kit.keyset import Asked, Slice

REOPEN_WITHIN = timedelta(days=90)
STALE: Mapping[FreshnessState, StaleState] = {
    FreshnessState.OVERDUE: StaleState.OVERDUE,
    FreshnessState.DELINQUENT: StaleState.DELINQUENT,
}


@dataclass(frozen=True)
class Evidence:
    """One proof of life, as the checker read it; `counted` when the evaluation rests on it."""

    type: EvidenceType
    at: datetime
    precision: EvidencePrecision
    source: str
    counted: bool

    def stored(self) -> dict[str, Any]:
        """As the finding keeps it."""
        return {
            "type": self.type.value,
            "at": self.at.astimezone(UTC).isoformat(),
            "precision": self.precision.value,
            "source": self.source,
            "counted": self.counted,
        }


@dataclass(frozen=True)
class Evaluation:
    """What a checker says of one facet of one subject under one rule."""

    rule: str
    subject_kind: SubjectKind
    subject_id: str
    facet: str | None
    subject_title: str
    organization: str
    state: FreshnessState
    policy: str
    policy_digest: str
    evidence: tuple[Evidence, ...] = ()
    severity: Severity | None = None
    why: str | None = None
    self_check: str | None = None
    stale_since: datetime | None = None
    due_at: datetime | None = None
    next_state_at: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """What the finding is called, whoever computes it and whenever."""
        identity = json.dumps([self.rule, self.subject_kind, self.subject_id, self.facet])
        return hashlib.sha256(identity.encode()).hexdigest()[:32]

    def facts(self) -> dict[str, Any]:
        """What a finding holds of it."""
        return {
            "state": STALE[self.state].value,
            "severity": self.severity,
            "subject_title": self.subject_title,
            "organization": self.organization,
            "why": self.why,
            "self_check": self.self_check,
            "evidence": [piece.stored() for piece in self.evidence],
            "policy": self.policy,
            "policy_digest": self.policy_digest,
            "stale_since": self.stale_since,
            "due_at": self.due_at,
            "next_state_at": self.next_state_at,
        }


@dataclass
class Recorded:
    """What a batch changed: the ids of findings by kind of change, and how many evaluations changed nothing."""

    opened: list[str] = field(default_factory=list)
    escalated: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    reopened: list[str] = field(default_factory=list)
    unchanged: int = 0

    def note(self, change: FindingEventKind | None, finding_id: str) -> None:
        """Count one evaluation."""
        if change is None:
            self.unchanged += 1
        else:
            getattr(self, "updated" if change is FindingEventKind.LAPSED else change.value).append(finding_id)


def record(session: Session, evaluations: Sequence[Evaluation], *, by: Principal, now: datetime) -> Recorded:
    """Enter a batch of evaluations into the ledger.

    What cannot be evaluated leaves an open finding as it is: silence of the checker's source is no good news.
    """
    _check(evaluations)
    store.lock_ledger(session)
    known = store.findings_by_id(session, {evaluation.fingerprint for evaluation in evaluations})
    recorded = Recorded()
    for evaluation in evaluations:
        finding = known.get(evaluation.fingerprint)
        if evaluation.state in STALE and finding is None:
            _open(session, evaluation, by=by, now=now)
            change: FindingEventKind | None = FindingEventKind.OPENED
        elif evaluation.state in STALE and finding is not None:
            change = _found_again(session, finding, evaluation, by=by, now=now)
        elif finding is not None and evaluation.state is not FreshnessState.NOT_EVALUABLE:
            change = _found_well(session, finding, evaluation, by=by, now=now)
        else:
            change = None
        recorded.note(change, evaluation.fingerprint)
    session.flush()
    return recorded


def get_finding(session: Session, finding_id: str) -> Finding:
    """The finding with this id; an unknown one is an error."""
    finding = store.finding(session, finding_id)
    if finding is None:
        raise FindingNotFound(f"There is no finding {finding_id}. GET /v1/findings lists those that exist.")
    return finding


def list_findings(session: Session, asked: Asked) -> Slice[Finding]:
    """One page of findings."""
    return store.findings(session, asked)


def history(session: Session, finding_id: str) -> Sequence[FindingEvent]:
    """All that happened to a finding, oldest first."""
    return store.events(session, finding_id)


def log(
    session: Session,
    finding: Finding,
    change: FindingEventKind,
    *,
    actor: str,
    now: datetime,
    reason: str | None = None,
    until: datetime | None = None,
) -> None:
    """Bump the revision and write one line of history: a finding never changes in silence."""
    finding.revision += 1
    finding.changed_at = now
    event = FindingEvent(
        id=new_id(now),
        finding_id=finding.id,
        number=finding.revision,
        at=now,
        change=change,
        status=finding.status,
        state=finding.state,
        actor=actor,
        reason=reason,
        until=until,
    )
    store.add(session, event)


def _open(session: Session, evaluation: Evaluation, *, by: Principal, now: datetime) -> None:
    finding = Finding(
        id=evaluation.fingerprint,
        rule=evaluation.rule,
        subject_kind=evaluation.subject_kind,
        subject_id=evaluation.subject_id,
        facet=evaluation.facet,
        status=FindingStatus.OPEN,
        recorded_by=by.organization,
        opened_at=now,
        changed_at=now,
        reopened=0,
        revision=0,
        **evaluation.facts(),
    )
    store.add(session, finding)
    log(session, finding, FindingEventKind.OPENED, actor=by.consumer, now=now, reason=evaluation.why)


def _found_again(
    session: Session, finding: Finding, evaluation: Evaluation, *, by: Principal, now: datetime
) -> FindingEventKind | None:
    facts = evaluation.facts()
    if finding.status == FindingStatus.RESOLVED:
        recently = finding.resolved_at is not None and now - finding.resolved_at <= REOPEN_WITHIN
        change = FindingEventKind.REOPENED if recently else FindingEventKind.OPENED
        finding.reopened = finding.reopened + 1 if recently else 0
        finding.opened_at = finding.opened_at if recently else now
        _back_to_open(finding)
        finding.resolved_at = None
    elif finding.handled_until is not None and finding.handled_until <= now:
        change = FindingEventKind.LAPSED
        _back_to_open(finding)
    elif (finding.state, facts["state"]) == (StaleState.OVERDUE, StaleState.DELINQUENT):
        change = FindingEventKind.ESCALATED
    elif any(getattr(finding, name) != value for name, value in facts.items()):
        change = FindingEventKind.UPDATED
    else:
        return None
    for name, value in facts.items():
        setattr(finding, name, value)
    log(session, finding, change, actor=by.consumer, now=now, reason=evaluation.why)
    return change


def _found_well(
    session: Session, finding: Finding, evaluation: Evaluation, *, by: Principal, now: datetime
) -> FindingEventKind | None:
    if finding.status == FindingStatus.RESOLVED:
        return None
    proof = _new_evidence(finding, evaluation)
    if proof is not None:
        reason = f"New evidence: {proof.type} of {proof.stored()['at']} ({proof.source})."
    elif (finding.policy, finding.policy_digest) != (evaluation.policy, evaluation.policy_digest):
        reason = f"The policy changed: {evaluation.policy} applies now."
    else:
        return None
    finding.status = FindingStatus.RESOLVED
    finding.resolved_at = now
    finding.handled_until = finding.expected_fix_by = finding.next_state_at = None
    log(session, finding, FindingEventKind.RESOLVED, actor=by.consumer, now=now, reason=reason)
    return FindingEventKind.RESOLVED


def _new_evidence(finding: Finding, evaluation: Evaluation) -> Evidence | None:
    """The piece that the evaluation rests on, when the finding did not rest on it already."""
    before = {(piece["type"], piece["at"]) for piece in finding.evidence if piece["counted"]}
    counted = [piece for piece in evaluation.evidence if piece.counted]
    return next((piece for piece in counted if (piece.stored()["type"], piece.stored()["at"]) not in before), None)


def _back_to_open(finding: Finding) -> None:
    finding.status = FindingStatus.OPEN
    finding.handled_until = finding.expected_fix_by = finding.handled_reason = None


def _check(evaluations: Sequence[Evaluation]) -> None:
    """Each evaluation names a rule of its kind, and no two speak of the same thing."""
    faults: list[Detail] = []
    seen: set[str] = set()
    for index, evaluation in enumerate(evaluations):
        rule = rules.BY_ID.get(evaluation.rule)
        if rule is None or rule.subject_kind is not evaluation.subject_kind:
            faults.append(
                Detail("pointer", f"/evaluations/{index}/rule", "unknown_rule", "No rule of this kind has this id.")
            )
        if evaluation.fingerprint in seen:
            faults.append(Detail("pointer", f"/evaluations/{index}", "duplicate", "Evaluated earlier in this batch."))
        seen.add(evaluation.fingerprint)
    if faults:
        raise EvaluationInvalid(
            "Some evaluations cannot be recorded, so none was. Mend those listed; GET /v1/policies names the rules.",
            errors=faults,
        )
