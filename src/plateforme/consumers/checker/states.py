"""From a policy and a proof of life to a state: fresh, due, overdue, delinquent, or why none can be given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from plateforme.consumers.checker.evidence import Weighed
from plateforme.consumers.checker.policies import Policy

UTC_YEAR_LIMIT = 2199


class State(StrEnum):
    """What may be said of a subject."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    DELINQUENT = "delinquent"
    EXEMPT = "exempt"
    NOT_EVALUABLE = "not_evaluable"


STALE = frozenset({State.OVERDUE, State.DELINQUENT})
LOUDER = ("info", "notice", "warning", "error", "critical")


@dataclass(frozen=True)
class Thresholds:
    """When each state begins; each interval holds its first instant and not its last."""

    due: datetime | None
    overdue: datetime | None
    delinquent: datetime | None

    @classmethod
    def of(cls, policy: Policy, start: datetime) -> "Thresholds":
        """`due` falls when it falls; a finding is never opened on a day off."""
        return cls(
            due=policy.due.after(start) if policy.due else None,
            overdue=policy.overdue.threshold(start) if policy.overdue else None,
            delinquent=policy.delinquent.threshold(start) if policy.delinquent else None,
        )

    def state_at(self, now: datetime) -> State:
        """The state at an instant, the gravest first."""
        if self.delinquent is not None and now >= self.delinquent:
            return State.DELINQUENT
        if self.overdue is not None and now >= self.overdue:
            return State.OVERDUE
        if self.due is not None and now >= self.due:
            return State.DUE
        return State.FRESH

    def next_after(self, now: datetime) -> datetime | None:
        """When the state gets worse if nothing happens."""
        return min(
            (at for at in (self.due, self.overdue, self.delinquent) if at is not None and at > now), default=None
        )


@dataclass(frozen=True)
class Subject:
    """What is evaluated, and where anyone can see the facts."""

    kind: str
    id: str
    title: str
    organization: str
    self_check: str
    facet: str | None = None

    def payload(self) -> dict[str, Any]:
        """As the API takes it."""
        return {
            "kind": self.kind,
            "id": self.id,
            "facet": self.facet,
            "title": one_line(self.title),
            "organization": self.organization,
        }


@dataclass(frozen=True)
class Evaluation:
    """The state of one facet of one subject under one rule, with everything that explains it."""

    rule: str
    subject: Subject
    state: State
    policy: Policy
    weighed: Weighed = field(default_factory=lambda: Weighed(None))
    reason: str | None = None
    severity: str | None = None
    why: str | None = None
    stale_since: datetime | None = None
    due_at: datetime | None = None
    next_state_at: datetime | None = None
    is_scored: bool = True

    @property
    def is_stale(self) -> bool:
        """Whether it makes a finding."""
        return self.state in STALE

    def payload(self) -> dict[str, Any]:
        """As the API takes it."""
        return {
            "rule": self.rule,
            "subject": self.subject.payload(),
            "state": self.state.value,
            "policy": {"id": self.policy.id, "digest": self.policy.digest},
            "evidence": self.weighed.payload(),
            "severity": self.severity,
            "why": self.why,
            "self_check": self.subject.self_check if self.is_stale else None,
            "stale_since": _text(self.stale_since),
            "due_at": _text(self.due_at),
            "next_state_at": _text(self.next_state_at),
        }


Explain = Callable[[Thresholds], str]


def judge(
    subject: Subject,
    policy: Policy,
    weighed: Weighed,
    *,
    now: datetime,
    explain: Explain,
    louder: int = 0,
    rule: str | None = None,
) -> Evaluation:
    """Evaluate one subject under the policy that applies to it."""
    rule = rule or policy.rule
    if policy.verdict == "exempt":
        review = policy.review.after(weighed.counted.at) if policy.review and weighed.counted else None
        return Evaluation(rule, subject, State.EXEMPT, policy, weighed, reason=policy.reason, next_state_at=review)
    if policy.verdict == "not_evaluable":
        return Evaluation(rule, subject, State.NOT_EVALUABLE, policy, weighed, reason=policy.reason)
    lacks = policy.requires is not None and (weighed.counted is None or weighed.counted.type != policy.requires)
    if weighed.counted is None or lacks:
        return Evaluation(rule, subject, State.NOT_EVALUABLE, policy, weighed, reason=weighed.reason or "no_evidence")
    thresholds = Thresholds.of(policy, weighed.counted.at)
    state = thresholds.state_at(now)
    is_stale = state in STALE
    return Evaluation(
        rule,
        subject,
        state,
        policy,
        weighed,
        severity=_severity(policy.severity, state, louder) if is_stale else None,
        why=explain(thresholds) if is_stale else None,
        stale_since=thresholds.overdue if is_stale else None,
        due_at=thresholds.due,
        next_state_at=thresholds.next_after(now),
    )


def one_line(text: str, longest: int = 300) -> str:
    """Text without line breaks and control characters, cut to a length."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _severity(ladder: Mapping[str, str], state: State, louder: int) -> str:
    return LOUDER[min(LOUDER.index(ladder[state.value]) + louder, len(LOUDER) - 1)]


def _text(moment: datetime | None) -> str | None:
    """Beyond the ledger's horizon nothing is worth a date."""
    return moment.isoformat() if moment is not None and moment.year <= UTC_YEAR_LIMIT else None
