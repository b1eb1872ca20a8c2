"""An index never holds anybody up, and never fails in the place of the engine, whatever became of its bytes."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.domains.datasets.tabular.row_tables import EVERY_TYPE, a_table

from plateforme.domains.datasets.tabular.engine.index import layout
from plateforme.domains.datasets.tabular.engine.index.texts import Texts
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.query import parse
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[RowEngine]:
    """An engine without indexes."""
    engine = RowEngine(tmp_path / "plain", locate=Path, memory="512MB", seconds=20)
    yield engine
    engine.close()


def test_hundreds_of_conditions_hold_nobody_up(engine, plain, tmp_path):
    table = a_table(tmp_path, EVERY_TYPE, [(f"t{n}", n, None, None, None, None) for n in range(300)])
    engine.build_index(table)
    asked = [("filter", " AND ".join(f"entier <> {n}" for n in range(200))), ("texte__ne", "t250")]
    lists = [("filter", " OR ".join(f"entier = {n}" for n in range(200)))]
    repeated = [("entier__ne", str(n)) for n in range(400)]

    for pairs in (asked, lists, repeated):
        question = parse([*pairs, ("count", "exact")], EVERY_TYPE)
        assert engine.quick(table, question) is None
        assert engine.page(table, question) == plain.page(table, question)


def test_a_page_of_broad_rows_is_not_written_where_everybody_waits(engine, plain, tmp_path):
    broad = TableSchema(tuple(Column(f"c{n}", f"C{n}", ColumnType.STRING) for n in range(300)))
    table = a_table(tmp_path, broad, [[f"{n}-{row}" * 9 for n in range(300)] for row in range(120)])
    engine.build_index(table)
    few, many = (parse([("limit", limit)], broad) for limit in ("5", "100"))

    assert engine.quick(table, few) == plain.page(table, few)
    assert engine.quick(table, many) is None
    assert engine.page(table, many) == plain.page(table, many)


@pytest.mark.parametrize("name", ["rows.bin", "columns.bin", "manifest.json", "words.sqlite"])
def test_altered_bytes_raise_nothing(tmp_path, name):
    """What they are altered to is drawn anew from the same seed: bytes, zeros, and files that end too soon."""
    chance = random.Random(name)  # noqa: S311  # a seed, no secret
    rows = [(f"rue de l'école {n % 7}", n % 13, n / 3, n % 2 == 0, date(2026, 1, 1 + n % 28), None) for n in range(200)]
    table = a_table(tmp_path, EVERY_TYPE, rows)
    asked = [[("sort", "-nombre")], [("entier", "5"), ("count", "exact")], [("q", "ecole")], [("texte__gt", "rue")]]
    asked.append([("entier__gt", "2"), ("jour__lt", "2026-01-20"), ("sort", "-texte,jour")])
    for _ in range(5):
        engine = RowEngine(tmp_path / "serving", locate=Path, memory="256MB", seconds=20)
        engine.build_index(table)
        path = layout.folder_of(engine.folder, table.digest) / name
        whole = bytearray(path.read_bytes())
        at = chance.randrange(len(whole))
        whole[at : at + 40] = chance.choice([bytes(40), chance.randbytes(40)])[: len(whole) - at]
        path.write_bytes(whole if chance.random() > 0.3 else whole[:at])
        for pairs in asked:
            assert engine.page(table, parse(pairs, EVERY_TYPE)).items.startswith(b"[")
        engine.indexes.forget(table)
        engine.close()


def test_an_index_that_fails_as_nobody_foresaw_is_built_anew_once(engine, plain, tmp_path, monkeypatch):
    table = a_table(tmp_path, EVERY_TYPE, [("a", 1, None, None, None, None)])
    question = parse([], EVERY_TYPE)
    known: dict[str, list[bytes]] = {}
    monkeypatch.setattr(Texts, "at", lambda *_: known["a fault of ours"])

    for is_left in (False, True):
        engine.build_index(table)
        assert engine.page(table, question) == plain.page(table, question)
        assert engine.indexes.is_built(table.digest) is is_left


def test_too_many_open_files_cost_no_index(engine, plain, tmp_path, monkeypatch):
    table = a_table(tmp_path, EVERY_TYPE, [("a", 1, None, None, None, None)])
    engine.build_index(table)

    def fail(*_: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(layout.Reader, "__init__", fail)
    question = parse([], EVERY_TYPE)

    assert engine.quick(table, question) is None
    assert engine.page(table, question) == plain.page(table, question)
    monkeypatch.undo()
    assert engine.quick(table, question) == plain.page(table, question)
