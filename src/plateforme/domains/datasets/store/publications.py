"""Every SQL statement about publications: what is asked, claimed, in progress and ended."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_
from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col, select, update

from plateforme.domains.datasets.listings import PUBLICATIONS
from plateforme.domains.datasets.tables import Publication
from plateforme.kit.keyset import Asked, Slice, fetch

UNFINISHED = ("queued", "running")


def publication(session: Session, dataset_id: str, publication_id: str) -> Publication | None:
    """One publication of a dataset."""
    return session.exec(
        select(Publication).where(Publication.dataset_id == dataset_id, Publication.id == publication_id)
    ).first()


def list_publications(session: Session, dataset_id: str, asked: Asked) -> Slice[Publication]:
    """One page of a dataset's publications, without their reports, which can be large."""
    large = defer(Publication.report)  # type: ignore[arg-type]  # SQLModel types a column as its values
    statement = select(Publication).where(Publication.dataset_id == dataset_id).options(large)
    return fetch(session, statement, PUBLICATIONS, asked)


def claim(session: Session, *, now: datetime, lease_until: datetime) -> Publication | None:
    """Take the oldest publication that waits, or whose worker has not been heard of since its lease ended.

    Two publications of one dataset never run together: only the oldest that is not finished may be taken, so that one
    which another worker is taking at this very moment, and which its lock makes us skip, still keeps its turn.
    """
    older = aliased(Publication)
    waits = exists().where(
        col(older.dataset_id) == col(Publication.dataset_id),
        col(older.state).in_(UNFINISHED),
        col(older.id) < col(Publication.id),
    )
    free = or_(
        col(Publication.state) == "queued",
        (col(Publication.state) == "running") & (col(Publication.lease_until) < now),
    )
    found = session.exec(
        select(Publication).where(free, ~waits).order_by(col(Publication.id)).limit(1).with_for_update(skip_locked=True)
    ).first()
    if found is None:
        return None
    found.state = "running"
    found.attempts += 1
    found.started_at = found.started_at or now
    found.lease_until = lease_until
    return found


def touch(
    session: Session,
    publication_id: str,
    *,
    attempt: int,
    values: Mapping[str, Any],
    unless_cancelled: bool = False,
) -> bool:
    """Write progress, unless another worker has taken over; says whether the publication is still ours.

    With `unless_cancelled`, nothing is written either when its end was asked for: of landing and cancelling, which
    both write this row, the first one wins.
    """
    statement = update(Publication).where(
        col(Publication.id) == publication_id,
        col(Publication.attempts) == attempt,
        col(Publication.state) == "running",
    )
    if unless_cancelled:
        statement = statement.where(col(Publication.cancelled).is_(False))
    return session.connection().execute(statement.values(**values)).rowcount == 1


def watch(session: Session, publication_id: str, *, attempt: int) -> bool | None:
    """Whether the end of the work was asked for; None when it is no longer ours."""
    return session.exec(
        select(Publication.cancelled).where(
            Publication.id == publication_id, Publication.attempts == attempt, Publication.state == "running"
        )
    ).first()


def cancel_waiting(session: Session, publication_id: str, *, now: datetime) -> bool:
    """End a publication that nobody works on; False when somebody does, or when it has ended."""
    statement = update(Publication).where(
        col(Publication.id) == publication_id, col(Publication.state).in_(("queued", "waiting"))
    )
    ended = {"state": "cancelled", "stage": "done", "cancelled": True, "finished_at": now, "source_key": None}
    return session.connection().execute(statement.values(**ended, percent=None)).rowcount == 1


def cancel_running(session: Session, publication_id: str) -> bool:
    """Ask whoever works on a publication to stop; False when nobody does."""
    statement = update(Publication).where(col(Publication.id) == publication_id, col(Publication.state) == "running")
    return session.connection().execute(statement.values(cancelled=True)).rowcount == 1


def unfinished(session: Session) -> Sequence[Publication]:
    """The publications whose files are still needed."""
    return session.exec(select(Publication).where(col(Publication.state).in_(UNFINISHED))).all()


def fault_keys(session: Session) -> set[str]:
    """The files with all errors of refused publications."""
    return {key for key in session.exec(select(Publication.faults_key).distinct()) if key is not None}
