"""What a crash, a full disk or a vanished file leaves behind, at each stage: the old version, and nothing else."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from tests.domains.datasets.conftest import PRODUCER
from tests.domains.datasets.sources import Source
from tests.domains.datasets.tabular.row_tables import cells

from plateforme.domains.datasets import catalogue, publishing, sweeping, versions, working
from plateforme.domains.datasets.fetching import FetchRules
from plateforme.domains.datasets.tabular.engine import files
from plateforme.domains.datasets.tabular.engine.failures import telling_no_room
from plateforme.domains.datasets.tabular.engine.loading import Loading
from plateforme.domains.datasets.tabular.query import parse
from plateforme.domains.datasets.watching import LEASE
from plateforme.domains.datasets.working import work_next

PARKS = b"id,nom\n1,Jardin des plantes\n2,Parc de Proce\n"
MORE = PARKS + b"3,Square Daviais\n"
ACCENTED = "id,nom\n1,Jardin des plantes\n3,Procé\n".encode("latin-1")
FULL = OSError(28, "No space left on device")
ROOT = Path(__file__).parents[3]


@pytest.fixture(params=["sqlite_url"])
def database_url(request):
    """The embedded default, unless a test asks for the other one: what is proved here is not about SQL."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def workshop(workshop):
    rules = FetchRules(hosts=frozenset({"127.0.0.1"}), max_bytes=1_000_000, allow_private=True)
    return replace(workshop, fetch=rules)


@pytest.fixture
def read(workshop, dataset):
    """What readers see: the number of the version, and its names."""

    def rows():
        with workshop.db.reading() as session:
            table = versions.served(session, dataset)
        page = workshop.rows.page(table, parse([("fields", "nom")], table.schema))
        return table.number, [row[0] for row in cells(table.schema, page.items)]

    return rows


@pytest.fixture
def request_pull(workshop, dataset, web_server):
    """Ask for the publication of what a source holds."""

    def ask(content):
        url = f"{web_server(Source(body=content).handler())}/parcs.csv"
        with workshop.db.writing() as session:
            return publishing.request_publication(
                session,
                catalogue.get_dataset(session, dataset),
                by=PRODUCER,
                name="parcs.csv",
                upload=None,
                url=url,
                rules=workshop.fetch,
                now=workshop.clock.now(),
            ).id

    return ask


@pytest.fixture
def die(workshop, tmp_path, database_url):
    """Let a worker in another process begin the next publication, and be killed at that point."""

    def die(point):
        command = [sys.executable, "-m", "tests.domains.datasets.dying_worker"]
        place = [str(tmp_path), workshop.db.url, workshop.clock.now().isoformat(), point]
        ended = subprocess.run([*command, *place], cwd=ROOT, capture_output=True, check=False, timeout=120)
        assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()

    return die


def _files(workshop):
    """Everything that is kept, by folder."""
    places = [*(workshop.storage.local_path(name) for name in ("uploads", "parquet", "faults")), workshop.scratch]
    return {place.name: sorted(path.name for path in place.rglob("*") if path.is_file()) for place in places}


def _survives(point, workshop, asked, publication, read, die, clock):
    die(point)

    assert read()[0] == 1
    assert (publication(asked).state, publication(asked).attempts) == ("running", 1)
    assert publication(asked).version is None
    assert not work_next(workshop)

    clock.instant += LEASE + timedelta(seconds=1)
    assert work_next(workshop)

    done = publication(asked)
    assert (done.state, done.version, done.attempts) == ("published", 2, 2)
    assert read() == (2, ["Jardin des plantes", "Parc de Proce", "Square Daviais"])
    clock.instant = datetime(2100, 1, 1, tzinfo=UTC)
    sweeping.sweep(workshop)
    left = _files(workshop)
    assert (left["uploads"], left["scratch"], left["faults"]) == ([], [], [])
    assert len(left["parquet"]) == 2
    assert not list(workshop.rows.folder.glob("*.part*"))
    assert read()[0] == 2


@pytest.mark.parametrize("point", ["received", "reading", "validating", "storing", "serving", "comparing", "landing"])
def test_a_worker_killed_at_any_stage_changes_nothing_and_another_finishes_its_work(
    point, workshop, request_file, publication, read, die, clock
):
    request_file(PARKS)
    work_next(workshop)
    asked = request_file(MORE)

    _survives(point, workshop, asked, publication, read, die, clock)


def test_a_worker_killed_while_it_pulls_changes_nothing_and_another_pulls_again(
    workshop, request_file, request_pull, publication, read, die, clock
):
    request_file(PARKS)
    work_next(workshop)
    asked = request_pull(MORE)

    _survives("fetching", workshop, asked, publication, read, die, clock)


@pytest.mark.parametrize("database_url", ["postgres_url"], indirect=True)
def test_a_worker_killed_while_it_lands_changes_nothing_on_postgresql(
    workshop, request_file, publication, read, die, clock
):
    request_file(PARKS)
    work_next(workshop)
    asked = request_file(MORE)

    _survives("landing", workshop, asked, publication, read, die, clock)


def test_a_worker_killed_while_it_refuses_leaves_one_list_of_errors(workshop, request_file, publication, die, clock):
    asked = request_file(PARKS + b"2,Encore\n")
    die("validating")
    clock.instant += LEASE + timedelta(seconds=1)

    work_next(workshop)

    clock.instant = datetime(2100, 1, 1, tzinfo=UTC)
    sweeping.sweep(workshop)
    assert (publication(asked).state, publication(asked).attempts) == ("rejected", 2)
    assert _files(workshop) == {"uploads": [], "parquet": [], "faults": [f"{asked}.csv"], "scratch": []}


def _full(*_args, **_named):
    raise FULL


def _full_while_fetching(monkeypatch, workshop):
    monkeypatch.setattr(workshop.storage, "put_stream", lambda _key, stream: stream.read(5) and _full())


def _full_while_reading(monkeypatch, workshop):
    _lead_to_full_device(monkeypatch, "rewritten.csv")


def _full_while_writing_the_table(monkeypatch, workshop):
    """The engine's own words; the engine at work is confined and would not follow a link to the device."""

    def write(*_args, **_named):
        with duckdb.connect() as engine, telling_no_room():
            engine.execute("COPY (SELECT 1) TO '/dev/full' (FORMAT parquet)")

    monkeypatch.setattr(Loading, "write", write)


def _full_while_storing(monkeypatch, workshop):
    monkeypatch.setattr(workshop.storage, "put_file", _full)


def _full_while_serving(monkeypatch, workshop):
    monkeypatch.setattr(files, "_sync", _full)


def _full_while_landing(monkeypatch, workshop):
    def landing(*_args, **_named):
        raise RuntimeError("(sqlite3.OperationalError) database or disk is full")

    monkeypatch.setattr(working, "offer", landing)


def _lead_to_full_device(monkeypatch, name):
    """The file of the working folder is a device that has no room, which the system itself provides."""
    run = working._Work.run

    def prepared(work):
        work.scratch.mkdir(parents=True)
        (work.scratch / name).symlink_to("/dev/full")
        run(work)

    monkeypatch.setattr(working._Work, "run", prepared)


@pytest.mark.parametrize(
    "fill",
    [_full_while_reading, _full_while_writing_the_table, _full_while_storing, _full_while_serving, _full_while_landing],
)
def test_a_full_disk_at_any_stage_is_told_and_the_next_publication_works(
    fill, workshop, request_file, publication, read, clock
):
    request_file(PARKS)
    work_next(workshop)
    asked = request_file(ACCENTED)
    with pytest.MonkeyPatch.context() as patch:
        fill(patch, workshop)
        work_next(workshop)

    assert (publication(asked).state, publication(asked).problem["code"]) == ("failed", "no_space")
    assert read() == (1, ["Jardin des plantes", "Parc de Proce"])
    assert (_files(workshop)["uploads"], _files(workshop)["scratch"]) == ([], [])

    clock.instant += timedelta(seconds=1)
    again = request_file(ACCENTED)
    work_next(workshop)
    assert (publication(again).state, publication(again).version) == ("published", 2)


def test_a_full_disk_while_pulling_is_told(workshop, request_pull, publication):
    asked = request_pull(MORE)
    with pytest.MonkeyPatch.context() as patch:
        _full_while_fetching(patch, workshop)
        work_next(workshop)

    assert (publication(asked).state, publication(asked).problem["code"]) == ("failed", "no_space")


def test_a_refusal_stands_even_when_there_is_no_room_for_its_list_of_errors(workshop, request_file, publication):
    asked = request_file(PARKS + b"2,Encore\n")
    with pytest.MonkeyPatch.context() as patch:
        _full_while_storing(patch, workshop)
        work_next(workshop)

    assert (publication(asked).state, publication(asked).faults_key) == ("rejected", None)
    assert publication(asked).report["totals"] == {"primary-key": 1}


def test_a_file_that_vanished_from_the_store_is_told(workshop, request_file, publication):
    asked = request_file(PARKS)
    workshop.storage.delete(publication(asked).source_key)

    work_next(workshop)

    assert (publication(asked).state, publication(asked).problem["code"]) == ("failed", "upload_lost")


@pytest.mark.parametrize("change", ["longer", "gone"])
def test_a_file_that_changes_while_it_is_read_is_not_published(workshop, request_file, publication, change):
    asked = request_file(PARKS)
    path = workshop.storage.local_path(publication(asked).source_key)
    progress = working._Work.progress

    def meddling(work, stage, percent, rows=None):
        progress(work, stage, percent, rows)
        if stage == "validating" and path.exists():
            path.unlink() if change == "gone" else path.write_bytes(MORE)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(working._Work, "progress", meddling)
        work_next(workshop)

    assert publication(asked).state == "rejected"
    assert "changed while it was read" in publication(asked).problem["detail"]
