"""What findings, runs of checkers and scores may be asked about."""

from typing import Final

from plateforme.domains.quality.tables import Finding, QualityRun, Score
from plateforme.domains.quality.vocabulary import FindingStatus, Severity, StaleState, SubjectKind
from plateforme.kit.grammar.listing import Listing, fields_of

FINDINGS: Final = Listing(
    key="id",
    fields=fields_of(
        Finding,
        (
            *("id", "rule", "subject_kind", "subject_id", "facet", "subject_title", "organization", "state", "status"),
            *("severity", "why", "policy", "stale_since", "due_at", "next_state_at", "expected_fix_by"),
            *("opened_at", "changed_at", "resolved_at", "reopened", "revision"),
        ),
        choices={
            "subject_kind": SubjectKind,
            "state": StaleState,
            "status": FindingStatus,
            "severity": Severity,
        },
        unsorted=("why",),
    )
    | {
        "until": fields_of(Finding, ("handled_until",))["handled_until"],
        "reason": fields_of(Finding, ("handled_reason",), unsorted=("handled_reason",))["handled_reason"],
    },
)

RUNS: Final = Listing(
    key="id",
    fields=fields_of(
        QualityRun, ("id", "consumer", "organization", "started_at", "finished_at", "evaluated", "recorded_at")
    ),
)

SCORES: Final = Listing(
    key="id",
    fields=fields_of(
        Score,
        (
            *("id", "organization", "subject_kind", "subjects", "fresh", "due", "overdue", "delinquent", "exempt"),
            *("not_evaluable", "evaluated_at", "recorded_by"),
        ),
        choices={"subject_kind": SubjectKind},
    ),
)
