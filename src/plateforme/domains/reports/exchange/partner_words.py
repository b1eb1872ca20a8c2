"""The words for the status of a request in `servicerequestupdates`, and what each does to a report."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from plateforme.domains.reports.tables import ReportEvent, ReportEventKind, ReportOutcome, ReportStatus


class Aim(NamedTuple):
    """Where a word of a partner leads; nowhere when it only tells something."""

    status: ReportStatus | None = None
    outcome: ReportOutcome | None = None


_CLOSED: Final = ReportStatus.CLOSED

WORDS: Final[Mapping[str, Aim]] = MappingProxyType(
    {
        "unchanged": Aim(),
        "for_triage": Aim(),
        "open": Aim(ReportStatus.RECEIVED),
        "reopen": Aim(ReportStatus.RECEIVED),
        "investigating": Aim(ReportStatus.ACKNOWLEDGED),
        "planned": Aim(ReportStatus.PLANNED),
        "action_scheduled": Aim(ReportStatus.PLANNED),
        "in_progress": Aim(ReportStatus.IN_PROGRESS),
        "internal_referral": Aim(ReportStatus.TRANSFERRED),
        "fixed": Aim(_CLOSED, ReportOutcome.FIXED),
        "closed": Aim(_CLOSED, ReportOutcome.NO_ACTION),
        "no_further_action": Aim(_CLOSED, ReportOutcome.NO_ACTION),
        "duplicate": Aim(_CLOSED, ReportOutcome.DUPLICATE),
        "not_councils_responsibility": Aim(_CLOSED, ReportOutcome.NOT_RESPONSIBLE),
        "cancelled": Aim(_CLOSED, ReportOutcome.WITHDRAWN),
    }
)
"""The words for a status in updates, and what each does to a report. `closed` says nothing of a repair: no action."""

_OPEN_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ReportStatus.RECEIVED: "open",
        ReportStatus.ACKNOWLEDGED: "investigating",
        ReportStatus.PLANNED: "planned",
        ReportStatus.IN_PROGRESS: "in_progress",
        ReportStatus.TRANSFERRED: "internal_referral",
    }
)
_CLOSED_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ReportOutcome.FIXED: "fixed",
        ReportOutcome.NO_ACTION: "no_further_action",
        ReportOutcome.DUPLICATE: "duplicate",
        ReportOutcome.NOT_RESPONSIBLE: "not_councils_responsibility",
        ReportOutcome.REJECTED: "closed",
        ReportOutcome.CANNOT_REPRODUCE: "no_further_action",
        ReportOutcome.WITHDRAWN: "cancelled",
    }
)


def word_of(event: ReportEvent) -> str:
    """The word for what an entry of the history tells."""
    if event.kind == ReportEventKind.NOTED:
        return "unchanged"
    if event.kind == ReportEventKind.REOPENED:
        return "reopen"
    if event.to_status == _CLOSED:
        return _CLOSED_WORDS.get(event.outcome or "", "closed")
    return _OPEN_WORDS[event.to_status]
