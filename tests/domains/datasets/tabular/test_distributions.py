"""Ranges and top values against a plain-Python oracle, on random small tables."""

from bisect import bisect_right
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import EVERY_TYPE, KINDS, a_table, written

from plateforme.domains.datasets.tabular.aggregates.distributions import parse_facets, parse_histogram
from plateforme.domains.datasets.tabular.aggregates.spans import SPANS
from plateforme.domains.datasets.tabular.aggregates.steps import Step
from plateforme.kit.clock import PARIS

WHEN = st.datetimes(datetime(2019, 1, 1), datetime(2021, 12, 31))  # noqa: DTZ001
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "entier": st.one_of(st.integers(-50, 50), st.integers(-(2**63) + 1, 2**63 - 1)),
    "nombre": st.one_of(
        st.integers(-40, 40).map(lambda tenths: tenths / 10),
        st.floats(1, 1 + 1e-12),
        st.floats(-1e307, 1e307),
    ),
    "jour": st.one_of(st.dates(date(2020, 2, 1), date(2020, 4, 1)), st.dates()),
    "instant": st.one_of(WHEN, st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 31, 20))),  # noqa: DTZ001
}
SLOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def spread(draw: st.DrawFn) -> tuple[str, list[Any]]:
    column = draw(st.sampled_from(list(CELLS)))
    return column, draw(st.lists(st.one_of(st.none(), CELLS[column]), max_size=12))


def table_of(folder: Any, column: str, cells: list[Any]) -> Any:
    place = list(KINDS).index(column)
    return a_table(folder, EVERY_TYPE, [tuple(cell if at == place else None for at in range(6)) for cell in cells])


@SLOW
@given(spread(), st.integers(2, 30))
@example(("nombre", [0.3, 0.1, 0.2, -0.0]), 3)
@example(("nombre", [1e15, 1e15 + 0.5]), 20)
@example(("nombre", [-1.7e308, 1.7e308]), 20)
@example(("nombre", [-1.0, 1.0]), 2)
@example(("nombre", [5e-324, 0.0]), 20)
@example(("entier", [-(2**63) + 1, 2**63 - 1]), 7)
@example(("instant", [datetime(2026, 3, 29, hour) for hour in range(24)]), 24)  # noqa: DTZ001
def test_ranges_touch_hold_every_value_once_and_are_no_more_than_asked(engine, tmp_path, asked, bins):
    column, cells = asked
    table = table_of(tmp_path, column, cells)

    found = engine.histogram(table, parse_histogram([("histogram", column), ("bins", str(bins))], EVERY_TYPE))

    there = [cell for cell in cells if cell is not None]
    assert found.missing == len(cells) - len(there)
    assert sum(count for _, count in found.ranges) == len(there)
    assert len(found.ranges) <= bins
    if not there:
        return
    ranges = [each for each, _ in found.ranges]
    assert all(a.end == b.start for a, b in pairwise(ranges))
    starts = [each.start for each in ranges[1:]]
    expected = Counter(bisect_right(starts, cell) for cell in there)
    assert {at: count for at, (_, count) in enumerate(found.ranges) if count} == dict(expected)
    assert ranges[0].start is None or ranges[0].start <= min(there)
    assert ranges[-1].end is None or ranges[-1].end > max(there)


@SLOW
@given(spread())
def test_a_range_is_what_a_filter_on_its_bounds_gives(engine, tmp_path, asked):
    column, cells = asked
    table = table_of(tmp_path, column, cells)
    found = engine.histogram(table, parse_histogram([("histogram", column), ("bins", "6")], EVERY_TYPE))

    for each, count in found.ranges:
        if each.start is None or each.end is None or abs(getattr(each.end, "year", 5)) > 9998:
            continue
        if isinstance(each.end, int) and abs(each.end) + abs(each.start) >= 2**63:
            continue
        bounds = [(f"{column}__gte", text(each.start)), (f"{column}__lt", text(each.end))]
        again = engine.histogram(table, parse_histogram([("histogram", column), *bounds], EVERY_TYPE))
        assert sum(inner for _, inner in again.ranges) == count


def text(value: Any) -> str:
    return repr(value) if isinstance(value, float) else written(value)


def test_ranges_are_as_wide_as_people_count(engine, tmp_path):
    def step(column: str, cells: list[Any], bins: int) -> Any:
        table = table_of(tmp_path, column, cells)
        question = parse_histogram([("histogram", column), ("bins", str(bins))], EVERY_TYPE)
        return engine.histogram(table, question).step

    assert [step("entier", [0, high], 10) for high in (3, 19, 99, 1234)] == [1, 2, 10, 200]
    assert [step("nombre", [0.0, high], 10) for high in (0.001, 0.9, 7.0)] == [0.0002, 0.1, 1.0]
    begin = date(2026, 1, 1)
    days = [step("jour", [begin, begin + timedelta(days=more)], 20) for more in (3, 60, 300, 1500, 7000, 40_000)]
    assert days == ["day", "week", "month", "quarter", "year", "10 years"]
    when = datetime(2026, 1, 1)  # noqa: DTZ001
    assert step("instant", [when, when + timedelta(hours=10)], 20) == "hour"


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)))  # noqa: DTZ001
def test_every_span_holds_the_moments_from_where_it_begins(moment):
    for span in SPANS:
        for value in (moment, moment.date()):
            kind = EVERY_TYPE.column("instant" if isinstance(value, datetime) else "jour").type
            if kind not in span.part.fits:
                continue
            number = span.number_of(value)
            start, end = span.start(number, kind), span.start(number + 1, kind)
            assert start is None or start <= value
            assert end is None or value < end


@given(st.decimals("0.001", "1000", places=3), st.floats(-1e9, 1e9))
def test_a_multiple_below_a_number_is_the_nearest_one(size, value):
    step = Step.of(size.normalize())

    at = step.below(value)

    assert step.times(at) <= value < step.times(at + 1)
    assert step.times(3) == float(3 * Decimal(size))


@SLOW
@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d", None]), st.booleans()), max_size=20), st.integers(1, 3))
def test_facets_count_what_the_other_filters_leave(engine, tmp_path, rows, limit):
    table = a_table(tmp_path, EVERY_TYPE, [(texte, None, None, flag, None, None) for texte, flag in rows])
    pairs = [("facets", "texte,booleen"), ("texte", "a"), ("booleen", "true"), ("limit", str(limit))]

    texts, flags = engine.facets(table, parse_facets(pairs, EVERY_TYPE))

    for facet, cells in (
        (texts, [texte for texte, flag in rows if flag]),
        (flags, [flag for texte, flag in rows if texte == "a"]),
    ):
        counts = Counter(cell for cell in cells if cell is not None)
        top = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        assert list(facet.values) == top[:limit]
        assert facet.distinct == len(counts)
        assert facet.missing == len([cell for cell in cells if cell is None])
        assert facet.others == sum(count for _, count in top[limit:])


def test_midnight_is_that_of_the_territory():
    day = next(span for span in SPANS if span.name == "day")
    kind = EVERY_TYPE.column("instant").type

    start = day.start(day.number_of(datetime(2026, 6, 30, 22, 30)), kind)  # noqa: DTZ001

    assert start == datetime(2026, 7, 1, tzinfo=PARIS).astimezone(UTC).replace(tzinfo=None)
