"""Rows that are kept ready: for as long as the question leads to their version, whatever else is written meanwhile."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.conftest import BASE, lifespan

from plateforme.api import counts
from plateforme.api.deps import Platform
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.datasets import catalogue, withdrawal
from plateforme.main import create_app

ROWS = "/v1/datasets/communes/rows"


@pytest.fixture
async def app(settings: Any, clock: Any, database_url: str) -> AsyncIterator[Any]:
    """The whole platform, once on SQLite and once on PostgreSQL."""
    app = create_app(settings.model_copy(update={"database_url": database_url}), clock=clock)
    async with lifespan(app):
        yield app


@pytest.fixture
async def http(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Plain HTTP, without a key."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
        yield client


def kept(platform: Platform) -> int:
    return int(platform.tallies.totals()[counts.KEPT_HITS])


def write_something(platform: Platform) -> None:
    with platform.db.writing() as session:
        create_organization(session, slug="elsewhere", name="Elsewhere", kind="commune", now=platform.clock.now())


@pytest.mark.parametrize("path", [ROWS, f"{ROWS}/44109", f"{ROWS}?version=1", f"{ROWS}?as_of=2030-01-01"])
async def test_rows_stay_when_something_else_is_written(http, platform, publish, path):
    publish("communes")
    first = await http.get(path)
    write_something(platform)

    again = await http.get(path)

    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert kept(platform) == 1


@pytest.mark.parametrize("path", ["/v1/organizations", f"{ROWS}?schema=1"])
async def test_what_may_change_with_anything_is_made_anew(http, platform, publish, path):
    publish("communes")
    await http.get(path)
    write_something(platform)

    await http.get(path)

    assert kept(platform) == 0


async def test_a_publication_is_read_at_once_and_the_pinned_version_stays(http, platform, publish):
    publish("communes")
    for path in (ROWS, f"{ROWS}?version=1"):
        await http.get(path)
    publish("communes")

    current, pinned = await http.get(ROWS), await http.get(f"{ROWS}?version=1")

    assert (current.json()["version"], pinned.json()["version"]) == (2, 1)
    assert kept(platform) == 1


async def test_withdrawn_rows_are_gone_at_once(http, platform, publish):
    publish("communes")
    publish("communes")
    assert (await http.get(f"{ROWS}?version=1")).status_code == 200
    with platform.db.writing() as session:
        dataset = catalogue.get_dataset(session, "communes")
        withdrawal.withdraw(session, dataset, 1, reason="personal data", now=platform.clock.now())

    assert (await http.get(f"{ROWS}?version=1")).status_code == 410


async def test_a_dataset_that_was_renamed_or_deleted_is_not_answered_from_memory(http, platform, publish):
    publish("communes")
    await http.get(ROWS)
    with platform.db.writing() as session:
        dataset = catalogue.get_dataset(session, "communes")
        dataset.slug = "towns"

    assert (await http.get(ROWS)).status_code == 404
    assert (await http.get("/v1/datasets/towns/rows")).status_code == 200
