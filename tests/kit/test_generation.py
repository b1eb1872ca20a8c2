"""Whether anything was committed: every commit tells, and nothing else needs to."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import suppress

from plateforme.domains.access.organizations import create_organization
from plateforme.kit.db import Database
from plateforme.kit.generation import _OPENINGS, Generation

COMMIT = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as connection:
    connection.execute("CREATE TABLE made_elsewhere (id)")
"""


async def generation(database: Database) -> Generation:
    found = database.generation() or await database.latest_generation()
    assert found is not None
    return found


def commit(database: Database, clock, slug: str = "nantes") -> None:
    with database.writing() as session:
        create_organization(session, slug=slug, name=slug, kind="commune", now=clock.now())


async def test_every_commit_is_another_generation(any_database, clock):
    seen = [await generation(any_database)]
    for slug in ("nantes", "rennes", "brest"):
        commit(any_database, clock, slug)
        seen.append(await generation(any_database))

    assert len(set(seen)) == len(seen)


async def test_reading_and_failing_change_nothing(any_database, clock):
    commit(any_database, clock)
    before = await generation(any_database)

    with any_database.reading() as session:
        session.connection().exec_driver_sql("SELECT 1")
    again = await generation(any_database)

    assert again == before


async def test_a_transaction_that_is_undone_never_brings_an_old_generation_back(any_database, clock):
    seen = [await generation(any_database)]
    with suppress(RuntimeError), any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=clock.now())
        session.flush()
        raise RuntimeError
    seen.append(await generation(any_database))
    commit(any_database, clock)

    assert await generation(any_database) not in seen


def test_the_commit_of_another_process_is_seen(database, settings):
    before = database.generation()

    subprocess.run([sys.executable, "-c", COMMIT, str(settings.home / "plateforme.db")], check=True)

    assert database.generation() != before


async def test_a_commit_is_seen_as_soon_as_it_can_be_read(database, settings):
    with sqlite3.connect(settings.home / "plateforme.db", isolation_level=None) as other:
        other.execute("CREATE TABLE t (n)")
        before, number = database.generation(), 0
        for number in range(200):
            other.execute("BEGIN IMMEDIATE")
            other.execute("INSERT INTO t VALUES (?)", (number,))
            assert database.generation() == before
            other.execute("COMMIT")
            now = database.generation()
            assert now != before
            before = now


async def test_many_who_ask_a_far_store_at_once_share_its_answer(postgres_url):
    database = Database(postgres_url)
    try:
        found = await asyncio.gather(*(database.latest_generation() for _ in range(50)))
    finally:
        database.close()

    assert None not in found
    assert len(set(found)) == 1


async def test_a_store_that_does_not_answer_tells_nothing():
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=1")
    try:
        assert database.generation() is None
        assert await database.latest_generation() is None
    finally:
        database.close()


async def test_a_file_that_is_not_there_tells_nothing(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'nothing' / 'here.db'}")
    try:
        assert database.generation() is None
    finally:
        database.close()


def test_the_log_is_let_go_with_the_last_who_looks_at_it(sqlite_url):
    first, second = Database(sqlite_url), Database(sqlite_url)
    for database in (first, second):
        with database.reading() as session:
            session.connection().exec_driver_sql("SELECT 1")
        assert database.generation() is not None

    first.close()
    still = second.generation()
    second.close()

    assert still is not None
    assert not [path for path in _OPENINGS._known if str(path).startswith(sqlite_url.removeprefix("sqlite:///"))]
