"""A store with data goes through the migrations, forth and back, and keeps what both releases know."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, inspect, text

from plateforme.cli import migrating
from plateforme.domains.datasets import catalogue, contract, store, versions
from plateforme.domains.datasets.moments import Which
from plateforme.domains.datasets.tables import Publication
from plateforme.kit.db import Database

INITIAL = "9b69e3662f88"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SCHEMA = {"fields": [{"name": "id", "title": "id", "type": "integer"}], "primaryKey": ["id"]}
DATASET = {
    "id": "D1",
    "slug": "parcs",
    "organization": "nantes",
    "title": "Parcs",
    "description": "",
    "license": "x",
    "frequency": "ANNUAL",
    "keywords": [],
    "themes": [],
    "spatial": [],
    "primary_key": ["id"],
    "search_text": "",
    "version": 2,
    "rows": 5,
    "created_at": NOW,
    "updated_at": NOW,
    "metadata_updated_at": NOW,
    "revision": 3,
}
PUBLICATION = {
    "id": "P1",
    "dataset_id": "D1",
    "state": "published",
    "stage": "done",
    "source_name": "p.csv",
    "version": 2,
    "attempts": 1,
    "requested_by": "loader",
    "created_at": NOW,
    "report": {"valid": True},
}


def version(number: int, rows: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"V{number}",
        "dataset_id": "D1",
        "number": number,
        "digest": f"{number}" * 64,
        "rows": rows,
        "parquet_key": f"parquet/{number}",
        "parquet_bytes": 10,
        "source_digest": "s",
        "source_name": "p.csv",
        "source_bytes": 9,
        "table_schema": SCHEMA,
        "published_at": NOW,
        **more,
    }


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A store of the first release with a dataset, two versions and the publication of one."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'initial.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
        cleared = Database(url)
        with cleared.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        cleared.close()
    migrating.upgrade(url, INITIAL)
    database = Database(url)
    insert(database, "datasets", DATASET)
    insert(database, "dataset_versions", version(1, 3), version(2, 5))
    insert(database, "publications", PUBLICATION)
    yield database
    database.close()


def insert(database: Database, name: str, *rows: dict[str, Any]) -> None:
    found = MetaData()
    found.reflect(database.engine, only=[name])
    with database.engine.begin() as connection:
        for row in rows:
            connection.execute(found.tables[name].insert().values(row))


def values(database: Database, statement: str) -> list[tuple[Any, ...]]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_what_was_published_before_is_read_after(database):
    migrating.upgrade(database.url)

    migrating.check(database.url)
    with database.reading() as session:
        dataset = catalogue.get_dataset(session, "parcs")
        schemas = contract.list_schemas(session, dataset, now=NOW)
        read = versions.answering(session, "parcs", Which(version=1), now=NOW)
        newest = versions.answering(session, "parcs", Which(schema="1"), now=NOW)
        publication = store.publication(session, dataset.id, "P1")
    assert (dataset.schema_version, dataset.breaking_changes, dataset.notice_days) == ("1.0.0", "ask", 90)
    assert [(one.number, one.status) for one in schemas] == [("1.0.0", "current")]
    assert (read.table.rows, read.notice, newest.table.number) == (3, None, 2)
    assert isinstance(publication, Publication)
    assert (publication.hints, publication.cancelled, publication.report) == ({}, False, {"valid": True})


def test_going_back_keeps_all_that_the_first_release_knows(database):
    before = [values(database, f"SELECT * FROM {name}") for name in ("datasets", "dataset_versions", "publications")]
    migrating.upgrade(database.url)

    migrating.downgrade(database.url, INITIAL)

    after = [values(database, f"SELECT * FROM {name}") for name in ("datasets", "dataset_versions", "publications")]
    assert after == before
    assert "dataset_schema_versions" not in inspect(database.engine).get_table_names()


def test_going_back_shows_nothing_that_was_withdrawn_and_nothing_that_cannot_be_read(database):
    migrating.upgrade(database.url)
    new = {"origin": "file", "schema_version": "1.0.0"}
    insert(
        database,
        "dataset_versions",
        version(3, 6, **new, withdrawn_at=NOW, withdrawn_reason="Noms de personnes."),
        version(4, 7, **new | {"origin": "rows"}, base_id="V3"),
    )
    waiting = PUBLICATION | {"id": "P2", "state": "waiting", "hints": {}, "accept_breaking": False, "cancelled": False}
    insert(database, "publications", waiting)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE datasets SET version = 4, rows = 7"))

    migrating.downgrade(database.url, INITIAL)

    assert values(database, "SELECT number FROM dataset_versions ORDER BY number") == [(1,), (2,)]
    assert values(database, "SELECT version, rows FROM datasets") == [(2, 5)]
    assert values(database, "SELECT state FROM publications WHERE id = 'P2'") == [("failed",)]
