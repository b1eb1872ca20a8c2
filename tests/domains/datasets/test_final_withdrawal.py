"""A version that is withdrawn for good takes its bytes with it, also where other versions stood on them."""

import pytest
from tests.domains.datasets.conftest import PRODUCER
from tests.domains.datasets.written import content, table, versions, write

from plateforme.domains.datasets import catalogue, withdrawal
from plateforme.domains.datasets.errors import VersionPruned, VersionWithdrawn
from plateforme.domains.datasets.renewal import renew_next
from plateforme.domains.datasets.sweeping import sweep
from plateforme.domains.datasets.working import work_next

FIRST = b"id,nom,surface\n1,Chez Zorglub,7\n2,Parc de Proce,12\n3,Grand Blottereau,37\n"


@pytest.fixture
def parks(workshop, dataset, request_file):
    """Three parks, one of which names somebody, and the same without it."""
    request_file(FIRST)
    assert work_next(workshop)
    write(workshop, dataset, deletes=[1])
    return dataset


def withdraw(workshop, slug, number, *, is_final=True):
    with workshop.db.writing() as session:
        held = catalogue.held_dataset(session, slug, by=PRODUCER)
        withdrawal.withdraw(session, held, number, reason="Des personnes.", is_final=is_final, now=workshop.clock.now())


def sweep_later(workshop, clock):
    clock.instant = clock.instant.replace(year=clock.instant.year + 1)
    sweep(workshop)


def files(workshop):
    """Everything that is stored, and made to be served."""
    places = [workshop.storage.local_path("parquet").parent, workshop.rows.folder.parent]
    return [path for place in places for path in place.rglob("*") if path.is_file()]


def stored(workshop):
    """The files that hold the name in plain letters."""
    return [path.name for path in files(workshop) if b"Zorglub" in path.read_bytes()]


def test_it_cannot_be_undone(workshop, parks):
    withdraw(workshop, parks, 1, is_final=False)
    withdraw(workshop, parks, 1)

    with workshop.db.writing() as session:
        held = catalogue.held_dataset(session, parks, by=PRODUCER)
        with pytest.raises(VersionPruned):
            withdrawal.cancel_withdrawal(session, held, 1, now=workshop.clock.now())


def test_the_current_version_that_stood_on_it_gets_a_whole_successor(workshop, parks):
    before = content(workshop, parks)
    withdraw(workshop, parks, 1)

    assert renew_next(workshop)
    assert not renew_next(workshop)

    assert content(workshop, parks) == before == [(2, "Parc de Proce", 12), (3, "Grand Blottereau", 37)]
    assert (table(workshop, parks).number, table(workshop, parks).base) == (3, None)
    with pytest.raises(VersionWithdrawn):
        table(workshop, parks, 2)
    assert [one.withdrawn_reason for one in versions(workshop, parks)] == ["Des personnes.", "Des personnes.", None]


def test_no_file_holds_what_was_removed_after_the_next_sweep(workshop, parks, clock):
    assert content(workshop, parks, 1)
    assert stored(workshop)
    withdraw(workshop, parks, 1)
    while renew_next(workshop):
        pass

    gone = [one.digest for one in versions(workshop, parks) if one.withdrawn_at]
    assert len(gone) == 2
    sweep_later(workshop, clock)

    assert stored(workshop) == []
    left = [path.name for path in files(workshop) if any(digest in path.name for digest in gone)]
    assert left == []
    assert len(content(workshop, parks)) == 2


def test_writes_go_on_from_the_successor(workshop, parks, clock):
    withdraw(workshop, parks, 1)
    renew_next(workshop)
    write(workshop, parks, upserts=[{"id": 4, "nom": "Square"}])

    assert [row[0] for row in content(workshop, parks)] == [2, 3, 4]
    assert not renew_next(workshop)
    sweep_later(workshop, clock)
    assert [row[0] for row in content(workshop, parks)] == [2, 3, 4]


def test_a_write_that_comes_first_is_renewed_in_its_turn(workshop, parks, clock):
    withdraw(workshop, parks, 1)
    write(workshop, parks, upserts=[{"id": 4, "nom": "Square"}])
    withdraw(workshop, parks, 2)

    assert renew_next(workshop)
    sweep_later(workshop, clock)

    assert stored(workshop) == []
    assert [row[0] for row in content(workshop, parks)] == [2, 3, 4]


def test_an_ordinary_withdrawal_keeps_what_it_may_need(workshop, parks):
    withdraw(workshop, parks, 1, is_final=False)

    assert not renew_next(workshop)
    assert table(workshop, parks).number == 2
