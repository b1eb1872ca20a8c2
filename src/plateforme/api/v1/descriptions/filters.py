"""The filters of one table as parameters of their own: for each column the operators that suit it, typed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from plateforme.api.v1.descriptions.columns import described, example_of, value_schema
from plateforme.domains.datasets.tabular.query import RESERVED, RESERVED_LATER
from plateforme.domains.datasets.tabular.table_schema import Column
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.operators import BY_NAME, EQ, Operator

PARAMETERS_MAX: Final = 320
"""Filters listed, so that the document of a wide table stays readable and a client can be made of it."""

_COMPARED: Final = ("eq", "in", "gte", "lte", "isnull")
_SUITED: Final[Mapping[ColumnType, Sequence[str]]] = {
    ColumnType.STRING: ("eq", "in", "contains", "startswith", "isnull"),
    ColumnType.BOOLEAN: ("eq", "isnull"),
    ColumnType.INTEGER: _COMPARED,
    ColumnType.NUMBER: ("eq", "gte", "lte", "isnull"),
    ColumnType.DATE: ("eq", "gte", "lt", "isnull"),
    ColumnType.DATETIME: ("gte", "lt", "isnull"),
}
"""What people ask of a column of this type. The others work too, and are told in the grammar."""

_FEWER: Final = (frozenset(BY_NAME), frozenset({"eq", "gte", "lte", "lt", "contains"}), frozenset({"eq", "gte"}))

Examples = Mapping[str, Any]


def filters_of(columns: Sequence[Column], examples: Examples) -> dict[str, dict[str, Any]]:
    """Give the filters by their names in a URL; of a very wide table those of the first columns."""
    for kept in _FEWER:
        filters = list(_filters(columns, kept, examples))
        if len(filters) <= PARAMETERS_MAX:
            break
    return {each["name"]: each for each in filters[:PARAMETERS_MAX]}


def _filters(columns: Sequence[Column], kept: frozenset[str], examples: Examples) -> Iterator[dict[str, Any]]:
    for column in columns:
        for name in _SUITED[column.type]:
            if name in kept:
                yield _filter(column, BY_NAME[name], examples.get(column.name))


def _filter(column: Column, operator: Operator, example: Any) -> dict[str, Any]:
    is_plain = operator is EQ and column.name not in RESERVED | RESERVED_LATER
    sentence = operator.sentence.partition(";")[0].rstrip(".")
    about = ": ".join(described(column).values()) or column.name
    return {
        "name": column.name if is_plain else f"{column.name}__{operator.name}",
        "in": "query",
        "required": False,
        "description": f"{sentence}. {about}",
        "schema": _schema(column, operator),
        "example": _example(operator, example_of(column) if example is None else example),
    }


def _schema(column: Column, operator: Operator) -> dict[str, Any]:
    if not operator.takes_value:
        return {"type": "boolean"}
    # A list is one text: a generated client that repeats the parameter would be refused.
    if operator.takes_list or operator.name in {"contains", "startswith"}:
        return {"type": "string"}
    return value_schema(column)


def _example(operator: Operator, value: Any) -> Any:
    if not operator.takes_value:
        return False
    if operator.takes_list:
        text = value if isinstance(value, str) else orjson.dumps(value).decode()
        return '"' + text.replace('"', '""') + '"' if "," in text or text.startswith('"') else text
    if operator.name in {"contains", "startswith"}:
        return str(value)[:12]
    return value
