"""Every operator and every walk against a plain-Python oracle, on random small tables."""

import re
from dataclasses import replace
from datetime import date, datetime
from functools import cmp_to_key
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import (
    COMMUNES,
    COMMUNES_ROWS,
    EVERY_TYPE,
    KINDS,
    FakeTable,
    a_table,
    as_dicts,
    cells,
    written,
)

from plateforme.domains.datasets.tabular.engine.scratch import Scratch
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.query import Question, parse
from plateforme.domains.datasets.tabular.query_errors import QueryTooSlow
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.operators import BY_NAME, fitting
from plateforme.kit.grammar.parsing import Order

CELLS: dict[str, st.SearchStrategy[Any]] = {
    "texte": st.one_of(st.sampled_from(["a", "A", "é", "ab", "", "b,c", '"']), st.text(max_size=4)),
    "entier": st.one_of(st.integers(-3, 3), st.integers(-(2**63) + 1, 2**63 - 1)),
    "nombre": st.one_of(st.sampled_from([0.0, 0.5, -1.0]), st.floats(allow_nan=False, allow_infinity=False)),
    "booleen": st.booleans(),
    "jour": st.dates(date(1583, 1, 1)),
    "instant": st.datetimes(datetime(1583, 1, 1), datetime(9999, 1, 1)),  # noqa: DTZ001
}
ROW = st.tuples(*(st.one_of(st.none(), cell) for cell in CELLS.values()))
ROWS = st.lists(ROW, max_size=12)
FORMS = st.lists(st.sampled_from(["%", "_", r"\%", r"\_", "\\\\", *"aAéb,"]), max_size=4).map("".join)


def looks_like(text: str, form: str) -> bool:
    """Tell whether a text has a form, as LIKE does."""
    plain = {"%": ".*", "_": "."}
    pieces = (plain.get(each) or re.escape(each[-1]) for each in re.findall(r"\\?.", form, re.DOTALL))
    return re.fullmatch("".join(pieces), text, re.DOTALL) is not None


ORACLE = {
    "like": lambda cell, value: cell is not None and looks_like(cell, value[0]),
    "eq": lambda cell, value: cell is not None and cell == value[0],
    "ne": lambda cell, value: cell is None or cell != value[0],
    "gt": lambda cell, value: cell is not None and cell > value[0],
    "gte": lambda cell, value: cell is not None and cell >= value[0],
    "lt": lambda cell, value: cell is not None and cell < value[0],
    "lte": lambda cell, value: cell is not None and cell <= value[0],
    "in": lambda cell, value: cell is not None and cell in value,
    "contains": lambda cell, value: cell is not None and value[0] in cell,
    "startswith": lambda cell, value: cell is not None and cell.startswith(value[0]),
    "isnull": lambda cell, value: (cell is None) == value[0],
}
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def walk(engine: RowEngine, table: FakeTable, question: Question) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    while True:
        page = engine.page(table, question)
        found = cells(table.schema, page.items)
        rows += found
        if page.after is None:
            return rows
        assert len(found) == question.limit
        question = replace(question, after=page.after)


@st.composite
def conditions(draw: st.DrawFn) -> tuple[str, str, tuple[Any, ...], str]:
    column = draw(st.sampled_from(list(KINDS)))
    operator = draw(st.sampled_from(fitting(KINDS[column])))
    if not operator.takes_value:
        value = (draw(st.booleans()),)
    else:
        values = FORMS if operator.takes_pattern else CELLS[column]
        value = tuple(draw(st.lists(values, min_size=1, max_size=3 if operator.takes_list else 1)))
    quoted = (f'"{each}"' for each in (written(v).replace('"', '""') for v in value))
    return column, operator.name, value, ",".join(quoted) if operator.takes_list else written(value[0])


@SLOW
@given(ROWS, st.lists(conditions(), min_size=1, max_size=2))
def test_every_operator_answers_as_plain_python_would(engine, tmp_path, rows, asked):
    table = a_table(tmp_path, EVERY_TYPE, rows)
    question = parse([(f"{column}__{op}", text) for column, op, _, text in asked], EVERY_TYPE)
    question = replace(question, count="exact", limit=1000)

    page = engine.page(table, question)

    expected = [
        tuple(row.values())
        for row in as_dicts(EVERY_TYPE, rows)
        if all(ORACLE[op](row[column], value) for column, op, value, _ in asked)
    ]
    assert cells(EVERY_TYPE, page.items) == expected
    assert page.total == len(expected)


def test_the_oracle_knows_every_operator():
    assert set(ORACLE) == set(BY_NAME)


@SLOW
@given(ROWS, st.lists(st.tuples(st.sampled_from(list(KINDS)), st.booleans()), max_size=3), st.integers(1, 5))
def test_a_walk_in_any_sort_yields_each_row_once_and_in_order(engine, tmp_path, rows, sort, limit):
    table = a_table(tmp_path, EVERY_TYPE, rows)
    words = ",".join(("-" if descending else "") + column for column, descending in sort)
    question = parse([("sort", words), ("limit", str(limit))], EVERY_TYPE)

    walked = walk(engine, table, question)

    def in_asked_order(a: dict[str, Any], b: dict[str, Any]) -> int:
        return compare(a, b, question.sort)

    in_order = sorted(as_dicts(EVERY_TYPE, rows), key=cmp_to_key(in_asked_order))
    assert walked == [tuple(row.values()) for row in in_order]


def compare(first: dict[str, Any], second: dict[str, Any], sort: tuple[Order, ...]) -> int:
    for step in sort:
        a, b = first[step.column], second[step.column]
        if a == b:
            continue
        if a is None or b is None:
            return 1 if a is None else -1
        return (1 if a > b else -1) * (-1 if step.descending else 1)
    return 0


def test_a_row_is_found_by_its_key(engine, tmp_path):
    table = a_table(tmp_path, COMMUNES, COMMUNES_ROWS)

    assert engine.one(table, ("44109",), fields=("nom",)) == b'{"nom":"Nantes"}'
    assert engine.one(table, ("99999",)) is None


def test_a_row_is_found_by_a_key_of_two_columns(engine, tmp_path):
    columns_ = (
        Column("a", "A", ColumnType.STRING),
        Column("b", "B", ColumnType.DATE),
        Column("c", "C", ColumnType.NUMBER),
    )
    schema = TableSchema(columns_, primary_key=("a", "b"))
    table = a_table(tmp_path, schema, [("x", date(2026, 1, 1), 1.5), ("x", date(2026, 1, 2), 2.5)])

    assert engine.one(table, ("x", date(2026, 1, 2))) == b'{"a":"x","b":"2026-01-02","c":2.5}'


def test_what_is_no_number_is_missing(engine, tmp_path):
    rows = [(None, None, float("nan"), None, None, None), (None, None, float("inf"), None, None, None)]
    table = a_table(tmp_path, EVERY_TYPE, rows)

    assert engine.total(table, parse([("nombre__isnull", "")], EVERY_TYPE)) == 2


def test_a_large_walk_needs_no_sort_to_be_in_order(engine, tmp_path):
    rows = [(f"{number:06}", None, number, None) for number in range(300_000)]
    path = tmp_path / "large.parquet"
    duckdb.sql(
        "COPY (SELECT printf('%06d', i) AS code, NULL::VARCHAR AS nom, i AS population, NULL::BIGINT AS \"limit\", "
        f"i + 1 AS _row FROM range(300000) t(i) ORDER BY hash(i)) TO '{path}'"
    )
    table = FakeTable("1" * 64, str(path), 1, len(rows), COMMUNES)

    question = replace(parse([("population__gte", "130000")], COMMUNES), limit=1000)
    assert cells(COMMUNES, engine.page(table, question).items) == rows[130_000:131_000]
    assert walk(engine, table, replace(question, limit=60_000)) == rows[130_000:]


def test_a_walk_stays_on_its_version_while_another_is_published(engine, tmp_path):
    old = a_table(tmp_path, COMMUNES, COMMUNES_ROWS)
    new = a_table(tmp_path, COMMUNES, COMMUNES_ROWS[:1])
    question = parse([("limit", "2")], COMMUNES)
    first = engine.page(old, question)

    engine.page(new, question)
    second = engine.page(old, replace(question, after=first.after))

    assert [row[0] for page in (first, second) for row in cells(COMMUNES, page.items)] == [
        "01001",
        "2A004",
        "44109",
        "44143",
    ]


def test_a_serving_file_that_is_missing_or_broken_is_rebuilt(engine, tmp_path):
    table = a_table(tmp_path, COMMUNES, COMMUNES_ROWS)
    (folder,) = (path for path in (tmp_path / "serving").iterdir())
    (folder / f"{table.digest}.duckdb").write_bytes(b"cut short")

    assert len(walk(engine, table, parse([], COMMUNES))) == 5
    assert not list(folder.glob("*.part"))


def test_several_engines_build_one_file_at_once(tmp_path):
    table = a_table(tmp_path, COMMUNES, COMMUNES_ROWS)
    engines = [RowEngine(tmp_path / "serving", locate=Path, memory="64MB", seconds=5) for _ in range(3)]
    found: list[int] = []
    threads = [Thread(target=lambda e=each: found.append(len(walk(e, table, parse([], COMMUNES))))) for each in engines]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in engines:
        each.close()

    assert found == [5, 5, 5]


def test_what_a_dead_process_left_is_swept_and_what_a_living_one_uses_is_kept(tmp_path):
    living = Scratch(tmp_path)
    (tmp_path / "dead").mkdir()
    (tmp_path / "dead.lock").touch()

    other = Scratch(tmp_path)

    assert living.path.is_dir()
    assert not (tmp_path / "dead").exists()
    living.close()
    other.close()
    assert not list(tmp_path.iterdir())


def test_more_versions_than_can_be_open_take_turns(engine, tmp_path, monkeypatch):
    monkeypatch.setattr("plateforme.domains.datasets.tabular.engine.leases.ATTACHED_MAX", 2)
    tables = [a_table(tmp_path, COMMUNES, COMMUNES_ROWS[:size]) for size in range(1, 5)]

    for _ in range(2):
        sizes = [len(walk(engine, table, parse([], COMMUNES))) for table in tables]
        assert sizes == [1, 2, 3, 4]
    assert len(engine._leases) == 2


def test_a_question_that_takes_too_long_is_stopped_with_advice(tmp_path):
    engine = RowEngine(tmp_path / "serving", locate=Path, memory="256MB", seconds=0.1)
    with (
        pytest.raises(QueryTooSlow, match="export"),
        engine._database.cursor() as cursor,
        engine._budget.spend(cursor),
    ):
        cursor.execute("SELECT sum(a.i * b.i) FROM range(1000000) a(i), range(1000000) b(i)").fetchall()
    engine.close()


def test_the_engine_opens_nothing_outside_its_folder(engine, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")

    for sql in (
        f"SELECT * FROM read_csv('{secret}')",
        f"ATTACH '{tmp_path}/x.db'",
        "SET enable_external_access = true",
    ):
        with pytest.raises(Exception, match=r"disabled by configuration|locked|cannot be changed|Cannot change"):
            engine._database.cursor().execute(sql)


def test_a_total_is_counted_once_per_version_and_filter(engine, tmp_path):
    table = a_table(tmp_path, COMMUNES, COMMUNES_ROWS)
    question = parse([("population__gte", "1000")], COMMUNES)

    assert engine.total(table, question) == engine.total(table, question) == 3
    assert len(engine._totals) == 1
    assert COMMUNES.kinds
