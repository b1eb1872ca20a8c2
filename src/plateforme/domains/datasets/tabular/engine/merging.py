"""Questions to a version of row writes: each layer is asked on its own, and the answers are put together.

A join of the layers would be simpler to say and five times slower: it keeps the engine from stopping early and from
reading the other columns of the chosen rows only.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from plateforme.domains.datasets.tabular import compiler
from plateforme.domains.datasets.tabular.engine.layers import Layers
from plateforme.domains.datasets.tabular.query import NATURAL, Question
from plateforme.domains.datasets.tabular.statements import Statement, quote
from plateforme.domains.datasets.tabular.table_schema import ROW
from plateforme.kit.grammar.parsing import Order
from plateforme.kit.grammar.values import Scalar

PIECE = 122_880
"""Rows of the base that an export puts in order together: one row group of the engine's files."""

_MANY = 2**62

Fetch = Callable[[Statement], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Whole:
    """One version that is whole in one file, being read."""

    layers: Layers
    fetch: Fetch

    def page(self, question: Question) -> list[tuple[Any, ...]]:
        """Give the rows of one page and one more, each with its fields and then the columns of the sort."""
        return self.fetch(compiler.page(question, source=self.layers.rows))

    def one(self, fields: Sequence[str], key: Sequence[Scalar]) -> tuple[Any, ...] | None:
        """Give these fields of the row with this key."""
        schema = self.layers.schema
        rows = self.fetch(compiler.one(fields, source=self.layers.rows, key=schema.key, values=key))
        return rows[0] if rows else None

    def count(self, question: Question) -> int:
        """Count the rows of a question."""
        return int(self.fetch(compiler.count(question, source=self.layers.rows))[0][0])

    def every(self, question: Question, *, pieces: bool) -> list[Statement]:  # noqa: ARG002  # as for `Merged`
        """Select all rows of a question."""
        return [compiler.every(question, source=self.layers.rows)]


@dataclass(frozen=True)
class Merged:
    """One version of row writes that is being read; `gone` holds the `_row`s that its base has and it has not."""

    layers: Layers
    fetch: Fetch
    gone: Sequence[int]

    @property
    def key(self) -> tuple[str, ...]:
        """Name the columns of the key."""
        return self.layers.schema.key

    def page(self, question: Question) -> list[tuple[Any, ...]]:
        """Give the rows of one page and one more, each with its fields and then the columns of `by_key`'s sort."""
        wanted = question.limit + 1
        asked = compiler.by_key(question, self.key)
        fresh = self.fetch(self._layer(asked, self.layers.fresh, wanted))
        # A few more than wanted, for those that are gone: seldom are there so many that the base must be asked again.
        limit = wanted + min(len(self.gone), 8 + wanted // 8)
        base = self.fetch(self._layer(asked, self.layers.rows, limit))
        kept = [row for row in base if not self.is_gone(row[-1])]
        if len(base) == limit and len(kept) < wanted:
            kept = self.fetch(self._layer(asked, self.layers.rows, wanted, without=self.layers.gone))
        width = len(asked.fields)
        rows = in_order([*kept, *fresh], asked.sort, width) if fresh else kept
        return [row[:-1] for row in rows[:wanted]]

    def one(self, fields: Sequence[str], key: Sequence[Scalar]) -> tuple[Any, ...] | None:
        """Give these fields of the row with this key."""
        for source in (self.layers.fresh, self.layers.rows):
            found = self.fetch(compiler.one((*fields, ROW), source=source or "", key=self.key, values=key))
            if found:
                return None if source == self.layers.rows and self.is_gone(found[0][-1]) else found[0][:-1]
        return None

    def count(self, question: Question) -> int:
        """Count the rows of a question."""
        statement = compiler.balance(
            question, rows=self.layers.rows, gone=self.layers.gone or "", fresh=self.layers.fresh or ""
        )
        return int(self.fetch(statement)[0][0])

    def every(self, question: Question, *, pieces: bool) -> list[Statement]:
        """Select all rows of a question; `pieces` allows several statements, of which none sorts the whole table."""
        asked = compiler.by_key(question, self.key)
        if question.sort != NATURAL or not pieces:
            return [compiler.every(asked, source=self.layers.whole)]
        return [compiler.every(asked if mixed else question, source=source) for source, mixed in self._pieces()]

    def _pieces(self) -> Iterator[tuple[str, bool]]:
        """Cut the table along the order of the key; each piece as SQL, and whether both layers have rows in it."""
        layers, names = self.layers, ", ".join(quote(name) for name in (*self.layers.schema.names, ROW))
        chosen = ", ".join(quote(name) for name in (ROW, *self.key))
        ends = self.fetch(Statement(f"SELECT {chosen} FROM {layers.rows} WHERE {ROW} % {PIECE} = 0 ORDER BY {ROW}"))
        cuts = [self.fetch(compiler.up_to(self.key, key, source=layers.fresh or ""))[0][0] for _, *key in ends]
        for (after, first), (last, end) in pairwise(
            [(0, 0), *zip((row for row, *_ in ends), cuts, strict=True), (_MANY, _MANY)]
        ):
            within = f"{ROW} > {after:d} AND {ROW} <= {last:d}"
            base = f"SELECT {names} FROM {layers.rows} WHERE {within}"
            if bisect_right(self.gone, last) > bisect_right(self.gone, after):
                base += f" AND {ROW} NOT IN (SELECT {ROW} FROM {layers.gone} WHERE {within})"
            fresh = f"SELECT {names} FROM {layers.fresh} WHERE rowid >= {first:d} AND rowid < {end:d}"
            mixed = end > first
            yield (f"({base} UNION ALL {fresh})" if mixed else f"({base})"), mixed

    def _layer(self, question: Question, source: str | None, limit: int, without: str | None = None) -> Statement:
        return compiler.layer(question, source=source or "", key=self.key, limit=limit, without=without)

    def is_gone(self, row: int) -> bool:
        """Tell whether this row of the base was replaced or deleted."""
        at = bisect_left(self.gone, row)
        return at < len(self.gone) and self.gone[at] == row


def in_order(rows: list[tuple[Any, ...]], sort: Sequence[Order], start: int) -> list[tuple[Any, ...]]:
    """Sort rows by their cells from `start` on, as the engine would; missing values last."""
    for at, step in reversed(list(enumerate(sort, start))):
        rows.sort(
            key=lambda row, at=at, last=not step.descending: ((row[at] is None) is last, row[at]),  # type: ignore[misc]
            reverse=step.descending,
        )
    return rows
