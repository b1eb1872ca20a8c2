"""A version of row writes answers every question as the whole table with the same content does."""

import hashlib
import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import KINDS, SQL_TYPES, FakeTable, a_table
from tests.domains.datasets.tabular.test_serving import CELLS, conditions, walk

from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.export_options import ExportFormat
from plateforme.domains.datasets.tabular.query import Question, parse
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.domains.datasets.tabular.table_schema import ROW, Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType

KEYED = TableSchema(
    (
        Column("pays", "Pays", ColumnType.STRING),
        Column("numero", "Numéro", ColumnType.INTEGER),
        *(Column(name, name.title(), kind) for name, kind in KINDS.items()),
    ),
    primary_key=("pays", "numero"),
)
KEY = st.tuples(st.sampled_from(["a", "b", "é"]), st.integers(0, 5))
CELL_ROW = st.tuples(*(st.one_of(st.none(), cell) for cell in CELLS.values()))
TABLE = st.dictionaries(KEY, CELL_ROW, max_size=14)
BATCH = st.dictionaries(KEY, st.one_of(st.none(), CELL_ROW), max_size=10)
LAW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class FakeOverlay:
    digest: str
    parquet_key: str
    number: int
    rows: int
    schema: TableSchema
    base: FakeTable


def an_overlay(folder: Path, base: FakeTable, before: dict[Any, Any], after: dict[Any, Any]) -> FakeOverlay:
    """Write what differs between two contents as a version of row writes."""
    schema = base.schema
    places = {key: place for place, key in enumerate(sorted(before), 1)}
    delta = [(*key, *before[key], places[key], True) for key in before.keys() - after.keys()]
    delta += [(*key, *after[key], places[key], False) for key in before.keys() & after.keys()]
    new = sorted(after.keys() - before.keys())
    delta += [(*key, *after[key], len(before) + place, False) for place, key in enumerate(reversed(new), 1)]
    digest = hashlib.sha256(repr((base.digest, delta)).encode()).hexdigest()
    types = [*(SQL_TYPES[column.type] for column in schema.columns), "BIGINT", "BOOLEAN"]
    fields = ", ".join(f"{quote(n)} {t}" for n, t in zip((*schema.names, ROW, "_gone"), types, strict=True))
    path = folder / f"{digest}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t ({fields})")
        if delta:
            connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' for _ in types)})", delta)
        connection.execute(f"COPY (FROM t ORDER BY _row) TO '{path}' (FORMAT parquet)")
    return FakeOverlay(digest, str(path), 2, len(after), schema, base)


def both(folder: Path, before: dict[Any, Any], batches: list[dict[Any, Any]]) -> tuple[Any, FakeTable]:
    """The same content twice: as layers, and as one whole table."""
    after = dict(before)
    for batch in batches:
        for key, row in batch.items():
            if row is None:
                after.pop(key, None)
            else:
                after[key] = row
    base = a_table(folder, KEYED, [(*key, *row) for key, row in before.items()])
    whole = a_table(folder, KEYED, [(*key, *row) for key, row in after.items()])
    return an_overlay(folder, base, before, after), whole


SORTS = st.lists(st.tuples(st.sampled_from(KEYED.names), st.booleans()), max_size=3)
BATCHES = st.lists(BATCH, min_size=1, max_size=3)


@LAW
@given(TABLE, BATCHES, st.lists(conditions(), max_size=2), SORTS, st.integers(1, 5))
def test_layers_answer_as_the_whole_table_does(engine, tmp_path, before, batches, asked, sort, limit):
    layers, whole = both(tmp_path, before, batches)
    words = ",".join(("-" if descending else "") + column for column, descending in sort)
    filters = [(f"{column}__{op}", text) for column, op, _, text in asked]
    question = parse([*filters, ("sort", words), ("limit", str(limit)), ("count", "exact")], KEYED)

    assert walk(engine, layers, question) == walk(engine, whole, question)
    assert engine.total(layers, question) == engine.total(whole, question)
    assert csv_of(engine, layers, question) == csv_of(engine, whole, question)


@LAW
@given(TABLE, BATCHES)
def test_layers_give_each_row_by_its_key_and_every_row_in_an_export(engine, tmp_path, before, batches):
    layers, whole = both(tmp_path, before, batches)

    for key in {*before, *(key for batch in batches for key in batch)}:
        assert engine.one(layers, key) == engine.one(whole, key)
    for form in (ExportFormat.CSV, ExportFormat.NDJSON):
        assert sent(engine, layers, form) == sent(engine, whole, form)
    assert parquet_rows(engine, layers) == parquet_rows(engine, whole)
    with engine.reading(layers) as (cursor, sql), engine.reading(whole) as (other, same):
        names = ", ".join(map(quote, KEYED.names))
        assert sorted(cursor.execute(f"SELECT {names} FROM {sql.whole}").fetchall(), key=repr) == sorted(
            other.execute(f"SELECT {names} FROM {same.whole}").fetchall(), key=repr
        )


def csv_of(engine: RowEngine, table: Any, question: Question) -> bytes:
    return b"".join(engine.export(table, question, ExportFormat.CSV))


def sent(engine: RowEngine, table: Any, form: ExportFormat) -> bytes:
    return b"".join(engine.export(table, parse([], KEYED), form))


def parquet_rows(engine: RowEngine, table: Any) -> list[Any]:
    file = Path(table.parquet_key).with_suffix(".export")
    file.write_bytes(sent(engine, table, ExportFormat.PARQUET))
    return duckdb.read_parquet(str(file)).fetchall()


@pytest.fixture
def large(tmp_path: Path) -> tuple[FakeOverlay, FakeTable]:
    """300 000 rows, of which the first 5 000 are deleted, every hundredth is replaced and every thousandth has a new
    neighbour."""
    schema = TableSchema(
        (Column("code", "Code", ColumnType.STRING), Column("n", "N", ColumnType.INTEGER)), primary_key=("code",)
    )
    base, delta, after = (tmp_path / f"{name}.parquet" for name in ("base", "delta", "after"))
    rows = "SELECT printf('%06d', i) AS code, i AS n, i + 1 AS _row FROM range(300000) t(i)"
    duckdb.sql(f"COPY ({rows}) TO '{base}'")
    duckdb.sql(
        f"COPY (SELECT *, true AS _gone FROM ({rows}) WHERE n < 5000 UNION ALL "
        f"SELECT code, n + 1, _row, false FROM ({rows}) WHERE n >= 5000 AND n % 100 = 0 UNION ALL "
        f"SELECT code || 'b', n, 300000 + n // 1000, false FROM ({rows}) WHERE n > 0 AND n % 1000 = 0) TO '{delta}'"
    )
    duckdb.sql(
        f"COPY (SELECT code, n, row_number() OVER (ORDER BY code) AS _row FROM ("
        f"SELECT code, n + (n % 100 = 0)::INT AS n FROM ({rows}) WHERE n >= 5000 UNION ALL "
        f"SELECT code || 'b', n FROM ({rows}) WHERE n > 0 AND n % 1000 = 0) ORDER BY _row) TO '{after}'"
    )
    whole_base = FakeTable("1" * 64, str(base), 1, 300_000, schema)
    count = 300_000 - 5_000 + 299
    whole = FakeTable("2" * 64, str(after), 2, count, schema)
    return FakeOverlay("3" * 64, str(delta), 2, count, schema, whole_base), whole


def test_large_layers_are_walked_and_exported_in_the_order_of_the_key(engine, large):
    layers, whole = large
    question = replace(parse([], whole.schema), limit=40_000)

    assert walk(engine, layers, question) == walk(engine, whole, question)
    assert csv_of(engine, layers, question) == csv_of(engine, whole, question)


def test_small_pages_pass_over_many_deleted_rows(engine, large):
    layers, whole = large
    question = parse([("limit", "3"), ("n__lt", "5200"), ("sort", "n")], whole.schema)

    assert walk(engine, layers, question) == walk(engine, whole, question)


def test_broken_files_of_layers_are_rebuilt(engine, tmp_path, large):
    layers, whole = large
    (folder,) = (path for path in (tmp_path / "serving").iterdir())
    for table in (layers, layers.base):
        (folder / f"{table.digest}.duckdb").write_bytes(b"cut short")

    assert engine.page(layers, parse([], whole.schema)).items == engine.page(whole, parse([], whole.schema)).items
    (folder / f"{layers.base.digest}.duckdb").unlink()
    (folder / f"{layers.digest}.duckdb").unlink()
    assert engine.one(layers, ("000001b",)) is None


def test_layers_in_use_stay_attached_while_others_take_turns(engine, tmp_path, large, monkeypatch):
    monkeypatch.setattr("plateforme.domains.datasets.tabular.engine.leases.ATTACHED_MAX", 2)
    layers, whole = large
    question = parse([("n__gte", "10")], whole.schema)

    with engine.reading(layers) as (cursor, names):
        engine.page(whole, question)
        assert cursor.execute(f"SELECT count(*) FROM {names.whole}").fetchone() == (layers.rows,)
    assert engine.total(layers, question) == engine.total(whole, question)


def test_an_export_is_one_text_with_one_header(engine, large):
    layers, _ = large

    text = io.BytesIO(csv_of(engine, layers, parse([], layers.schema))).readlines()

    assert text[0] == b"code,n\n"
    assert text.count(b"code,n\n") == 1
    assert len(text) == layers.rows + 1
