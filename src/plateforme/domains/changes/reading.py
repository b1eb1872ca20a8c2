"""Following the feed: what changed since a place in it, in an order that never changes again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.changes import store
from plateforme.domains.changes.errors import CursorTooOld
from plateforme.domains.changes.store import BEGINNING, Place
from plateforme.domains.changes.tables import Change
from plateforme.kit.db import Database

__all__ = ["BEGINNING", "Place", "Stretch", "changes_since", "forget_old_changes", "now_at"]

INTERNAL_SCOPE = "reports:triage"


@dataclass(frozen=True)
class Stretch:
    """Some changes in a row, where to go on, and whether there are more by now."""

    changes: Sequence[Change]
    place: Place
    has_more: bool


def changes_since(
    session: Session,
    place: Place | None,
    *,
    limit: int,
    kept_from: datetime,
    kinds: Sequence[str] = (),
    organization: str | None = None,
    caller: Principal | None = None,
) -> Stretch:
    """The changes after a place: public ones, and all of those of the organization that the caller works for.

    Without a place, from the oldest that is kept, which was made before `kept_from` if anything was ever forgotten.
    CursorTooOld when some that came after the place are no longer kept, or when the feed is not the one that the place
    was in: a database that was restored has written another since.
    """
    if place is not None and not _is_kept(session, place, kept_from):
        raise CursorTooOld
    place = place or BEGINNING
    internal_of = caller.organization if caller is not None and INTERNAL_SCOPE in caller.scopes else None
    end = store.last_place(session)  # first: what is committed from here on comes next time
    found = store.changes_after(
        session,
        (place, max(place, end)),
        limit=limit + 1,
        kinds=kinds,
        organization=organization,
        internal_of=internal_of,
    )
    if len(found) <= limit:
        return Stretch(found, max(place, end), has_more=False)
    last = found[limit - 1]
    return Stretch(found[:limit], Place(last.transaction_id, last.position or 0), has_more=True)


def _is_kept(session: Session, place: Place, kept_from: datetime) -> bool:
    """Whether nothing is missing after a place: its own change is still there, or nothing was ever forgotten.

    What is forgotten leaves the last of its changes behind, which is older than `kept_from`.
    """
    if place != BEGINNING:
        return store.holds(session, place)
    first = store.first(session)
    return first is None or first.position == 1 or first.at >= kept_from


def now_at(session: Session) -> Place:
    """The place after all that has happened."""
    return store.last_place(session)


def forget_old_changes(db: Database, *, days: int, now: datetime) -> int:
    """Remove changes older than so many days; gives how many."""
    with db.writing() as session:
        store.settle_restored(session)
        return store.forget_before(session, now - timedelta(days=days))
