"""`filter=` on rows, against a plain-Python oracle with three truths: true, false, unknown."""

import operator
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import EVERY_TYPE, KINDS, a_table, as_dicts, cells

from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.query import parse
from plateforme.kit.grammar.column_types import ColumnType

Truth = bool | None
Test = Callable[[dict[str, Any]], Truth]

# Letters of few kinds, so that patterns meet texts; quotes and escapes among them.
TEXTS = st.text(st.sampled_from("aAéb'%_\\ \n"), max_size=4)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "texte": TEXTS,
    "entier": st.one_of(st.integers(-3, 3), st.sampled_from([2**53 + 1, -(2**62) - 1])),
    "nombre": st.one_of(st.sampled_from([0.0, 0.5, -1.0, 1e-7, 1e22]), st.floats(-1e300, 1e300)),
    "booleen": st.booleans(),
    "jour": st.dates(date(1583, 1, 1)),
    "instant": st.datetimes(datetime(1583, 1, 1), datetime(9999, 1, 1)),  # noqa: DTZ001
}
ROWS = st.lists(st.tuples(*(st.none() | cell for cell in CELLS.values())), max_size=12)
SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def engine(scanning_or_indexed: RowEngine) -> RowEngine:
    return scanning_or_indexed


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def literal(name: str, value: Any) -> str:
    match KINDS[name]:
        case ColumnType.STRING:
            return quoted(value)
        case ColumnType.DATE:
            return f"DATE('{value.isoformat()}')"
        case ColumnType.DATETIME:
            return f"TIMESTAMP('{value.isoformat()}Z')"
        case _:
            return str(value).lower()


def known(name: str, test: Callable[[Any], bool]) -> Test:
    return lambda row: None if row[name] is None else test(row[name])


@st.composite
def leaves(draw: st.DrawFn) -> tuple[str, Test]:  # noqa: PLR0911  # one for each form
    name = draw(st.sampled_from(list(CELLS)))
    form = draw(st.sampled_from(["compare", "turned", "in", "between", "null", "like"]))
    low, high = draw(CELLS[name]), draw(CELLS[name])
    if form == "null":
        return f"{name} IS NULL", lambda row: row[name] is None
    if form == "in":
        return f"{name} IN ({literal(name, low)}, {literal(name, high)})", known(name, lambda cell: cell in (low, high))
    if form == "like" and name == "texte":
        pattern = low if (len(low) - len(low.rstrip("\\"))) % 2 == 0 else low + "\\"
        return f"texte LIKE {quoted(pattern)}", known(name, lambda cell: is_like(cell, pattern))
    if name == "booleen":
        return name, known(name, bool)
    if form == "between":
        both = f"{name} BETWEEN {literal(name, low)} AND {literal(name, high)}"
        return both, known(name, lambda cell: low <= cell <= high)
    sign = draw(st.sampled_from(list(SIGNS)))
    if form == "turned":
        return f"{literal(name, low)} {sign} {name}", known(name, lambda cell: SIGNS[sign](low, cell))
    return f"{name} {sign} {literal(name, low)}", known(name, lambda cell: SIGNS[sign](cell, low))


def is_like(cell: str, pattern: str) -> bool:
    signs = {"%": ".*", "_": "."}
    pieces = (signs.get(each, re.escape(each[-1])) for each in re.findall(r"\\?.", pattern, re.DOTALL))
    return re.fullmatch("".join(pieces), cell, re.DOTALL) is not None


def both(left: Truth, right: Truth) -> Truth:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def joined(children: st.SearchStrategy[tuple[str, Test]]) -> st.SearchStrategy[tuple[str, Test]]:
    def ands(left: tuple[str, Test], right: tuple[str, Test]) -> tuple[str, Test]:
        return f"({left[0]}) AND ({right[0]})", lambda row: both(left[1](row), right[1](row))

    def ors(left: tuple[str, Test], right: tuple[str, Test]) -> tuple[str, Test]:
        def test(row: dict[str, Any]) -> Truth:
            return opposite(both(opposite(left[1](row)), opposite(right[1](row))))

        return f"({left[0]}) or ({right[0]})", test

    def nots(inner: tuple[str, Test]) -> tuple[str, Test]:
        return f"NOT ({inner[0]})", lambda row: opposite(inner[1](row))

    return st.builds(ands, children, children) | st.builds(ors, children, children) | st.builds(nots, children)


TREES = st.recursive(leaves(), joined, max_leaves=8)


@given(rows=ROWS, tree=TREES)
@SLOW
def test_a_filter_finds_the_rows_for_which_it_is_true(tmp_path, engine, rows, tree):
    text, test = tree
    table = a_table(tmp_path, EVERY_TYPE, rows)

    question = parse([("filter", text), ("limit", "1000"), ("count", "exact")], EVERY_TYPE)
    page = engine.page(table, question)

    expected = [row for row in as_dicts(EVERY_TYPE, rows) if test(row) is True]
    assert [cell[-1] for cell in cells(EVERY_TYPE, page.items)] == [row["_row"] for row in expected]
    assert page.total == len(expected)


@given(rows=ROWS, pattern=TEXTS)
@SLOW
def test_the_same_pattern_as_a_parameter_finds_the_same_rows(tmp_path, engine, rows, pattern):
    pattern = pattern if (len(pattern) - len(pattern.rstrip("\\"))) % 2 == 0 else pattern + "\\"
    table = a_table(tmp_path, EVERY_TYPE, rows)

    page = engine.page(table, parse([("texte__like", pattern)], EVERY_TYPE))

    found = [cell[-1] for cell in cells(EVERY_TYPE, page.items)]
    assert found == [at for at, (text, *_) in enumerate(rows, 1) if text is not None and is_like(text, pattern)]


def test_a_filter_and_the_other_parameters_must_all_hold(tmp_path, engine):
    rows = [(text, number, None, None, None, None) for text in ("a", "b") for number in (1, 2)]
    table = a_table(tmp_path, EVERY_TYPE, rows)

    page = engine.page(table, parse([("filter", "texte='a' OR entier=1"), ("entier__gte", "2")], EVERY_TYPE))

    assert [cell[:2] for cell in cells(EVERY_TYPE, page.items)] == [("a", 2)]
