"""Publishing on both databases: what becomes of a file, and of the work when a worker dies."""

import threading
import time
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from tests.domains.datasets.conftest import describe
from tests.domains.datasets.written import publish

from plateforme.domains.datasets import catalogue, publishing, store, sweeping, versions, watching, working
from plateforme.domains.datasets.errors import NothingPublished
from plateforme.domains.datasets.references import PublishedColumns
from plateforme.domains.datasets.watching import LEASE
from plateforme.domains.datasets.working import work_next

PARKS = b"id,nom\n1,Jardin des plantes\n2,Parc de Proce\n"
MORE = PARKS + b"3,Square Daviais\n"
TOWNS = b"code,nom\n01001,L'Abergement\n44109,Nantes\n"
STAGES = ["reading", "validating", "storing", "serving", "comparing", "done"]


def test_a_published_file_becomes_the_current_version(workshop, dataset, request_file, publication):
    asked = request_file(PARKS)

    assert work_next(workshop)

    done = publication(asked)
    assert (done.state, done.version, done.rows) == ("published", 1, 2)
    with workshop.db.reading() as session:
        served = versions.served(session, dataset)
    assert (served.number, served.rows) == (1, 2)
    assert workshop.storage.exists(served.parquet_key)


def test_there_is_nothing_to_do_when_nothing_waits(workshop, dataset):
    assert not work_next(workshop)


def test_the_upload_is_removed_once_its_publication_has_ended(workshop, request_file, publication):
    asked = request_file(PARKS)
    key = publication(asked).source_key

    work_next(workshop)

    assert not workshop.storage.exists(key)
    assert list(workshop.scratch.iterdir()) == []


def test_the_same_content_makes_no_new_version(workshop, request_file, publication):
    request_file(PARKS)
    work_next(workshop)

    again = request_file(PARKS.replace(b"\n", b"\r\n"))
    work_next(workshop)

    assert publication(again).state == "unchanged"
    assert publication(again).version == 1


def test_a_refused_file_leaves_the_present_version_alone(workshop, dataset, request_file, publication):
    request_file(PARKS)
    work_next(workshop)

    refused = request_file(PARKS + b"1,Encore le premier\n")
    work_next(workshop)

    assert publication(refused).state == "rejected"
    assert publication(refused).report["totals"] == {"primary-key": 1}
    with workshop.db.reading() as session:
        assert versions.served(session, dataset).number == 1


def test_an_older_version_stays_readable(workshop, dataset, request_file):
    request_file(PARKS)
    work_next(workshop)
    request_file(MORE)
    work_next(workshop)

    with workshop.db.reading() as session:
        assert versions.served(session, dataset).rows == 3
        assert versions.served(session, dataset, version=1).rows == 2


def test_publications_of_one_dataset_are_done_in_the_order_they_came(workshop, request_file, publication, clock):
    first = request_file(PARKS)
    clock.instant += timedelta(seconds=1)
    second = request_file(MORE)

    work_next(workshop)
    work_next(workshop)

    assert (publication(first).version, publication(second).version) == (1, 2)


def test_work_whose_worker_died_is_taken_up_after_its_lease(workshop, request_file, publication, clock):
    asked = request_file(PARKS)
    with workshop.db.writing() as session:
        store.claim(session, now=clock.now(), lease_until=clock.now() + LEASE)

    assert not work_next(workshop)
    clock.instant += LEASE + timedelta(seconds=1)
    assert work_next(workshop)

    assert (publication(asked).state, publication(asked).attempts) == ("published", 2)


def test_work_that_kills_its_workers_is_given_up(workshop, request_file, publication, clock):
    asked = request_file(PARKS)
    for _ in range(working.MAX_ATTEMPTS):
        with workshop.db.writing() as session:
            store.claim(session, now=clock.now(), lease_until=clock.now() + LEASE)
        clock.instant += LEASE + timedelta(seconds=1)

    work_next(workshop)

    assert publication(asked).state == "failed"
    assert publication(asked).problem["code"] == "publication_abandoned"


def test_a_worker_that_lost_its_claim_publishes_nothing(workshop, dataset, request_file, publication, clock):
    asked = request_file(PARKS)
    with workshop.db.writing() as session:
        late = store.claim(session, now=clock.now(), lease_until=clock.now() + LEASE)
    clock.instant += LEASE + timedelta(seconds=1)
    with workshop.db.writing() as session:
        store.claim(session, now=clock.now(), lease_until=clock.now() + LEASE)

    assert late is not None
    with pytest.raises(working.ClaimLost):
        working._Work(workshop, late).run()

    assert publication(asked).state == "running"
    with workshop.db.reading() as session, pytest.raises(NothingPublished):
        versions.served(session, dataset)


def test_a_full_disk_is_told_as_such(workshop, request_file, publication, monkeypatch):
    asked = request_file(PARKS)

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workshop.storage, "put_file", full)
    work_next(workshop)

    assert publication(asked).state == "failed"
    assert publication(asked).problem["code"] == "no_space"


def test_sweeping_removes_old_orphans_and_keeps_what_is_needed(workshop, request_file, publication, clock):
    request_file(PARKS)
    work_next(workshop)
    waiting = request_file(MORE)
    clock.instant = datetime(2100, 1, 1, tzinfo=UTC)
    orphan = workshop.storage.local_path("uploads/orphan")
    orphan.write_bytes(b"left behind")

    assert sweeping.sweep(workshop) == 1

    assert not orphan.exists()
    work_next(workshop)
    assert publication(waiting).state == "published"


def test_a_beat_that_fails_is_not_the_last_one(workshop, request_file, publication, clock, monkeypatch):
    asked = request_file(PARKS)
    monkeypatch.setattr(watching, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.01)
    beats = []
    went_on = threading.Event()

    def renew(_watch):
        beats.append(1)
        if len(beats) == 1:
            raise OSError("the store was away")
        went_on.set()

    monkeypatch.setattr(watching.Watch, "_renew", renew)
    with workshop.db.writing() as session:
        claimed = store.claim(session, now=clock.now(), lease_until=clock.now() + LEASE)

    assert claimed is not None
    assert claimed.id == asked
    with working._Work(workshop, claimed).watch.kept():
        assert went_on.wait(10)


def test_a_long_step_keeps_its_lease(workshop, request_file, publication, clock, monkeypatch):
    asked = request_file(PARKS)
    monkeypatch.setattr(watching, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.01)
    with workshop.db.writing() as session:
        claimed = store.claim(session, now=clock.now(), lease_until=clock.now() + LEASE)
    assert claimed is not None

    with working._Work(workshop, claimed).watch.kept():
        clock.instant += LEASE
        renewed = clock.now() + LEASE
        deadline = time.monotonic() + 10
        while publication(asked).lease_until < renewed and time.monotonic() < deadline:
            time.sleep(0.01)

    assert publication(asked).lease_until == renewed


def test_progress_tells_stage_percent_and_rows_while_it_runs(workshop, request_file, monkeypatch):
    request_file(PARKS)
    told = []
    write = store.touch

    def note(session, publication_id, *, values, **more):
        told.append(dict(values))
        return write(session, publication_id, values=values, **more)

    monkeypatch.setattr(store, "touch", note)
    work_next(workshop)

    stages = [values["stage"] for values in told if "stage" in values]
    assert list(dict.fromkeys(stages)) == STAGES
    assert next(values for values in told if values.get("stage") == "validating")["rows"] == 2


def test_percent_never_goes_backwards_within_a_stage(workshop, request_file, publication, clock):
    asked = request_file(PARKS)
    with workshop.db.writing() as session:
        claimed = store.claim(session, now=clock.now(), lease_until=clock.now() + LEASE)
    assert claimed is not None
    work = working._Work(workshop, claimed)
    seen = []

    for stage, percent in [("reading", 0), ("reading", 60), ("reading", 40), ("reading", None), ("validating", None)]:
        work._written = 0.0
        work.progress(stage, percent)
        seen.append((publication(asked).stage, publication(asked).percent))

    assert [percent for _, percent in seen] == [0, 60, 60, 60, None]


def test_what_the_producer_says_of_a_file_is_believed(workshop, request_file, publication):
    asked = request_file("id|nom\n1|Châtaigneraie\n".encode("cp1252"), hints={"delimiter": "|", "encoding": "cp1252"})

    work_next(workshop)

    done = publication(asked)
    assert done.state == "published", done.problem
    assert (done.report["source"]["delimiter"], done.report["source"]["encoding"]) == ("|", "cp1252")


def test_every_error_of_a_refused_file_is_kept_as_csv(workshop, dataset, request_file, publication):
    wrong = b"".join(b"1,Encore\n" for _ in range(12_000))
    asked = request_file(PARKS + wrong)

    work_next(workshop)

    refused = publication(asked)
    assert (refused.state, len(refused.report["errors"])) == ("rejected", 10_000)
    kept = workshop.storage.local_path(refused.faults_key).read_text().splitlines()
    assert len(kept) == 1 + sum(refused.report["totals"].values())


def test_a_dataset_that_is_deleted_meanwhile_gets_no_version(workshop, dataset, request_file, publication):
    asked = request_file(PARKS)
    with workshop.db.writing() as session:
        held = catalogue.get_dataset(session, dataset)
        held.deleted_at, held.deleted_reason = workshop.clock.now(), "merged"
    work_next(workshop)

    with workshop.db.reading() as session:
        ended = publishing.get_publication(session, held, asked)
    assert ended.problem is not None
    assert (ended.state, ended.problem["code"]) == ("rejected", "dataset_deleted")


@pytest.fixture
def towns(workshop):
    """A published dataset that others refer to."""
    describe(workshop, "communes", "code")
    publish(workshop, "communes", TOWNS)


@pytest.mark.parametrize(
    ("resource", "columns", "found"),
    [
        ("communes", ("code",), [("01001",), ("44109",)]),
        ("https://data.example.fr/v1/datasets/communes", ("nom",), [("L'Abergement",), ("Nantes",)]),
        ("communes", ("nom", "missing"), [("L'Abergement",), ("Nantes",)]),
        ("parcs", ("id",), None),
        ("nothing", ("id",), None),
    ],
)
def test_a_foreign_key_finds_the_columns_that_are_published(
    workshop, dataset, towns, tmp_path, resource, columns, found
):
    path = PublishedColumns(workshop, tmp_path)(resource, columns)

    assert (path and duckdb.read_parquet(str(path)).fetchall()) == found


def test_a_column_that_several_keys_refer_to_is_written_once(workshop, towns, tmp_path):
    references = PublishedColumns(workshop, tmp_path)

    assert references("communes", ("code",)) == references("communes", ("code",))
    assert len(list(tmp_path.glob("reference-*"))) == 1
