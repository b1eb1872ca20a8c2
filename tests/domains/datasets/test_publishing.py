"""Publishing on both databases: what becomes of a file, and of the work when a worker dies."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from plateforme.domains.datasets import publishing, store, sweeping, versions
from plateforme.domains.datasets.errors import NothingPublished
from plateforme.domains.datasets.publishing import LEASE, work_next

PARKS = b"id,nom\n1,Jardin des plantes\n2,Parc de Proce\n"
MORE = PARKS + b"3,Square Daviais\n"


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
    for _ in range(publishing.MAX_ATTEMPTS):
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
    with pytest.raises(publishing.ClaimLost):
        publishing._Work(workshop, late).run()

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
    monkeypatch.setattr(publishing, "BEAT_SECONDS", 0.01)
    beats = []
    went_on = threading.Event()

    def renew(_work):
        beats.append(1)
        if len(beats) == 1:
            raise OSError("the store was away")
        went_on.set()

    monkeypatch.setattr(publishing._Work, "_renew", renew)
    with workshop.db.writing() as session:
        claimed = store.claim(session, now=clock.now(), lease_until=clock.now() + LEASE)

    assert claimed is not None
    assert claimed.id == asked
    with publishing._Work(workshop, claimed).heartbeat():
        assert went_on.wait(10)
