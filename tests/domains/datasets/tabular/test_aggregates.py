"""Every measure, every part and every walk over groups against a plain-Python oracle, on random small tables."""

import json
import math
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import EVERY_TYPE, KINDS, a_table, as_dicts
from tests.domains.datasets.tabular.test_serving import conditions

from plateforme.domains.datasets.tabular.aggregates.compiling import groups_count, groups_page
from plateforme.domains.datasets.tabular.aggregates.distributions import parse_facets
from plateforme.domains.datasets.tabular.aggregates.local_time import RULE_FROM, RULE_UNTIL, paris, paris_day
from plateforme.domains.datasets.tabular.aggregates.measures import BIN, MEASURE_BY_NAME, MEASURES, PARTS, Measure, Part
from plateforme.domains.datasets.tabular.aggregates.question import AggregateQuestion, parse_aggregate
from plateforme.kit.clock import PARIS
from plateforme.kit.errors import BadQuery
from plateforme.kit.grammar.column_types import ColumnType

NUMBERS = {ColumnType.INTEGER, ColumnType.NUMBER}
CHANGES = [  # the clocks of Paris change, and years that have a week 53
    datetime(2026, 3, 29, 0, 59, 59),  # noqa: DTZ001
    datetime(2026, 3, 29, 1),  # noqa: DTZ001
    datetime(2026, 10, 25, 0, 59),  # noqa: DTZ001
    datetime(2026, 10, 25, 1),  # noqa: DTZ001
    datetime(2026, 12, 31, 23),  # noqa: DTZ001
    datetime(2020, 12, 31, 12),  # noqa: DTZ001
    datetime(1995, 9, 24, 1),  # noqa: DTZ001
    datetime(1940, 6, 14, 22),  # noqa: DTZ001
]
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "texte": st.sampled_from(["a", "A", "é", "", 'b,"']),
    "entier": st.one_of(st.integers(-25, 25), st.sampled_from([2**63 - 1, -(2**63) + 1])),
    "nombre": st.one_of(
        st.integers(-40, 40).map(lambda tenths: tenths / 10), st.floats(-1e6, 1e6), st.sampled_from([-0.0, 1e300])
    ),
    "booleen": st.booleans(),
    "jour": st.one_of(st.dates(date(2019, 12, 20), date(2021, 1, 10)), st.dates(date(1583, 1, 1))),
    "instant": st.one_of(st.sampled_from(CHANGES), st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))),  # noqa: DTZ001
}
ROWS = st.lists(st.tuples(*(st.one_of(st.none(), cell) for cell in CELLS.values())), max_size=14)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def local(value: Any) -> date:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).astimezone(PARIS)
    assert isinstance(value, date)
    return value


PART_ORACLE = {
    "year": lambda day: day.year,
    "quarter": lambda day: f"{day.year:04d}-Q{(day.month + 2) // 3}",
    "month": lambda day: f"{day:%Y-%m}",
    "week": lambda day: f"{day.isocalendar()[0]:04d}-W{day.isocalendar()[1]:02d}",
    "day": lambda day: f"{day:%Y-%m-%d}",
    "weekday": lambda day: day.isoweekday(),
    "hour": lambda day: day.hour,
}


def in_bin(value: float, size: Decimal) -> float:
    """The largest decimal multiple, as the nearest floating-point number, that is not above the value."""
    at = math.floor(Fraction(value) / Fraction(size))
    multiples = (Fraction(size) * each for each in (at + 1, at, at - 1))
    if isinstance(value, int):
        return at * int(size)
    if abs(at) >= 2**50:
        return value
    return next(float(each) for each in multiples if float(each) <= value)


def measured(name: str, cells: list[Any], percent: Decimal | None) -> Any:  # noqa: PLR0911  # one line a measure
    there = sorted(cell for cell in cells if cell is not None)
    if name == "count":
        return len(there)
    if name == "distinct":
        return len(set(there))
    if not there:
        return None
    if name == "sum":
        return sum(there) if isinstance(there[0], int) else math.fsum(there)
    if name == "avg":
        return float(sum(map(Fraction, there)) / len(there))
    if name in {"min", "max"}:
        return there[0] if name == "min" else there[-1]
    share = Fraction(1, 2) if percent is None else Fraction(percent) / 100
    if isinstance(there[0], date):
        return there[max(math.ceil(share * len(there)) - 1, 0)]
    place = share * (len(there) - 1)
    low, high = float(there[math.floor(place)]), float(there[math.ceil(place)])
    return low + (high - low) * float(place - math.floor(place))


@st.composite
def groupings(draw: st.DrawFn) -> tuple[str, str, Any]:
    """What to write, the column, and what it gives in plain Python."""
    column = draw(st.sampled_from(list(KINDS)))
    kind, choices = KINDS[column], ["column"]
    choices += [part.name for part in PARTS if kind in part.fits]
    choices += [BIN] if kind in NUMBERS else []
    chosen = draw(st.sampled_from(choices))
    if chosen == "column":
        return column, column, lambda value: value
    if chosen == BIN:
        sizes = ["1", "7", "1000"] if kind is ColumnType.INTEGER else ["0.1", "0.25", "3", "10"]
        size = draw(st.sampled_from(sizes))
        return f"bin({column}, {size})", column, lambda value: in_bin(value, Decimal(size))
    return f"{chosen}({column})", column, lambda value: PART_ORACLE[chosen](local(value))


@st.composite
def measures(draw: st.DrawFn) -> tuple[str, str, str, Decimal | None]:
    """What to write, the measure, its column, its percentage."""
    measure = draw(st.sampled_from(MEASURES))
    column = draw(st.sampled_from([name for name, kind in KINDS.items() if kind in measure.fits]))
    if measure.takes_percent:
        percent = draw(st.sampled_from(["0", "5", "50", "95", "99.5", "100"]))
        return f"percentile({column},{percent})", measure.name, column, Decimal(percent)
    return f"{measure.name}({column})", measure.name, column, None


def shown(value: Any) -> Any:
    """A cell as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    return value.isoformat() if isinstance(value, date) else value


def same(found: Any, expected: Any, scale: float) -> bool:
    if isinstance(expected, float) and isinstance(found, int | float):
        return math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-12 * scale)
    return bool(found == shown(expected))


@SLOW
@given(ROWS, groupings(), measures())
@example(
    [(None, -1, None, None, None, None), (None, 1, None, None, None, None)],
    ("texte", "texte", str),
    ("avg(entier)", "avg", "entier", None),
)
def test_every_measure_of_every_group_is_as_plain_python_would_compute_it(engine, tmp_path, rows, grouping, measure):
    table = a_table(tmp_path, EVERY_TYPE, rows)
    (asked, column, oracle), (what, name, about, percent) = grouping, measure
    question = parse_aggregate([("group_by", asked), ("measures", f"count,{what} as m")], EVERY_TYPE)

    found = json.loads(engine.groups(table, question).items)

    expected: dict[Any, list[Any]] = defaultdict(list)
    for row in as_dicts(EVERY_TYPE, rows):
        expected[None if row[column] is None else shown(oracle(row[column]))].append(row[about])
    by_group = {row[question.groups[0].name]: row for row in found}
    assert set(by_group) == set(expected)
    for group, cells in expected.items():
        assert by_group[group]["count"] == len(cells)
        scale = max((abs(cell) for cell in cells if isinstance(cell, int | float)), default=0)
        assert same(by_group[group]["m"], measured(name, cells, percent), float(scale))


def test_the_oracle_knows_every_measure_and_part():
    assert set(PART_ORACLE) == {part.name for part in PARTS}
    assert set(MEASURE_BY_NAME) == {"count", "distinct", "sum", "avg", "min", "max", "median", "percentile"}


@SLOW
@given(
    ROWS,
    st.lists(groupings(), min_size=1, max_size=2, unique_by=lambda each: each[1]),
    measures(),
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=2),
    st.integers(1, 4),
)
def test_a_walk_over_groups_yields_each_once_and_in_order(engine, tmp_path, rows, grouping, measure, sort, limit):
    table = a_table(tmp_path, EVERY_TYPE, rows)
    asked = [("group_by", ",".join(each[0] for each in grouping)), ("measures", f"{measure[0]} as m,count as n")]
    names = parse_aggregate(asked, EVERY_TYPE).names
    order = ",".join(("-" if down else "") + names[at % len(names)] for at, down in sort)
    whole = parse_aggregate([*asked, ("sort", order), ("count", "exact")], EVERY_TYPE)

    at_once = engine.groups(table, whole)
    walked, page = [], replace(whole, limit=limit)
    while True:
        found = engine.groups(table, page)
        assert found.total == at_once.total
        walked += json.loads(found.items)
        if found.after is None:
            break
        page = replace(page, after=found.after)

    assert walked == json.loads(at_once.items)
    groups = [tuple(row[name] for name in names[: len(grouping)]) for row in walked]
    assert len(set(groups)) == len(groups) == at_once.total
    if order:
        first = [row[order.split(",")[0].removeprefix("-")] for row in walked]
        assert [value is None for value in first] == sorted(value is None for value in first)


WORDS = st.text(st.sampled_from("abcdejnmostuxy_(),'\"; -*/=0123456789é%?"), max_size=40)


@SLOW
@given(WORDS, WORDS, WORDS)
@example("texte);DROP TABLE t;--", "sum(entier) as x", "x")
@example('"texte"', 'count as """x', "")
@example("bin(entier,1)", "percentile(entier,1) as percentile", "-percentile")
def test_no_text_of_a_user_reaches_the_sql(group_by, measured_, sort):
    try:
        question = parse_aggregate(
            [("group_by", group_by), ("measures", measured_), ("sort", sort), ("texte", sort)], EVERY_TYPE
        )
    except BadQuery as refusal:
        assert len(group_by) < 4 or group_by not in refusal.detail or group_by in KINDS  # noqa: PT017
        return
    plain = _without_names(question)

    assert groups_page(question, source="t").sql == groups_page(plain, source="t").sql


def _without_names(question: AggregateQuestion) -> AggregateQuestion:
    """The same question with other names, sizes and values: what a user wrote is in none of them."""
    names = {name: f"n{at}" for at, name in enumerate(question.names)}
    return replace(
        question,
        groups=tuple(replace(each, name=names[each.name]) for each in question.groups),
        measures=tuple(
            replace(each, name=names[each.name], percent=each.percent and Decimal(1)) for each in question.measures
        ),
        filters=tuple(replace(each, values=("other",)) for each in question.filters),  # type: ignore[arg-type]
        sort=tuple(replace(step, column=names[step.column]) for step in question.sort),
    )


def test_the_count_of_groups_computes_no_measure():
    question = parse_aggregate([("group_by", "texte"), ("measures", "median(nombre)")], EVERY_TYPE)

    assert "quantile" not in groups_count(question, source="t").sql


def test_a_sum_is_the_same_to_the_last_digit_each_time(engine, tmp_path):
    cells = [math.sin(at) * 10 ** (at % 20) for at in range(5000)]
    table = a_table(tmp_path, EVERY_TYPE, [(str(at % 7), at, cell, None, None, None) for at, cell in enumerate(cells)])
    question = parse_aggregate([("group_by", "texte"), ("measures", "sum(nombre),avg(nombre)")], EVERY_TYPE)

    assert len({engine.groups(table, question).items for _ in range(5)}) == 1


def test_the_clocks_of_paris_are_right_every_hour_of_every_year():
    """The rule that spares most conversions says what the engine's own says, and what Python's tz database says."""
    zone = ZoneInfo("Europe/Paris")
    assert zone == PARIS
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(
            "CREATE TABLE t AS SELECT unnest(generate_series(TIMESTAMP '1880-01-01', TIMESTAMP '2040-02-01', "
            "INTERVAL 1 HOUR)) AS ts"
        )
        exact = "((ts AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/Paris')"
        wrong = connection.execute(f"SELECT count(*) FROM t WHERE {paris('ts')} IS DISTINCT FROM {exact}").fetchone()
        days = connection.execute(
            f"SELECT count(*) FROM t WHERE CAST({paris_day('ts')} AS DATE) IS DISTINCT FROM CAST({exact} AS DATE)"
        ).fetchone()
        shifts = connection.execute(
            f"SELECT ts, ahead FROM (SELECT ts, {paris('ts')} - ts AS ahead FROM t) "
            "QUALIFY ahead <> lag(ahead) OVER (ORDER BY ts)"
        ).fetchall()

    assert wrong == days == (0,)
    assert (RULE_FROM, RULE_UNTIL) == (1996, 2037)
    assert {instant.year for instant, _ in shifts} >= set(range(1977, 2040))
    for instant, offset in shifts:
        if instant.year < RULE_FROM:
            continue
        assert instant.replace(tzinfo=UTC).astimezone(zone).utcoffset() == offset
        assert (instant - timedelta(hours=1)).replace(tzinfo=UTC).astimezone(zone).utcoffset() != offset


def test_every_line_of_the_registry_explains_itself():
    lines: list[Measure | Part] = [*MEASURES, *PARTS]
    for each in lines:
        assert each.sentence.endswith(".")
        assert each.name in each.example
        assert each.fits
    for measure in MEASURES:
        for sql in measure.sql.values():
            assert "{column}" in sql
            assert sql.count("?") == measure.takes_percent
    for part in PARTS:
        assert "?" not in part.sql


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        (" texte , month(instant) ", ("texte", "month_instant")),
        ("Texte,MONTH( Instant )", ("texte", "month_instant")),
        ('"Texte",month("Instant")', ("texte", "month_instant")),
        ("bin(nombre,0.50) as half", ("half",)),
        ("texte as a,texte as b", ("a", "b")),
    ],
)
def test_what_is_written_in_several_ways_is_the_same_question(text, names):
    question = parse_aggregate([("group_by", text)], EVERY_TYPE)

    assert question.names == (*names, "count")


def test_consecutive_groups_are_in_the_order_of_time(engine, tmp_path):
    days = [date(2019, 12, 1) + timedelta(days=at) for at in range(800)]
    table = a_table(tmp_path, EVERY_TYPE, [(None, None, None, None, day, None) for day in days])
    for part in ("year", "quarter", "month", "week", "day"):
        question = parse_aggregate([("group_by", f"{part}(jour)"), ("limit", "1000")], EVERY_TYPE)
        found = [row[f"{part}_jour"] for row in json.loads(engine.groups(table, question).items)]
        assert found == [key for key, _ in groupby(days, key=PART_ORACLE[part])]


@SLOW
@given(
    st.lists(st.tuples(*(st.one_of(st.none(), cell) for cell in CELLS.values())), max_size=20),
    st.sampled_from(list(KINDS)),
    st.sampled_from(["", "-count", "count,-{}", "-{}", "-count,-{}"]),
    st.integers(1, 6),
    st.lists(conditions(), max_size=2),
)
def test_the_index_counts_groups_as_the_engine_does(engine, tmp_path, rows, column, sort, limit, filters):
    table = a_table(tmp_path, EVERY_TYPE, rows)
    narrowed = [*{f"{name}__{operator}": text for name, operator, _, text in filters}.items()]
    asked = [("group_by", column), ("sort", sort.format(column)), ("limit", str(limit)), ("count", "exact")]
    question = parse_aggregate([*asked, *narrowed], EVERY_TYPE)
    choice = parse_facets([("facets", column), ("limit", str(limit)), *narrowed], EVERY_TYPE)

    scanned, top = engine.groups(table, question), engine.facets(table, choice)
    engine.build_index(table)

    assert engine.indexes.of(table) is not None
    assert engine.groups(table, question) == scanned
    assert engine.facets(table, choice) == top
