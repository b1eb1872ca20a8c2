"""Telling the feed that something changed, in the very transaction that changes it."""

from datetime import datetime

from sqlmodel import Session

from plateforme.domains.changes import store
from plateforme.domains.changes.tables import ChangeAction


def record(
    session: Session,
    kind: str,
    subject: str,
    action: ChangeAction,
    *,
    organization: str,
    at: datetime,
    event: str | None = None,
    number: int | None = None,
    is_public: bool = True,
    reason: str | None = None,
) -> None:
    """Append a change of the thing `subject` of this kind; `event` and `number` name the entry of its history.

    What is not public is read by its organization only. A tombstone (`deleted`) says why in `reason`.
    """
    store.append(
        session,
        {
            "kind": kind,
            "subject": subject,
            "organization": organization,
            "action": action.value,
            "event": event,
            "number": number,
            "is_public": is_public,
            "reason": reason,
            "at": at,
        },
    )
