"""The history of a report: each entry is written once, with the change that it tells, in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.changes.recording import record
from plateforme.domains.changes.tables import ChangeAction
from plateforme.domains.reports.tables import (
    EventVisibility,
    Report,
    ReportEvent,
    ReportEventKind,
    ReportOutcome,
    ReportStatus,
    ReportVisibility,
)
from plateforme.kit.ids import new_id

KIND = "report"
"""What reports are called in the feed of changes."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What an entry of the history tells, beside the report itself.

    `is_substantive` marks an act of the responsible organization: only these restart the clock that tells whether a
    report was forgotten. `is_beside` marks what changes nothing in the report, such as a note: its revision and its
    date of change, which anybody reads, stay. `related` is the reference of another report.
    """

    kind: ReportEventKind
    visibility: EventVisibility = EventVisibility.PUBLIC
    is_substantive: bool = False
    is_beside: bool = False
    from_status: ReportStatus | None = None
    outcome: ReportOutcome | None = None
    explanation: str | None = None
    team: str | None = None
    related: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


def append(
    session: Session,
    report: Report,
    entry: Entry,
    *,
    by: Principal,
    now: datetime,
    at: datetime | None = None,
    action: ChangeAction | None = None,
) -> ReportEvent:
    """Write an entry about a report that has been changed, and tell the feed.

    `at` is when it happened, where that is not now; `action` is what the feed tells, where it is no update. The report
    is held by whoever writes: its numbers follow.
    """
    happened = at or now
    report.events += 1
    if not entry.is_beside:
        report.revision += 1
        report.updated_at = now
    if entry.is_substantive:
        report.last_event_at = max(happened, report.last_event_at)
    written = event_of(report, entry, by=by, at=happened, recorded_at=now)
    session.add(written)
    session.flush()
    tell(session, report, written, action=action)
    return written


def event_of(report: Report, entry: Entry, *, by: Principal, at: datetime, recorded_at: datetime) -> ReportEvent:
    """The newest entry of a report's history, as it is stored."""
    return ReportEvent(
        id=new_id(recorded_at),
        report_id=report.id,
        number=report.events,
        kind=entry.kind,
        visibility=entry.visibility,
        from_status=entry.from_status,
        to_status=report.status,
        outcome=entry.outcome,
        explanation=entry.explanation,
        expected_at=report.expected_at,
        team=entry.team,
        related=entry.related,
        details=entry.details,
        organization=by.organization,
        consumer=by.consumer,
        at=at,
        recorded_at=recorded_at,
    )


def tell(session: Session, report: Report, event: ReportEvent, *, action: ChangeAction | None = None) -> None:
    """Append the change to the feed; nobody outside learns of what is not public, and nobody at all of a draft."""
    if report.visibility == ReportVisibility.DRAFT:
        return
    usual = ChangeAction.CREATED if event.number == 1 else ChangeAction.UPDATED
    record(
        session,
        KIND,
        report.reference,
        action or usual,
        organization=report.organization,
        at=event.recorded_at,
        event=event.kind,
        number=event.number,
        is_public=event.visibility == EventVisibility.PUBLIC and report.visibility == ReportVisibility.PUBLIC,
        reason=event.explanation if action is ChangeAction.DELETED else None,
    )
