"""Writers that commit in another order than they wrote: a reader who only ever goes forward misses none of them."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from threading import Event
from time import sleep

import pytest
from sqlmodel import Session

from plateforme.domains.changes.reading import Place, changes_since
from plateforme.domains.changes.recording import record
from plateforme.domains.changes.tables import ChangeAction
from plateforme.kit.db import Database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WRITERS, EACH = 5, 12


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    """PostgreSQL, where writers do not take turns."""
    database = Database(postgres_url)
    yield database
    database.close()


def tell(session: Session, subject: str) -> None:
    """A change in a transaction that goes on."""
    record(session, "report", subject, ChangeAction.UPDATED, organization="nantes", at=NOW)
    session.flush()


def read(db: Database, place: Place | None) -> tuple[list[str], Place]:
    """What a reader is told, and where it goes on."""
    with db.reading() as session:
        found = changes_since(session, place, limit=100, kept_from=NOW)
        return [change.subject for change in found.changes], found.place


def test_what_is_committed_late_is_read_before_what_came_after_it(postgres: Database) -> None:
    _, start = read(postgres, None)
    with ExitStack() as slow:
        tell(slow.enter_context(postgres.writing()), "A")
        with postgres.writing() as quick:
            tell(quick, "B")

        told, place = read(postgres, start)
        assert (told, place) == ([], start)  # B is committed; A may still come before it

    assert read(postgres, place)[0] == ["A", "B"]


def test_a_writer_that_gives_up_holds_nobody_back(postgres: Database) -> None:
    _, start = read(postgres, None)
    with postgres.writing() as slow:
        tell(slow, "A")
        with postgres.writing() as quick:
            tell(quick, "B")
        slow.rollback()

    assert read(postgres, start)[0] == ["B"]


def test_a_long_reader_holds_nobody_back(postgres: Database) -> None:
    with postgres.reading() as long:
        changes_since(long, None, limit=1, kept_from=NOW)
        with postgres.writing() as writer:
            tell(writer, "A")

        assert read(postgres, None)[0] == ["A"]


def test_a_reader_who_polls_sees_all_that_many_writers_commit_once_and_in_one_order(any_database: Database) -> None:
    done = Event()

    def write(writer: int) -> list[str]:
        chance, kept = random.Random(writer), []  # noqa: S311  # not a secret
        for number in range(EACH):
            subjects = [f"{writer}-{number}-{part}" for part in range(chance.randint(1, 3))]
            with any_database.writing() as session:
                for subject in subjects:
                    tell(session, subject)
                    sleep(chance.random() / 200)
                if chance.random() < 0.2:
                    session.rollback()
                else:
                    kept += subjects
        return kept

    def follow() -> list[str]:
        seen, place = read(any_database, None)
        is_over = False
        while not is_over:
            is_over = done.is_set()  # looked at before the last reading
            told, place = read(any_database, place)
            seen += told
        return seen

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        following = pool.submit(follow)
        try:
            committed = list(pool.map(write, range(WRITERS)))
        finally:
            done.set()
        seen = following.result()

    assert sorted(seen) == sorted(subject for kept in committed for subject in kept)
    assert seen == read_whole(any_database)
    for writer, kept in enumerate(committed):
        assert [subject for subject in seen if subject.startswith(f"{writer}-")] == kept


def read_whole(db: Database) -> list[str]:
    """The feed from its beginning, in steps."""
    seen, place = read(db, None)
    while True:
        told, place = read(db, place)
        if not told:
            return seen
        seen += told
