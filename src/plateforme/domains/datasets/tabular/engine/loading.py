"""One file's table, loaded as text into a private engine: asked questions, then written as canonical Parquet."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from plateforme.domains.datasets.tabular.columns.readings import LOCAL_ZONE, is_blank, quoted
from plateforme.domains.datasets.tabular.engine import canonical
from plateforme.domains.datasets.tabular.engine.beside import Beside
from plateforme.domains.datasets.tabular.engine.failures import telling_no_room
from plateforme.domains.datasets.tabular.engine.files import write_beside
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit import interrupts

# No cell of a text file is NULL at this point: which texts mean "missing" is the schema's business.
_NO_NULL = "nullstr='\x01\x02'"
_PLAIN_KINDS = {
    **dict.fromkeys(
        ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"),
        "integer",
    ),
    **dict.fromkeys(("FLOAT", "DOUBLE", "UBIGINT", "HUGEINT", "UHUGEINT"), "number"),
    "BOOLEAN": "boolean",
    "DATE": "date",
}
_LONGEST_LINE = 2_000_000
_BUFFER = (32_000_000, 64_000_000)
"""The engine's own size of a buffer, and the largest one that two threads and a small memory can afford."""
_AGGREGATES = 40
_CELL = re.compile(r"\bc(\d+)\b")
_NEWLINES = {"\n": r"'\n'", "\r\n": r"'\r\n'"}


class Unloadable(Exception):
    """The engine cannot read this file; the message is the engine's, which may repeat cells: never show it."""


class Loading:
    """A private engine that holds one table as text, in the view `source(_row, _line, c0, c1…)`."""

    def __init__(self, workdir: Path, *, memory: str = "1GB", threads: int = 2, most_bytes: int = 1 << 34) -> None:
        """Open an engine that reads and writes in `workdir` and the file to come, and nothing else."""
        self._workdir = workdir
        self._threads = threads
        self._computed = 0
        self._kept = 0
        self._base = "raw"
        self._width = 0
        self._sampled: str | None = None
        self._is_plain = False
        """Whether the cells of `source` are those of the table that holds them, under the same names."""
        self._connection = duckdb.connect(
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "memory_limit": memory,
                "threads": str(threads),
                "temp_directory": str(workdir / "spill"),
                "max_temp_directory_size": f"{4 * most_bytes // (1 << 20) + 1}MiB",
            }
        )
        self._run(f"SET TimeZone = {quoted(LOCAL_ZONE)}")

    def __enter__(self) -> Self:
        self._stopping = interrupts.reaching(self._connection.interrupt)
        self._stopping.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.__exit__(None, None, None)
        self._connection.close()

    def confine(self, source: Path) -> None:
        """Let the engine touch the working folder and this file only, for good."""
        self._run(f"SET allowed_directories = [{quoted(f'{self._workdir}/')}]")
        self._run(f"SET allowed_paths = [{quoted(str(source))}]")
        self._run("SET enable_external_access = false")

    def load_plain(self, source: Path, *, delimiter: str, newline: str, width: int) -> bool:
        """Read a plain UTF-8 text; False, with nothing loaded, when any line is out of the ordinary."""
        try:
            options = f", store_rejects=true, new_line={_NEWLINES[newline]}, buffer_size={self._buffer(source)}"
            read = _read_csv(source, delimiter, _columns(width), header=True, options=options)
            self._run(f"CREATE TABLE raw AS FROM {read}")
            odd = self.one("SELECT count(*) FROM reject_errors")[0] or self._has_blank_row(width)
        except Unloadable:
            odd = True
        if odd:
            self._run("DROP TABLE IF EXISTS raw")
            return False
        # The header is row 1 and no line is blank: the place follows from the position.
        self._run("CREATE VIEW source AS SELECT rowid + 1 AS _row, rowid + 2 AS _line, * FROM raw")
        self._width, self._is_plain = width, True
        return True

    def _buffer(self, source: Path) -> int:
        """Bytes that are read at a time: two pieces for each thread, which spares a fifth of the work of small ones."""
        return min(max(source.stat().st_size // (2 * self._threads) + 1, _BUFFER[0]), _BUFFER[1])

    def unload(self) -> None:
        """Forget what was loaded."""
        self._run("DROP VIEW source")
        self._run("DROP TABLE raw")
        self._is_plain = False

    def load_rewritten(self, source: Path, *, width: int, longest: int) -> None:
        """Read a text that we wrote ourselves, whose first cell is the place of the row."""
        columns = {"_line": "BIGINT", **_columns(width)}
        size = max(_LONGEST_LINE, 8 * longest)
        options = f", new_line={_NEWLINES[chr(10)]}"
        if size > _LONGEST_LINE:
            options += f", max_line_size={size}, buffer_size={16 * size}"
        self._run(f"CREATE TABLE raw AS FROM {_read_csv(source, ',', columns, header=False, options=options)}")
        self._run("CREATE VIEW source AS SELECT rowid + 1 AS _row, * FROM raw")
        self._width, self._is_plain = width, True

    def labels_of_parquet(self, source: Path) -> tuple[str, ...]:
        """Give the labels of a Parquet without reading its rows."""
        return tuple(str(each[0]) for each in self.all(f"DESCRIBE FROM read_parquet({quoted(str(source))})"))

    def load_parquet(self, source: Path, *, most_cells: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Read a Parquet as text; give its labels and what it says of their types."""
        described = self.all(f"DESCRIBE FROM read_parquet({quoted(str(source))})")
        rows = self.one(f"SELECT coalesce(max(num_rows), 0) FROM parquet_file_metadata({quoted(str(source))})")[0]
        if rows * max(1, len(described)) > most_cells:
            raise Unloadable("too many cells")
        columns = ", ".join(f"{_as_text(at, str(kind))} AS c{at}" for at, (_, kind, *_) in enumerate(described))
        names = ", ".join(f"p{at}" for at in range(len(described)))
        self._run(f"CREATE TABLE raw AS SELECT {columns} FROM read_parquet({quoted(str(source))}) AS t({names})")
        self._run("CREATE VIEW source AS SELECT rowid + 1 AS _row, rowid + 1 AS _line, * FROM raw")
        self._width, self._is_plain = len(described), True
        return tuple(str(each[0]) for each in described), tuple(_kind(str(each[1])) for each in described)

    def one(self, sql: str) -> tuple[Any, ...]:
        """Ask a question that has one row for an answer."""
        return self.all(sql)[0]

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask a question."""
        return self._run(sql).fetchall()

    def batches(self, sql: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Ask a question whose answer may be long; rows come by the batch."""
        answer = self._run(sql)
        try:
            while rows := answer.fetchmany(size):
                yield rows
        except duckdb.Error as fault:
            raise Unloadable(str(fault)) from fault

    def counts(self, expressions: Sequence[str], *, condition: str = "true") -> list[int]:
        """Compute many aggregates over the table, some tens at a time: planning them costs their number squared."""
        asked = [each for each in expressions if each != "0"]
        found: list[int] = []
        for start in range(0, len(asked), _AGGREGATES):
            some = ", ".join(asked[start : start + _AGGREGATES])
            found.extend(int(each or 0) for each in self.one(f"SELECT {some} FROM {self._rows_of(some, condition)}"))
        answers = iter(found)
        return [0 if each == "0" else next(answers) for each in expressions]

    def sample(self, condition: str) -> None:
        """Keep a copy of the rows that meet a condition, for the questions to come about just these."""
        chosen = f"* FROM source WHERE {condition}"
        if self._is_plain and "_line" not in condition:
            # The same; but the engine then looks at the places of all rows alone, and at the cells of these only.
            of_rows = condition.replace("_row", "(rowid + 1)")
            chosen = f"rowid + 1 AS _row, * FROM {self._base} WHERE {of_rows}"
        self._run(f"CREATE OR REPLACE TABLE sample AS SELECT {chosen}")
        self._sampled = condition

    def _rows_of(self, some: str, condition: str) -> str:
        """Give the SQL of the rows that meet a condition, with only the cells that are asked for.

        To bind the view of a table of 5 000 columns takes 70 ms, at every question.
        """
        if condition == self._sampled:
            return "sample"
        asked = f"{some} {condition}"
        if not self._is_plain or "_line" in asked:
            return f"source WHERE {condition}"
        cells = [f"c{at}" for at in sorted({int(at) for at in _CELL.findall(asked)}) if at < self._width]
        return f"(SELECT {', '.join(['rowid + 1 AS _row', *cells])} FROM {self._base}) WHERE {condition}"

    def understands(self, pattern: str) -> bool:
        """Tell whether the engine can evaluate this regular expression."""
        try:
            self.one(f"SELECT regexp_full_match('', {quoted(pattern)})")
        except Unloadable:
            return False
        return True

    def keep_columns(self, kept: Sequence[int]) -> None:
        """Keep these columns only, renumbered in this order; nothing is copied."""
        self._width, self._is_plain = len(kept), False
        self._run("ALTER VIEW source RENAME TO whole")
        columns = ", ".join(f"c{was} AS c{at}" for at, was in enumerate(kept))
        self._run(f"CREATE VIEW source AS SELECT _row, _line, {columns} FROM whole")

    def leave_out(self, condition: str) -> None:
        """Leave out the rows for which this is true, and renumber the others; the places in the source stay."""
        self._run(f"CREATE TABLE kept AS SELECT * EXCLUDE (_row) FROM source WHERE NOT ({condition}) ORDER BY _row")
        self._run("DROP VIEW source")
        self._run("CREATE VIEW source AS SELECT rowid + 1 AS _row, * FROM kept")
        self._base, self._is_plain = "kept", True

    def keep_values(self, table: str, values: Sequence[str]) -> None:
        """Keep a list of texts as a table with the one column `v`."""
        self._connection.execute(f"CREATE TABLE {table} AS SELECT unnest(?::VARCHAR[]) AS v", [list(values)])

    def arrays(self, sql: str) -> list[NDArray[Any]]:
        """Ask a question and have its columns as arrays: NaN for a number that is missing, None for a text."""
        try:
            found = self._run(sql).fetchnumpy()
        except duckdb.Error as fault:
            raise Unloadable(str(fault)) from fault
        return [_without_mask(each) for each in found.values()]

    def add_columns(self, kinds: Mapping[str, str], pieces: Iterator[Mapping[str, NDArray[Any]]]) -> None:
        """Add computed columns to `source`; the pieces follow the order of `_row`, and NaN and None are no value."""
        self._computed += 1
        self._is_plain = False
        table, before = f"computed_{self._computed}", f"source_{self._computed}"
        typed = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
        self._run(f"CREATE TABLE {table} ({typed})")
        for piece in pieces:
            self._connection.register("piece", dict(piece))
            self._run(f"INSERT INTO {table} SELECT {', '.join(kinds)} FROM piece")
            self._connection.unregister("piece")
        # Both sides are read in the order in which they were written: each row meets its own values.
        self._run(f"ALTER VIEW source RENAME TO {before}")
        self._run(f"CREATE VIEW source AS FROM {before} POSITIONAL JOIN {table}")

    def settle(self, columns: Sequence[str], *, key: Sequence[str]) -> None:
        """Make the table as it is kept: typed, in key order, with `_row` numbering it.

        With a key the order of the source is no part of the content.
        """
        self._kept = self.counts(["count(*)"])[0]
        canonical.make_canonical(self.all, columns, key=key, rows=self._kept, beside=self._side_by_side)

    def write(self, target: Path) -> tuple[str, int]:
        """Write the canonical Parquet, the same bytes for the same content; give its SHA-256 and size."""
        self._copy_to(target)
        asked = f"SELECT num_row_groups FROM parquet_file_metadata({quoted(str(target))})"
        if not canonical.is_whole(self.one(asked)[0], self._kept):
            canonical.put_right(self.all)
            self._copy_to(target)
        with target.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest(), target.stat().st_size

    @contextmanager
    def serving_beside(self, target: Path, schema: TableSchema) -> Iterator[Beside]:
        """Write the serving file of what is settled while the block goes on; it is whole when the block has ended."""
        with self._beside(lambda cursor: write_beside(cursor, target, schema, canonical.ROWS)) as beside:
            yield beside

    def _copy_to(self, target: Path) -> None:
        self._run(f"COPY (FROM {canonical.ROWS}) TO {quoted(str(target))} ({canonical.PARQUET})")

    def _side_by_side(self, statements: Sequence[str]) -> None:
        """Run statements beside one another, each in one thread."""
        first, *others = statements
        self._run("SET threads = 1")
        with ExitStack() as stack:
            for statement in others:
                stack.enter_context(self._beside(partial(_run_in_zone, statement)))
            self._run(first)
        self._run(f"SET threads = {self._threads}")

    @contextmanager
    def _beside(self, step: Callable[[duckdb.DuckDBPyConnection], None]) -> Iterator[Beside]:
        def told(cursor: duckdb.DuckDBPyConnection) -> None:
            with telling_no_room():
                step(cursor)

        try:
            with Beside(self._connection.cursor(), told) as beside:
                yield beside
        except duckdb.Error as fault:
            raise Unloadable(str(fault)) from fault

    def _has_blank_row(self, width: int) -> bool:
        # Few rows begin outside of what ASCII prints: the others need no regular expression.
        blank = " AND ".join(["c0 NOT BETWEEN '!' AND '\x7f'", *(is_blank(f"c{at}") for at in range(width))])
        return bool(self.all(f"SELECT 1 FROM raw WHERE {blank} LIMIT 1"))

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        interrupts.check()
        try:
            with telling_no_room():
                return self._connection.execute(sql)
        except duckdb.Error as fault:
            raise Unloadable(str(fault)) from fault


def _run_in_zone(statement: str, cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(f"SET TimeZone = {quoted(LOCAL_ZONE)}")
    cursor.execute(statement)


def _without_mask(column: NDArray[Any]) -> NDArray[Any]:
    if not isinstance(column, np.ma.MaskedArray):
        return column
    return column.filled(np.nan if column.dtype.kind == "f" else None)


def _columns(width: int) -> dict[str, str]:
    return {f"c{at}": "VARCHAR" for at in range(width)}


def _read_csv(source: Path, delimiter: str, columns: dict[str, str], *, header: bool, options: str) -> str:
    typed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    return (
        f"read_csv({quoted(str(source))}, delim={quoted(delimiter)}, quote='\"', escape='\"', comment='', "
        f"header={str(header).lower()}, auto_detect=false, columns={{{typed}}}, {_NO_NULL}{options})"
    )


def _kind(parquet: str) -> str:
    if parquet.startswith("DECIMAL"):
        return "number"
    if parquet.startswith("TIMESTAMP"):
        return "datetime"
    return _PLAIN_KINDS.get(parquet, "text")


def _as_text(at: int, parquet: str) -> str:
    if parquet in ("FLOAT", "DOUBLE"):
        return f"CASE WHEN isfinite(p{at}) THEN CAST(p{at} AS VARCHAR) ELSE '' END"
    if parquet.endswith("]") or parquet.startswith(("STRUCT", "MAP")):
        return f"coalesce(CAST(to_json(p{at}) AS VARCHAR), '')"
    if parquet == "BLOB":
        return f"coalesce(hex(p{at}), '')"
    return f"coalesce(CAST(p{at} AS VARCHAR), '')"
