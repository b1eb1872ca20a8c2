"""What the things of a list may be asked about: one declaration, which parsing, SQL, sorting and documents read.

A list is a table of the relational store. Its fields are called as the API calls them; each knows its column, the type
of its values and, where they are few, which values there are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import JSON, TypeDecorator, exists, literal, select
from sqlalchemy.types import TypeEngine

from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import All as AllOf
from plateforme.kit.grammar.conditions import Condition, Either, Filter, Not, Place
from plateforme.kit.grammar.dialects import items_of
from plateforme.kit.grammar.errors import BadValue, listed
from plateforme.kit.grammar.operators import BY_NAME
from plateforme.kit.grammar.parsing import Names, Pairs, read_parameters
from plateforme.kit.grammar.values import TOWN_READINGS

Some = Callable[[Callable[[Any], Any]], Any]
"""Says of a list whether a test holds for at least one of its items."""

_KINDS: Final[Mapping[type, ColumnType]] = {
    str: ColumnType.STRING,
    int: ColumnType.INTEGER,
    float: ColumnType.NUMBER,
    bool: ColumnType.BOOLEAN,
    date: ColumnType.DATE,
    datetime: ColumnType.DATETIME,
}

PATTERN_MAX: Final = 1_000
"""SQLite refuses long ones, and what a short one cannot say nobody asks."""

COMPARISONS_MAX: Final = 500
"""In one question: SQLite joins a thousand at most."""

_CHOICES: Final = frozenset(BY_NAME[name] for name in ("eq", "ne", "in"))


@dataclass(frozen=True)
class Field:
    """One thing that may be asked about: its column, or for a list how to look at its items."""

    kind: ColumnType
    column: Any
    allowed: tuple[str, ...] = ()
    some: Some | None = None
    sortable: bool = True
    is_test: bool = False
    """Whether the column is a test of other columns: asked for as it is, an index on those can answer."""


@dataclass(frozen=True)
class Listing:
    """The fields of a list, the unique one that ends every order, and where its words and its places are kept."""

    key: str
    fields: Mapping[str, Field]
    text: Any = None
    """The column with the folded words of each thing; it is no field."""
    place: Place | None = None

    @cached_property
    def names(self) -> Names:
        """The names that a question may use, and how values are written."""
        return Names({name: field.kind for name, field in self.fields.items()}, readings=TOWN_READINGS)

    @cached_property
    def sortable(self) -> tuple[str, ...]:
        """What the list may be sorted by."""
        return tuple(name for name, field in self.fields.items() if field.sortable)

    def read(self, pairs: Pairs, *, accepts: frozenset[str] = frozenset()) -> tuple[Condition, ...]:
        """The filters among the parameters of a URL; `accepts` are parameters that mean something else."""
        _, filters = read_parameters(pairs, self.names, accepts=accepts, reserved=frozenset())
        for condition in filters:
            self.check(condition)
        return filters

    def check(self, condition: Condition) -> None:
        """Refuse what no thing of this list can hold: a value that is none of the few, a text that no store takes."""
        match condition:
            case AllOf(parts) | Either(parts):
                for part in parts:
                    self.check(part)
            case Not(part):
                self.check(part)
            case Filter():
                self._check(condition)
            case _:
                pass

    def _check(self, condition: Filter) -> None:
        parameter = f"{condition.column}__{condition.operator.name}"
        texts = [value for value in condition.values if isinstance(value, str)]
        if any("\0" in text or not _is_storable(text) for text in texts):
            raise BadValue(
                parameter,
                "the character U+0000 and halves of character pairs are in no stored text.",
                french="le caractère U+0000 et les moitiés de paires de caractères ne sont dans aucun texte gardé.",
            )
        if condition.operator.takes_pattern and any(len(text) > PATTERN_MAX for text in texts):
            raise BadValue(
                parameter,
                f"a form has {PATTERN_MAX} characters at most.",
                french=f"un motif a {PATTERN_MAX} caractères au plus.",
            )
        allowed = self.fields[condition.column].allowed
        if allowed and condition.operator in _CHOICES and not set(texts) <= set(allowed):
            known = listed(allowed, more="et {} autres")
            raise BadValue(parameter, f"give one of {listed(allowed)}.", french=f"donnez une de ces valeurs : {known}.")


def comparisons(condition: Condition) -> int:
    """How many comparisons there are in a condition."""
    match condition:
        case AllOf(parts) | Either(parts):
            return sum(map(comparisons, parts))
        case Not(part):
            return comparisons(part)
        case _:
            return 1


def mentions(condition: Condition, name: str) -> bool:
    """Whether a condition asks about the field of this name."""
    match condition:
        case AllOf(parts) | Either(parts):
            return any(mentions(part, name) for part in parts)
        case Not(part):
            return mentions(part, name)
        case Filter(column):
            return column == name
        case _:
            return False


def fields_of(
    table: Any,
    names: Iterable[str],
    *,
    choices: Mapping[str, type[StrEnum] | Sequence[str]] = MappingProxyType({}),
    unsorted: Iterable[str] = (),
) -> dict[str, Field]:
    """The fields that are columns of a table, under the same names.

    `choices` are the few values of some; `unsorted` are long texts, by which nobody sorts.
    """
    fixed = frozenset(unsorted)
    fields = {}
    for name in names:
        column = getattr(table, name)
        # A JSON column that is asked about is a list of texts.
        some = _some_item(column) if isinstance(column.type, JSON) else None
        kind = ColumnType.STRING if some else _KINDS[_python_type(column.type)]
        allowed = tuple(map(str, choices.get(name, ())))
        fields[name] = Field(kind, column, allowed, some, sortable=some is None and name not in fixed)
    return fields


def related(kind: ColumnType, column: Any, *joined: Any) -> Field:
    """A list whose items are rows of another table: what joins them, and the column that holds them."""
    return Field(kind, column, some=lambda test: exists().where(*joined, test(column)), sortable=False)


def _some_item(column: Any) -> Some:
    def some(test: Callable[[Any], Any]) -> Any:
        items = items_of(column)
        return exists(select(literal(1)).select_from(items).where(test(items.c.value)))

    return some


def _python_type(stored: TypeEngine[Any]) -> type:
    return _python_type(stored.impl_instance) if isinstance(stored, TypeDecorator) else stored.python_type


def _is_storable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
