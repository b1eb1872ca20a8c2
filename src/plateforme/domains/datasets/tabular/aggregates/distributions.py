"""Questions about how values are spread, for interfaces: the top values of several columns, and ranges of one.

`facets=statut,commune` and `histogram=montant&bins=20`. Which ranges answer is chosen here, from the smallest and the
largest value: steps that people count in, 1, 2 or 5 times a power of ten, or hours, days, weeks, months, years.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from plateforme.domains.datasets.tabular.aggregates.measures import DATES, NUMBERS, listed_types
from plateforme.domains.datasets.tabular.aggregates.question import Group, read_groups, read_number
from plateforme.domains.datasets.tabular.aggregates.spans import Moment, span_for
from plateforme.domains.datasets.tabular.aggregates.steps import Step
from plateforme.domains.datasets.tabular.query import NARROWING, PINS, names_of, read_conditions
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import Condition, Filter
from plateforme.kit.grammar.errors import BadValue
from plateforme.kit.grammar.parsing import Pairs
from plateforme.kit.grammar.values import Scalar

FACET_LIMIT, FACET_LIMIT_MAX = 10, 1000
BINS, BINS_MIN, BINS_MAX = 20, 2, 500
"""How many ranges; one cannot hold numbers on both sides of 0, for a range begins at a multiple of its width."""

_WIDEST = Decimal("1e308")
"""Twice as wide would be beyond all floating-point numbers."""

FACETS_ACCEPT = frozenset({"facets", "limit"}) | PINS | NARROWING
HISTOGRAM_ACCEPTS = frozenset({"histogram", "bins"}) | PINS | NARROWING
"""Reserved words that mean something to each question."""


@dataclass(frozen=True)
class FacetsQuestion:
    """Of which columns the top values are asked, among which rows, and how many of each."""

    groups: tuple[Group, ...]
    filters: tuple[Condition, ...]
    limit: int

    def others(self, group: Group) -> tuple[Condition, ...]:
        """Give the conditions that count for one facet: a filter on its own column would leave nothing to choose."""
        return tuple(each for each in self.filters if not (isinstance(each, Filter) and each.column == group.column))


@dataclass(frozen=True)
class HistogramQuestion:
    """Of which column the spread is asked, among which rows, in how many ranges at most."""

    column: str
    kind: ColumnType
    filters: tuple[Condition, ...]
    bins: int


@dataclass(frozen=True)
class Range:
    """One range of a histogram: where it begins, where the next one begins, and what the engine calls it."""

    start: Scalar
    end: Scalar
    code: Scalar


@dataclass(frozen=True)
class Ranges:
    """The ranges of a histogram: how to group rows by them, and how wide each is."""

    group: Group
    step: int | float | str
    every: tuple[Range, ...]


def parse_facets(pairs: Pairs, schema: TableSchema) -> FacetsQuestion:
    """Read the parameters of a URL into a question about top values."""
    names = names_of(schema)
    steering, conditions = read_conditions(pairs, names, schema, accepts=FACETS_ACCEPT)
    groups = read_groups("facets", steering.get("facets", ""), names)
    if not groups:
        raise BadValue("facets", f"name at least one column, such as facets={next(iter(names.kinds))}.")
    if len({each.name for each in groups}) < len(groups):
        raise BadValue("facets", "ask for each facet once.")
    limit = read_number("limit", steering.get("limit"), default=FACET_LIMIT, most=FACET_LIMIT_MAX)
    return FacetsQuestion(groups, conditions, limit)


def parse_histogram(pairs: Pairs, schema: TableSchema) -> HistogramQuestion:
    """Read the parameters of a URL into a question about ranges."""
    names = names_of(schema)
    steering, conditions = read_conditions(pairs, names, schema, accepts=HISTOGRAM_ACCEPTS)
    fits = (*NUMBERS, *DATES)
    word = steering.get("histogram", "").strip()
    example = next((name for name, kind in names.kinds.items() if kind in fits), None)
    advice = f"such as histogram={example}" if example else "and this dataset has none"
    if not word:
        raise BadValue("histogram", f"name a column of type {listed_types(fits)}, {advice}.")
    column = names.require("histogram", word.strip('"') if names.column(word) is None else word)
    kind = names.kinds[column]
    if kind not in fits:
        detail = f"a histogram needs a column of type {listed_types(fits)}, {advice}. This one is of type {kind.value}."
        raise BadValue("histogram", detail)
    bins = read_number("bins", steering.get("bins"), default=BINS, most=BINS_MAX, least=BINS_MIN)
    return HistogramQuestion(column, kind, conditions, bins)


def ranges(question: HistogramQuestion, low: Scalar, high: Scalar) -> Ranges:
    """Choose the narrowest good ranges of which no more than asked hold everything from `low` to `high`."""
    if isinstance(low, date) and isinstance(high, date):
        return _spans(question, low, high)
    if isinstance(low, int) and isinstance(high, int):
        return _whole(question, low, high)
    assert isinstance(low, int | float) and isinstance(high, int | float)  # noqa: S101, PT018  # as its kind says
    return _floating(question, float(low), float(high))


def _spans(question: HistogramQuestion, low: Moment, high: Moment) -> Ranges:
    span, kind = span_for(question.kind, low, high, question.bins), question.kind
    every = (
        Range(span.start(at, kind), span.start(at + 1, kind), at)
        for at in range(span.number_of(low), span.number_of(high) + 1)
    )
    return Ranges(Group("", question.column, kind, part=span.part), span.name, tuple(every))


def _whole(question: HistogramQuestion, low: int, high: int) -> Ranges:
    size = next(size for size in _good(0) if high // int(size) - low // int(size) < question.bins)
    step = int(size)
    every = (Range(at * step, (at + 1) * step, at) for at in range(low // step, high // step + 1))
    return Ranges(Group("", question.column, question.kind, size=size), step, tuple(every))


def _floating(question: HistogramQuestion, low: float, high: float) -> Ranges:
    # no finer than what the numbers can tell apart
    finest = max(abs(low), abs(high)) * 2.0**-49
    wanted = (Fraction(high) - Fraction(low)) / question.bins or Fraction(1)
    begin = Decimal(max(float(wanted), finest, 1e-300)).adjusted() - 1
    for size in _good(begin):
        step = Step.of(size)
        first, last = step.below(low), step.below(high)
        if size >= _WIDEST or (float(size) >= finest and last - first < question.bins):
            break
    every = (Range(step.times(at), step.times(at + 1), step.times(at)) for at in range(first, last + 1))
    return Ranges(Group("", question.column, question.kind, size=size), float(size), tuple(every))


def _good(exponent: int) -> Iterator[Decimal]:
    while True:
        for digit in (1, 2, 5):
            yield Decimal((0, (digit,), exponent))
        exponent += 1
