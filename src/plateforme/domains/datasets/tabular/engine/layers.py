"""Versions of row writes: a whole base, and a small file of what differs from it.

The small file holds `rows`, the rows that are new or replace one of the base, in the order of the key, and `gone`, the
rows of the base that are replaced or deleted, as they were: a total is base minus `gone` plus `rows`, without a join.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from plateforme.domains.datasets.tabular.engine.files import TABLE, ensure_built, literal, stored_columns
from plateforme.domains.datasets.tabular.query import Stored, Table
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.domains.datasets.tabular.table_schema import ROW, TableSchema

GONE = "gone"
MARK = "_gone"
"""The column of a delta's Parquet that is true for a deleted row."""


@dataclass(frozen=True)
class Layers:
    """SQL names of what a version is made of; `fresh` and `gone` are there when it differs from a base."""

    schema: TableSchema
    rows: str
    fresh: str | None = None
    gone: str | None = None

    @property
    def whole(self) -> str:
        """The whole table as SQL: its columns and `_row`, in no order when there are layers."""
        if self.fresh is None:
            return self.rows
        names = ", ".join(quote(name) for name in (*self.schema.names, ROW))
        kept = f"SELECT {names} FROM {self.rows} WHERE {ROW} NOT IN (SELECT {ROW} FROM {self.gone})"
        return f"({kept} UNION ALL SELECT {names} FROM {self.fresh})"


def layers_of(table: Table) -> Layers:
    """Name the layers of a version, whose files are attached under their digests."""
    if table.base is None:
        return Layers(table.schema, f"{alias(table)}.{TABLE}")
    return Layers(
        table.schema, f"{alias(table.base)}.{TABLE}", fresh=f"{alias(table)}.{TABLE}", gone=f"{alias(table)}.{GONE}"
    )


def alias(stored: Stored) -> str:
    """Name an attached file."""
    return quote(f"v{stored.digest}")


def ensure_layer(
    folder: Path, table: Table, parquet: Path, *, base_file: Path, rebuild: Callable[[], Path], memory: str
) -> Path:
    """Give the small file of a version, built when it is missing from its delta and from its base's serving file.

    `rebuild` gives the base's file anew, for one that cannot be opened.
    """
    base = table.base
    assert base is not None  # noqa: S101  # only what differs from a base has a small file
    chosen = ", ".join([*stored_columns(table.schema), quote(ROW)])
    key = ", ".join(quote(name) for name in table.schema.key)
    delta = f"read_parquet({literal(parquet)})"
    replaced = f"(SELECT {ROW} FROM {delta} WHERE {ROW} <= {base.rows:d})"

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(f"CREATE TABLE {TABLE} AS SELECT {chosen} FROM {delta} WHERE NOT {MARK} ORDER BY {key}")
        try:
            connection.execute(f"ATTACH {literal(base_file)} AS base (READ_ONLY)")
        except duckdb.Error:
            connection.execute(f"ATTACH {literal(rebuild())} AS base (READ_ONLY)")
        connection.execute(
            f"CREATE TABLE {GONE} AS SELECT * FROM base.{TABLE} SEMI JOIN {replaced} USING ({ROW}) ORDER BY {ROW}"
        )
        connection.execute("DETACH base")

    return ensure_built(folder, table.digest, fill, memory=memory)
