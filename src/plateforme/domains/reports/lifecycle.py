"""What may happen to a street report, in which order, and what must be said each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store, texts
from plateforme.domains.reports.errors import ForbiddenMove, MoveInvalid, ReportNotFound
from plateforme.domains.reports.intake import instant_faults
from plateforme.domains.reports.promises import promised
from plateforme.domains.reports.tables import Report, ReportEvent, ReportEventKind, ReportOutcome, ReportStatus
from plateforme.kit.errors import Detail
from plateforme.kit.ids import new_id

RECEIVED, ACKNOWLEDGED, PLANNED, IN_PROGRESS, TRANSFERRED, CLOSED = ReportStatus

ALLOWED: Final[Mapping[ReportStatus, Sequence[ReportStatus]]] = MappingProxyType(
    {
        RECEIVED: (ACKNOWLEDGED, PLANNED, IN_PROGRESS, TRANSFERRED, CLOSED),
        ACKNOWLEDGED: (PLANNED, IN_PROGRESS, TRANSFERRED, CLOSED),
        PLANNED: (ACKNOWLEDGED, PLANNED, IN_PROGRESS, TRANSFERRED, CLOSED),
        IN_PROGRESS: (ACKNOWLEDGED, PLANNED, IN_PROGRESS, TRANSFERRED, CLOSED),
        TRANSFERRED: (ACKNOWLEDGED, PLANNED, IN_PROGRESS, TRANSFERRED, CLOSED),
        CLOSED: (RECEIVED, ACKNOWLEDGED),
    }
)
"""From each status, where a report may go. Staying is a move where there is news to tell: a new date, the next step of
the work, another receiver. Leaving `closed` is reopening."""

NEEDED: Final[Mapping[ReportStatus, Sequence[str]]] = MappingProxyType(
    {
        RECEIVED: (),
        ACKNOWLEDGED: (),
        PLANNED: ("expected_at",),
        IN_PROGRESS: (),
        TRANSFERRED: ("explanation",),
        CLOSED: ("outcome", "explanation"),
    }
)
"""What a move must say, by where it leads. Reopening always needs an explanation."""

WHY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "explanation": "Tell the public why",
        "outcome": "Say how it ended",
        "expected_at": "Give the promised date",
    }
)

FARTHEST_PROMISE = timedelta(days=3660)


@dataclass(frozen=True, kw_only=True)
class Move:
    """What the responsible organization does with a report, and what it tells the public about it."""

    to: ReportStatus
    explanation: str | None = None
    outcome: ReportOutcome | None = None
    expected_at: datetime | None = None
    at: datetime | None = None


def held_report(session: Session, reference: str, *, by: Principal) -> Report:
    """The report with this reference, held for a change by the organization that answers for it."""
    report = store.report(session, reference, hold=True)
    if report is None:
        raise ReportNotFound(reference)
    by.require_organization(report.organization)
    return report


def move_report(session: Session, report: Report, move: Move, *, by: Principal, now: datetime) -> Report:
    """Move a report to another status and record what was said, in public.

    `at` lets an organization bring in moves of the past; the history keeps beside it when they were recorded.
    """
    move = replace(move, explanation=texts.tidy(move.explanation or "") or None)
    before = ReportStatus(report.status)
    if move.to not in ALLOWED[before]:
        raise ForbiddenMove(report.reference, before, ALLOWED[before])
    if errors := _faults(report, move, now):
        raise MoveInvalid(report.reference, errors)
    at = move.at or max(now, report.last_event_at)
    is_reopened = before == CLOSED
    is_closed = move.to == CLOSED
    report.expected_at = _promise(report, move, at=at)
    report.status = move.to
    report.outcome = move.outcome
    report.closed_at = at if is_closed else None
    report.times_reopened += is_reopened
    report.last_event_at = at
    report.updated_at = now
    report.revision += 1
    store.append_event(
        session,
        ReportEvent(
            id=new_id(now),
            report_id=report.id,
            number=store.last_event_number(session, report.id) + 1,
            kind=ReportEventKind.REOPENED if is_reopened else ReportEventKind.MOVED,
            from_status=before,
            to_status=move.to,
            outcome=move.outcome,
            explanation=move.explanation,
            expected_at=report.expected_at,
            organization=by.organization,
            consumer=by.consumer,
            at=at,
            recorded_at=now,
        ),
    )
    return report


def _promise(report: Report, move: Move, *, at: datetime) -> datetime | None:
    """The promised date moves only when someone says so, or when the work starts again."""
    if move.expected_at is not None:
        return move.expected_at
    if report.status == CLOSED:
        return promised(report.category, at)
    return report.expected_at


def _faults(report: Report, move: Move, now: datetime) -> list[Detail]:
    needed = {*NEEDED[move.to], *(("explanation",) if report.status == CLOSED else ())}
    errors = [
        Detail("pointer", f"/{name}", "required", f"{WHY[name]} when a report becomes {move.to}.")
        for name in sorted(needed)
        if not getattr(move, name)
    ]
    if move.to != CLOSED and move.outcome is not None:
        errors.append(Detail("pointer", "/outcome", "misplaced", "Only a closed report has an outcome; leave it out."))
    if move.to == CLOSED and move.expected_at is not None:
        errors.append(Detail("pointer", "/expected_at", "misplaced", "A closed report promises nothing; leave it out."))
    errors += texts.faults(move.explanation, pointer="/explanation", limit=texts.MAX_EXPLANATION)
    at_faults = instant_faults(move.at, pointer="/at", now=now)
    if move.at is not None and not at_faults and move.at < report.last_event_at:
        at_faults = [Detail("pointer", "/at", "order", "Moves are told in order: not before last_event_at.")]
    errors += at_faults
    if move.expected_at is not None and move.to != CLOSED and not at_faults:
        errors += _promise_faults(move.expected_at, at=move.at or now)
    return errors


def _promise_faults(expected_at: datetime, *, at: datetime) -> list[Detail]:
    if expected_at <= at:
        return [Detail("pointer", "/expected_at", "past", "A promised date lies after the move itself.")]
    if expected_at > at + FARTHEST_PROMISE:
        return [Detail("pointer", "/expected_at", "too_far", "A promise lies within ten years.")]
    return []
