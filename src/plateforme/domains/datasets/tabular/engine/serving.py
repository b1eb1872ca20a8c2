"""Answers to questions about rows: one read-only DuckDB instance per process, with the versions in use attached to it.

One instance means one memory budget and one cache of blocks, however many datasets are read. It may touch no file
outside its own folder, and its settings are locked.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from plateforme.domains.datasets.tabular import compiler
from plateforme.domains.datasets.tabular.compiler import Statement, quote
from plateforme.domains.datasets.tabular.engine.budget import Budget
from plateforme.domains.datasets.tabular.engine.exporting import Export, ExportFormat, Slots
from plateforme.domains.datasets.tabular.engine.files import FORMAT, TABLE, ensure_file
from plateforme.domains.datasets.tabular.engine.scratch import Scratch
from plateforme.domains.datasets.tabular.query import Question, Table, columns
from plateforme.domains.datasets.tabular.table_schema import ColumnType
from plateforme.domains.datasets.tabular.values import Scalar

ATTACHED_MAX = 64
TOTALS_MAX = 4096


@dataclass(frozen=True)
class RowPage:
    """One page: its rows in the order of the fields, where the next page starts, and the total when it was asked."""

    rows: list[tuple[Scalar, ...]]
    after: tuple[Scalar, ...] | None
    total: int | None


class RowEngine:
    """Pages, single rows, totals and exports of published versions."""

    def __init__(self, serving_dir: Path, *, memory: str, seconds: float) -> None:
        """Open the instance; serving files live in a folder named by the DuckDB version, which decides their format."""
        self._folder = (serving_dir / FORMAT).absolute()
        self._scratch = Scratch(self._folder / "scratch")
        self._memory = memory
        self._database = _open(self._folder, self._scratch.path, memory)
        self._budget = Budget(seconds)
        self._slots = Slots()
        self._lock = threading.Lock()
        self._users: OrderedDict[str, int] = OrderedDict()
        self._totals: OrderedDict[tuple[str, str], int] = OrderedDict()

    def ensure(self, table: Table, parquet: Path) -> None:
        """Build the serving file of a version if it is missing, so that the first reader does not wait."""
        ensure_file(self._folder, table, parquet, memory=self._memory)

    def page(self, table: Table, parquet: Path, question: Question) -> RowPage:
        """Answer one page of a question."""
        with self._reading(table, parquet) as (cursor, source), self._budget.spend(cursor):
            rows = _fetch(cursor, compiler.page(question, source=source))
            total = self._total(cursor, source, table, question) if question.count == "exact" else None
        width = len(question.fields)
        kept = rows[: question.limit]
        after = kept[-1][width:] if len(rows) > question.limit else None
        return RowPage([row[:width] for row in kept], after, total)

    def total(self, table: Table, parquet: Path, question: Question) -> int:
        """Count the rows of a question; totals are kept, for a version never changes."""
        with self._reading(table, parquet) as (cursor, source), self._budget.spend(cursor):
            return self._total(cursor, source, table, question)

    def one(
        self, table: Table, parquet: Path, key: Sequence[Scalar], *, fields: Sequence[str] | None = None
    ) -> dict[str, Scalar] | None:
        """Give the row with this key, or None."""
        chosen = tuple(columns(table.schema)) if fields is None else tuple(fields)
        with self._reading(table, parquet) as (cursor, source), self._budget.spend(cursor):
            rows = _fetch(cursor, compiler.one(chosen, source=source, key=table.schema.key, values=key))
        return dict(zip(chosen, rows[0], strict=True)) if rows else None

    def export(self, table: Table, parquet: Path, question: Question, form: ExportFormat) -> Export:
        """Start sending all rows of a question; whoever takes it closes it."""
        kinds = columns(table.schema)
        instants = [name for name in question.fields if kinds[name] is ColumnType.DATETIME]
        template = compiler.TYPED_INSTANT if form is ExportFormat.PARQUET else compiler.TEXT_INSTANT
        lease = self._reading(table, parquet)
        with self._slots.taken() as slot:
            cursor, source = lease.__enter__()
            slot.callback(lease.__exit__, None, None, None)
            statement = compiler.every(question, source=source, instants=instants, instant=template)
            return Export(cursor, statement, form, scratch=self._scratch.path, release=slot.pop_all())

    def close(self) -> None:
        """Stop everything."""
        self._budget.close()
        self._database.close()
        self._scratch.close()

    def _total(self, cursor: duckdb.DuckDBPyConnection, source: str, table: Table, question: Question) -> int:
        if not question.filters:
            return table.rows
        known = (table.digest, question.conditions())
        with self._lock:
            if known in self._totals:
                self._totals.move_to_end(known)
                return self._totals[known]
        total = int(_fetch(cursor, compiler.count(question, source=source))[0][0])
        with self._lock:
            self._totals[known] = total
            if len(self._totals) > TOTALS_MAX:
                self._totals.popitem(last=False)
        return total

    @contextmanager
    def _reading(self, table: Table, parquet: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
        """Lend a cursor and the name of the version's table; while it is lent, the version stays attached."""
        alias = f"v{table.digest}"
        self.ensure(table, parquet)
        with self._lock:
            if table.digest not in self._users:
                self._attach(table, parquet, alias)
                self._users[table.digest] = 0
            self._users[table.digest] += 1
            self._users.move_to_end(table.digest)
        try:
            with closing(self._database.cursor()) as cursor:
                yield cursor, f"{quote(alias)}.{TABLE}"
        finally:
            with self._lock:
                self._users[table.digest] -= 1

    def _attach(self, table: Table, parquet: Path, alias: str) -> None:
        idle = [digest for digest, users in self._users.items() if not users]
        for digest in idle[: max(0, len(self._users) - ATTACHED_MAX + 1)]:
            self._database.execute(f"DETACH {quote(f'v{digest}')}")
            del self._users[digest]
        path = ensure_file(self._folder, table, parquet, memory=self._memory)
        attach = f"ATTACH '{_escaped(path)}' AS {quote(alias)} (READ_ONLY)"
        try:
            self._database.execute(attach)
        except duckdb.Error:
            # A file that cannot be opened is rebuilt: it is derived, the Parquet is the record.
            path.unlink(missing_ok=True)
            ensure_file(self._folder, table, parquet, memory=self._memory)
            self._database.execute(attach)


def _open(folder: Path, scratch: Path, memory: str) -> duckdb.DuckDBPyConnection:
    # One engine thread: parallel requests keep the cores busy, a second thread only widens the slowest answers.
    database = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": memory})
    database.execute("SET TimeZone = 'UTC'")
    database.execute(f"SET temp_directory = '{_escaped(scratch)}'")
    # Exports write to a pipe, which has a name there; nothing else outside the folder can be opened.
    database.execute(f"SET allowed_directories = ['{_escaped(folder)}/', '/proc/self/fd/']")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    return database


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


def _fetch(cursor: duckdb.DuckDBPyConnection, statement: Statement) -> list[tuple[Any, ...]]:
    return cursor.execute(statement.sql, statement.values).fetchall()
