"""Answers about groups of rows: pages of groups, top values, ranges. One scan of the whole version each.

The engine runs on one thread and sums with compensation (Kahan), in the order of the rows: the same question to the
same version gives the same digits each time, on which strong tags and cursors rely.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from plateforme.domains.datasets.tabular.aggregates import compiling
from plateforme.domains.datasets.tabular.aggregates.distributions import (
    FacetsQuestion,
    HistogramQuestion,
    Range,
    Ranges,
    ranges,
)
from plateforme.domains.datasets.tabular.aggregates.question import AggregateQuestion, Group
from plateforme.domains.datasets.tabular.engine.answers import RowPage
from plateforme.domains.datasets.tabular.engine.merging import Merged, Whole
from plateforme.domains.datasets.tabular.query_errors import QueryTooLarge, TooManyGroups
from plateforme.domains.datasets.tabular.row_json import results_json
from plateforme.kit.grammar.values import Scalar

Asked = Whole | Merged


@dataclass(frozen=True)
class Facet:
    """The most frequent values of a column with their rows; `others` are the rows of the values that are not shown."""

    group: Group
    values: Sequence[tuple[Scalar, int]]
    distinct: int
    missing: int
    others: int


@dataclass(frozen=True)
class Histogram:
    """Ranges with their rows, how wide each is, how many rows have no value; without values there is no range."""

    ranges: Sequence[tuple[Range, int]]
    step: int | float | str | None
    missing: int


@contextmanager
def telling_groups() -> Iterator[None]:
    """Say how to ask for fewer groups, where there was no room for all."""
    try:
        yield
    except QueryTooLarge as error:
        raise TooManyGroups from error


def groups(asked: Asked, question: AggregateQuestion) -> RowPage:
    """Answer one page of groups."""
    source = asked.layers.whole

    def count() -> int:
        return int(asked.fetch(compiling.groups_count(question, source=source))[0][0])

    return page(question, asked.fetch(compiling.groups_page(question, source=source)), count)


def page(question: AggregateQuestion, rows: Sequence[tuple[Any, ...]], count: Callable[[], int]) -> RowPage:
    """Make a page of what was found, which is one group more than the page holds if another page follows."""
    kept = rows[: question.limit]
    after = None
    if len(rows) > question.limit:
        last = dict(zip(question.names, kept[-1], strict=True))
        after = tuple(last[step.column] for step in question.sort)
    writes = [each.write for each in question.groups]
    told = [(*(write(cell) for write, cell in zip(writes, row, strict=False)), *row[len(writes) :]) for row in kept]
    total = None
    if question.count == "exact":
        total = len(kept) if question.after is None and after is None else count()
    return RowPage(results_json(question.names, told), after, total)


Known = Callable[[FacetsQuestion, Group], Facet | None]
"""Gives a facet that is known without asking the engine."""


def facets(asked: Asked, question: FacetsQuestion, known: Known) -> list[Facet]:
    """Answer the top values of each column."""
    return [known(question, group) or _facet(asked, question, group) for group in question.groups]


def _facet(asked: Asked, question: FacetsQuestion, group: Group) -> Facet:
    filters = question.others(group)
    rows = asked.fetch(compiling.facet(group, filters, question.limit, source=asked.layers.whole))
    there = [(group.write(value), count) for value, count, *_ in rows if value is not None][: question.limit]
    missing = rows[0][1] if rows and rows[0][0] is None else 0
    distinct, total = (rows[0][2] - (rows[0][0] is None), int(rows[0][3])) if rows else (0, 0)
    return Facet(group, there, distinct, missing, total - missing - sum(count for _, count in there))


def histogram(asked: Asked, question: HistogramQuestion) -> Histogram:
    """Answer how many rows each range holds."""
    source = asked.layers.whole
    low, high, there, rows = asked.fetch(compiling.extent(question.column, question.filters, source=source))[0]
    if not there:
        return Histogram([], None, rows)
    chosen = ranges(question, low, high)
    found = asked.fetch(compiling.tally(chosen.group, question.filters, source=source))
    return Histogram(_counted(chosen, found), chosen.step, rows - there)


def _counted(chosen: Ranges, found: Iterable[tuple[Any, int]]) -> list[tuple[Range, int]]:
    counts = {each.code: 0 for each in chosen.every}
    first, last = chosen.every[0].code, chosen.every[-1].code
    for code, count in found:
        # the last hour of the year 9999 is in the next one on the clocks of the territory
        counts[code if code in counts else last if code > last else first] += count
    return [(each, counts[each.code]) for each in chosen.every]
