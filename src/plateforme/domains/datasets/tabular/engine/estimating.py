"""How many rows a question has, about: judged by a sample of the table that is the same whoever looks at it.

The sample is a number of stretches of the table, spread evenly, each long enough to be read at once. It depends on
nothing but the number of rows, so that two processes, or two plans, estimate the same.
"""

from typing import Final

from plateforme.domains.datasets.tabular import compiler
from plateforme.domains.datasets.tabular.engine.merging import Merged, Whole
from plateforme.domains.datasets.tabular.query import Question, Table
from plateforme.domains.datasets.tabular.table_schema import ROW

STRETCHES: Final = 8
STRETCH: Final = 1_024
"""Rows of a stretch: half of what the engine takes at a time. To look for words in all of them takes it 10 ms."""

SMALL: Final = 8 * STRETCHES * STRETCH
"""A table with no more rows is counted: to sample it costs as much."""


def stretches(rows: int) -> list[tuple[int, int]]:
    """Give the stretches of a table with so many rows, as first and last `_row`."""
    if rows <= STRETCHES * STRETCH:
        return [(1, rows)]
    starts = (rows * each // STRETCHES + 1 for each in range(STRETCHES))
    return [(start, start + STRETCH - 1) for start in starts]


def scaled(hits: int, rows: int, *, of: int, least: int) -> int:
    """Give the estimate for a table of `rows`, when `hits` were found in the stretches of a table with `of` rows."""
    sampled = sum(last - first + 1 for first, last in stretches(of))
    return min(rows, max(least, round(hits * rows / sampled))) if sampled else least


def estimate(asked: Whole | Merged, table: Table, question: Question, *, least: int) -> int:
    """Estimate the rows of a question, of which at least `least` are known."""
    base = table.rows if table.base is None else table.base.rows
    rows = asked.layers.rows
    parts = (f"SELECT * FROM {rows} WHERE {ROW} BETWEEN {first:d} AND {last:d}" for first, last in stretches(base))
    found = compiler.count(question, source=f"({' UNION ALL '.join(parts)})")
    return scaled(int(asked.fetch(found)[0][0]), table.rows, of=base, least=least)
