"""Answers to questions about rows: one read-only DuckDB instance per process, with the versions in use attached to it.

One instance means one memory budget and one cache of blocks, however many datasets are read. It may touch no file
outside its own folder, and its settings are locked.
"""

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

import duckdb

from plateforme.domains.datasets.tabular.aggregates.distributions import FacetsQuestion, HistogramQuestion
from plateforme.domains.datasets.tabular.aggregates.question import AggregateQuestion, Group
from plateforme.domains.datasets.tabular.engine import aggregating, place_functions
from plateforme.domains.datasets.tabular.engine.aggregating import Facet, Histogram
from plateforme.domains.datasets.tabular.engine.answers import Absent, RowPage
from plateforme.domains.datasets.tabular.engine.budget import Budget
from plateforme.domains.datasets.tabular.engine.differences import Differences
from plateforme.domains.datasets.tabular.engine.estimating import SMALL, estimate
from plateforme.domains.datasets.tabular.engine.exports.exporting import Exports
from plateforme.domains.datasets.tabular.engine.exports.slots import Ticket
from plateforme.domains.datasets.tabular.engine.exports.spool import Download
from plateforme.domains.datasets.tabular.engine.exports.wanted import Wanted, want
from plateforme.domains.datasets.tabular.engine.files import FORMAT, adopt, is_built, literal, literal_folder
from plateforme.domains.datasets.tabular.engine.index.keeping import Indexes
from plateforme.domains.datasets.tabular.engine.index.tallying import Tally, counted_groups
from plateforme.domains.datasets.tabular.engine.layers import Layers
from plateforme.domains.datasets.tabular.engine.leases import ATTACHED_MAX, Leases
from plateforme.domains.datasets.tabular.engine.merging import Merged, Whole
from plateforme.domains.datasets.tabular.engine.scratch import Scratch
from plateforme.domains.datasets.tabular.export_options import PLAIN, ExportFormat, ExportOptions
from plateforme.domains.datasets.tabular.query import Question, Stored, Table
from plateforme.domains.datasets.tabular.query_errors import TooManyExports
from plateforme.domains.datasets.tabular.row_json import row_json, rows_json
from plateforme.domains.datasets.tabular.statements import Statement
from plateforme.domains.datasets.tabular.table_schema import ROW
from plateforme.kit.grammar.values import Scalar

Asked = TypeVar("Asked", Question, AggregateQuestion, FacetsQuestion, HistogramQuestion)

TOTALS_MAX = 4096

EXPORT_BYTES = 4 * 1024**3
"""Disk for the files of exports, where nobody says how much."""


class RowEngine:
    """Pages, single rows, totals and exports of published versions."""

    def __init__(
        self,
        serving_dir: Path,
        *,
        locate: Callable[[str], Path],
        memory: str,
        seconds: float,
        export_bytes: int = EXPORT_BYTES,
    ) -> None:
        """Open the instance; serving files live in a folder named by the DuckDB version, which decides their format.

        `locate` gives the local path of a stored object. Files of exports take `export_bytes` at most.
        """
        self.folder = folder = (serving_dir / FORMAT).absolute()
        """Where serving files lie, each named after the digest of its table."""
        self._scratch = Scratch(folder / "scratch")
        self._database = _open(folder, self._scratch.path, memory)
        self._leases = Leases(self._database, folder, locate=locate, memory=memory)
        self.differences = Differences(
            folder, files=self._leases, scratch=self._scratch.path, memory=memory, seconds=seconds
        )
        self.indexes = Indexes(folder, memory=memory)
        self._budget = Budget(seconds)
        self.exports = Exports(folder / "exports", self._scratch.path, lend=self._lend_rows, most_bytes=export_bytes)
        self._lock = threading.Lock()
        self._totals: OrderedDict[tuple[str, bytes], int] = OrderedDict()
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

    def build_index(self, table: Table) -> bool:
        """Build the index of a whole version; says whether it was built here and now."""
        return self.indexes.build(table, self.whole_file(table))

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

    def quick(self, table: Table, question: Question) -> RowPage | None:
        """Answer one page at once, without waiting for anything; None when that cannot be done."""
        return self._by_index(table, question, quick=True)

    def quick_one(
        self, table: Table, key: Sequence[Scalar], fields: Sequence[str]
    ) -> bytes | Literal[Absent.MISSING] | None:
        """Give the row with this key at once, or MISSING; None when that cannot be told without waiting."""
        index = self.indexes.of(table)
        if index is None:
            return None
        with self.indexes.trusting(table):
            return index.one(zip(table.schema.key, key, strict=True), fields)
        return None

    def page(self, table: Table, question: Question) -> RowPage:
        """Answer one page of a question."""
        if page := self._by_index(table, question, quick=False):
            return page
        question = self._told(table, question)
        with self._asking(table) as asked:
            rows = asked.page(question)
            count, judge = partial(asked.count, question), partial(estimate, asked, table, question)
            total, is_estimate = self._counted(table, question, len(rows), count=count, judge=judge)
        kept = rows[: question.limit]
        after = kept[-1][len(question.fields) :] if len(rows) > question.limit else None
        return RowPage(rows_json(question.fields, kept), after, total, is_estimate)

    def total(self, table: Table, question: Question) -> int:
        """Count the rows of a question; totals are kept, for a version never changes."""
        return self._total(table, question, partial(self._count, table, question))

    def one(self, table: Table, key: Sequence[Scalar], *, fields: Sequence[str] | None = None) -> bytes | None:
        """Give the row with this key as JSON, or None."""
        chosen = tuple(table.schema.kinds) if fields is None else tuple(fields)
        if found := self.quick_one(table, key, chosen):
            return None if found is Absent.MISSING else found
        with self._asking(table) as asked:
            row = asked.one(chosen, key)
        return None if row is None else row_json(chosen, row)

    def groups(self, table: Table, question: AggregateQuestion) -> RowPage:
        """Answer one page of groups of rows."""
        if index := self.indexes.of(table):
            with self.indexes.trusting(table):
                rows, count = counted_groups(index, question)
                return aggregating.page(question, rows, lambda: count)
        with aggregating.telling_groups(), self._asking(table) as asked:
            return aggregating.groups(asked, self._told(table, question))

    def facets(self, table: Table, question: FacetsQuestion) -> list[Facet]:
        """Answer the top values of several columns."""
        with aggregating.telling_groups(), self._asking(table) as asked:
            return aggregating.facets(asked, self._told(table, question), partial(self._known_facet, table))

    def _known_facet(self, table: Table, question: FacetsQuestion, group: Group) -> Facet | None:
        if index := self.indexes.of(table):
            with self.indexes.trusting(table):
                tally = Tally.of(index, group, question.others(group))
                top = tally.top(question.limit)
                rest = tally.total - tally.missing - sum(count for _, count in top)
                return Facet(group, top, tally.distinct, tally.missing, rest)
        return None

    def histogram(self, table: Table, question: HistogramQuestion) -> Histogram:
        """Answer how the values of a column are spread."""
        with aggregating.telling_groups(), self._asking(table) as asked:
            return aggregating.histogram(asked, self._told(table, question))

    def want(self, table: Table, question: Question, form: ExportFormat, options: ExportOptions = PLAIN) -> Wanted:
        """Check that all rows of a question can be written in a format, and count them."""
        count, find = partial(self.total, table, question), partial(self._holds, table, question)
        index = self.indexes.of(table)
        plain = () if index is None else index.plain
        return want(table, question, form, options, count=count, find=find, plain=plain)

    def export(self, table: Table, question: Question, form: ExportFormat, options: ExportOptions = PLAIN) -> Download:
        """Start writing all rows of a question; whoever takes it closes it."""
        ticket = Ticket("")
        download = self.exports.open(self.want(table, question, form, options), ticket)
        if download is None:
            self.exports.slots.give_back(ticket)
            raise TooManyExports
        return download

    def close(self) -> None:
        """Stop everything."""
        self.exports.close()
        self.differences.close()
        self._budget.close()
        self._database.close()
        self._scratch.close()

    def _by_index(self, table: Table, question: Question, *, quick: bool) -> RowPage | None:
        """Answer one page by the index of the version, if it has one that can."""
        index = self.indexes.of(table)
        if index is None:
            return None
        with self.indexes.trusting(table):
            asked = index.ask(question, quick=quick)
            page, seen = asked.page()
            total, is_estimate = self._counted(table, question, seen, count=asked.total, judge=asked.estimate)
            return RowPage(page.items, page.after, total, is_estimate)
        return None

    def _told(self, table: Table, question: Asked) -> Asked:
        """Let the index find the words of a question that the engine answers."""
        if index := self.indexes.of(table):
            with self.indexes.trusting(table):
                return replace(question, filters=index.told(question.filters))
        return question

    def _counted(
        self, table: Table, question: Question, seen: int, *, count: Callable[[], int], judge: Callable[..., int]
    ) -> tuple[int | None, bool]:
        """Count as was asked, and tell whether that is an estimate; `seen` rows are known from the page."""
        if question.count == "none":
            return None, False
        if question.count == "estimate" and question.filters:
            if question.after is None and seen <= question.limit:
                return seen, False
            if table.rows > SMALL:
                return judge(least=seen), True
        return self._total(table, question, count), False

    def _total(self, table: Table, question: Question, count: Callable[[], int]) -> int:
        if not question.filters:
            return table.rows
        known = (table.digest, question.conditions)
        with self._lock:
            if known in self._totals:
                self._totals.move_to_end(known)
                return self._totals[known]
        total = count()
        with self._lock:
            self._totals[known] = total
            if len(self._totals) > TOTALS_MAX:
                self._totals.popitem(last=False)
        return total

    def _count(self, table: Table, question: Question) -> int:
        if index := self.indexes.of(table):
            with self.indexes.trusting(table):
                return index.ask(question, quick=False).total()
        with self._asking(table) as asked:
            return asked.count(self._told(table, question))

    def _holds(self, table: Table, question: Question, condition: str) -> bool:
        """Tell whether a row of a question meets a condition of ours."""
        with self._asking(table) as asked:
            return any(
                asked.fetch(Statement(f"SELECT 1 FROM ({rows.sql}) WHERE {condition} LIMIT 1", rows.values))
                for rows in asked.every(self._told(table, question), pieces=True)
            )

    @contextmanager
    def _lend_rows(
        self, wanted: Wanted, fields: tuple[str, ...], *, pieces: bool
    ) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[Statement]]]:
        with self.reading(wanted.table) as (cursor, layers):
            asked = self._asked(cursor, layers, wanted.table)
            question = self._told(wanted.table, wanted.question)
            yield cursor, asked.every(replace(question, fields=fields), pieces=pieces)

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
    database.execute(f"SET allowed_directories = [{literal_folder(folder)}]")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    place_functions.register(database)
    return database


def _fetch(cursor: duckdb.DuckDBPyConnection, statement: Statement) -> list[tuple[Any, ...]]:
    return cursor.execute(statement.sql, statement.values).fetchall()
