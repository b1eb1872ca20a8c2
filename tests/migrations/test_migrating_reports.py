"""Street reports of an earlier release go through the migration, forth and back, and what nobody may read stays so."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.migrations.test_migrating_data import insert, values

from plateforme.cli import migrating
from plateforme.domains.reports.places.grid import cell_of
from plateforme.kit.db import Database

PUBLISHING = "2758099ed87e"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
POINTS = {"R1": (-1.5534, 47.2173), "R2": (180.0, 90.0), "R3": (-63.1, -17.8)}


def report(reference: str, **more: Any) -> dict[str, Any]:
    lon, lat = POINTS.get(reference, (None, None))
    return {
        "id": reference,
        "reference": reference,
        "organization": "nantes",
        "category": "pothole",
        "status": "received",
        "description": "Un trou.",
        "lon": lon,
        "lat": lat,
        "address": "12 rue de Strasbourg",
        "sample": False,
        "consumer": "portail",
        "content_digest": "d",
        "search_text": "un trou",
        "opened_at": NOW,
        "received_at": NOW,
        "last_event_at": NOW,
        "times_reopened": 0,
        "updated_at": NOW,
        "revision": 1,
        **more,
    }


def event(report_id: str, number: int, kind: str) -> dict[str, Any]:
    return {
        "id": f"{report_id}-{number}",
        "report_id": report_id,
        "number": number,
        "kind": kind,
        "to_status": "received",
        "organization": "nantes",
        "consumer": "portail",
        "at": NOW,
        "recorded_at": NOW,
    }


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A store of the release before, with four reports and what happened to them."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'before.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
        cleared = Database(url)
        with cleared.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        cleared.close()
    migrating.upgrade(url, PUBLISHING)
    database = Database(url)
    insert(database, "reports", *(report(one) for one in ("R1", "R2", "R3", "R4")))
    insert(database, "report_events", event("R1", 1, "opened"), event("R1", 2, "moved"), event("R2", 1, "opened"))
    yield database
    database.close()


def test_reports_of_before_are_public_and_stand_in_their_squares(database):
    migrating.upgrade(database.url)

    found = values(database, "SELECT reference, cell, location_precision, events FROM reports ORDER BY reference")
    assert found == [
        ("R1", cell_of(*POINTS["R1"]), "point", 2),
        ("R2", cell_of(*POINTS["R2"]), "point", 1),
        ("R3", cell_of(*POINTS["R3"]), "point", 0),
        ("R4", None, "address", 0),
    ]
    kept = values(database, "SELECT DISTINCT visibility, text_status, channel, duplicates, photos FROM reports")
    assert kept == [("public", "published", "api", 0, 0)]
    assert values(database, "SELECT DISTINCT visibility FROM report_events") == [("public",)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE reports SET visibility = 'secret'",
        "UPDATE reports SET channel = 'pigeon'",
        "UPDATE reports SET text_status = 'lost'",
        "UPDATE reports SET location_precision = 'vague'",
        "UPDATE reports SET cell = NULL WHERE reference = 'R1'",
        "UPDATE report_events SET kind = 'danced'",
        "UPDATE report_events SET visibility = 'secret'",
    ],
)
def test_what_a_column_may_hold_is_checked_by_the_migrated_store_too(database, change):
    migrating.upgrade(database.url)

    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(text(change))


def test_going_back_shows_nothing_that_nobody_may_read(database):
    before = values(database, "SELECT * FROM reports WHERE reference <> 'R2' ORDER BY reference")
    migrating.upgrade(database.url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE reports SET visibility = 'hidden' WHERE reference = 'R2'"))
        connection.execute(text("UPDATE report_events SET kind = 'noted', visibility = 'internal' WHERE id = 'R1-2'"))

    migrating.downgrade(database.url, PUBLISHING)

    assert values(database, "SELECT * FROM reports ORDER BY reference") == before
    assert values(database, "SELECT id FROM report_events") == [("R1-1",)]
