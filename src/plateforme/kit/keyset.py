"""Walks through a sorted table page by page, by value and not by offset: each row once, whatever is inserted meanwhile.

Every order ends with a unique key. Nulls come last in both directions, on SQLite and on PostgreSQL alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """Which page: the order as (name, descending) pairs, how many rows, after which values, whether to count."""

    sort: tuple[tuple[str, bool], ...] = ()
    limit: int = 20
    after: tuple[Any, ...] | None = None
    count: bool = False


@dataclass(frozen=True)
class Slice(Generic[T]):
    """A page: its rows, the values to ask after for the next one (none at the end), and the total if it was asked."""

    rows: list[T]
    after: tuple[Any, ...] | None
    total: int | None


def fetch(
    session: Session,
    statement: SelectOfScalar[T],
    *,
    columns: Mapping[str, Any],
    key: str,
    asked: Asked,
) -> Slice[T]:
    """Fetch one page of a statement that selects whole rows.

    `columns` maps the sortable names, the key among them, to columns of the row that is selected.
    """
    order = _complete(asked.sort, key)
    total = (
        session.exec(select(func.count()).select_from(statement.order_by(None).subquery())).one()
        if asked.count
        else None
    )
    if asked.after is not None:
        statement = statement.where(_beyond([(columns[name], down) for name, down in order], asked.after))
    for name, down in order:
        column = columns[name]
        direction = column.desc() if down else column.asc()
        statement = statement.order_by(direction.nulls_last() if _may_be_null(column) else direction)
    rows = list(session.exec(statement.limit(asked.limit + 1)).all())
    if len(rows) <= asked.limit:
        return Slice(rows, None, total)
    rows.pop()
    return Slice(rows, tuple(getattr(rows[-1], columns[name].key) for name, _ in order), total)


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
    later: ColumnElement[bool] = column < value if down else column > value
    return or_(later, column.is_(None)) if _may_be_null(column) else later


def _may_be_null(column: Any) -> bool:
    return bool(getattr(column, "nullable", True))
