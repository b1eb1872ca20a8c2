"""Walks through a sorted table page by page, by value and not by offset: each row once, whatever is inserted meanwhile.

Every order ends with a unique key. Nulls come last in both directions, on SQLite and on PostgreSQL alike.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, false, literal, or_
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from plateforme.kit import counting
from plateforme.kit.grammar.conditions import Condition
from plateforme.kit.grammar.listing import Listing
from plateforme.kit.grammar.parsing import CountMode
from plateforme.kit.grammar.relational import compiled

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """Which page: the order as (name, descending) pairs, how many rows, after which values; what all rows satisfy."""

    sort: tuple[tuple[str, bool], ...] = ()
    limit: int = 20
    after: tuple[Any, ...] | None = None
    count: CountMode = "none"
    where: tuple[Condition, ...] = ()
    now: datetime | None = None
    """When it is asked, for what changes with time alone."""


@dataclass(frozen=True)
class Slice(Generic[T]):
    """A page: its rows, the values to ask after for the next one (none at the end), and the total if it was asked."""

    rows: list[T]
    after: tuple[Any, ...] | None
    total: int | None
    counted: CountMode = "none"
    """How the total was obtained."""


def narrowed(statement: SelectOfScalar[T], listing: Listing, where: tuple[Condition, ...]) -> SelectOfScalar[T]:
    """The statement for those of its rows that satisfy every condition."""
    return statement.where(*(compiled(condition, listing) for condition in where)) if where else statement


@dataclass(slots=True)
class Stamp:
    """A row by its identifier, and the revision that it is at."""

    id: str
    revision: int


def fetch(session: Session, statement: SelectOfScalar[T], listing: Listing, asked: Asked) -> Slice[T]:
    """Fetch one page of a statement that selects whole rows of a listing."""
    statement = narrowed(statement, listing, asked.where)
    total, counted = _total(session, statement, asked.count)
    columns = _columns(listing, asked)
    rows = list(session.exec(_paged(statement, columns, asked)).all())
    if len(rows) <= asked.limit:
        return Slice(rows, None, total, counted)
    rows.pop()
    return Slice(rows, tuple(getattr(rows[-1], column.key) for column, _ in columns), total, counted)


def fetch_columns(session: Session, statement: Any, listing: Listing, asked: Asked) -> Slice[Any]:
    """Fetch one page of a statement that selects columns, those of the order among them: sooner than whole rows."""
    statement = narrowed(statement, listing, asked.where)
    total, counted = _total(session, statement, asked.count)
    order = _columns(listing, asked)
    rows: list[Any] = list(session.connection().execute(_paged(statement, order, asked)).all())
    if len(rows) <= asked.limit:
        return Slice(rows, None, total, counted)
    rows.pop()
    return Slice(rows, tuple(getattr(rows[-1], column.key) for column, _ in order), total, counted)


def fetch_stamps(session: Session, statement: SelectOfScalar[Any], listing: Listing, asked: Asked) -> Slice[Stamp]:
    """Fetch the identifiers and revisions of one page: who has the rows already need not read them again."""
    statement = narrowed(statement, listing, asked.where)
    total, counted = _total(session, statement, asked.count)
    columns = _columns(listing, asked)
    table = statement.column_descriptions[0]["entity"]
    needed = (table.id, table.revision, *(column for column, _ in columns))
    page = _paged(statement, columns, asked).with_only_columns(*needed, maintain_column_froms=True)
    found = session.connection().execute(page).all()
    stamps = [Stamp(row[0], row[1]) for row in found[: asked.limit]]
    after = tuple(found[asked.limit - 1][2:]) if len(found) > asked.limit else None
    return Slice(stamps, after, total, counted)


def _columns(listing: Listing, asked: Asked) -> list[tuple[Any, bool]]:
    return [(listing.fields[name].column, down) for name, down in _complete(asked.sort, listing.key)]


def _paged(statement: SelectOfScalar[T], columns: list[tuple[Any, bool]], asked: Asked) -> SelectOfScalar[T]:
    """The statement from where the page begins, in its order, for one row more than a page holds."""
    if asked.after is not None:
        statement = statement.where(_beyond(columns, asked.after))
    for column, down in columns:
        direction = column.desc() if down else column.asc()
        statement = statement.order_by(direction.nulls_last() if _may_be_null(column) else direction)
    return statement.limit(asked.limit + 1)


def _total(session: Session, statement: SelectOfScalar[T], mode: CountMode) -> tuple[int | None, CountMode]:
    match mode:
        case "none":
            return None, "none"
        case "exact":
            return counting.count(session, statement), "exact"
        case "estimate":
            value, is_exact = counting.estimate(session, statement)
            return value, "exact" if is_exact else "estimate"


def _complete(sort: tuple[tuple[str, bool], ...], key: str) -> tuple[tuple[str, bool], ...]:
    """The order, cut after the key or ended with it: nothing behind a unique key can matter."""
    names = [name for name, _ in sort]
    return sort[: names.index(key) + 1] if key in names else (*sort, (key, False))


def _beyond(order: list[tuple[Any, bool]], after: tuple[Any, ...]) -> ColumnElement[bool]:
    """Rows that come strictly after these values: later in one column, equal in those before it."""
    ways: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for (column, down), value in zip(order, after, strict=True):
        ways.append(and_(*equal, _later(column, value, down=down)))
        equal.append(column.is_(None) if value is None else column == value)
    return or_(*ways)


def _later(column: Any, value: Any, *, down: bool) -> ColumnElement[bool]:
    if value is None:
        return false()  # nulls are last: nothing follows them in this column
    bound = literal(value, column.type)  # SQLAlchemy compares no column with a bare True
    later: ColumnElement[bool] = column < bound if down else column > bound
    return or_(later, column.is_(None)) if _may_be_null(column) else later


def _may_be_null(column: Any) -> bool:
    return bool(getattr(column, "nullable", True))
