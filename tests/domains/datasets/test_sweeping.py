"""What the sweeping leaves alone, on both databases: everything that somebody still works on."""

from datetime import UTC, datetime

import pytest
from tests.domains.datasets.conftest import PRODUCER

from plateforme.domains.datasets import catalogue, publishing, store, sweeping, working
from plateforme.domains.datasets.fetching import FetchRules
from plateforme.domains.datasets.watching import LEASE

LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def running(workshop, dataset, clock):
    """A publication from an address, claimed and at work; the file was pulled."""
    with workshop.db.writing() as session:
        asked = publishing.request_publication(
            session,
            catalogue.get_dataset(session, dataset),
            by=PRODUCER,
            name="parcs.csv",
            upload=None,
            url="https://data.example.fr/parcs.csv",
            rules=FetchRules(hosts=frozenset({"data.example.fr"}), max_bytes=1000),
            now=clock.now(),
        )
    with workshop.db.writing() as session:
        claimed = store.claim(session, now=clock.now(), lease_until=clock.now() + LEASE)
    assert claimed is not None
    assert claimed.id == asked.id
    return claimed


def test_the_scratch_folder_of_long_work_stays_and_that_of_an_earlier_attempt_goes(workshop, running, clock):
    mine, left = (workshop.scratch / f"{running.id}-{attempt}" for attempt in (1, 0))
    mine.mkdir(parents=True)
    left.mkdir()
    clock.instant = LATER

    sweeping.sweep(workshop)

    assert (mine.exists(), left.exists()) == (True, False)


def test_a_file_pulled_for_long_work_stays(workshop, running, clock):
    pulled = workshop.storage.local_path(f"uploads/{running.id}")
    pulled.parent.mkdir(parents=True, exist_ok=True)
    pulled.write_bytes(b"id\n1\n")
    clock.instant = LATER

    sweeping.sweep(workshop)

    assert pulled.exists()


def test_half_a_table_left_by_a_crash_goes_even_if_the_table_is_published(workshop, request_file, clock):
    request_file(b"id,nom\n1,Jardin des plantes\n")
    working.work_next(workshop)
    (table,) = workshop.storage.local_path("parquet").glob("*/*.parquet")
    half = table.with_name(f"{table.name}#1")
    half.write_bytes(b"PAR1")
    clock.instant = LATER

    sweeping.sweep(workshop)

    assert (table.exists(), half.exists()) == (True, False)
