"""What a filter may ask of a column: one registry that the parser, the compiler, the documentation and the tests read.

A template speaks of `{column}`, a quoted name taken from the schema, and of `?`, a bound parameter; it never holds a
value. Adding an operator is adding a line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from plateforme.domains.datasets.tabular.table_schema import ColumnType

ALL = frozenset(ColumnType)
ORDERED = ALL - {ColumnType.BOOLEAN}
TEXT = frozenset({ColumnType.STRING})


@dataclass(frozen=True)
class Operator:
    """One comparison: its name in a URL, its SQL, and the words that explain it."""

    name: str
    sql: str
    sentence: str
    example: str
    fits: frozenset[ColumnType] = ALL
    takes_value: bool = True
    takes_list: bool = False


OPERATORS: tuple[Operator, ...] = (
    Operator(
        "eq",
        "{column} = ?",
        "Rows whose value is exactly this one; `column=value` is the same.",
        example="commune=Nantes",
    ),
    Operator(
        "ne",
        "{column} IS DISTINCT FROM ?",
        "Rows with any other value, and rows where the value is missing.",
        example="statut__ne=clos",
    ),
    Operator("gt", "{column} > ?", "Rows above this value.", example="montant__gt=90000", fits=ORDERED),
    Operator("gte", "{column} >= ?", "Rows at or above this value.", example="montant__gte=90000", fits=ORDERED),
    Operator("lt", "{column} < ?", "Rows below this value.", example="date__lt=2026-01-01", fits=ORDERED),
    Operator("lte", "{column} <= ?", "Rows at or below this value.", example="date__lte=2025-12-31", fits=ORDERED),
    Operator(
        "in",
        "{column} IN ({list})",
        "Rows whose value is one of these, separated by commas; a value that holds a comma goes between double quotes.",
        example='commune__in=Nantes,"Bouaye, bourg"',
        takes_list=True,
    ),
    Operator(
        "contains",
        "contains({column}, ?)",
        "Rows whose text holds this one, with the same case and accents.",
        example="adresse__contains=rue de",
        fits=TEXT,
    ),
    Operator(
        "startswith",
        "starts_with({column}, ?)",
        "Rows whose text begins with this one, with the same case and accents.",
        example="code_insee__startswith=44",
        fits=TEXT,
    ),
    Operator(
        "isnull",
        "({column} IS NULL) = ?",
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
