import csv
import io
import threading
from datetime import datetime
from pathlib import Path
from time import monotonic

import duckdb
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from tests.domains.datasets.tabular.row_tables import (
    COMMUNES,
    COMMUNES_ROWS,
    EVERY_TYPE,
    FakeTable,
    a_table,
    as_dicts,
    written,
)
from tests.domains.datasets.tabular.test_serving import ROWS

from plateforme.domains.datasets.tabular.engine import exporting
from plateforme.domains.datasets.tabular.engine.exporting import FORMS, ExportFormat
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.query import parse
from plateforme.domains.datasets.tabular.query_errors import TooManyExports
from plateforme.domains.datasets.tabular.table_schema import Column, ColumnType, TableSchema

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def wide(tmp_path: Path) -> FakeTable:
    """Half a million rows: more than any pipe or buffer holds."""
    schema = TableSchema((Column("n", "N", ColumnType.INTEGER), Column("texte", "Texte", ColumnType.STRING)))
    path = tmp_path / "wide.parquet"
    duckdb.sql(
        f"COPY (SELECT i AS n, repeat('x', 20) || i AS texte, i + 1 AS _row FROM range(500000) t(i)) TO '{path}'"
    )
    return FakeTable("0" * 64, str(path), 1, 500_000, schema)


def sent(engine: RowEngine, table: FakeTable, form: ExportFormat, **asked: str) -> bytes:
    return b"".join(engine.export(table, parse(list(asked.items()), table.schema), form))


@FEW
@given(ROWS)
def test_csv_comes_back_as_it_was(engine, tmp_path, rows):
    table = a_table(tmp_path, EVERY_TYPE, rows)

    text = sent(engine, table, ExportFormat.CSV).decode()

    header, *lines = csv.reader(io.StringIO(text, newline=""))
    assert header == [*EVERY_TYPE.names, "_row"]
    assert len(lines) == len(rows)
    for line, row in zip(lines, as_dicts(EVERY_TYPE, rows), strict=True):
        cells = dict(zip(header, line, strict=True))
        for name in ("texte", "entier", "booleen", "jour"):
            assert cells[name] == ("" if row[name] is None else written(row[name]))
        assert row["nombre"] is None or float(cells["nombre"]) == row["nombre"]


@FEW
@given(ROWS)
def test_ndjson_comes_back_as_it_was(engine, tmp_path, rows):
    table = a_table(tmp_path, EVERY_TYPE, rows)

    lines = [orjson.loads(line) for line in sent(engine, table, ExportFormat.NDJSON).split(b"\n") if line]

    said = orjson.loads(orjson.dumps(as_dicts(EVERY_TYPE, rows), option=orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z))
    for line in (*lines, *said):
        line["instant"] = line["instant"] and line["instant"].rstrip("Z").ljust(26, "0")[:26].replace("00000", "")
    assert [list(line) for line in lines] == [list(line) for line in said]
    assert [{**line, "instant": None} for line in lines] == [{**line, "instant": None} for line in said]


@FEW
@given(ROWS)
def test_parquet_comes_back_as_it_was(engine, tmp_path, rows):
    table = a_table(tmp_path, EVERY_TYPE, rows)
    copy = tmp_path / "copy.parquet"

    copy.write_bytes(sent(engine, table, ExportFormat.PARQUET))

    with duckdb.connect() as connection:
        back = connection.execute(
            "SELECT * REPLACE (instant AT TIME ZONE 'UTC' AS instant) FROM read_parquet(?)", [str(copy)]
        ).fetchall()
    assert back == [tuple(row.values()) for row in as_dicts(EVERY_TYPE, rows)]


def test_an_instant_is_written_as_rfc_3339(engine, tmp_path):
    rows = [(None, None, None, None, None, datetime(2026, 3, 1, 8, 30))]  # noqa: DTZ001
    table = a_table(tmp_path, EVERY_TYPE, rows)

    assert b"2026-03-01T08:30:00Z" in sent(engine, table, ExportFormat.CSV)
    assert b'"2026-03-01T08:30:00Z"' in sent(engine, table, ExportFormat.NDJSON)


@pytest.mark.parametrize("form", list(ExportFormat))
def test_an_export_follows_the_question(engine, tmp_path, form):
    table = a_table(tmp_path, COMMUNES, COMMUNES_ROWS)

    body = sent(engine, table, form, fields="nom", sort="-population", population__gt="1000")

    assert body.index(b"Nantes") < body.index("Rezé".encode())
    assert b"Abergement" not in body
    assert b"44109" not in body


def test_a_large_export_arrives_whole_and_in_order(engine, wide):
    table = wide

    lines = sent(engine, table, ExportFormat.CSV).decode().splitlines()

    assert len(lines) == 500_001
    assert all(line.startswith(f"{number},x") for number, line in enumerate(lines[1:]))


@pytest.mark.parametrize("form", list(ExportFormat))
def test_a_reader_who_leaves_stops_the_query_and_frees_the_slot(engine, wide, form):
    table = wide
    before = threading.active_count()
    export = engine.export(table, parse([], table.schema), form)
    export.read()

    export.close()

    assert threading.active_count() == before
    assert engine._leases._users[table.digest] == 0
    assert export.read() == b""


def test_closing_does_not_wait_for_a_query_that_says_nothing(engine, wide):
    table = wide
    export = engine.export(table, parse([("sort", "-texte")], table.schema), ExportFormat.CSV)
    reader = threading.Thread(target=export.read)
    reader.start()

    start = monotonic()
    export.close()
    reader.join()

    assert monotonic() - start < 2


def test_an_export_that_breaks_raises_at_its_reader(engine, wide, monkeypatch):
    table = wide
    broken = type(FORMS[ExportFormat.CSV])("text/csv", "FORMAT csv, NO_SUCH_OPTION 1", "")
    monkeypatch.setattr(exporting, "FORMS", {ExportFormat.CSV: broken})

    with pytest.raises(duckdb.Error):
        list(engine.export(table, parse([], table.schema), ExportFormat.CSV))
    assert engine._leases._users[table.digest] == 0


def test_too_many_exports_at_once_are_refused(engine, wide):
    table = wide
    question = parse([], table.schema)
    running = [engine.export(table, question, ExportFormat.CSV) for _ in range(exporting.SLOTS)]

    with pytest.raises(TooManyExports):
        engine.export(table, question, ExportFormat.CSV)

    for export in running:
        export.close()
    engine.export(table, question, ExportFormat.CSV).close()
