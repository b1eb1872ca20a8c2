"""Findings as anyone may read them, and what people decide about them."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field

from plateforme.api.filtering import Filtered
from plateforme.api.paging import ListQuery, sort_by
from plateforme.api.v1.bounds import Instant
from plateforme.api.v1.quality.wire_values import Sentence, Sought
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.quality import rules
from plateforme.domains.quality.handling import Handling
from plateforme.domains.quality.listings import FINDINGS
from plateforme.domains.quality.tables import Finding, FindingEvent
from plateforme.domains.quality.vocabulary import (
    EvidencePrecision,
    EvidenceType,
    FindingEventKind,
    FindingStatus,
    Severity,
    StaleState,
    SubjectKind,
)

PLURAL = {SubjectKind.DATASET: "datasets", SubjectKind.REPORT: "reports", SubjectKind.SERVICE: "services"}


class FindingQuery(ListQuery, Filtered):
    """What the list of findings can be asked."""

    listing = FINDINGS
    sort: str | None = sort_by(*FINDINGS.sortable, default="-opened_at")
    subject_kind: SubjectKind | None = Field(default=None, description="Only findings about this kind of subject.")
    subject_id: Sought | None = Field(default=None, description="Only findings about this subject.")
    facet: Sought | None = Field(default=None, description="Only findings about this part of a subject.")
    rule: Sought | None = Field(default=None, description="Only findings of this rule.")
    state: StaleState | None = Field(default=None, description="Only findings in this state.")
    severity: Severity | None = Field(default=None, description="Only findings that speak this loudly.")
    status: FindingStatus | None = Field(default=None, description="Only findings with this status.")
    organization: Sought | None = Field(default=None, description="Only findings for this organization.")


class SubjectOut(Wire):
    """What a finding is about."""

    kind: SubjectKind = Field(description="Kind of subject.")
    id: str = Field(description="Slug or reference of the subject.", examples=["communes"])
    facet: str | None = Field(description="Part of the subject; null for the whole.", examples=["hours"])
    title: str = Field(description="Name of the subject, for people.")
    organization: str = Field(description="Slug of the organization that answers for it.")
    url: str = Field(description="Where to read it.")


class EvidenceOut(Wire):
    """A proof of life."""

    type: EvidenceType = Field(description="What it proves; `declared_modified` and weaker are not verified.")
    at: datetime = Field(description="When; a day without an hour counts as its end in Paris.")
    precision: EvidencePrecision = Field(description="Whether the source gives a day or an instant.")
    source: str = Field(description="Field of the subject from which it was read.", examples=["updated_at"])
    counted: bool = Field(description="Whether the evaluation rests on it; false: shown for information.")


class PolicyRef(Wire):
    """Which policy a finding rests on."""

    id: str = Field(description="Its id.", examples=["dataset/frequency:ANNUAL"])
    digest: str = Field(description="Its digest when it was applied.")
    url: str = Field(description="Where to read it as it stands now.")


class FindingLinks(Wire):
    """Where to go from a finding."""

    self: str = Field(description="This finding with its history.")


class FindingOut(Wire):
    """One thing that is wrong with one subject: why, since when, who must act, and how to see for oneself."""

    id: str = Field(description="Fingerprint of rule, subject and facet: stable for life.")
    rule: str = Field(description="The rule that is broken.", examples=["dataset-content-age"])
    title_fr: str = Field(description="What the rule says, in French.")
    title_en: str = Field(description="What the rule says, in English.")
    why: str = Field(description="The facts in a sentence: dates and thresholds.")
    subject: SubjectOut = Field(description="What it is about.")
    state: StaleState = Field(description="How late it is; the last known state once resolved.")
    status: FindingStatus = Field(description="Where the finding stands.")
    severity: Severity = Field(description="How loudly it speaks.")
    stale_since: datetime = Field(description="When the subject became overdue.")
    due_at: datetime | None = Field(description="When an update was first expected.")
    next_state_at: datetime | None = Field(description="When the state gets worse if nothing happens; null: it cannot.")
    responsible: str = Field(description="Slug of the organization that must act.")
    how_to_fix: str = Field(description="What it can do.")
    self_check: str = Field(description="Public address that shows the facts on which the finding rests.")
    evidence: list[EvidenceOut] = Field(description="The proofs of life that were known.")
    policy: PolicyRef = Field(description="The policy that was applied.")
    until: datetime | None = Field(description="When an acknowledgement or a mute ends; null otherwise.")
    expected_fix_by: datetime | None = Field(
        description="When the responsible organization promises to have mended it."
    )
    reason: str | None = Field(description="Why it was set aside, in the words of who did so.")
    opened_at: datetime = Field(description="When it was first found, this time.")
    changed_at: datetime = Field(description="When something about it last changed.")
    resolved_at: datetime | None = Field(description="When it was resolved; null while it is not.")
    reopened: int = Field(description="How many times it came back within 90 days.")
    revision: int = Field(description="Counts the changes; the `ETag` follows it.")
    links: FindingLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, row: Finding, *, base: str) -> Self:
        """The public face of a finding."""
        return cls(**_members(row, base))


class FindingEventOut(Wire):
    """One entry of a finding's history."""

    at: datetime = Field(description="When.")
    change: FindingEventKind = Field(description="What happened.")
    status: FindingStatus = Field(description="Status from then on.")
    state: StaleState = Field(description="State from then on.")
    actor: str = Field(description="Slug of the consumer that did it.")
    reason: str | None = Field(description="Why.")
    until: datetime | None = Field(description="When the handling ends, if it does.")

    @classmethod
    def of(cls, row: FindingEvent) -> Self:
        """Map an entry."""
        return cls(
            at=row.at,
            change=FindingEventKind(row.change),
            status=FindingStatus(row.status),
            state=StaleState(row.state),
            actor=row.actor,
            reason=row.reason,
            until=row.until,
        )


class FindingDetailOut(FindingOut):
    """A finding with all that happened to it."""

    history: list[FindingEventOut] = Field(description="Every change, oldest first.")

    @classmethod
    def told(cls, row: Finding, events: Sequence[FindingEvent], *, base: str) -> Self:
        """The public face of a finding and its history."""
        return cls(**_members(row, base), history=[FindingEventOut.of(event) for event in events])


def _members(row: Finding, base: str) -> dict[str, object]:
    rule = rules.BY_ID[row.rule]
    kind = SubjectKind(row.subject_kind)
    same = ("id", "rule", "why", "state", "status", "severity", "stale_since", "due_at", "next_state_at")
    dates = ("expected_fix_by", "opened_at", "changed_at", "resolved_at", "reopened", "revision")
    return {
        **{name: getattr(row, name) for name in (*same, *dates)},
        "title_fr": rule.title_fr,
        "title_en": rule.title_en,
        "how_to_fix": rule.how_to_fix,
        "subject": SubjectOut(
            kind=kind,
            id=row.subject_id,
            facet=row.facet,
            title=row.subject_title,
            organization=row.organization,
            url=f"{base}/{PLURAL[kind]}/{row.subject_id}",
        ),
        "responsible": row.organization,
        "self_check": base + row.self_check,
        "evidence": [EvidenceOut.model_validate(piece) for piece in row.evidence],
        "policy": PolicyRef(id=row.policy, digest=row.policy_digest, url=f"{base}/policies/{row.policy}"),
        "until": row.handled_until,
        "reason": row.handled_reason,
        "links": FindingLinks(self=f"{base}/findings/{row.id}"),
    }


class HandlingStatus(StrEnum):
    """What people can set a finding to. Nobody resolves by hand: new evidence does."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    MUTED = "muted"
    FALSE_POSITIVE = "false_positive"
    ACCEPTED = "accepted"


class FindingChange(WireIn):
    """What someone decides about a finding; it replaces what was decided before."""

    status: HandlingStatus = Field(description="`open` takes an earlier decision back.", examples=["acknowledged"])
    until: Instant | None = Field(
        default=None,
        description="When the finding speaks up again, one year ahead at most. For `acknowledged` and `muted`.",
        examples=["2026-09-01T00:00:00Z"],
    )
    expected_fix_by: Instant | None = Field(
        default=None, description="With `acknowledged`: when it will be mended.", examples=["2026-08-15T00:00:00Z"]
    )
    reason: Sentence | None = Field(
        default=None,
        description="Why. Needed for `muted`, `false_positive` and `accepted`.",
        examples=["New survey in August."],
    )

    def handling(self) -> Handling:
        """The same, in the words of the domain."""
        return Handling(
            FindingStatus(self.status), until=self.until, expected_fix_by=self.expected_fix_by, reason=self.reason
        )
