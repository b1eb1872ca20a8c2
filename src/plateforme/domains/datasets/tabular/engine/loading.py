"""One file's table, loaded as text into a private engine: asked questions, then written as canonical Parquet."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import duckdb

from plateforme.domains.datasets.tabular.readings import LOCAL_ZONE, is_blank, quoted

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
_NEWLINES = {"\n": r"'\n'", "\r\n": r"'\r\n'"}


class Unloadable(Exception):
    """The engine cannot read this file; the message is the engine's, which may repeat cells: never show it."""


class Loading:
    """A private engine that holds one table as text, in the view `source(_row, _line, c0, c1…)`."""

    def __init__(self, workdir: Path, *, memory: str = "1GB", threads: int = 2, most_bytes: int = 1 << 34) -> None:
        """Open an engine that reads and writes in `workdir` and the file to come, and nothing else."""
        self._workdir = workdir
        self._threads = threads
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
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def confine(self, source: Path) -> None:
        """Let the engine touch the working folder and this file only, for good."""
        self._run(f"SET allowed_directories = [{quoted(f'{self._workdir}/')}]")
        self._run(f"SET allowed_paths = [{quoted(str(source))}]")
        self._run("SET enable_external_access = false")

    def load_plain(self, source: Path, *, delimiter: str, newline: str, width: int) -> bool:
        """Read a plain UTF-8 text; False, with nothing loaded, when any line is out of the ordinary."""
        try:
            options = f", store_rejects=true, new_line={_NEWLINES[newline]}"
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
        return True

    def load_rewritten(self, source: Path, *, width: int, longest: int) -> None:
        """Read a text that we wrote ourselves, whose first cell is the place of the row."""
        columns = {"_line": "BIGINT", **_columns(width)}
        size = max(_LONGEST_LINE, 8 * longest)
        options = f", new_line={_NEWLINES[chr(10)]}"
        if size > _LONGEST_LINE:
            options += f", max_line_size={size}, buffer_size={16 * size}"
        self._run(f"CREATE TABLE raw AS FROM {_read_csv(source, ',', columns, header=False, options=options)}")
        self._run("CREATE VIEW source AS SELECT rowid + 1 AS _row, * FROM raw")

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
        return tuple(str(each[0]) for each in described), tuple(_kind(str(each[1])) for each in described)

    def one(self, sql: str) -> tuple[Any, ...]:
        """Ask a question that has one row for an answer."""
        return self.all(sql)[0]

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask a question."""
        return self._run(sql).fetchall()

    def counts(self, expressions: Sequence[str], *, condition: str = "true") -> list[int]:
        """Compute many aggregates over the table, some hundreds at a time."""
        found: list[int] = []
        for start in range(0, len(expressions), 300):
            some = ", ".join(expressions[start : start + 300])
            found.extend(int(each or 0) for each in self.one(f"SELECT {some} FROM source WHERE {condition}"))
        return found

    def understands(self, pattern: str) -> bool:
        """Tell whether the engine can evaluate this regular expression."""
        try:
            self.one(f"SELECT regexp_full_match('', {quoted(pattern)})")
        except Unloadable:
            return False
        return True

    def keep_values(self, table: str, values: Sequence[str]) -> None:
        """Keep a list of texts as a table with the one column `v`."""
        self._connection.execute(f"CREATE TABLE {table} AS SELECT unnest(?::VARCHAR[]) AS v", [list(values)])

    def write(self, target: Path, columns: Sequence[str], *, key: Sequence[str]) -> tuple[str, int]:
        """Write the canonical Parquet, the same bytes for the same content; give its SHA-256 and size.

        With a key the rows are in key order and `_row` numbers them in it, so that the order of the source is
        no part of the content. One thread: row groups must not depend on the machine.
        """
        query = f"SELECT {', '.join(columns)}, _row FROM source"
        if key:
            self._run(f"CREATE TABLE sorted AS SELECT {', '.join(columns)} FROM source ORDER BY {', '.join(key)}")
            query = "SELECT *, rowid + 1 AS _row FROM sorted"
        self._run("SET threads = 1")
        self._run(f"COPY ({query}) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)")
        self._run(f"SET threads = {self._threads}")
        with target.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest(), target.stat().st_size

    def _has_blank_row(self, width: int) -> bool:
        blank = " AND ".join(is_blank(f"c{at}") for at in range(width))
        return bool(self.all(f"SELECT 1 FROM raw WHERE {blank} LIMIT 1"))

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql)
        except duckdb.Error as fault:
            raise Unloadable(str(fault)) from fault


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
