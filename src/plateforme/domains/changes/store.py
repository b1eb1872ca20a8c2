"""Every SQL statement about the feed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Text, cast, delete, func, insert, literal, or_, tuple_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from plateforme.domains.changes.tables import Change


class Place(NamedTuple):
    """A place in the feed: after the change with these two numbers."""

    transaction_id: int
    position: int


BEGINNING = Place(0, 0)


_THIS_TRANSACTION: Final[ColumnElement[int]] = cast(cast(func.pg_current_xact_id(), Text), BigInteger)
_APPEND: Final = {
    "postgresql": insert(Change).values(transaction_id=_THIS_TRANSACTION),
    "sqlite": insert(Change).values(transaction_id=0),
}


def append(session: Session, values: dict[str, Any]) -> None:
    """Write one change at the end of the feed, in the transaction of whatever changed."""
    connection = session.connection()
    connection.execute(_APPEND[connection.dialect.name], values)


def changes_after(
    session: Session,
    between: tuple[Place, Place],
    *,
    limit: int,
    kinds: Sequence[str] = (),
    organization: str | None = None,
    internal_of: str | None = None,
) -> list[Change]:
    """The changes after a place up to another; of what is not public, those of the organization `internal_of`."""
    statement = _settled(session, select(Change)).where(_where() > _of(between[0]), _where() <= _of(between[1]))
    if kinds:
        statement = statement.where(col(Change.kind).in_(kinds))
    if organization is not None:
        statement = statement.where(Change.organization == organization)
    seen = col(Change.is_public).is_(True)
    statement = statement.where(seen if internal_of is None else or_(seen, col(Change.organization) == internal_of))
    return list(session.exec(statement.order_by(col(Change.transaction_id), col(Change.position)).limit(limit)))


def last_place(session: Session) -> Place:
    """The place after everything that can be read now."""
    latest = col(Change.transaction_id).desc(), col(Change.position).desc()
    row = session.exec(_settled(session, select(Change)).order_by(*latest).limit(1)).first()
    return BEGINNING if row is None else Place(row.transaction_id, row.position or 0)


def first(session: Session) -> Change | None:
    """The oldest change that is kept."""
    return session.exec(select(Change).order_by(col(Change.transaction_id), col(Change.position)).limit(1)).first()


def holds(session: Session, place: Place) -> bool:
    """Whether the change at this very place is still there, and can be read."""
    return session.exec(_settled(session, select(Change)).where(_where() == _of(place))).first() is not None


def settle_restored(session: Session) -> None:
    """Bring a feed that was written in another cluster of PostgreSQL before everything that this one writes.

    A dump takes rows along and not the counter of transactions: these changes would be in the future, unseen. Cursors
    from before name no change any more, and are answered as too old.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    now = cast(cast(func.pg_snapshot_xmax(func.pg_current_snapshot()), Text), BigInteger)
    if session.exec(select(Change).where(col(Change.transaction_id) >= now).limit(1)).first() is not None:
        session.execute(update(Change).values(transaction_id=0))


def forget_before(session: Session, instant: datetime) -> int:
    """Remove changes older than this but the last one of them, by which a cursor is known to be too old."""
    old = select(Change.transaction_id, Change.position).where(Change.at < instant)
    latest = col(Change.transaction_id).desc(), col(Change.position).desc()
    last = session.exec(old.order_by(*latest).limit(1)).first()
    if last is None:
        return 0
    gone = session.execute(delete(Change).where(_where() < _of(Place(last[0], last[1] or 0))))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE has it


def _of(place: Place) -> Any:
    return tuple_(literal(place.transaction_id), literal(place.position))


def _where() -> Any:
    return tuple_(col(Change.transaction_id), col(Change.position))


def _settled(session: Session, statement: SelectOfScalar[Change]) -> SelectOfScalar[Change]:
    """Leave out what an older transaction may still precede: a reader would never see that one.

    On SQLite there is one writer at a time, and changes are numbered in the order in which they are committed.
    """
    if session.get_bind().dialect.name != "postgresql":
        return statement
    oldest_running = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)
    return statement.where(col(Change.transaction_id) < oldest_running)
