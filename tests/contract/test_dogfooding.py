"""The ledger of decision 0003: which operations our own services use, recorded while they work on the whole platform.

What they do not use is listed in `unused_operations.txt`, which may only shrink: an operation that nobody of ours uses
is one that nobody of ours would notice breaking.
"""

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from rich.console import Console

from plateforme.cli.summary import summarize
from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import DatasetChange, ServiceChange
from plateforme.consumers import checker, loader
from plateforme.consumers.checker.run import run as check
from plateforme.kit.clock import paris_date
from plateforme.kit.settings import Settings
from plateforme.main import openapi_document

UNUSED = Path(__file__).with_name("unused_operations.txt")
METHODS = {"get", "put", "post", "patch", "delete"}


class Ledger(httpx.AsyncBaseTransport):
    """Carries requests to the application and notes which operation each one calls."""

    def __init__(self, app: Any) -> None:
        self._inner = httpx.ASGITransport(app)
        self.used: set[str] = set()
        self.operations = {
            (method.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", f"/v1{path}"))): operation["operationId"]
            for path, item in json.loads(openapi_document())["paths"].items()
            for method, operation in item.items()
            if method in METHODS
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        for (method, pattern), name in self.operations.items():
            if method == request.method and pattern.fullmatch(request.url.path):
                self.used.add(name)
        return await self._inner.handle_async_request(request)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """As in production: publications are worked on beside the requests."""
    return Settings(home=tmp_path / "home", secret=SecretStr("a-secret-for-tests-only-0123456789"), job_threads=1)


@pytest.fixture
async def ledger(app: Any, a_key: Any, clock: Any) -> Ledger:
    """What the loader, the checker and the summary used when they did all they do, twice."""
    ledger = Ledger(app)
    base = "http://plateforme.test"
    for organization in loader.DEMO:
        key = a_key(*organization.scopes, organization=organization.slug)
        for _ in range(2):
            await loader.run(
                base,
                key,
                organization=organization.slug,
                parts=organization.parts,
                today=paris_date(clock.now()),
                transport=ledger,
            )
            await edit_by_hand(base, key, organization.slug, app)
    key = a_key("quality:write", organization=loader.DEMO[0].slug, consumer="checker")
    for days in (0, 30):
        clock.instant += timedelta(days=days)
        await check(base, key, now=clock.now(), transport=ledger)
    await summarize(base, Console(file=io.StringIO()), transport=ledger)
    return ledger


async def edit_by_hand(base: str, key: str, organization: str, app: Any) -> None:
    """Retitle a dataset and a service, so that the loader's next passage finds something to correct."""
    async with PlateformeV1(base, key, transport=httpx.ASGITransport(app)) as api:
        for dataset in (await api.list_datasets(organization=organization, limit=1)).items:
            known = await api.get_dataset(dataset.slug)
            await api.update_dataset(dataset.slug, DatasetChange(title="Par erreur"), if_match=known.etag)
        for service in (await api.list_services(organization=organization, limit=1)).items:
            entry = await api.get_service(service.slug)
            await api.update_service(service.slug, ServiceChange(title="Par erreur"), if_match=entry.etag)


async def test_what_our_services_do_not_use_is_listed_and_the_list_only_shrinks(ledger):
    lines = (line.split("#")[0].strip() for line in UNUSED.read_text().splitlines())
    listed = {line for line in lines if line}
    unused = set(ledger.operations.values()) - ledger.used

    assert sorted(unused - listed) == [], "new operations that no service of ours uses"
    assert sorted(listed - unused) == [], "used or gone by now: remove them from unused_operations.txt"


def test_our_services_ask_for_no_address_but_the_api():
    sources = [
        path.read_text() for module in (loader, checker) for path in Path(str(module.__file__)).parent.rglob("*.py")
    ]

    assert [text for text in sources if "PLATEFORME_DATABASE" in text or "sqlite" in text or "/_" in text] == []
