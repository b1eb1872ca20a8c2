"""A dataset `parcs`, its owner, and the background work done when a test asks for it."""

from collections.abc import Callable
from typing import Any

import pytest

from plateforme.api.deps import Platform
from plateforme.domains.datasets.working import work_next
from plateforme.domains.datasets.workshop import Workshop


@pytest.fixture
def rhythm() -> str:
    """How often the dataset `parcs` promises to change."""
    return "ANNUAL"


@pytest.fixture
async def producer(http: Any, bearer: Callable[..., dict[str, str]], rhythm: str) -> dict[str, str]:
    """Headers of the organization that owns the dataset `parcs`."""
    headers = bearer("datasets:write")
    body = {"slug": "parcs", "title": "Parcs et jardins", "primary_key": ["id"], "frequency": rhythm}
    assert (await http.post("/v1/datasets", json=body, headers=headers)).status_code == 201
    return headers


@pytest.fixture
def shop(platform: Platform) -> Workshop:
    """What the background worker has at hand."""
    return Workshop.of(
        platform.settings, db=platform.db, storage=platform.storage, rows=platform.rows, clock=platform.clock
    )


@pytest.fixture
def work(shop: Workshop) -> Callable[[], bool]:
    """Do the next publication, as the background worker would."""
    return lambda: work_next(shop)


@pytest.fixture
def publish(http: Any, producer: dict[str, str], work: Callable[[], bool]) -> Callable[..., Any]:
    """Send a file, do the work, and answer the publication as anyone may read it."""

    async def send(content: bytes, name: str = "parcs.csv", **form: str) -> dict[str, Any]:
        files = {"file": (name, content)}
        sent = await http.post("/v1/datasets/parcs/publications", files=files, data=form, headers=producer)
        assert sent.status_code == 202, sent.text
        assert work()
        told: dict[str, Any] = (await http.get(sent.headers["Location"])).json()
        return told

    return send
