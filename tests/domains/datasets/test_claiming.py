"""Several workers at one desk, on both databases."""

from datetime import timedelta

import pytest

from plateforme.domains.datasets import store
from plateforme.domains.datasets.watching import LEASE

PARKS = b"id,nom\n1,Jardin des plantes\n"


@pytest.fixture
def claim(clock):
    return lambda session: store.claim(session, now=clock.now(), lease_until=clock.now() + LEASE)


def test_a_newer_file_never_overtakes_one_that_another_worker_is_just_claiming(
    workshop, request_file, publication, clock, claim
):
    if workshop.db.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    first = request_file(PARKS)
    clock.instant += timedelta(seconds=1)
    request_file(PARKS + b"2,Parc de Proce\n")

    with workshop.db.writing() as one, workshop.db.writing() as other:
        claimed = claim(one)
        overtaking = claim(other)

    assert claimed is not None
    assert claimed.id == first
    assert overtaking is None


def test_a_newer_file_waits_for_an_older_one_whose_worker_died(workshop, request_file, clock, claim):
    first = request_file(PARKS)
    with workshop.db.writing() as session:
        claim(session)
    clock.instant += LEASE + timedelta(seconds=1)
    request_file(PARKS + b"2,Parc de Proce\n")

    with workshop.db.writing() as session:
        taken_up = claim(session)

    assert taken_up is not None
    assert (taken_up.id, taken_up.attempts) == (first, 2)
