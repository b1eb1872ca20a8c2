"""The town of Boston on a platform of its own, and an import into it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from plateforme.client.v1 import PlateformeV1
from plateforme.consumers.loader.street.mapping import SourceMapping, read_mapping
from plateforme.consumers.loader.street.rejects import Rejects
from plateforme.consumers.loader.street.run import Target
from plateforme.kit.clock import FixedClock

TODAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BASE = "http://plateforme.test"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
async def town(app: Any, a_key: Callable[..., str]) -> Any:
    """The client with a key that may bring reports in for the organization `boston`."""
    key = a_key("reports:triage", organization="boston")
    async with PlateformeV1(BASE, key, transport=httpx.ASGITransport(app)) as api:
        yield api


@pytest.fixture
def rejects(tmp_path: Path) -> Any:
    with Rejects(tmp_path / "rejects.ndjson") as kept:
        yield kept


@pytest.fixture
def target(rejects: Rejects) -> Callable[..., Target]:
    """Into Boston by a mapping, given or by its name."""

    def make(mapping: SourceMapping | str) -> Target:
        return Target("boston", read_mapping(mapping) if isinstance(mapping, str) else mapping, rejects)

    return make
