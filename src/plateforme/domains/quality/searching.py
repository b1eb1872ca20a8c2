"""What findings can be searched by."""

from dataclasses import dataclass

from plateforme.domains.quality.vocabulary import FindingStatus, Severity, StaleState, SubjectKind


@dataclass(frozen=True)
class FindingFilter:
    """Which findings are wanted; what is left out does not matter."""

    subject_kind: SubjectKind | None = None
    subject_id: str | None = None
    facet: str | None = None
    rule: str | None = None
    state: StaleState | None = None
    severity: Severity | None = None
    status: FindingStatus | None = None
    organization: str | None = None
