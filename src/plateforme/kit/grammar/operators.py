"""What a filter may ask of a column: one registry that the parser, the compiler, the documentation and the tests read.

Each operator carries its SQL twice. For tables of rows, a template that speaks of `{column}`, a quoted name taken from
the schema, and of `?`, a bound parameter; it never holds a value. For the relational store, a function of a column and
of its bound parameters, which SQLite and PostgreSQL answer alike. Adding an operator is adding an entry here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.dialects import Alike, Position, leading, patterns

ALL = frozenset(ColumnType)
ORDERED = ALL - {ColumnType.BOOLEAN}
TEXT = frozenset({ColumnType.STRING})


@dataclass(frozen=True)
class Operator:
    """One comparison: its name in a URL, its SQL, and the words that explain it."""

    name: str
    sql: str
    relational: Callable[[Any, Sequence[Any]], Any]
    """The same on a column of the relational store."""
    sentence: str
    example: str
    fits: frozenset[ColumnType] = ALL
    takes_value: bool = True
    takes_list: bool = False
    takes_pattern: bool = False
    """Whether `%` and `_` stand for other characters in its value, and `\\` makes the next one stand for itself."""


OPERATORS: tuple[Operator, ...] = (
    Operator(
        "eq",
        "{column} = ?",
        lambda column, values: column == values[0],
        "Rows whose value is exactly this one; `column=value` is the same.",
        example="commune=Nantes",
    ),
    Operator(
        "ne",
        "{column} IS DISTINCT FROM ?",
        lambda column, values: column.is_distinct_from(values[0]),
        "Rows with any other value, and rows where the value is missing.",
        example="statut__ne=clos",
    ),
    Operator(
        "gt",
        "{column} > ?",
        lambda column, values: column > values[0],
        "Rows above this value.",
        example="montant__gt=90000",
        fits=ORDERED,
    ),
    Operator(
        "gte",
        "{column} >= ?",
        lambda column, values: column >= values[0],
        "Rows at or above this value.",
        example="montant__gte=90000",
        fits=ORDERED,
    ),
    Operator(
        "lt",
        "{column} < ?",
        lambda column, values: column < values[0],
        "Rows below this value.",
        example="date__lt=2026-01-01",
        fits=ORDERED,
    ),
    Operator(
        "lte",
        "{column} <= ?",
        lambda column, values: column <= values[0],
        "Rows at or below this value.",
        example="date__lte=2025-12-31",
        fits=ORDERED,
    ),
    Operator(
        "in",
        "{column} IN ({list})",
        lambda column, values: column.in_(values),
        "Rows whose value is one of these, separated by commas; a value that holds a comma goes between double quotes.",
        example='commune__in=Nantes,"Bouaye, bourg"',
        takes_list=True,
    ),
    Operator(
        "contains",
        "contains({column}, ?)",
        lambda column, values: Position(column, values[0]) > 0,
        "Rows whose text holds this one, with the same case and accents.",
        example="adresse__contains=rue de",
        fits=TEXT,
    ),
    Operator(
        "startswith",
        "starts_with({column}, ?)",
        lambda column, values: leading(column, values[0]) == values[0],
        "Rows whose text begins with this one, with the same case and accents.",
        example="code_insee__startswith=44",
        fits=TEXT,
    ),
    Operator(
        "like",
        "{column} LIKE ? ESCAPE '\\'",
        lambda column, values: Alike(column, *patterns(values[0].value)),
        "Rows whose whole text has this form, with the same case and accents: `%` stands for any text, `_` for any "
        "character, and `\\` before one of them for itself.",
        example="nom__like=Saint-%",
        fits=TEXT,
        takes_pattern=True,
    ),
    Operator(
        "isnull",
        "({column} IS NULL) = ?",
        lambda column, values: column.is_(None) if values[0].value else column.is_not(None),
        "Rows where the value is missing; `isnull=false` gives those where it is there.",
        example="siret__isnull",
        takes_value=False,
    ),
)

BY_NAME: Mapping[str, Operator] = {operator.name: operator for operator in OPERATORS}
EQ = BY_NAME["eq"]


def fitting(kind: ColumnType) -> tuple[Operator, ...]:
    """Give the operators that make sense on a column of this type."""
    return tuple(operator for operator in OPERATORS if kind in operator.fits)
