"""The index answers as the engine does, byte for byte, whatever the table and the question, and on whichever way."""

from dataclasses import replace
from datetime import date, datetime
from functools import cmp_to_key
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import EVERY_TYPE, KINDS, FakeTable, a_table, as_dicts, cells, written
from tests.domains.datasets.tabular.test_serving import CELLS, ORACLE, compare, conditions

from plateforme.domains.datasets.tabular.engine.answers import MISSING
from plateforme.domains.datasets.tabular.engine.index import apart, sieves
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.geometry import POINT, Geometry
from plateforme.domains.datasets.tabular.query import Question, parse
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import All, Circle, Either, Filter, Not, Place
from plateforme.kit.grammar.operators import BY_NAME
from plateforme.kit.interrupts import Interrupt, Interrupted

FEW: dict[str, st.SearchStrategy[Any]] = {
    "texte": st.sampled_from(["", "a", "A", "é", "ab", "\x1f\\u001f", 'd"é\n\x00', "\U0001f600 /", "\x7f\u2028"]),
    "entier": st.sampled_from([0, 1, -1, 2**63 - 1]),
    "nombre": st.sampled_from([0.0, -0.0, 1e16, 1e-6, -1e-6, 0.1, 1.5e300, 123456789.125, 1e15, 1e22, 5e-324]),
    "booleen": st.booleans(),
    "jour": st.sampled_from([date(1583, 1, 1), date(2026, 2, 28), date(9999, 12, 31)]),
    "instant": st.sampled_from([datetime(2026, 1, 1), datetime(2026, 1, 1, 0, 0, 0, 500_000), datetime(2026, 1, 1, 1)]),  # noqa: DTZ001
}
"""Values that come again, and values that are seldom written alike by two programs."""

ROW = st.tuples(*(st.one_of(st.none(), FEW[name], FEW[name], cell) for name, cell in CELLS.items()))
ROWS = st.lists(ROW, max_size=40)
KEYED = replace(EVERY_TYPE, primary_key=("texte", "entier"))
KEYED_ROWS = st.lists(
    st.tuples(FEW["texte"], st.integers(-20, 20), *(st.one_of(st.none(), FEW[name]) for name in list(KINDS)[2:])),
    max_size=40,
    unique_by=lambda row: row[:2],
)
SORT = st.lists(st.tuples(st.sampled_from([*KINDS]), st.booleans()), max_size=3)
LAW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def asked(draw: st.DrawFn) -> list[tuple[str, str]]:
    filters = [(f"{column}__{op}", text) for column, op, _, text in draw(st.lists(conditions(), max_size=2))]
    for name in draw(st.lists(st.sampled_from([*KINDS]), max_size=2)):
        operator = draw(st.sampled_from(["eq", "ne"] if KINDS[name] is ColumnType.BOOLEAN else ["eq", "gte", "lt"]))
        filters.append((f"{name}__{operator}", written(draw(FEW[name]))))
    sort = ",".join(("-" if descending else "") + column for column, descending in draw(SORT))
    fields = ",".join(draw(st.lists(st.sampled_from([*KINDS]), max_size=3, unique=True)) or [*KINDS])
    shown = [("fields", fields)] if draw(st.booleans()) else []
    return [*dict(filters).items(), ("sort", sort), ("limit", str(draw(st.integers(1, 7)))), *shown]


def pages(engine: RowEngine, table: FakeTable, question: Question) -> list[tuple[Any, ...]]:
    """Walk to the end."""
    found: list[tuple[Any, ...]] = []
    while True:
        page = engine.page(table, question)
        found.append((page.items, page.after, page.total, page.is_estimate))
        if page.after is None:
            return found
        question = replace(question, after=page.after)


WAYS = st.sampled_from([sieves.IN_A_ROW, 0.001, 1_000_000])
"""What makes it choose for itself, gather the rows of a filter, scan the codes of all."""


@LAW
@given(ROWS, st.lists(asked(), min_size=1, max_size=6), st.sampled_from(["exact", "none", "estimate"]), WAYS)
def test_the_index_answers_as_the_engine_does(engine, plain, choosing, tmp_path, rows, questions, count, way):
    choosing(way)
    table = a_table(tmp_path, EVERY_TYPE, rows)
    engine.build_index(table)

    for pairs in questions:
        question = parse([*pairs, ("count", count)], EVERY_TYPE)
        assert pages(engine, table, question) == pages(plain, table, question)


@st.composite
def two_conditions(draw: st.DrawFn) -> list[tuple[str, str]]:
    told = []
    for name in draw(st.lists(st.sampled_from([*KINDS]), min_size=2, max_size=2, unique=True)):
        operator = draw(
            st.sampled_from(["eq", "ne"] if KINDS[name] is ColumnType.BOOLEAN else ["eq", "ne", "gte", "lt"])
        )
        told.append((f"{name}__{operator}", written(draw(FEW[name]))))
    return told


@LAW
@given(st.lists(ROW, min_size=4, max_size=40), st.lists(two_conditions(), min_size=4, max_size=12), WAYS)
def test_it_counts_as_the_engine_does_also_what_is_asked_again_and_again(
    engine, plain, choosing, tmp_path, rows, questions, way
):
    choosing(way)
    table = a_table(tmp_path, EVERY_TYPE, rows)
    engine.build_index(table)

    for pairs in questions:
        question = parse(pairs, EVERY_TYPE)
        assert engine.total(table, question) == plain.total(table, question)


@LAW
@given(KEYED_ROWS, st.lists(asked(), min_size=1, max_size=6), WAYS)
def test_so_it_does_for_a_table_in_the_order_of_a_key(engine, plain, choosing, tmp_path, rows, questions, way):
    choosing(way)
    table = a_table(tmp_path, KEYED, rows)
    engine.build_index(table)

    for pairs in questions:
        question = parse([*pairs, ("count", "exact")], KEYED)
        assert pages(engine, table, question) == pages(plain, table, question)
    for row in rows:
        assert engine.quick_one(table, row[:2], (*KINDS,)) == plain.one(table, row[:2])
    assert engine.quick_one(table, ("none such", 1), (*KINDS,)) is MISSING
    assert engine.one(table, ("none such", 1)) is None


@LAW
@given(ROWS, SORT, st.lists(conditions(), max_size=2), st.integers(1, 5))
def test_a_walk_along_the_index_is_what_plain_python_expects(engine, tmp_path, rows, sort, filters, limit):
    table = a_table(tmp_path, EVERY_TYPE, rows)
    engine.build_index(table)
    filters = [each for each in filters if each[1] not in {"contains", "like"}]
    order = ",".join(("-" if descending else "") + column for column, descending in sort)
    pairs = [(f"{column}__{op}", text) for column, op, _, text in filters]
    question = parse([*dict(pairs).items(), ("sort", order), ("limit", str(limit))], EVERY_TYPE)
    meant = {f"{column}__{op}": (column, op, value) for column, op, value, _ in filters}

    walked = []
    while True:
        page = engine.quick(table, question)
        assert page is not None
        walked += cells(EVERY_TYPE, page.items)
        if page.after is None:
            break
        question = replace(question, after=page.after)

    def in_asked_order(a: dict[str, Any], b: dict[str, Any]) -> int:
        return compare(a, b, question.sort)

    kept = [row for row in as_dicts(EVERY_TYPE, rows) if all(ORACLE[op](row[c], v) for c, op, v in meant.values())]
    assert walked == [tuple(row.values()) for row in sorted(kept, key=cmp_to_key(in_asked_order))]


POINTS = TableSchema(tuple(Column(name, name, ColumnType.NUMBER) for name in ("lon", "lat")))
MAPPED = replace(POINTS, geometry=Geometry(POINT, "lon", "lat"))
HERE = Place("lon", "lat")


def test_one_of_several_values_of_a_column_is_an_interval_like_any_other(engine, plain, tmp_path):
    table = a_table(tmp_path, POINTS, [(float(x), 1.0) for x in range(9)])
    engine.build_index(table)
    low, high, other = (
        Filter("lon", BY_NAME["lt"], (3.0,)),
        Filter("lon", BY_NAME["gte"], (6.0,)),
        Filter("lat", BY_NAME["eq"], (1.0,)),
    )
    question = parse([("count", "exact")], POINTS)
    among = replace(question, filters=(Either((low, high)), All((other,))))

    assert engine.quick(table, among) == plain.page(table, among)
    for beyond in (
        Either((low, other)),
        Not(low),
        Circle(HERE, 0, 0, 1),
        Filter("lon", BY_NAME["in"], tuple(map(float, range(40)))),
    ):
        asked_too = replace(question, filters=(beyond,))
        assert engine.quick(table, asked_too) is None
        assert engine.page(table, asked_too) == plain.page(table, asked_too)


def test_long_texts_are_left_to_the_engine(engine, plain, tmp_path):
    schema = TableSchema((Column("id", "Id", ColumnType.INTEGER), Column("essai", "Essai", ColumnType.STRING)), ("id",))
    table = a_table(tmp_path, schema, [(n, f"{n % 7} " + "mot " * 40) for n in range(300)])
    engine.build_index(table)

    for pairs in ([("sort", "essai")], [("essai__startswith", "3")]):
        question = parse(pairs, schema)
        assert engine.quick(table, question) is None
        assert engine.page(table, question) == plain.page(table, question)
    assert engine.quick(table, parse([("fields", "essai")], schema)) is not None


def test_words_are_found_by_the_index(engine, plain, tmp_path):
    schema = TableSchema((Column("id", "Id", ColumnType.INTEGER), Column("nom", "Nom", ColumnType.STRING)), ("id",))
    names = ["Éclairages publics", "Voirie", None, "éclairage du stade", "Stade"]
    table = a_table(tmp_path, schema, [(n, names[n % 5]) for n in range(200)])
    engine.build_index(table)

    question = parse([("q", "eclairage"), ("limit", "7")], schema)
    assert engine.quick(table, question) == plain.page(table, question)
    for pairs in ([("sort", "-nom")], [("nom__startswith", "É"), ("count", "exact")], [("count", "exact")]):
        question = parse([("q", "eclairage"), ("limit", "7"), *pairs], schema)
        assert pages(engine, table, question) == pages(plain, table, question)


def test_two_conditions_that_are_often_asked_together_are_counted_without_a_scan(engine, plain, tmp_path, metered):
    path = tmp_path / "large.parquet"
    numbers = "SELECT hash(i) % 7 AS lon, hash(-i) % 1000 / 7.0 AS lat, i + 1 AS _row FROM range(400000) t(i)"
    duckdb.sql(f"COPY ({numbers}) TO '{path}'")
    table = FakeTable("3" * 64, str(path), 1, 400_000, POINTS)
    engine.build_index(table)

    for most in ("90", "100", "110"):
        metered.clear()
        question = parse([("lon__in", "2,3,5"), ("lat__gte", "20"), ("lat__lt", most)], POINTS)
        assert engine.total(table, question) == plain.total(table, question)

    assert sum(metered) < table.rows / 100
    engine.indexes.forget(table)
    assert not engine.indexes._pairings._made


def test_a_large_table_is_put_in_order_by_several_threads_as_by_one(engine, plain, tmp_path):
    path = tmp_path / "large.parquet"
    duckdb.sql(
        "COPY (SELECT hash(i) % 1000 / 7.0 AS lon, CASE WHEN i % 3 THEN hash(-i) % 5 / 2.0 END AS lat, i + 1 AS _row "
        f"FROM range(400000) t(i)) TO '{path}'"
    )
    table = FakeTable("2" * 64, str(path), 1, 400_000, POINTS)
    engine.build_index(table)

    for asked_for in ("sort=lat,-lon", "sort=-lat", "lon__gte=99&sort=lat", "lat=1&lon__lt=50&sort=-lon&count=exact"):
        pairs = [(name, text) for name, _, text in (each.partition("=") for each in asked_for.split("&"))]
        question = parse([*pairs, ("limit", "1000")], POINTS)
        first = engine.quick(table, question) or engine.page(table, question)
        assert first == plain.page(table, question)
        later = replace(question, after=first.after)
        assert engine.page(table, later) == plain.page(table, later)


def test_what_would_take_long_is_not_answered_at_once(engine, plain, tmp_path, monkeypatch):
    monkeypatch.setattr("plateforme.domains.datasets.tabular.engine.index.opened.QUICK", 2_000)
    table = a_table(tmp_path, POINTS, [(float(n), -float(n)) for n in range(3_000)])
    engine.build_index(table)
    opposed = parse([("lon__lt", "1500"), ("lat__lt", "-1400"), ("sort", "lat"), ("count", "exact")], POINTS)

    assert engine.quick(table, parse([("limit", "2")], POINTS)) is not None
    assert engine.quick(table, opposed) is None
    assert engine.page(table, opposed) == plain.page(table, opposed)
    assert len(POINTS.kinds) == 3


def test_very_many_filters_are_no_rarer_than_none(engine, plain, tmp_path):
    names = [f"n{place}" for place in range(150)]
    schema = TableSchema(tuple(Column(name, name, ColumnType.INTEGER) for name in names), ("n0",))
    table = a_table(tmp_path, schema, [tuple((row * 7 + place) % 200 for place in range(150)) for row in range(200)])
    engine.build_index(table)
    question = parse([*((f"{name}__eq", str(place)) for place, name in enumerate(names)), ("sort", "-n1")], schema)

    assert engine.page(table, question) == plain.page(table, question)


def test_a_large_table_is_indexed_by_another_process(engine, plain, tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "ROWS", 3)
    small, large = (a_table(tmp_path, MAPPED, [(float(x), 1.5) for x in range(rows)]) for rows in (2, 5))
    question = parse([("lon__gte", "1"), ("sort", "-lon"), ("count", "exact")], MAPPED)

    for table in (small, large):
        assert engine.build_index(table)
        assert not engine.build_index(table)
        assert engine.quick(table, question) == plain.page(table, question)


def test_what_stops_that_process_is_told(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "ROWS", 1)
    table = a_table(tmp_path, MAPPED, [(1.0, 1.0)] * 3)
    engine.whole_file(table).write_bytes(b"no database")

    with pytest.raises(apart.BuildingFailed, match="not a valid DuckDB"):
        engine.build_index(table)
    assert engine.quick(table, parse([], MAPPED)) is None

    stopped = Interrupt()
    stopped.fire()
    with stopped.in_force(), pytest.raises(Interrupted):
        engine.build_index(table)
