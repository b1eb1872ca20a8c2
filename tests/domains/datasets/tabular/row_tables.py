"""Small tables, published as Parquet the way an ingestion leaves them: sorted by key, with `_row` last."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import orjson

from plateforme.domains.datasets.tabular.statements import quote
from plateforme.domains.datasets.tabular.table_schema import ROW, Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.values import Scalar, unpack

SQL_TYPES = {
    ColumnType.STRING: "VARCHAR",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE",
    ColumnType.DATETIME: "TIMESTAMP",
}
KINDS = {
    "texte": ColumnType.STRING,
    "entier": ColumnType.INTEGER,
    "nombre": ColumnType.NUMBER,
    "booleen": ColumnType.BOOLEAN,
    "jour": ColumnType.DATE,
    "instant": ColumnType.DATETIME,
}
EVERY_TYPE = TableSchema(tuple(Column(name, name.title(), kind) for name, kind in KINDS.items()))


@dataclass(frozen=True)
class FakeTable:
    digest: str
    parquet_key: str
    number: int
    rows: int
    schema: TableSchema
    base: None = None


def a_table(folder: Path, schema: TableSchema, rows: Sequence[Sequence[Any]]) -> FakeTable:
    """Write rows (without `_row`) as a version."""
    digest = hashlib.sha256(repr((schema, rows)).encode()).hexdigest()
    path = folder / f"{digest}.parquet"
    names = [*schema.names, ROW]
    types = [*(SQL_TYPES[column.type] for column in schema.columns), "BIGINT"]
    with duckdb.connect() as connection:
        fields = ", ".join(f"{quote(name)} {kind}" for name, kind in zip(names, types, strict=True))
        connection.execute(f"CREATE TABLE t ({fields})")
        if rows:
            marks = ", ".join("?" for _ in names)
            key = [schema.names.index(name) for name in schema.primary_key]
            in_order = sorted(rows, key=lambda row: [row[place] for place in key])
            numbered = [[*row, position] for position, row in enumerate(in_order, 1)]
            connection.executemany(f"INSERT INTO t VALUES ({marks})", numbered)
        connection.execute(f"COPY (SELECT * FROM t ORDER BY _row) TO '{path}' (FORMAT parquet)")
    return FakeTable(digest, str(path), 1, len(rows), schema)


def as_dicts(schema: TableSchema, rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Name the cells of rows, `_row` included when it is seen."""
    return [dict(zip(schema.kinds, [*row, position], strict=False)) for position, row in enumerate(rows, 1)]


def cells(schema: TableSchema, items: bytes) -> list[tuple[Any, ...]]:
    """Read rows back from JSON, typed as their columns."""
    kinds = schema.kinds
    return [tuple(_cell(kinds[name], cell) for name, cell in row.items()) for row in orjson.loads(items)]


def _cell(kind: ColumnType, packed: Any) -> Scalar:
    return unpack(kind, packed.removesuffix("Z") if kind is ColumnType.DATETIME and packed else packed)


def written(value: object) -> str:
    """Write a cell as it goes into a URL."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    return value.isoformat() if isinstance(value, date) else str(value)


COMMUNES = TableSchema(
    (
        Column("code", "Code INSEE", ColumnType.STRING),
        Column("nom", "Nom", ColumnType.STRING),
        Column("population", "Population", ColumnType.INTEGER),
        Column("limit", "Limit", ColumnType.INTEGER),
    ),
    primary_key=("code",),
)
COMMUNES_ROWS: list[tuple[object, ...]] = [
    ("01001", "L'Abergement-Clémenciat", 832, 1),
    ("2A004", "Ajaccio", 73822, 2),
    ("44109", "Nantes", 323204, 3),
    ("44143", "Rezé", 43237, None),
    ("97411", "Saint-Denis", None, 5),
]
