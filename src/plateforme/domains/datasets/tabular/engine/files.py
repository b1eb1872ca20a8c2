"""Serving files: one DuckDB file per version, derived from its Parquet, built once and never changed.

Several processes share the folder. A file appears under its final name by a rename, whole or not at all; a lock file,
which the kernel releases when a process dies, keeps two from building the same one.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from plateforme.domains.datasets.tabular.engine.failures import telling_no_room
from plateforme.domains.datasets.tabular.engine.packing import pack
from plateforme.domains.datasets.tabular.query import Stored
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.domains.datasets.tabular.table_schema import ROW, Column, TableSchema
from plateforme.kit import interrupts
from plateforme.kit.grammar.column_types import ColumnType

TABLE = "rows"

STORAGE = "v1.2.0"
"""Layout of the files. Later layouts pack texts in a way (DICT_FSST) that makes a page 2 to 4 times slower to read and
the file no smaller: ADR 0011 has the figures."""

FORMAT = f"{duckdb.__version__}-{STORAGE}"
"""Files of another engine or layout are built anew, in a folder of their own."""


THREADS = 2
"""Threads that build a file; its rows stay in order, and its bytes are nobody's key."""

Fill = Callable[[duckdb.DuckDBPyConnection], None]
"""Puts the tables of a serving file into an empty one."""


def ensure_file(folder: Path, table: Stored, parquet: Path, *, memory: str) -> Path:
    """Give the serving file of a whole table, built from the Parquet when it is missing."""

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        _fill(connection, TABLE, table.schema, f"read_parquet({literal(parquet)})")

    return ensure_built(folder, table.digest, fill, memory=memory)


def ensure_built(folder: Path, digest: str, fill: Fill, *, memory: str) -> Path:
    """Give the serving file with this digest, filled when it is missing: once, whoever else wants it too."""
    path = folder / f"{digest}.duckdb"
    if path.exists():
        return path
    with _locked(folder / f"{digest}.lock"):
        if not path.exists():
            _build(path, fill, memory=memory)
    return path


def write_beside(connection: duckdb.DuckDBPyConnection, path: Path, schema: TableSchema, rows: str) -> None:
    """Write a serving file from an engine that holds the rows of its Parquet, in order: nothing is read again.

    `rows` is SQL of a table with the columns of the Parquet. The file holds what one that is built from the Parquet
    holds.
    """
    database = "serving"
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"ATTACH {literal(path)} AS {database} (STORAGE_VERSION '{STORAGE}')")
    try:
        _fill(connection, f"{database}.{TABLE}", schema, rows)
    finally:
        connection.execute(f"DETACH {database}")


def is_built(folder: Path, digest: str) -> bool:
    """Tell whether a serving file is there."""
    return (folder / f"{digest}.duckdb").exists()


def adopt(folder: Path, digest: str, made: Path) -> None:
    """Take a serving file that was written elsewhere, unless there is one already."""
    path = folder / f"{digest}.duckdb"
    part = path.with_suffix(".part")
    with _locked(folder / f"{digest}.lock"):
        if path.exists():
            return
        try:
            shutil.move(made, part)
            _sync(part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def literal(path: Path | str) -> str:
    """Write a path as SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def literal_folder(folder: Path) -> str:
    """Write a folder as SQL so that no other folder's name begins with it: the engine compares beginnings."""
    return literal(f"{folder}/")


def stored_columns(schema: TableSchema) -> list[str]:
    """Give the SQL of the columns as serving files keep them, from those of a Parquet."""
    return [_stored(column) for column in schema.columns]


def _build(path: Path, fill: Fill, *, memory: str) -> None:
    part = path.with_suffix(".part")
    for leftover in path.parent.glob(f"{part.name}*"):
        leftover.unlink()
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": THREADS,
        "memory_limit": memory,
        "storage_compatibility_version": STORAGE,
    }
    try:
        with (
            telling_no_room(),
            duckdb.connect(str(part), config=config) as connection,
            interrupts.reaching(connection.interrupt),
        ):
            connection.execute("SET TimeZone = 'UTC'")
            fill(connection)
        _sync(part)
        part.replace(path)
    finally:
        for leftover in path.parent.glob(f"{part.name}*"):
            leftover.unlink()


def _fill(connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema, rows: str) -> None:
    """Fill a table with rows, in the order of `_row`, which answers without a sort rely on."""
    pack(connection, table, f"SELECT {', '.join([*stored_columns(schema), quote(ROW)])} FROM {rows}")
    # a Parquet of ours is in this order already
    (misplaced,) = connection.execute(f"SELECT count(*) FROM {table} WHERE {ROW} <> rowid + 1").fetchall()
    if misplaced[0]:
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM {table} ORDER BY {ROW}")


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
