"""A column as JSON Schema: what its values look like, as far as the schema of the table says so."""

from collections.abc import Mapping
from typing import Any, Final

from plateforme.domains.datasets.tabular.table_schema import ROW, Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.values import READINGS, pack, read

_TYPES: Final[Mapping[ColumnType, Mapping[str, str]]] = {
    ColumnType.STRING: {"type": "string"},
    ColumnType.INTEGER: {"type": "integer", "format": "int64"},
    ColumnType.NUMBER: {"type": "number", "format": "double"},
    ColumnType.BOOLEAN: {"type": "boolean"},
    ColumnType.DATE: {"type": "string", "format": "date"},
    ColumnType.DATETIME: {"type": "string", "format": "date-time"},
}
_FORMATS: Final = ("email", "uri", "uuid")
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_NUMBERS: Final = (ColumnType.INTEGER, ColumnType.NUMBER)
ENUM_MAX: Final = 200
"""Values listed for a column; a longer list is no help to anyone who chooses."""

Schema = dict[str, Any]


def value_schema(column: Column) -> Schema:
    """Describe a value of a column: its type and the values it may have, without what only checks it."""
    schema: Schema = dict(_TYPES[column.type])
    if column.type is ColumnType.STRING and column.format in _FORMATS:
        schema["format"] = column.format
    if values := _values(column):
        schema["enum"] = values
    return schema


def cell_schema(column: Column, *, is_filled: bool, example: Any) -> Schema:
    """Describe a cell of a column, with all that its constraints say."""
    schema = {**value_schema(column), **_checks(column), **described(column)}
    if example is not None:
        schema["examples"] = [example]
    if not is_filled:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    return schema


def filled(schema: TableSchema) -> frozenset[str]:
    """Give the columns that have a value in every row: those of the key, and those that are required."""
    return frozenset({*schema.key, *(column.name for column in schema.columns if column.required)})


def described(column: Column) -> Schema:
    """Give the words that explain a column."""
    told = {"title": column.label, "description": column.description}
    return {name: text for name, text in told.items() if text and text != column.name}


def row_number() -> Column:
    """Give the column that numbers the rows of a table without a key."""
    return Column(ROW, "Row", ColumnType.INTEGER, description="Position of the row in the source file, from 1.")


def _values(column: Column) -> list[Any]:
    listed = column.constraints.get("enum") or column.options.get("categories")
    if not isinstance(listed, list | tuple) or not _is_plain(column) or len(listed) > ENUM_MAX:
        return []
    values = [_typed(column, each) for each in listed]
    # A list that cannot be read in full would refuse good values.
    return list(dict.fromkeys(values)) if None not in values and column.type is not ColumnType.BOOLEAN else []


def _checks(column: Column) -> Schema:
    rules = column.constraints
    if not _is_plain(column):
        return {}
    if column.type is ColumnType.STRING:
        checks = {name: int(rules[name]) for name in ("minLength", "maxLength") if name in rules}
        return {**checks, "pattern": f"^(?:{rules['pattern']})$"} if "pattern" in rules else checks
    if column.type not in _NUMBERS:
        return {}
    bounds = {name: _typed(column, rules[name]) for name in _BOUNDS if name in rules}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _is_plain(column: Column) -> bool:
    """Tell whether constraints speak of the values as they are answered: those of an array speak of its items."""
    return column.declared_as[0] in (column.type.value, "year")


def _typed(column: Column, value: Any) -> Any:
    """Read a value that the schema writes as JSON, or as a cell; None when it is none of the column's type."""
    if not isinstance(value, str | int | float):
        return None
    try:
        return pack(read(column.type, str(value)))
    except ValueError:
        return None


def example_of(column: Column) -> Any:
    """Give a value that a column could have, for one without any."""
    return pack(READINGS[column.type].read(READINGS[column.type].example))
