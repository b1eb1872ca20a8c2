"""The whole application with its background work on, and a loader that speaks to it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from plateforme.client.v1 import PlateformeV1
from plateforme.consumers.loader import DEMO, LoadSummary, Part, run
from plateforme.kit.clock import FixedClock
from plateforme.kit.settings import Settings

TODAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
BASE = "http://plateforme.test"

AGGLOMERATION, TOWN = DEMO


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", secret=SecretStr("a-secret-for-tests-only-0123456789"), job_threads=1)


@pytest.fixture
def town_key(a_key: Callable[..., str]) -> str:
    return a_key(*TOWN.scopes, organization=TOWN.slug)


@pytest.fixture
async def town(app: Any, town_key: str) -> Any:
    """The client with the town's key."""
    async with PlateformeV1(BASE, town_key, transport=httpx.ASGITransport(app)) as api:
        yield api


@pytest.fixture
def load(app: Any, town_key: str, clock: FixedClock) -> Callable[..., Awaitable[LoadSummary]]:
    """Load parts of the demo with the town's key, on the day of the clock."""

    async def go(*parts: Part) -> LoadSummary:
        return await run(
            BASE,
            town_key,
            organization=TOWN.slug,
            parts=parts,
            today=clock.now().date(),
            transport=httpx.ASGITransport(app),
        )

    return go
