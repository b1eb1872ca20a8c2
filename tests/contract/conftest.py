"""A platform with something of everything in it, for tests that send it generated requests."""

import asyncio
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from plateforme.domains.access.errors import OrganizationExists
from plateforme.domains.access.keys import create_key
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.scopes import NAMES
from plateforme.kit.clock import SystemClock
from plateforme.kit.db import Database
from plateforme.kit.settings import Settings
from plateforme.main import create_app

SECRET = "a-secret-for-tests-only-0123456789"
TOWN = "ma-ville"
FILE = "id;nom;age_minimum\n1;Square du Nord;3\n2;Parc des Buttes;6\n3;Jardin des Lices;\n"


@dataclass(frozen=True)
class Seeded:
    """The application, a key with every scope, and path parameters that lead to what is there."""

    app: Starlette
    key: str
    paths: dict[str, str]


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Seeded:
    settings = Settings(home=tmp_path_factory.mktemp("seeded"), secret=SecretStr(SECRET), job_threads=1)
    shutil.copyfile(sqlite_template, settings.home / "plateforme.db")
    key = every_scope(settings)
    paths = asyncio.run(fill(settings, key))
    return Seeded(create_app(settings), key, paths)


def every_scope(settings: Settings) -> str:
    """A key that may do everything, for the town."""
    database, now = Database(settings.resolved_database_url), SystemClock().now()
    with database.writing() as session:
        with suppress(OrganizationExists):
            create_organization(session, slug=TOWN, name="Ma ville", kind="commune", now=now)
        _, token = create_key(
            session, consumer="atelier", organization=TOWN, scopes=sorted(NAMES), now=now, secret=SECRET.encode()
        )
    database.close()
    return token


async def fill(settings: Settings, key: str) -> dict[str, str]:
    """Put one of each thing there, through the API."""
    app: Any = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://testserver/v1",
            headers={"Authorization": f"Bearer {key}"},
        ) as http,
    ):
        await post(http, "/datasets", {"slug": "aires-de-jeux", "title": "Aires de jeux", "primary_key": ["id"]})
        sent = await http.post("/datasets/aires-de-jeux/publications", files={"file": ("aires.csv", FILE.encode())})
        assert await outcome(http, sent.headers["Location"]) == "published"
        place = {"lon": -1.5534, "lat": 47.2173}
        told = {"organization": TOWN, "category": "pothole", "description": "Un trou profond."}
        report = await post(http, "/reports", {**told, **place})
        consumers = (await http.get("/consumers")).json()["items"]
    return {
        "dataset": "aires-de-jeux",
        "publication": sent.headers["Location"].rsplit("/", 1)[-1],
        "version": "1",
        "key": "2",
        "reference": report["reference"],
        "organization": TOWN,
        "consumer": consumers[0]["slug"],
    }


async def outcome(http: httpx.AsyncClient, publication: str) -> str:
    """How a publication ended, within ten seconds."""
    for _ in range(200):
        state: str = (await http.get(publication)).json()["state"]
        if state not in {"queued", "running"}:
            break
        await asyncio.sleep(0.05)
    return state


async def post(http: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await http.post(path, json=body)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created
