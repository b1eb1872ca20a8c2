"""Does a street report move, and are promises to citizens kept?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from plateforme.consumers.checker.evidence import Evidence, Weighed, read, weigh
from plateforme.consumers.checker.policies import Policies, Policy
from plateforme.consumers.checker.states import Evaluation, State, Subject, Thresholds, judge
from plateforme.consumers.checker.wording import day_of, last_proof, thresholds_in_words


@dataclass(frozen=True)
class Category:
    """What the checker reads of a report category."""

    label: str
    is_safety: bool


@dataclass(frozen=True)
class ReportFacts:
    """What the checker reads of a street report."""

    reference: str
    organization: str
    category: str
    status: str
    last_event_at: datetime
    expected_at: datetime | None = None
    closed_at: datetime | None = None

    @classmethod
    def of(cls, wire: Any) -> Self:
        """Read a report of the API."""
        values = {name: getattr(wire, name) for name in cls.__dataclass_fields__}
        return cls(**values | {"status": str(wire.status)})

    def subject(self, category: Category | None) -> Subject:
        """The report as findings name it."""
        title = f"{category.label if category else self.category} ({self.reference})"
        return Subject("report", self.reference, title, self.organization, f"/reports/{self.reference}")

    @property
    def last_step(self) -> Evidence | None:
        """What the responsible service did last: comments of citizens do not reset the clock."""
        proof = read(self.closed_at or self.last_event_at, "event", "closed_at" if self.closed_at else "last_event_at")
        return proof if isinstance(proof, Evidence) else None


def evaluate(
    facts: ReportFacts, policies: Policies, *, now: datetime, category: Category | None = None
) -> list[Evaluation]:
    """Whether the report moves, and whether its promised date is kept."""
    subject = facts.subject(category)
    louder = 1 if category is not None and category.is_safety else 0
    found = [_moves(facts, subject, policies, now=now, louder=louder)]
    if facts.expected_at is not None:
        found.append(_keeps_promise(facts, subject, policies, now=now, louder=louder))
    return found


def _moves(facts: ReportFacts, subject: Subject, policies: Policies, *, now: datetime, louder: int) -> Evaluation:
    policy = policies.for_report(facts.reference, facts.status)
    counts_from_plan = facts.status == "planned" and policy.by == "status"
    weighed = _promise(facts) if counts_from_plan else weigh([facts.last_step], now)

    def explain(thresholds: Thresholds) -> str:
        known = (
            f"Planned for {_promised_day(facts, policy)}." if counts_from_plan else last_proof(weighed.counted, policy)
        )
        return f"{known} Status {facts.status}: {thresholds_in_words(policy, thresholds)}."

    return judge(subject, policy, weighed, now=now, explain=explain, louder=louder)


def _keeps_promise(
    facts: ReportFacts, subject: Subject, policies: Policies, *, now: datetime, louder: int
) -> Evaluation:
    """Closed reports keep no one waiting; for planned ones the rule on statuses watches the same date."""
    policy = policies.for_promise()
    if facts.status in {"closed", "planned"}:
        weighed = Weighed(facts.last_step)
        return Evaluation(policy.rule, subject, State.EXEMPT, policy, weighed, reason=facts.status, is_scored=False)
    return judge(
        subject,
        policy,
        _promise(facts),
        now=now,
        explain=lambda thresholds: (
            f"Promised for {_promised_day(facts, policy)} and still {facts.status}: "
            f"{thresholds_in_words(policy, thresholds)}."
        ),
        louder=louder,
    )


def _promise(facts: ReportFacts) -> Weighed:
    """The promised date. It may lie in the future: that is what promises do."""
    proof = read(facts.expected_at, "declared_date", "expected_at")
    return Weighed(proof) if isinstance(proof, Evidence) else Weighed(None, reason="no_evidence")


def _promised_day(facts: ReportFacts, policy: Policy) -> str:
    return day_of(facts.expected_at, policy) if facts.expected_at else "no day"
