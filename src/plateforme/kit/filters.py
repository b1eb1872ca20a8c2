"""What a list may be narrowed by, the same in every domain: exact values, bounds, and the words of a search."""

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar

from plateforme.kit.ids import slugify

T = TypeVar("T")

COMPARE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "gte": operator.ge,
    "gt": operator.gt,
    "lte": operator.le,
    "lt": operator.lt,
}


def folded(text: str) -> str:
    """A text as it is searched: accents and case folded, words one blank apart."""
    return slugify(text, separator=" ")


def words(text: str | None) -> list[str]:
    """The words of a search, folded like the texts they are sought in."""
    return folded(text or "").split()


def equal(statement: SelectOfScalar[T], table: type[T], values: Mapping[str, object]) -> SelectOfScalar[T]:
    """Rows that hold each of these values, by the name of its column."""
    for name, value in values.items():
        statement = statement.where(getattr(table, name) == value)
    return statement


def bounded(
    statement: SelectOfScalar[T], columns: Mapping[str, Any], bounds: Iterable[tuple[str, str, object]]
) -> SelectOfScalar[T]:
    """Rows within all of these bounds: name of the column, comparison, value."""
    for name, comparison, bound in bounds:
        statement = statement.where(COMPARE[comparison](columns[name], bound))
    return statement


def holding(statement: SelectOfScalar[T], text: str, parts: Iterable[str]) -> SelectOfScalar[T]:
    """Rows whose folded text holds every one of these parts."""
    for part in parts:
        statement = statement.where(col(text).contains(part, autoescape=True))
    return statement
