"""Anybody may ask that something about a report be taken out of the public's sight; a person answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store, texts
from plateforme.domains.reports.history import history
from plateforme.domains.reports.people.moderators import works_on
from plateforme.domains.reports.people.privacy_errors import (
    DecisionInvalid,
    RemovalInvalid,
    RemovalNotFound,
    RemovalSettled,
)
from plateforme.domains.reports.privacy.moderation import MAX_REASON
from plateforme.domains.reports.tables import (
    EventVisibility,
    RemovalReason,
    RemovalStatus,
    RemovalSubject,
    Report,
    ReportEventKind,
    ReportRemoval,
)
from plateforme.kit.errors import Detail
from plateforme.kit.ids import new_id

MAX_EXPLANATION: Final = 2000

_NUMBERED: Final[Mapping[RemovalSubject, Callable[[Session, str, int], object]]] = MappingProxyType(
    {RemovalSubject.COMMENT: store.comment, RemovalSubject.PHOTO: store.photo}
)


@dataclass(frozen=True, kw_only=True)
class NewRemoval:
    """What is to be removed, and why; a comment or a photo is told by its number."""

    subject: RemovalSubject
    number: int | None = None
    reason: RemovalReason
    explanation: str | None = None


def ask_removal(session: Session, report: Report, new: NewRemoval, *, by: Principal, now: datetime) -> ReportRemoval:
    """Ask for a removal; the queue of the organization that answers for a held report shows it until it is settled."""
    explanation = texts.tidy(new.explanation) if new.explanation else None
    if found := _faults(session, report, new, explanation):
        raise RemovalInvalid(found)
    request = ReportRemoval(
        id=new_id(now),
        report_id=report.id,
        number=store.next_removal_number(session, report.id),
        subject=new.subject,
        subject_number=new.number,
        reason=new.reason,
        explanation=explanation,
        status=RemovalStatus.OPEN,
        organization=by.organization,
        consumer=by.consumer,
        at=now,
    )
    store.change_row(session, request)
    _tell(session, report, ReportEventKind.REMOVAL_ASKED, request, by=by, now=now)
    return request


def settle_removal(
    session: Session, report: Report, number: int, status: RemovalStatus, *, answer: str, by: Principal, now: datetime
) -> ReportRemoval:
    """Grant or refuse a request upon a held report, and say to whoever asked what was done, or why not.

    Nothing is removed by it: hiding, withholding and erasing are decisions of their own, each with its trace.
    """
    request = store.removal(session, report.id, number)
    if request is None:
        raise RemovalNotFound(report.reference, number)
    if request.status != RemovalStatus.OPEN:
        raise RemovalSettled(request.status)
    if found := texts.faults(answer, pointer="/answer", limit=MAX_REASON):
        raise DecisionInvalid(found)
    request.status, request.answer = status, answer
    request.decided_at, request.decided_by = now, by.consumer
    store.change_row(session, request)
    _tell(session, report, ReportEventKind.REMOVAL_SETTLED, request, by=by, now=now)
    return request


def get_removal(session: Session, report: Report, number: int, *, by: Principal) -> ReportRemoval:
    """A request for removal, as whoever made it reads it, or those who answer."""
    request = store.removal(session, report.id, number)
    is_own = request is not None and request.consumer == by.consumer
    if request is None or not (is_own or works_on(by, report.organization)):
        raise RemovalNotFound(report.reference, number)
    return request


def _faults(session: Session, report: Report, new: NewRemoval, explanation: str | None) -> list[Detail]:
    found = texts.faults(explanation, pointer="/explanation", limit=MAX_EXPLANATION)
    find = _NUMBERED.get(new.subject)
    if find is None and new.number is not None:
        found.append(
            Detail(
                "pointer",
                "/number",
                "misplaced",
                "Only comments and photos have a number; leave it out.",
                french="Seuls les commentaires et les photos ont un numéro ; retirez-le.",
            )
        )
    if find is not None and (new.number is None or find(session, report.id, new.number) is None):
        found.append(
            Detail(
                "pointer",
                "/number",
                "unknown",
                "Give the number of a comment or photo of this report.",
                french="Donnez le numéro d’un commentaire ou d’une photo de ce signalement.",
            )
        )
    return found


def _tell(
    session: Session,
    report: Report,
    kind: ReportEventKind,
    request: ReportRemoval,
    *,
    by: Principal,
    now: datetime,
) -> None:
    details = {"number": request.number, "subject": str(request.subject), "status": str(request.status)}
    entry = history.Entry(kind=kind, visibility=EventVisibility.INTERNAL, details=details)
    history.append(session, report, entry, by=by, now=now)
