"""Evaluations as a checker sends them, and what they changed."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from plateforme.api.v1.bounds import Instant
from plateforme.api.v1.quality.wire_values import ChangeCounts, Line, Name, Sentence
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.quality.ledger import STALE, Evaluation, Evidence, Recorded
from plateforme.domains.quality.vocabulary import EvidencePrecision, EvidenceType, FreshnessState, Severity, SubjectKind
from plateforme.kit.ids import SLUG

LARGEST_BATCH = 1000

Slug = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=SLUG)]
SelfCheck = Annotated[str, StringConstraints(max_length=500, pattern=r"^/[A-Za-z0-9][A-Za-z0-9._~:/?&=%,-]*$")]


class SubjectIn(WireIn):
    """A subject, or a part of it, as a checker names it."""

    kind: SubjectKind = Field(description="Kind of subject.", examples=["dataset"])
    id: Name = Field(description="Slug or reference of the subject.", examples=["communes"])
    facet: Name | None = Field(default=None, description="Part of the subject.", examples=[None])
    title: Line = Field(description="Name of the subject, for people.", examples=["Communes de France"])
    organization: Slug = Field(description="Organization that answers for it.", examples=["nantes"])


class EvidenceIn(WireIn):
    """A proof of life that was read from the subject."""

    type: EvidenceType = Field(description="What it proves.", examples=["content_changed"])
    at: Instant = Field(
        description="When; for a day without an hour its end in Paris.", examples=["2025-01-31T22:59:59Z"]
    )
    precision: EvidencePrecision = Field(description="Whether the source gives a day or an instant.", examples=["date"])
    source: Line = Field(description="Field from which it was read.", examples=["declared_modified_at"])
    counted: bool = Field(description="Whether the evaluation rests on it.", examples=[True])


class AppliedPolicy(WireIn):
    """Which policy an evaluation rests on."""

    id: Name = Field(description="Its id.", examples=["dataset/frequency:MONTHLY"])
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")] = Field(
        description="Its digest, as it was read.", examples=["5f2b6c1f0a9d4e37"]
    )


class EvaluationIn(WireIn):
    """What a checker says of one facet of one subject under one rule."""

    rule: Name = Field(description="Rule, as `/policies` names it.", examples=["dataset-content-age"])
    subject: SubjectIn = Field(description="What was evaluated.")
    state: FreshnessState = Field(description="The state that was computed.", examples=["overdue"])
    policy: AppliedPolicy = Field(description="The policy that was applied.")
    evidence: list[EvidenceIn] = Field(
        default_factory=list, max_length=10, description="Proofs of life; without new ones nothing is resolved."
    )
    severity: Severity | None = Field(
        default=None, description="Needed when overdue or delinquent.", examples=["warning"]
    )
    why: Sentence | None = Field(
        default=None,
        description="Needed when overdue or delinquent: the facts in a sentence that stays true as time passes.",
        examples=["Content last changed on 2025-01-31; a monthly dataset is overdue after 1 month and 8 days."],
    )
    self_check: SelfCheck | None = Field(
        default=None,
        description="Needed when overdue or delinquent: path and query, under this API, that show the facts.",
        examples=["/datasets/communes"],
    )
    stale_since: Instant | None = Field(
        default=None,
        description="Needed when overdue or delinquent: when it became overdue.",
        examples=["2025-03-10T22:59:59Z"],
    )
    due_at: Instant | None = Field(
        default=None, description="When an update was first expected.", examples=["2025-02-28T22:59:59Z"]
    )
    next_state_at: Instant | None = Field(
        default=None, description="When the state gets worse if nothing happens.", examples=["2025-03-31T21:59:59Z"]
    )

    @model_validator(mode="after")
    def _stale_is_explained(self) -> Self:
        needed = (self.severity, self.why, self.self_check, self.stale_since)
        if self.state in STALE and None in needed:
            raise ValueError("An overdue or delinquent subject needs severity, why, self_check and stale_since.")
        return self

    def evaluation(self) -> Evaluation:
        """The same, in the words of the domain."""
        return Evaluation(
            rule=self.rule,
            subject_kind=self.subject.kind,
            subject_id=self.subject.id,
            facet=self.subject.facet,
            subject_title=self.subject.title,
            organization=self.subject.organization,
            state=self.state,
            policy=self.policy.id,
            policy_digest=self.policy.digest,
            evidence=tuple(Evidence(**dict(piece)) for piece in self.evidence),
            severity=self.severity,
            why=self.why,
            self_check=self.self_check,
            stale_since=self.stale_since,
            due_at=self.due_at,
            next_state_at=self.next_state_at,
        )


class EvaluationsIn(WireIn):
    """A batch of evaluations: recorded together or not at all."""

    evaluations: list[EvaluationIn] = Field(
        min_length=1, max_length=LARGEST_BATCH, description=f"From 1 to {LARGEST_BATCH} evaluations, each fact once."
    )


class ChangedIds(Wire):
    """The findings that a batch changed, by kind of change."""

    opened: list[str] = Field(description="Ids of new findings.")
    escalated: list[str] = Field(description="Ids of findings that went from overdue to delinquent.")
    updated: list[str] = Field(description="Ids of findings whose facts changed.")
    resolved: list[str] = Field(description="Ids of findings that were resolved.")
    reopened: list[str] = Field(description="Ids of findings that came back.")


class RecordedOut(Wire):
    """What a batch changed. The same batch again changes nothing."""

    counts: ChangeCounts = Field(description="How many evaluations led to each change.")
    ids: ChangedIds = Field(description="Which findings changed.")

    @classmethod
    def of(cls, recorded: Recorded) -> Self:
        """Map what the ledger says."""
        changed = {name: getattr(recorded, name) for name in ChangedIds.model_fields}
        counts = {name: len(ids) for name, ids in changed.items()}
        return cls(counts=ChangeCounts(**counts, unchanged=recorded.unchanged), ids=ChangedIds(**changed))
