"""How many rows each value of a column has. Of all rows, where those of each code begin tells it; of some, their codes.

It answers a page of groups by one column that counts rows, and a facet; the engine answers the rest. Both give the same
bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from plateforme.domains.datasets.tabular.aggregates.question import AggregateQuestion, Group
from plateforme.domains.datasets.tabular.engine.index.columns import Column
from plateforme.domains.datasets.tabular.engine.index.layout import Array
from plateforme.domains.datasets.tabular.engine.index.opened import RowIndex
from plateforme.domains.datasets.tabular.engine.index.sieves import NotIndexed
from plateforme.domains.datasets.tabular.query import NATURAL, Question
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import Condition
from plateforme.kit.grammar.values import Scalar

MOST: Final = 200_000
"""Values that are put in order here: some ten milliseconds."""


@dataclass(frozen=True)
class Tally:
    """The rows of each code of a column; the last code is that of missing values, if there are any."""

    column: Column
    counts: Array

    @classmethod
    def of(cls, index: RowIndex, group: Group, filters: Sequence[Condition]) -> "Tally":
        """Count the rows that pass; NotIndexed or TooMuch when the engine must."""
        column = index.columns.get(group.column)
        if column is None or group.part is not None or group.size is not None:
            raise NotIndexed
        # 0.0 and -0.0 are one value, of which each side might show another
        if group.kind is ColumnType.NUMBER or column.starts is None or len(column.starts) > MOST:
            raise NotIndexed
        if not filters:
            return cls(column, np.diff(column.starts.astype(np.int64)))
        found = index.ask(Question(tuple(filters), NATURAL, ()), quick=False).every()
        return cls(column, np.bincount(column.codes_of(found), minlength=column.missing + 1))

    @property
    def total(self) -> int:
        """How many rows there are."""
        return int(self.counts.sum())

    @property
    def distinct(self) -> int:
        """How many values there are."""
        return int(np.count_nonzero(self.counts[: self.column.missing]))

    @property
    def missing(self) -> int:
        """How many rows have no value."""
        return int(self.counts[self.column.missing :].sum())

    def value(self, code: int) -> Scalar:
        """Give the value of a code."""
        if code == self.column.missing:
            return None
        place = self.column.start(code)
        cell: Scalar = self.column.value(int(self.column.at(place, place + 1)[0]))
        return cell

    def top(self, limit: int) -> list[tuple[Scalar, int]]:
        """Give the most frequent values; ties in the order of the values."""
        there = self.counts[: self.column.missing]
        chosen = np.argsort(-there, kind="stable")[: min(limit, self.distinct)]
        return [(self.value(int(code)), int(there[code])) for code in chosen]


def counted_groups(index: RowIndex, question: AggregateQuestion) -> tuple[list[tuple[Scalar, ...]], int]:
    """Give the first rows of a page of groups and one more, as the engine does, and how many groups there are."""
    if len(question.groups) != 1 or question.after is not None:
        raise NotIndexed
    if any(each.column is not None or each.measure.name != "count" for each in question.measures):
        raise NotIndexed
    (group,) = question.groups
    tally = Tally.of(index, group, question.filters)
    codes, missing = np.flatnonzero(tally.counts), tally.column.missing
    counts = tally.counts[codes]
    keys = []
    for step in question.sort:
        ranks = codes if step.column == group.name else counts
        ranks = -ranks if step.descending else ranks
        keys.append(np.where(codes == missing, missing + 1, ranks) if step.column == group.name else ranks)
    chosen = np.lexsort(keys[::-1])[: question.limit + 1]
    width = len(question.measures)
    rows = [(tally.value(int(codes[at])), *([int(counts[at])] * width)) for at in chosen]
    return rows, len(codes)
