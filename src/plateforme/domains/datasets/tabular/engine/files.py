"""Serving files: one DuckDB file per version, derived from its Parquet, built once and never changed.

Several processes share the folder. A file appears under its final name by a rename, whole or not at all; a lock file,
which the kernel releases when a process dies, keeps two from building the same one.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from plateforme.domains.datasets.tabular.compiler import quote
from plateforme.domains.datasets.tabular.query import Table
from plateforme.domains.datasets.tabular.table_schema import ROW, Column, ColumnType

TABLE = "rows"

STORAGE = "v1.2.0"
"""Layout of the files. Later layouts pack texts in a way (DICT_FSST) that makes a page 2 to 4 times slower to read and
the file no smaller: ADR 0011 has the figures."""

FORMAT = f"{duckdb.__version__}-{STORAGE}"
"""Files of another engine or layout are built anew, in a folder of their own."""


def ensure_file(folder: Path, table: Table, parquet: Path, *, memory: str) -> Path:
    """Give the serving file of a version, built from the Parquet when it is missing."""
    path = folder / f"{table.digest}.duckdb"
    if path.exists():
        return path
    with _locked(folder / f"{table.digest}.lock"):
        if not path.exists():
            _build(path, table, parquet, memory=memory)
    return path


def _build(path: Path, table: Table, parquet: Path, *, memory: str) -> None:
    part = path.with_suffix(".part")
    for leftover in path.parent.glob(f"{part.name}*"):
        leftover.unlink()
    chosen = ", ".join([*(_stored(column) for column in table.schema.columns), quote(ROW)])
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": memory,
        "storage_compatibility_version": STORAGE,
    }
    try:
        with duckdb.connect(str(part), config=config) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            source = str(parquet).replace("'", "''")
            connection.execute(f"CREATE TABLE {TABLE} AS SELECT {chosen} FROM read_parquet('{source}')")
            _require_order(connection)
        _sync(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _require_order(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the rows in the order of `_row`, which answers without a sort rely on; a Parquet of ours has it already."""
    (misplaced,) = connection.execute(f"SELECT count(*) FROM {TABLE} WHERE {ROW} <> rowid + 1").fetchall()
    if misplaced[0]:
        connection.execute(f"CREATE OR REPLACE TABLE {TABLE} AS SELECT * FROM {TABLE} ORDER BY {ROW}")


def _stored(column: Column) -> str:
    name = quote(column.name)
    if column.type is ColumnType.NUMBER:
        # JSON knows neither NaN nor infinity: they are no values here either.
        return f"CASE WHEN isfinite({name}::DOUBLE) THEN {name}::DOUBLE END AS {name}"
    if column.type is ColumnType.DATETIME:
        return f"{name}::TIMESTAMP AS {name}"
    return name


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
