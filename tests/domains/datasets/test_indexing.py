"""When indexes are built, thrown away and built again; what readers see meanwhile is the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from tests.domains.datasets.conftest import describe
from tests.domains.datasets.written import publish, table, write

from plateforme.domains.datasets import indexing, sweeping
from plateforme.domains.datasets.indexing import TRY_AGAIN, index_next
from plateforme.domains.datasets.tabular.engine.index import building, layout
from plateforme.domains.datasets.tabular.engine.index.keeping import Indexes
from plateforme.domains.datasets.tabular.query import parse

PARKS = b"id,nom\n1,Jardin des plantes\n2,Parc de Proce\n"
MORE = PARKS + b"3,Square Daviais\n"
LATER = datetime.now(UTC) + timedelta(days=3)
"""Files are as old as they are: the clock of the tests goes beyond."""

FULL = OSError(28, "No space left on device")


@pytest.fixture(autouse=True)
def no_failure_is_remembered(monkeypatch):
    monkeypatch.setattr(indexing, "_failed", {})


@pytest.fixture
def quick(workshop, dataset):
    """What the index of the current version says; None while there is none."""

    def rows(**asked):
        found = table(workshop, dataset)
        page = workshop.rows.quick(found, parse([*asked.items()], found.schema))
        return page and page.items

    return rows


@pytest.fixture
def index_of(workshop, dataset):
    """The folder of the index of the current version."""
    return lambda: layout.folder_of(workshop.rows.folder, table(workshop, dataset).digest)


def test_the_current_version_gets_an_index_and_an_older_one_loses_it(workshop, dataset, quick, index_of, clock):
    publish(workshop, dataset, PARKS)
    assert quick() is None
    assert index_next(workshop)
    assert quick(fields="id") == b'[{"id":1},{"id":2}]'
    assert not index_next(workshop)
    old = index_of()

    publish(workshop, dataset, MORE)
    assert index_next(workshop)
    clock.instant = LATER
    sweeping.sweep(workshop)

    assert (old.exists(), index_of().exists()) == (False, True)
    assert quick(fields="id") == b'[{"id":1},{"id":2},{"id":3}]'


def test_a_version_of_row_writes_is_left_to_the_engine(workshop, dataset, quick):
    publish(workshop, dataset, PARKS)
    write(workshop, dataset, upserts=[{"id": 9, "nom": "Neuf"}])

    assert not index_next(workshop)
    assert quick() is None


def test_a_table_that_is_too_large_gets_no_index(workshop, dataset):
    publish(workshop, dataset, PARKS)

    assert not index_next(replace(workshop, index_rows_max=0))
    assert not index_next(replace(workshop, index_rows_max=1))
    assert index_next(replace(workshop, index_rows_max=2))


def test_the_largest_table_comes_first(workshop, dataset, quick):
    publish(workshop, dataset, PARKS)
    describe(workshop, "jardins", "id")
    publish(workshop, "jardins", MORE)

    assert index_next(workshop)
    assert quick() is None
    assert index_next(workshop)
    assert quick() is not None


def test_a_full_disk_harms_no_answer_and_the_index_is_tried_again(
    workshop, dataset, quick, index_of, clock, monkeypatch
):
    publish(workshop, dataset, PARKS)
    with monkeypatch.context() as patched:
        patched.setattr(layout.Writer, "append", lambda *_: (_ for _ in ()).throw(FULL))
        assert not index_next(workshop)
    assert not list(workshop.rows.folder.glob("*.index-part"))
    assert not index_next(workshop)

    clock.instant += TRY_AGAIN

    assert index_next(workshop)
    assert quick() is not None


@pytest.mark.parametrize("name", [layout.ROWS, layout.COLUMNS, layout.MANIFEST, "words.sqlite"])
@pytest.mark.parametrize("damage", ["cut short", "gone"])
def test_a_broken_index_is_thrown_away_and_built_again(workshop, dataset, quick, index_of, name, damage):
    publish(workshop, dataset, PARKS)
    index_next(workshop)
    broken = index_of() / name
    if damage == "gone":
        broken.unlink()
    else:
        broken.write_bytes(broken.read_bytes()[:-1] if name != "words.sqlite" else b"cut short")

    assert quick(q="jardin") is None
    found = table(workshop, dataset)
    assert b"plantes" in workshop.rows.page(found, parse([("q", "jardin")], found.schema)).items
    assert index_next(workshop)
    assert b"plantes" in quick(q="jardin")


@pytest.mark.parametrize("name", [layout.ROWS, layout.COLUMNS, "words.sqlite"])
def test_a_byte_that_was_altered_is_found_soon_after_the_index_was_opened(workshop, dataset, quick, index_of, name):
    publish(workshop, dataset, PARKS)
    index_next(workshop)
    quick()
    assert workshop.rows.indexes.check_next()
    assert index_of().exists()

    whole = (index_of() / name).read_bytes()
    (index_of() / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    workshop.rows.indexes = Indexes(workshop.rows.folder, memory="256MB")  # as of a process that begins
    quick()

    assert workshop.rows.indexes.check_next()
    assert not index_of().exists()
    assert not workshop.rows.indexes.check_next()
    assert index_next(workshop)
    assert quick(fields="id") == b'[{"id":1},{"id":2}]'


def test_an_altered_manifest_is_not_believed(workshop, dataset, quick, index_of):
    publish(workshop, dataset, PARKS)
    index_next(workshop)
    told = index_of() / layout.MANIFEST
    told.write_bytes(told.read_bytes().replace(b'"rows":2', b'"rows":3'))

    assert quick() is None
    assert not index_of().exists()


def test_rows_that_cannot_be_read_are_left_to_the_engine_and_the_index_goes(workshop, dataset, quick, index_of):
    publish(workshop, dataset, PARKS)
    index_next(workshop)
    rows = index_of() / layout.ROWS
    rows.write_bytes(b"\xff" * 64 + rows.read_bytes()[64:])

    assert quick() is None
    assert not index_of().exists()
    assert index_next(workshop)
    assert quick() is not None


def test_what_a_dead_builder_left_is_no_hindrance(workshop, dataset, quick, index_of):
    publish(workshop, dataset, PARKS)
    part = index_of().with_suffix(".index-part")
    part.mkdir()
    (part / layout.ROWS).write_bytes(b"half of the rows")

    assert index_next(workshop)
    assert not part.exists()
    assert quick() is not None


def test_two_builders_build_one_index_once(workshop, dataset, quick):
    publish(workshop, dataset, MORE)
    found = table(workshop, dataset)
    built: list[bool] = []
    threads = [Thread(target=lambda: built.append(workshop.rows.build_index(found))) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(built) == [False, False, False, True]
    assert quick() is not None


def test_nobody_waits_for_an_index_that_another_process_builds(workshop, dataset):
    publish(workshop, dataset, PARKS)
    digest = table(workshop, dataset).digest

    with building._alone(workshop.rows.folder / f"{digest}.index.lock") as is_alone:
        assert is_alone
        assert not index_next(workshop)
    assert index_next(workshop)


def test_an_index_of_another_layout_is_swept(workshop, dataset, index_of, clock):
    publish(workshop, dataset, PARKS)
    index_next(workshop)
    other = index_of().with_suffix(".index0")
    other.mkdir()
    clock.instant = LATER

    sweeping.sweep(workshop)

    assert (other.exists(), index_of().exists()) == (False, True)
