"""Transactions on both databases."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import select

from plateforme.domains.access.tables import Organization, OrganizationKind
from plateforme.kit import db
from plateforme.kit.db import Database, after_commit

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    yield database
    database.close()


def organization(slug: str, at: datetime = NOW) -> Organization:
    return Organization(id=slug, slug=slug, name=slug, kind=OrganizationKind.COMMUNE, created_at=at)


def slugs(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.exec(select(Organization.slug)))


def test_what_a_writer_did_is_kept_when_its_block_ends(any_database):
    with any_database.writing() as session:
        session.add(organization("nantes"))

    assert slugs(any_database) == ["nantes"]


def test_what_a_writer_did_is_undone_when_its_block_fails(any_database):
    def fail() -> None:
        with any_database.writing() as session:
            session.add(organization("nantes"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert slugs(any_database) == []


def test_what_a_reader_does_is_never_kept(any_database):
    with any_database.reading() as session:
        session.add(organization("nantes"))
        session.flush()

    assert slugs(any_database) == []


def test_an_instant_comes_back_aware_and_in_utc(any_database):
    paris = datetime(2026, 7, 1, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with any_database.writing() as session:
        session.add(organization("nantes", paris))

    with any_database.reading() as session:
        found = session.exec(select(Organization)).one().created_at
    assert (found, found.utcoffset()) == (paris, timedelta(0))


def test_an_instant_without_zone_is_refused(any_database):
    def write() -> None:
        with any_database.writing() as session:
            session.add(organization("nantes", datetime(2026, 3, 2)))  # noqa: DTZ001  # the point of the test

    with pytest.raises(StatementError, match="time zone"):
        write()


def test_writers_that_read_first_wait_for_each_other_and_lose_nothing(any_database):
    with any_database.writing() as session:
        session.add(organization("nantes"))

    def rename() -> None:
        for _ in range(10):
            with any_database.writing() as session:
                row = session.exec(select(Organization).with_for_update()).one()
                row.name += "x"
                session.add(row)

    threads = [threading.Thread(target=rename) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with any_database.reading() as session:
        assert session.exec(select(Organization.name)).one() == "nantes" + "x" * 40


def test_sqlite_acknowledges_only_what_is_on_the_disk(database):
    with database.writing() as session:
        connection = session.connection()
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_statement_that_fails_does_not_tell_its_values_to_the_logs(any_database):
    with any_database.writing() as session, pytest.raises(DBAPIError) as failure:
        session.connection().execute(text("SELECT * FROM nowhere WHERE digest = :it"), {"it": "a-digest"})

    assert "a-digest" not in str(failure.value)


def test_what_waits_for_a_commit_is_not_done_when_there_is_none(any_database):
    done: list[str] = []
    with any_database.writing() as session:
        session.add(organization("nantes"))
        after_commit(session, lambda: done.append("nantes"))
        session.flush()
        assert done == []
    with suppress(ZeroDivisionError), any_database.writing() as session:
        session.add(organization("rennes"))
        after_commit(session, lambda: done.append("rennes"))
        raise ZeroDivisionError

    assert done == ["nantes"]


def test_who_looks_sees_what_was_committed_and_writes_nothing(any_database):
    with any_database.writing() as session:
        session.add(organization("nantes"))

    with any_database.looking() as session:
        assert session.exec(select(Organization.slug)).all() == ["nantes"]
    with suppress(RuntimeError), any_database.looking() as session:
        session.add(organization("reze"))
        session.flush()

    assert slugs(any_database) == ["nantes"]


def test_who_looks_at_postgresql_is_refused_to_write(postgres_database):
    def write() -> None:
        with postgres_database.looking() as session:
            session.add(organization("reze"))
            session.flush()

    with pytest.raises(RuntimeError, match="asked to write"):
        write()

    with postgres_database.writing() as session:  # the same connection, which writes again
        session.add(organization("nantes"))
    assert slugs(postgres_database) == ["nantes"]


def test_a_connection_that_was_cut_while_it_rested_is_replaced(postgres_database, monkeypatch):
    monkeypatch.setattr(db, "RESTED_SECONDS", 0.0)
    with postgres_database.reading() as session:
        own = session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one()
    other = Database(postgres_database.url)
    with other.writing() as session:
        session.connection().execute(text("SELECT pg_terminate_backend(:own, 5000)"), {"own": own})
    other.close()

    assert slugs(postgres_database) == []


def test_a_connection_that_was_just_used_is_not_looked_at_again(postgres_database, monkeypatch):
    slugs(postgres_database)
    pings = []
    monkeypatch.setattr(type(postgres_database.engine.dialect), "do_ping", lambda *_: pings.append(1))

    slugs(postgres_database)
    monkeypatch.setattr(db, "RESTED_SECONDS", 0.0)
    slugs(postgres_database)

    assert pings == [1]
