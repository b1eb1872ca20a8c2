"""Answers to questions about rows: one read-only DuckDB instance per process, with the versions in use attached to it.

One instance means one memory budget and one cache of blocks, however many datasets are read. It may touch no file
outside its own folder, and its settings are locked.
"""

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from plateforme.domains.datasets.tabular import compiler
from plateforme.domains.datasets.tabular.compiler import Statement
from plateforme.domains.datasets.tabular.engine.budget import Budget
from plateforme.domains.datasets.tabular.engine.differences import Differences
from plateforme.domains.datasets.tabular.engine.exporting import Export, ExportFormat, Slots
from plateforme.domains.datasets.tabular.engine.files import FORMAT, adopt, is_built, literal, literal_folder
from plateforme.domains.datasets.tabular.engine.layers import Layers
from plateforme.domains.datasets.tabular.engine.leases import ATTACHED_MAX, Leases
from plateforme.domains.datasets.tabular.engine.merging import Merged, Whole
from plateforme.domains.datasets.tabular.engine.scratch import Scratch
from plateforme.domains.datasets.tabular.query import Question, Stored, Table, columns
from plateforme.domains.datasets.tabular.table_schema import ROW, ColumnType
from plateforme.domains.datasets.tabular.values import Scalar

TOTALS_MAX = 4096


@dataclass(frozen=True)
class RowPage:
    """One page: its rows in the order of the fields, where the next page starts, and the total when it was asked."""

    rows: list[tuple[Scalar, ...]]
    after: tuple[Scalar, ...] | None
    total: int | None


class RowEngine:
    """Pages, single rows, totals and exports of published versions."""

    def __init__(self, serving_dir: Path, *, locate: Callable[[str], Path], memory: str, seconds: float) -> None:
        """Open the instance; serving files live in a folder named by the DuckDB version, which decides their format.

        `locate` gives the local path of a stored object.
        """
        self.folder = folder = (serving_dir / FORMAT).absolute()
        """Where serving files lie, each named after the digest of its table."""
        self._scratch = Scratch(folder / "scratch")
        self._database = _open(folder, self._scratch.path, memory)
        self._leases = Leases(self._database, folder, locate=locate, memory=memory)
        self.differences = Differences(
            folder, files=self._leases, scratch=self._scratch.path, memory=memory, seconds=seconds
        )
        self._budget = Budget(seconds)
        self._slots = Slots()
        self._lock = threading.Lock()
        self._totals: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._gone: OrderedDict[str, Sequence[int]] = OrderedDict()

    def ensure(self, table: Table) -> None:
        """Build the serving files of a version that are missing, so that the first reader does not wait."""
        self._leases.ensure(table)

    def is_built(self, digest: str) -> bool:
        """Tell whether the table with this digest has its serving file."""
        return is_built(self.folder, digest)

    def adopt(self, digest: str, made: Path) -> None:
        """Take the serving file of a whole table from whoever wrote it with the Parquet."""
        adopt(self.folder, digest, made)

    def file(self, table: Table) -> Path:
        """Give the serving file of a version: the whole table, or what differs from its base."""
        return self._leases.file(table)

    def whole_file(self, stored: Stored) -> Path:
        """Give the serving file of a whole table."""
        return self._leases.whole_file(stored)

    @contextmanager
    def reading(self, table: Table) -> Iterator[tuple[duckdb.DuckDBPyConnection, Layers]]:
        """Lend a cursor and the names of the version's tables; while they are lent, its files stay attached."""
        with self._leases.lent(table) as layers, closing(self._database.cursor()) as cursor:
            yield cursor, layers

    def page(self, table: Table, question: Question) -> RowPage:
        """Answer one page of a question."""
        with self._asking(table) as asked:
            rows = asked.page(question)
            total = self._total(asked, table, question) if question.count == "exact" else None
        width = len(question.fields)
        kept = rows[: question.limit]
        after = kept[-1][width:] if len(rows) > question.limit else None
        return RowPage([row[:width] for row in kept], after, total)

    def total(self, table: Table, question: Question) -> int:
        """Count the rows of a question; totals are kept, for a version never changes."""
        with self._asking(table) as asked:
            return self._total(asked, table, question)

    def one(
        self, table: Table, key: Sequence[Scalar], *, fields: Sequence[str] | None = None
    ) -> dict[str, Scalar] | None:
        """Give the row with this key, or None."""
        chosen = tuple(columns(table.schema)) if fields is None else tuple(fields)
        with self._asking(table) as asked:
            row = asked.one(chosen, key)
        return None if row is None else dict(zip(chosen, row, strict=True))

    def export(self, table: Table, question: Question, form: ExportFormat) -> Export:
        """Start sending all rows of a question; whoever takes it closes it."""
        kinds = columns(table.schema)
        instants = [name for name in question.fields if kinds[name] is ColumnType.DATETIME]
        template = compiler.TYPED_INSTANT if form is ExportFormat.PARQUET else compiler.TEXT_INSTANT
        lease = self.reading(table)
        with self._slots.taken() as slot:
            cursor, layers = lease.__enter__()
            slot.callback(lease.__exit__, None, None, None)
            asked = self._asked(cursor, layers, table)
            pieces = form is not ExportFormat.PARQUET
            statements = asked.every(question, pieces=pieces, instants=instants, instant=template)
            return Export(cursor, statements, form, scratch=self._scratch.path, release=slot.pop_all())

    def close(self) -> None:
        """Stop everything."""
        self.differences.close()
        self._budget.close()
        self._database.close()
        self._scratch.close()

    def _total(self, asked: Whole | Merged, table: Table, question: Question) -> int:
        if not question.filters:
            return table.rows
        known = (table.digest, question.conditions())
        with self._lock:
            if known in self._totals:
                self._totals.move_to_end(known)
                return self._totals[known]
        total = asked.count(question)
        with self._lock:
            self._totals[known] = total
            if len(self._totals) > TOTALS_MAX:
                self._totals.popitem(last=False)
        return total

    @contextmanager
    def _asking(self, table: Table) -> Iterator[Whole | Merged]:
        """Lend a version to be asked within the budget of one question."""
        with self.reading(table) as (cursor, layers), self._budget.spend(cursor):
            yield self._asked(cursor, layers, table)

    def _asked(self, cursor: duckdb.DuckDBPyConnection, layers: Layers, table: Table) -> Whole | Merged:
        fetch = partial(_fetch, cursor)
        if layers.gone is None:
            return Whole(layers, fetch)
        with self._lock:
            gone = self._gone.get(table.digest)
        if gone is None:
            rows = fetch(Statement(f"SELECT {ROW} FROM {layers.gone} ORDER BY {ROW}"))
            gone = array("q", (row for (row,) in rows))
            with self._lock:
                self._gone[table.digest] = gone
                if len(self._gone) > ATTACHED_MAX:
                    self._gone.popitem(last=False)
        return Merged(layers, fetch, gone)


def _open(folder: Path, scratch: Path, memory: str) -> duckdb.DuckDBPyConnection:
    # One engine thread: parallel requests keep the cores busy, a second thread only widens the slowest answers.
    database = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": memory})
    database.execute("SET TimeZone = 'UTC'")
    database.execute(f"SET temp_directory = {literal(scratch)}")
    # Exports write to a pipe, which has a name there; nothing else outside the folder can be opened.
    database.execute(f"SET allowed_directories = [{literal_folder(folder)}, '/proc/self/fd/']")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    return database


def _fetch(cursor: duckdb.DuckDBPyConnection, statement: Statement) -> list[tuple[Any, ...]]:
    return cursor.execute(statement.sql, statement.values).fetchall()
