"""« Moi aussi »: other people who have the same problem, one voice each."""

import hashlib
from datetime import datetime

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.changes.tables import ChangeAction
from plateforme.domains.reports import store
from plateforme.domains.reports.people.privacy_errors import ReportClosed
from plateforme.domains.reports.privacy.moderation import tell_everybody
from plateforme.domains.reports.tables import Report, ReportConfirmation, ReportStatus, ReportVisibility
from plateforme.kit.ids import new_id


def confirm(session: Session, report: Report, client_id: str, *, by: Principal, now: datetime) -> bool:
    """Add a person's voice to a held report, and say whether it is new.

    `client_id` is the sender's own, lasting identifier of the person; only a digest of it is kept, enough to count
    each once. A voice is a signal of priority, no act: it never restarts the clock of a forgotten report.
    """
    voice = _digest(report, by, client_id)
    if store.confirmation(session, report.id, by.consumer, voice) is not None:
        return False
    if report.status == ReportStatus.CLOSED:
        raise ReportClosed(report.reference)
    new = ReportConfirmation(id=new_id(now), report_id=report.id, consumer=by.consumer, client_id=voice, at=now)
    _count(session, report, +1, now)
    store.change_row(session, report, new)
    return True


def take_back(session: Session, report: Report, client_id: str, *, by: Principal, now: datetime) -> bool:
    """Take a person's voice back, and say whether there was one."""
    known = store.confirmation(session, report.id, by.consumer, _digest(report, by, client_id))
    if known is None:
        return False
    _count(session, report, -1, now)
    store.remove_row(session, known)
    return True


def _count(session: Session, report: Report, step: int, now: datetime) -> None:
    report.confirmations += step
    report.revision += 1
    report.updated_at = now
    is_public = report.visibility == ReportVisibility.PUBLIC
    tell_everybody(session, report, ChangeAction.UPDATED, reason=None, now=now, is_public=is_public)


def _digest(report: Report, by: Principal, client_id: str) -> str:
    """Another one for each report: who confirms what cannot be put together from the table."""
    return hashlib.sha256(f"{report.id} {by.consumer} {client_id}".encode()).hexdigest()
