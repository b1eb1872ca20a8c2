"""Applying the changes between two tables to the earlier one gives exactly the later one: by the smallest changes."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import COMMUNES, COMMUNES_ROWS, KINDS, a_table
from tests.domains.datasets.tabular.test_layers import KEYED, LAW, TABLE, an_overlay
from tests.domains.datasets.tabular.test_serving import CELLS

from plateforme.domains.datasets.tabular.comparison import Comparison, Retyped, RowChange, Tally
from plateforme.domains.datasets.tabular.engine import differences
from plateforme.domains.datasets.tabular.engine.comparing import build
from plateforme.domains.datasets.tabular.engine.differences import Differences, Pair
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.query import Table
from plateforme.domains.datasets.tabular.query_errors import ChangesNotReady
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.interrupts import Interrupt, Interrupted

Content = dict[tuple[Any, ...], dict[str, Any]]
FEW = settings(LAW, max_examples=25)


@st.composite
def schemas(draw: st.DrawFn, key: Sequence[Column]) -> TableSchema:
    """A key, and some of a few columns: each of one type or another, in any order."""
    chosen = draw(st.lists(st.sampled_from(["un", "deux", "trois"]), unique=True))
    kinds = st.sampled_from(list(KINDS.values()))
    plain = [Column(name, name, draw(kinds)) for name in chosen]
    return TableSchema(tuple(draw(st.permutations([*key, *plain]))), tuple(each.name for each in key))


CELL_OF = {kind: st.one_of(st.none(), CELLS[name]) for name, kind in KINDS.items()}
PAYS, NUMERO = Column("pays", "", ColumnType.STRING), Column("numero", "", ColumnType.INTEGER)
KEYS = {"pays": st.sampled_from(["a", "b", "é", ""]), "numero": st.integers(0, 4)}


@st.composite
def contents(draw: st.DrawFn, key: Sequence[Column]) -> tuple[TableSchema, list[tuple[Any, ...]]]:
    schema = draw(schemas(key))
    if not schema.columns:
        schema = TableSchema((Column("un", "un", ColumnType.STRING),))
    cells = [KEYS.get(column.name, CELL_OF[column.type]) for column in schema.columns]
    places = [schema.names.index(name) for name in schema.primary_key]
    unique = (lambda row: tuple(row[place] for place in places)) if places else None
    return schema, draw(st.lists(st.tuples(*cells), max_size=8, unique_by=unique))


def pair_of(before: Table, after: Table) -> Pair:
    comparison = Comparison.of(before.schema, after.schema)
    assert comparison is not None
    return Pair(before, after, comparison)


def walk(engine: RowEngine, pair: Pair, *, limit: int = 1000) -> tuple[Tally, list[RowChange]]:
    changes: list[RowChange] = []
    after: int | None = 0
    while after is not None:
        tally, page = engine.differences.page(pair, after=after, limit=limit)
        assert len(page.changes) == limit or page.after is None
        changes += page.changes
        after = page.after
    return tally, changes


def content_of(schema: TableSchema, rows: Sequence[Sequence[Any]]) -> Content:
    """What readers see of a table, by key."""
    places = [schema.names.index(name) for name in schema.primary_key]
    in_order = sorted(rows, key=lambda row: [row[place] for place in places])
    named = [dict(zip(schema.kinds, (*row, number), strict=False)) for number, row in enumerate(in_order, 1)]
    return {tuple(row[name] for name in schema.key): row for row in named}


def applied(content: Content, pair: Pair, changes: Sequence[RowChange]) -> Content:
    """What a copy does, as the documentation says it."""
    compared = pair.comparison
    copy = {key: {n: v for n, v in row.items() if n not in compared.removed} for key, row in content.items()}
    copy = {key: row | dict.fromkeys(compared.added) for key, row in copy.items()}
    for change in changes:
        key = tuple(change.key.values())
        if change.op == "added":
            assert key not in copy
            copy[key] = dict(change.after or {})
        elif change.op == "removed":
            del copy[key]
        else:
            copy[key] |= change.after or {}
    return copy


def is_minimal(content: Content, pair: Pair, change: RowChange) -> bool:
    """Whether a change says nothing but what differs, and is true of the earlier row."""
    if change.op != "changed":
        return change.before is None
    assert change.before is not None
    assert change.after is not None
    row = content[tuple(change.key.values())]
    retyped = {each.name for each in pair.comparison.retyped}
    return (
        change.before == {name: row.get(name) for name in change.before}
        and change.before.keys() == change.after.keys()
        and all(change.before[name] != cell or name in retyped for name, cell in change.after.items())
        and bool(change.after)
    )


@pytest.mark.parametrize("key", [(PAYS, NUMERO), (NUMERO,), ()], ids=["two columns", "one column", "no key"])
def test_applying_the_changes_gives_the_later_table(engine: RowEngine, tmp_path: Path, key: tuple[Column, ...]) -> None:
    @FEW
    @given(contents(key), contents(key), st.integers(1, 4))
    def law(earlier: Any, later: Any, limit: int) -> None:
        pair = pair_of(a_table(tmp_path, *earlier), a_table(tmp_path, *later))
        before, after = content_of(*earlier), content_of(*later)

        tally, changes = walk(engine, pair, limit=limit)

        assert applied(before, pair, changes) == after
        assert all(is_minimal(before, pair, change) for change in changes)
        assert [tuple(change.key.values()) for change in changes] == sorted(tuple(c.key.values()) for c in changes)
        assert tally == Tally(*(sum(c.op == op for c in changes) for op in ("added", "changed", "removed")))
        assert (tally, changes) == walk(engine, pair)

    law()


@settings(LAW, max_examples=10)
@given(TABLE, TABLE, TABLE, st.integers(1, 4))
def test_versions_of_row_writes_are_compared_by_what_they_touched(engine, tmp_path, first, second, third, limit):
    whole = [a_table(tmp_path, KEYED, [(*key, *row) for key, row in rows.items()]) for rows in (first, second, third)]
    layered: list[Table] = [
        whole[0],
        an_overlay(tmp_path, whole[0], first, second),
        an_overlay(tmp_path, whole[0], first, third),
    ]
    other = an_overlay(tmp_path, whole[1], second, third)

    for before, after in ((0, 1), (1, 0), (1, 2)):
        plain = walk(engine, pair_of(whole[before], whole[after]))
        assert walk(engine, pair_of(layered[before], layered[after]), limit=limit) == plain
    plain = walk(engine, pair_of(whole[1], whole[2]))
    assert walk(engine, pair_of(layered[1], whole[2])) == plain
    assert walk(engine, pair_of(layered[1], other)) == plain


def test_what_two_versions_touched_is_compared_without_their_base(engine, tmp_path):
    rows = {("a", number): (None,) * len(KINDS) for number in range(5)}
    changed = {**rows, ("a", 2): ("x", *(None,) * (len(KINDS) - 1))}
    base = a_table(tmp_path, KEYED, [(*key, *row) for key, row in rows.items()])
    layers = an_overlay(tmp_path, base, rows, changed)
    engine.ensure(layers)
    for file in (tmp_path / "serving").glob(f"*/{base.digest}.duckdb"):
        file.write_bytes(b"not to be opened")

    assert engine.differences.tally(pair_of(base, layers)) == Tally(0, 1, 0)
    assert engine.differences.tally(pair_of(layers, base)) == Tally(0, 1, 0)


def test_a_removed_row_tells_its_key_alone_and_a_changed_one_what_differs(engine, tmp_path):
    later = [("2A004", "Ajaccio", 74000, 2), ("44109", "Nantes", 323204, 3), ("44143", "Rezé", None, 4)]
    pair = pair_of(a_table(tmp_path, COMMUNES, COMMUNES_ROWS[:4]), a_table(tmp_path, COMMUNES, later))

    assert walk(engine, pair) == (
        Tally(0, 2, 1),
        [
            RowChange("removed", {"code": "01001"}, None, None),
            RowChange("changed", {"code": "2A004"}, {"population": 73822}, {"population": 74000}),
            RowChange(
                "changed", {"code": "44143"}, {"population": 43237, "limit": None}, {"population": None, "limit": 4}
            ),
        ],
    )


def test_tables_with_other_keys_cannot_be_compared():
    code, number = Column("code", "Code", ColumnType.STRING), Column("n", "N", ColumnType.INTEGER)
    schema = TableSchema((code, number), ("code",))

    assert Comparison.of(schema, TableSchema((code, number), ("n",))) is None
    assert Comparison.of(schema, TableSchema((code, number))) is None
    assert Comparison.of(schema, TableSchema((Column("code", "Code", ColumnType.INTEGER), number), ("code",))) is None


def test_columns_are_told_apart():
    text, whole = ColumnType.STRING, ColumnType.INTEGER
    before = TableSchema(tuple(Column(n, n, t) for n, t in (("id", whole), ("a", text), ("b", text))), ("id",))
    after = TableSchema(tuple(Column(n, n, t) for n, t in (("c", text), ("b", whole), ("id", whole))), ("id",))

    compared = Comparison.of(before, after)

    assert compared == Comparison(("id",), (), (Retyped("b", text, whole),), ("c",), ("a",))


def test_a_difference_is_computed_once_and_again_when_its_file_is_gone_or_broken(engine, tmp_path):
    pair = communes(tmp_path)
    asked = walk(engine, pair)
    (file,) = (tmp_path / "serving").rglob("diff-*.duckdb")
    made = file.stat().st_ino

    assert walk(engine, pair) == asked
    assert file.stat().st_ino == made

    assert engine.differences.keep_only({pair.before.digest, pair.after.digest}) == 0
    assert engine.differences.keep_only({pair.after.digest}) == 1
    assert not file.exists()
    assert walk(engine, pair) == asked

    engine.differences.keep_only(())
    file.write_bytes(b"no database")
    assert walk(engine, pair) == asked


def test_the_folder_is_held_small_and_who_reads_is_not_disturbed(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(differences, "FOLDER_BYTES", 1)
    first, second = communes(tmp_path), communes(tmp_path, population=2)
    _, page = engine.differences.page(first, after=0, limit=1)
    assert page.after == 1

    walk(engine, second)

    assert [file.stem for file in (tmp_path / "serving").rglob("diff-*.duckdb")] == [second.name]
    assert len(walk(engine, first)[1]) == 2  # computed again


def test_the_least_recently_read_difference_goes_first(engine, tmp_path, monkeypatch):
    first, second, third = (communes(tmp_path, population=number) for number in (1, 2, 3))
    size = 0
    for pair, age in ((first, 200), (second, 100)):
        walk(engine, pair)
        file = next((tmp_path / "serving").rglob(f"{pair.name}.duckdb"))
        size = file.stat().st_size
        past = file.stat().st_mtime - age
        os.utime(file, (past, past))
    walk(engine, first)
    monkeypatch.setattr(differences, "FOLDER_BYTES", 2 * size + size // 2)

    walk(engine, third)

    kept = {file.stem for file in (tmp_path / "serving").rglob("diff-*.duckdb")}
    assert kept == {first.name, third.name}


def test_many_readers_at_once_wait_for_one_comparison(engine, tmp_path, monkeypatch):
    built = count_builds(monkeypatch)
    pair, together, found = communes(tmp_path), Barrier(4), []

    def read() -> None:
        together.wait()
        found.append(walk(engine, pair))

    threads = [Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert all(each == found[0] for each in found)
    assert len(built) == 1


def test_a_reader_does_not_wait_for_ever_and_finds_it_done_later(tmp_path, monkeypatch):
    go_on = Event()

    def build_when_told(*args, **kwargs):
        go_on.wait(20)
        build(*args, **kwargs)

    monkeypatch.setattr(differences, "build", build_when_told)
    engine = RowEngine(tmp_path / "serving", locate=Path, memory="256MB", seconds=0.2)
    try:
        pair = communes(tmp_path)
        with pytest.raises(ChangesNotReady) as refused:
            walk(engine, pair)
        assert refused.value.extra["retry_after"] == 30
        go_on.set()
        until_done(lambda: engine.differences.page(pair, after=0, limit=10))
    finally:
        go_on.set()
        engine.close()


def test_too_many_comparisons_at_once_are_refused(tmp_path, monkeypatch):
    go_on = Event()
    monkeypatch.setattr(differences, "ASKED_MAX", 1)
    monkeypatch.setattr(differences, "build", lambda *_, **__: go_on.wait(20))
    engine = RowEngine(tmp_path / "serving", locate=Path, memory="256MB", seconds=0.05)
    try:
        for pair in (communes(tmp_path), communes(tmp_path, population=2)):
            with pytest.raises(ChangesNotReady):
                walk(engine, pair)
        assert len(engine.differences._asked) == 1
    finally:
        go_on.set()
        engine.close()


def test_a_comparison_stops_when_the_work_that_needs_it_is_cancelled(engine, tmp_path, monkeypatch):
    interrupt = Interrupt()
    monkeypatch.setattr(differences, "build", lambda connection, *_, **__: long_query(connection, interrupt))

    with interrupt.in_force(), pytest.raises(Interrupted):
        engine.differences.tally(communes(tmp_path))

    assert not list((tmp_path / "serving").rglob("*.part"))


def long_query(connection: duckdb.DuckDBPyConnection, interrupt: Interrupt) -> None:
    stopping, done = Thread(target=lambda: fire(interrupt, ended)), None
    ended = Event()
    stopping.start()
    try:
        done = connection.execute(
            "SELECT sum(a.range * b.range) FROM range(10_000_000) a, range(1_000_000) b"
        ).fetchall()
    finally:
        ended.set()
        stopping.join()
    assert done is None


def fire(interrupt: Interrupt, ended: Event) -> None:
    while not ended.wait(0.02):
        interrupt.fire()


def until_done(step: Callable[[], Any]) -> None:
    for _ in range(100):
        try:
            step()
        except ChangesNotReady:
            continue
        return
    pytest.fail("never done")


def count_builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    built: list[str] = []
    original = Differences._build

    def build(self: Differences, pair: Pair, path: Path) -> None:
        built.append(pair.name)
        original(self, pair, path)

    monkeypatch.setattr(Differences, "_build", build)
    return built


def communes(folder: Path, *, population: int = 1) -> Pair:
    """Two versions of which one row went and one changed."""
    later = [("2A004", "Ajaccio", population, 2), *COMMUNES_ROWS[2:]]
    return pair_of(a_table(folder, COMMUNES, COMMUNES_ROWS), a_table(folder, COMMUNES, later))
