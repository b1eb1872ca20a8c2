"""Row writes make versions: nothing is lost between writers, and the table is what the operations say."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domains.datasets.written import base_of, content, table, versions, write

from plateforme.domains.datasets import compaction, row_writes, store
from plateforme.domains.datasets.errors import NothingPublished
from plateforme.domains.datasets.row_writes import Batch
from plateforme.domains.datasets.sweeping import sweep
from plateforme.domains.datasets.working import work_next
from plateforme.domains.datasets.workshop import Workshop

FIRST = b"id,nom,surface\n1,Jardin des plantes,7\n2,Parc de Proce,12\n3,Grand Blottereau,37\n"
LAW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def parks(workshop: Workshop, dataset: str, request_file: Callable[..., str]) -> str:
    """Three parks, published from a file."""
    request_file(FIRST)
    assert work_next(workshop)
    return dataset


def test_a_batch_is_a_version_that_differs_from_the_file(workshop, parks):
    outcome = write(workshop, parks, upserts=[{"id": 2, "surface": 13}, {"id": 4, "nom": "Square"}], deletes=[1])

    assert content(workshop, parks) == [(2, "Parc de Proce", 13), (3, "Grand Blottereau", 37), (4, "Square", None)]
    assert len(content(workshop, parks, 1)) == 3
    first, second = versions(workshop, parks)
    assert (second.number, second.origin, second.base_id) == (2, "rows", first.id)
    assert (second.rows_added, second.rows_changed, second.rows_removed) == (1, 1, 1)
    assert second.parquet_key == f"deltas/{second.digest[:2]}/{second.digest}.parquet"
    assert outcome.now.number == 2


def test_the_delta_holds_all_that_differs_from_the_base_and_nothing_else(workshop, parks):
    write(workshop, parks, upserts=[{"id": 5, "nom": "a"}, {"id": 2, "surface": 1}], deletes=[1])
    write(workshop, parks, upserts=[{"id": 4, "nom": "b"}, {"id": 2, "surface": 12}, {"id": 1, "nom": "again"}])
    write(workshop, parks, deletes=[3, 5])

    path = workshop.storage.local_path(versions(workshop, parks)[-1].parquet_key)
    assert duckdb.read_parquet(str(path)).fetchall() == [
        (1, "again", None, 1, False),
        (3, None, None, 3, True),
        (4, "b", None, 5, False),
    ]


def test_the_serving_file_made_with_a_write_is_the_one_that_its_delta_makes(workshop, parks):
    def layer() -> list[list[tuple[object, ...]]]:
        with duckdb.connect(str(workshop.rows.file(table(workshop, parks))), read_only=True) as file:
            return [file.execute(f"FROM {name}").fetchall() for name in ("rows", "gone")]

    for batch in (
        {"upserts": [{"id": 5, "nom": "a"}, {"id": 2, "surface": 1}], "deletes": [1]},
        {"upserts": [{"id": 4, "nom": "b"}, {"id": 1, "nom": "again"}, {"id": 3, "surface": 7}], "deletes": [5]},
        {"upserts": [{"id": 2, "surface": 12}], "deletes": [3, 4]},
    ):
        write(workshop, parks, **batch)
        made = layer()
        workshop.rows.file(table(workshop, parks)).unlink()
        assert layer() == made


def test_going_back_to_what_the_file_says_is_the_file_again(workshop, parks):
    write(workshop, parks, upserts=[{"id": 2, "surface": 1}])
    write(workshop, parks, upserts=[{"id": 2, "surface": 12}])

    first, _, third = versions(workshop, parks)
    assert (third.digest, third.parquet_key, third.base_id) == (first.digest, first.parquet_key, None)


@LAW
@given(
    st.lists(
        st.dictionaries(st.integers(1, 9), st.one_of(st.none(), st.integers(0, 3)), max_size=6), min_size=1, max_size=4
    )
)
def test_any_sequence_of_batches_gives_what_a_dictionary_would(workshop, parks, batches):
    now = {key: area for key, _, area in content(workshop, parks)}
    for batch in batches:
        upserts = [{"id": key, "surface": area} for key, area in batch.items() if area is not None]
        outcome = write(workshop, parks, upserts=upserts, deletes=[key for key, area in batch.items() if area is None])
        after = {**now, **batch}
        after = {key: area for key, area in after.items() if area is not None}
        counts = outcome.written.counts
        assert counts["added"] == len(after.keys() - now.keys())
        assert counts["removed"] == len(now.keys() - after.keys())
        assert counts["changed"] == sum(now[key] != after[key] for key in now.keys() & after.keys())
        now = after
        assert [(key, area) for key, _, area in content(workshop, parks)] == sorted(now.items())


def test_writers_at_once_lose_nothing(workshop, parks):
    def add(key: int) -> int:
        return write(workshop, parks, upserts=[{"id": key, "nom": f"n{key}"}]).now.number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(add, range(10, 18)))

    assert sorted(numbers) == list(range(2, 10))
    assert [row[0] for row in content(workshop, parks)] == [1, 2, 3, *range(10, 18)]


def test_writers_of_one_row_come_one_after_the_other(workshop, parks):
    def name(word: str) -> tuple[int, str]:
        return write(workshop, parks, upserts=[{"id": 1, "nom": word}]).now.number, word

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(name, "abcdefgh"))

    assert sorted(number for number, _ in told) == list(range(2, 10))
    last = max(told)[1]
    assert content(workshop, parks)[0][1] == last


def test_a_file_after_writes_and_writes_after_a_file(workshop, parks, request_file):
    write(workshop, parks, upserts=[{"id": 4, "nom": "Square"}])
    request_file(FIRST + b"5,Cours,1\n")
    assert work_next(workshop)
    write(workshop, parks, deletes=[1])

    first, second, third, fourth = versions(workshop, parks)
    assert (second.base_id, third.base_id, fourth.base_id) == (first.id, None, third.id)
    assert [row[0] for row in content(workshop, parks)] == [2, 3, 5]


def test_what_was_computed_and_never_landed_is_swept(workshop, parks, clock):
    batch = Batch(b'{"deletes": [1]}', "application/json")
    with workshop.db.reading() as session:
        computed = row_writes.compute(workshop, session, parks, batch, now=clock.now(), keep=True)
    assert computed.table is not None
    orphan = workshop.storage.local_path(computed.table.parquet_key)
    assert orphan.is_file()
    kept = write(workshop, parks, deletes=[2]).now

    clock.instant = clock.instant.replace(year=2100)
    sweep(workshop)

    assert not orphan.exists()
    assert workshop.storage.local_path(kept.parquet_key).is_file()
    assert not list(workshop.scratch.glob("rows-*"))


def test_nothing_is_written_before_there_is_a_table(workshop, dataset):
    with pytest.raises(NothingPublished):
        write(workshop, dataset, upserts=[{"id": 1}])


# --- compaction ----------------------------------------------------------------------------------------------------


@pytest.fixture
def compacting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every difference is large."""
    monkeypatch.setattr(compaction, "LEAST_BYTES", 0)
    monkeypatch.setattr(compaction, "SHARE", 1_000_000)


def test_a_large_difference_is_folded_into_the_table_that_a_file_would_make(workshop, parks, request_file, compacting):
    write(workshop, parks, upserts=[{"id": 0, "nom": "Premier"}, {"id": 2, "surface": 13}], deletes=[1])
    before = table(workshop, parks)
    assert compaction.compact_next(workshop)
    assert not compaction.compact_next(workshop)

    overlay = versions(workshop, parks)[-1]
    after = content(workshop, parks)
    request_file(b"id,nom,surface\n3,Grand Blottereau,37\n0,Premier,\n2,Parc de Proce,13\n")
    assert work_next(workshop)
    assert overlay.compacted_digest == request_digest(workshop)
    assert table(workshop, parks, before.number).base == before.base, "cursors walk through the same layers"
    assert after == content(workshop, parks)


def test_the_folded_table_keeps_instants_dates_and_numbers(workshop, dataset, request_file, compacting):
    request_file(b"id,jour,instant,nombre,oui\n1,2026-03-01,2026-03-01T08:30:00+01:00,1.5,true\n")
    assert work_next(workshop)
    told = {"jour": "1999-12-31", "instant": "2026-07-01T00:00:00+02:00", "nombre": -0.25, "oui": False}
    write(workshop, dataset, upserts=[{"id": 0, **told}])
    assert compaction.compact_next(workshop)
    request_file(
        b"id,jour,instant,nombre,oui\n1,2026-03-01,2026-03-01T07:30:00Z,1.5,true\n"
        b"0,1999-12-31,2026-06-30T22:00:00Z,-0.25,false\n"
    )
    assert work_next(workshop)

    assert versions(workshop, dataset)[1].compacted_digest == request_digest(workshop)


def request_digest(shop: Workshop) -> str:
    """The digest of the table that was stored last."""
    newest = max(shop.storage.local_path("parquet").rglob("*.parquet"), key=lambda path: path.stat().st_mtime_ns)
    return newest.stem


def test_writes_after_a_compaction_differ_from_the_whole_table(workshop, parks, compacting):
    write(workshop, parks, upserts=[{"id": 9, "nom": "Neuf"}])
    compaction.compact_next(workshop)
    write(workshop, parks, upserts=[{"id": 9, "nom": "Vieux"}, {"id": 2, "surface": 0}])

    _, second, third = versions(workshop, parks)
    assert third.base_id == second.id
    assert base_of(workshop, parks).digest == second.compacted_digest
    assert content(workshop, parks) == [
        (1, "Jardin des plantes", 7), (2, "Parc de Proce", 0), (3, "Grand Blottereau", 37), (9, "Vieux", None)
    ]  # fmt: skip
    assert content(workshop, parks, 2)[-1] == (9, "Neuf", None)


def test_two_who_compact_at_once_agree(workshop, parks, compacting):
    write(workshop, parks, upserts=[{"id": 9, "nom": "Neuf"}])

    with ThreadPoolExecutor(2) as pool:
        assert any(pool.map(lambda _: compaction.compact_next(workshop), range(2)))

    assert versions(workshop, parks)[-1].compacted_key
    assert not list(workshop.scratch.glob("compaction-*"))


class Killed(BaseException):
    """What nobody catches: as if the process were gone."""


def test_a_compaction_that_dies_is_done_by_the_next_one(workshop, parks, compacting, monkeypatch):
    write(workshop, parks, upserts=[{"id": 9, "nom": "Neuf"}])
    with monkeypatch.context() as dying:
        dying.setattr(store, "keep_compacted", lambda *_, **__: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            compaction.compact_next(workshop)
    assert versions(workshop, parks)[-1].compacted_key is None

    assert compaction.compact_next(workshop)
    assert versions(workshop, parks)[-1].compacted_key


def test_a_compaction_that_fails_is_not_tried_again_and_again(workshop, parks, compacting, monkeypatch):
    write(workshop, parks, upserts=[{"id": 9, "nom": "Neuf"}])
    monkeypatch.setattr(compaction, "_given_up", set())
    monkeypatch.setattr(store, "keep_compacted", lambda *_, **__: 1 / 0)

    assert not compaction.compact_next(workshop)
    monkeypatch.undo()
    assert versions(workshop, parks)[-1].compacted_key is None
