"""Every SQL statement about the pulls that run on a schedule."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from plateforme.domains.datasets.tables import Dataset, Publication, Pull


def pull(session: Session, dataset_id: str) -> Pull | None:
    """How a dataset is pulled."""
    return session.exec(select(Pull).where(Pull.dataset_id == dataset_id)).first()


def due_pull(session: Session, *, now: datetime) -> Pull | None:
    """The pull that has been due for longest."""
    return session.exec(
        select(Pull)
        .join(Dataset, col(Dataset.id) == col(Pull.dataset_id))
        .where(col(Pull.next_at) <= now, col(Pull.paused).is_(False), col(Dataset.deleted_at).is_(None))
        .order_by(col(Pull.next_at), col(Pull.dataset_id))
        .limit(1)
    ).first()


def claim_pull(session: Session, dataset_id: str, *, due: datetime, until: datetime) -> bool:
    """Take a due pull: it is due again at `until` if nothing is heard of us. False when somebody was faster."""
    return _move(session, dataset_id, due, {"next_at": until})


def settle_pull(session: Session, dataset_id: str, *, claimed: datetime, values: Mapping[str, Any]) -> bool:
    """Write down how a claimed pull went; False when its producer changed or removed it meanwhile."""
    return _move(session, dataset_id, claimed, {**values, "revision": col(Pull.revision) + 1})


def _move(session: Session, dataset_id: str, seen: datetime, values: Mapping[str, Any]) -> bool:
    statement = update(Pull).where(
        col(Pull.dataset_id) == dataset_id, col(Pull.next_at) == seen, col(Pull.paused).is_(False)
    )
    return session.connection().execute(statement.values(**values)).rowcount == 1


def last_publication(session: Session, pull: Pull) -> Publication | None:
    """The last publication that a pull has led to."""
    return session.exec(select(Publication).where(Publication.id == pull.publication_id)).first()
