"""A platform with its background work on, a producer that publishes to it, and a copy to keep."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import DatasetIn
from plateforme.consumers.loader.publishing import NOTHING_SAID, Said, describe, publish_file
from plateforme.kit.settings import Settings

BASE = "http://plateforme.test"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", secret=SecretStr("a-secret-for-tests-only-0123456789"), job_threads=1)


@pytest.fixture
async def producer(app: Any, a_key: Callable[..., str]) -> Any:
    """The client with a key of the dataset's organization."""
    async with PlateformeV1(BASE, a_key("datasets:write"), transport=httpx.ASGITransport(app)) as api:
        yield api


@pytest.fixture
def publish(producer: Any, tmp_path: Path) -> Callable[..., Awaitable[int]]:
    """Publish a text as the next version of `arbres`: `await publish("id;espece\\n1;Tilleul\\n")`."""

    async def go(text: str, *, key: tuple[str, ...] = ("id",), said: Said = NOTHING_SAID) -> int:
        await describe(producer, DatasetIn(slug="arbres", title="Arbres", primary_key=list(key)))
        path = tmp_path / "arbres.csv"
        path.write_text(text, encoding="utf-8")
        return (await publish_file(producer, "arbres", path, said=said)).version

    return go
