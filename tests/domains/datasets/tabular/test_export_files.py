"""Exports are made once, shared, kept and let go, however slowly and by however many they are read."""

import hashlib
import threading
from pathlib import Path
from time import monotonic
from typing import Any

import duckdb
import pytest
from tests.domains.datasets.tabular.row_tables import FakeTable

from plateforme.domains.datasets.tabular.engine.exports import spool
from plateforme.domains.datasets.tabular.engine.exports.batches import LINES, read_lines
from plateforme.domains.datasets.tabular.engine.exports.slots import EACH, SLOTS, Slots, Ticket
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.export_options import ExportFormat
from plateforme.domains.datasets.tabular.query import parse
from plateforme.domains.datasets.tabular.query_errors import TooManyExports
from plateforme.domains.datasets.tabular.statements import Statement
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType


@pytest.fixture
def wide(tmp_path: Path) -> FakeTable:
    """Half a million rows: more than any pipe or buffer holds."""
    schema = TableSchema((Column("n", "N", ColumnType.INTEGER), Column("texte", "Texte", ColumnType.STRING)))
    path = tmp_path / "wide.parquet"
    duckdb.sql(
        f"COPY (SELECT i AS n, repeat('x', 20) || i AS texte, i + 1 AS _row FROM range(500000) t(i)) TO '{path}'"
    )
    return FakeTable("0" * 64, str(path), 1, 500_000, schema)


def test_a_large_export_arrives_whole_and_in_order(engine, wide):
    lines = b"".join(engine.export(wide, parse([], wide.schema), ExportFormat.CSV)).decode().splitlines()

    assert len(lines) == 500_001
    assert all(line.startswith(f"{number},x") for number, line in enumerate(lines[1:]))


def test_lines_are_made_in_batches_whatever_their_length():
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '100MB'")
        lines = Statement("SELECT repeat('x', 20000) || chr(10) FROM range(?) t(i)", (3 * LINES + 1,))

        sizes = [chunk.count(b"\n") for chunk in read_lines(connection, [lines, Statement("SELECT 'end\n'", ())])]

    assert sum(sizes) == 3 * LINES + 2
    assert max(sizes) == LINES


def test_who_stops_asking_for_lines_frees_the_connection():
    with duckdb.connect() as connection:
        lines = read_lines(connection, [Statement("SELECT i || '\n' FROM range(1000000) t(i)", ())])
        next(lines)

        lines.close()

        assert connection.execute("SELECT 1").fetchall() == [(1,)]


@pytest.mark.parametrize("form", [form for form in ExportFormat if form is not ExportFormat.GEOJSON])
def test_a_reader_who_leaves_stops_the_query_and_frees_everything(engine, wide, form):
    before = threading.active_count()
    export = engine.export(wide, parse([("sort", "-texte")], wide.schema), form)

    export.close()

    assert threading.active_count() == before
    assert engine._leases._users[wide.digest] == 0
    assert export.read() == b""
    assert not list(engine._scratch.path.glob("*.export*"))
    assert engine.exports.keeping._growing == 0


def test_closing_does_not_wait_for_a_query_that_says_nothing(engine, wide):
    export = engine.export(wide, parse([("sort", "-texte")], wide.schema), ExportFormat.CSV)
    reader = threading.Thread(target=export.read)
    reader.start()

    start = monotonic()
    export.close()
    reader.join()

    assert monotonic() - start < 2


def test_an_export_that_breaks_raises_at_its_reader(engine, wide, monkeypatch):
    monkeypatch.setattr("plateforme.domains.datasets.tabular.engine.exports.cells.instant", lambda _: "no_such_thing")
    table = FakeTable(wide.digest, wide.parquet_key, 1, 1, wide.schema)
    monkeypatch.setattr(
        "plateforme.domains.datasets.tabular.engine.exports.cells.text_cell", lambda *_, **__: "no_such_column"
    )

    with pytest.raises(duckdb.Error):
        list(engine.export(table, parse([], table.schema), ExportFormat.CSV))
    assert engine._leases._users[wide.digest] == 0


def test_too_many_exports_at_once_are_refused(engine, wide):
    tickets = [Ticket(str(number)) for number in range(SLOTS)]
    assert all(engine.exports.slots.take(ticket) for ticket in tickets)

    with pytest.raises(TooManyExports):
        engine.export(wide, parse([], wide.schema), ExportFormat.CSV)

    for ticket in tickets:
        engine.exports.slots.give_back(ticket)
    engine.export(wide, parse([], wide.schema), ExportFormat.CSV).close()


def test_no_caller_takes_every_slot():
    slots = Slots()
    greedy = [Ticket("greedy") for _ in range(SLOTS)]

    taken = [slots.take(ticket) for ticket in greedy]

    assert taken == [True] * EACH + [False] * (SLOTS - EACH)
    assert slots.take(Ticket("modest"))
    slots.give_back(greedy[0])
    assert slots.take(greedy[EACH])


def test_a_whole_version_is_kept_with_its_digest_and_nothing_else_is(engine, wide):
    whole, part = (parse(asked, wide.schema) for asked in ([], [("n__lt", "10")]))
    bodies = [b"".join(engine.export(wide, question, ExportFormat.CSV)) for question in (whole, part)]

    for question, body, is_kept in zip((whole, part), bodies, (True, False), strict=True):
        wish = engine.want(wide, question, ExportFormat.CSV)
        facts = until(lambda wish=wish: engine.exports.facts(wish))
        assert (facts.rows, facts.bytes) == (wish.rows, len(body))
        assert facts.sha256 == hashlib.sha256(body).hexdigest()
        kept = engine.exports.keeping.find(wish)
        assert (kept is not None) == is_kept
        assert kept is None or kept.path.read_bytes() == body
    assert until(lambda: not list(engine._scratch.path.glob("*.export*")))


def test_two_readers_share_one_query(engine, wide):
    question = parse([("sort", "-texte")], wide.schema)
    wish = engine.want(wide, question, ExportFormat.NDJSON)

    first, second = (engine.exports.open(wish, Ticket("")) for _ in range(2))

    assert len(engine.exports._all) == 1
    assert first is not None
    assert second is not None
    bodies = []
    threads = [threading.Thread(target=lambda one=one: bodies.append(b"".join(one))) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bodies[0] == bodies[1]
    assert bodies[0].count(b"\n") == 500_000


@pytest.mark.parametrize("room", [0, 3_000_000])
def test_without_room_on_the_disk_an_export_passes_through_memory(tmp_path, wide, room):
    engine = RowEngine(tmp_path / "small", locate=Path, memory="512MB", seconds=20, export_bytes=room)
    question = parse([], wide.schema)

    body = b"".join(engine.export(wide, question, ExportFormat.CSV))

    wish = engine.want(wide, question, ExportFormat.CSV)
    facts = until(lambda: engine.exports.facts(wish))
    assert len(body.splitlines()) == 500_001
    assert facts.sha256 == hashlib.sha256(body).hexdigest()
    assert engine.exports.keeping.find(wish) is None
    engine.close()


def test_long_rows_pass_through_memory_too(tmp_path):
    schema = TableSchema((Column("texte", "Texte", ColumnType.STRING),))
    path = tmp_path / "long.parquet"
    duckdb.sql(f"COPY (SELECT repeat('x', 20000) AS texte, i + 1 AS _row FROM range(2000) t(i)) TO '{path}'")
    engine = RowEngine(tmp_path / "small", locate=Path, memory="512MB", seconds=20, export_bytes=0)

    body = b"".join(
        engine.export(FakeTable("1" * 64, str(path), 1, 2_000, schema), parse([], schema), ExportFormat.CSV)
    )

    assert len(body) > 2_000 * 20_000
    assert body.count(b"\n") == 2_001
    engine.close()


def test_a_reader_too_slow_for_others_to_wait_is_let_go(tmp_path, wide, monkeypatch):
    monkeypatch.setattr(spool, "PATIENCE", 0.2)
    engine = RowEngine(tmp_path / "small", locate=Path, memory="512MB", seconds=20, export_bytes=0)
    export = engine.export(wide, parse([], wide.schema), ExportFormat.CSV)

    assert until(lambda: export.is_dropped)
    with pytest.raises(spool.TooSlowError):
        export.read()
    export.close()
    assert until(lambda: not engine.exports._all)
    engine.close()


def test_files_asked_longest_ago_make_room(tmp_path, wide):
    engine = RowEngine(tmp_path / "small", locate=Path, memory="512MB", seconds=20, export_bytes=36_000_000)
    question = parse([], wide.schema)
    for form in (ExportFormat.CSV, ExportFormat.TSV, ExportFormat.CSV):
        list(engine.export(wide, question, form))
        wish = engine.want(wide, question, form)
        assert until(lambda wish=wish: engine.exports.keeping.find(wish))

    files = [path.suffix for path in (engine.folder / "exports").iterdir()]

    assert sorted(files) == [".csv", ".facts"]
    assert engine.exports.keeping.keep_only(set()) == 1
    assert not list((engine.folder / "exports").iterdir())
    engine.close()


def until(found: Any, seconds: float = 10) -> Any:
    """Wait for something to be so."""
    deadline = monotonic() + seconds
    while not (value := found()):
        assert monotonic() < deadline, "it never was"
        threading.Event().wait(0.01)
    return value
