"""Is a dataset as fresh as its producer promised?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from plateforme.consumers.checker.evidence import Candidate, Weighed, read, weigh
from plateforme.consumers.checker.policies import Policies
from plateforme.consumers.checker.states import Evaluation, State, Subject, judge
from plateforme.consumers.checker.wording import last_proof, thresholds_in_words

OBSERVED_TWICE = 2


@dataclass(frozen=True)
class DatasetFacts:
    """What the checker reads of a dataset."""

    slug: str
    title: str
    organization: str
    frequency: str | None
    version: int | None
    rows: int | None
    created_at: datetime
    metadata_updated_at: datetime
    updated_at: datetime | None = None
    verified_at: datetime | None = None
    declared_modified_at: date | datetime | str | None = None

    @classmethod
    def of(cls, wire: Any) -> Self:
        """Read a dataset of the API."""
        return cls(**{name: getattr(wire, name) for name in cls.__dataclass_fields__})

    @property
    def subject(self) -> Subject:
        """The dataset as findings name it."""
        return Subject("dataset", self.slug, self.title, self.organization, f"/datasets/{self.slug}")


def proofs(facts: DatasetFacts) -> list[Candidate]:
    """Every proof of life of a dataset.

    A first upload says nothing about the age of what it holds: until a second version differs from the first, the
    producer's date stands for the content, and the day of the upload only where there is no such date.
    """
    if facts.version is None or not facts.rows:
        return []  # no table, or an empty one: there is nothing that could be fresh
    declared = read(facts.declared_modified_at, "declared_modified", "declared_modified_at")
    confirmed = read(facts.verified_at, "confirmed", "verified_at")
    if facts.version >= OBSERVED_TWICE:
        return [read(facts.updated_at, "content_changed", "updated_at"), confirmed, declared]
    if declared is None:
        return [read(facts.updated_at, "first_observed", "updated_at"), confirmed]
    return [confirmed, declared]


def evaluate(facts: DatasetFacts, policies: Policies, *, now: datetime) -> list[Evaluation]:
    """Whether the content is in time, and whether a rhythm is announced at all."""
    policy = policies.for_dataset(facts.slug, facts.frequency)
    weighed = weigh(proofs(facts), now)
    rhythm = policies.code(facts.frequency) if policy.by == "frequency" else "declared policy"
    age = judge(
        facts.subject,
        policy,
        weighed,
        now=now,
        explain=lambda thresholds: (
            f"{last_proof(weighed.counted, policy)} Rhythm {rhythm}: {thresholds_in_words(policy, thresholds)}."
        ),
    )
    return [age, _rhythm_is_announced(facts, policies)]


def _rhythm_is_announced(facts: DatasetFacts, policies: Policies) -> Evaluation:
    """Missing is not late: a dataset without a rhythm gets a piece of advice, not a bad mark."""
    policy = policies.for_metadata("frequency")
    applied = policies.for_dataset(facts.slug, facts.frequency)
    if applied.by == "frequency" and applied.verdict == "not_evaluable":
        return Evaluation(
            policy.rule,
            facts.subject,
            State.OVERDUE,
            policy,
            severity=policy.severity["overdue"],
            why="The dataset announces no update frequency that can be checked, so nobody can tell whether it is late.",
            stale_since=facts.created_at,
            is_scored=False,
        )
    known = Weighed(_dated(facts), ())
    return Evaluation(policy.rule, facts.subject, State.FRESH, policy, known, is_scored=False)


def _dated(facts: DatasetFacts) -> Any:
    return read(facts.metadata_updated_at, "event", "metadata_updated_at")
