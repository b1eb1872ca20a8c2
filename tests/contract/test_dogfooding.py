"""The ledger of decision 0003: which operations our own services use, recorded while they work on the whole platform.

What they do not use is listed in `unused_operations.txt`, which may only shrink: an operation that nobody of ours uses
is one that nobody of ours would notice breaking.
"""

import asyncio
import io
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from PIL import Image
from pydantic import SecretStr
from rich.console import Console
from tests.domains.datasets.sources import Source
from typer.testing import CliRunner

from plateforme.cli import app as commands
from plateforme.cli.summary import summarize
from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import DatasetChange, ReportIn, ServiceChange
from plateforme.consumers import checker, dispatcher, follower, loader, mirror, steward
from plateforme.consumers.checker.run import run as check
from plateforme.kit.clock import paris_date
from plateforme.kit.settings import Settings
from plateforme.main import create_app, openapi_document

UNUSED = Path(__file__).with_name("unused_operations.txt")
SECRET = "a-secret-for-tests-only-0123456789"
FILES = {
    "first.csv": "id;nom\n1;Parc\n2;Jardin\n",
    "wrong.csv": "id;nom\n1;Parc\n1;Jardin\n",
    "other.csv": "id;titre\n1;Parc\n",
    "rows.ndjson": '{"id": 3, "nom": "Square"}\n',
    "notice.md": "# Parcs\n",
    "street.csv": "id_dmr,type,datedecl,adresse\nG1,Propreté,2024-01-02,Rue Noire\n",
    "settings.json": '{"teams": {"tri": {"name": "X"}}, "coverages": {"ici": {"title":"X", "insee_codes": ["2A004"]}}}',
    "retired.json": '{"retired": {"teams": ["tri"], "coverages": ["ici"]}}',
}
DESK = (
    ("publish {files}/first.csv --dataset jardins --create --title Parcs --primary-key id", 0),
    ("publish {files}/wrong.csv --dataset jardins --errors {files}/faults.csv", 4),
    ("follow jardins {files}/copy.ndjson", 0),
    ("rows write jardins {files}/rows.ndjson", 0),
    ("rows show jardins", 0),
    ("rows show jardins 3", 0),
    ("rows export jardins {files}/jardins.csv --excel", 0),
    ("rows group jardins nom --measures count,max(id)", 0),
    ("rows facets jardins nom", 0),
    ("rows histogram jardins id", 0),
    ("follow jardins {files}/copy.ndjson", 0),
    ("dataset versions jardins", 0),
    ("dataset withdraw jardins 2 --reason Mauvaise-saisie", 0),
    ("dataset reinstate jardins 2", 0),
    ("dataset restore jardins 1", 0),
    ("publish {files}/other.csv --dataset jardins", 5),
    ("dataset accept jardins", 0),
    ("dataset schema jardins", 0),
    ("dataset describe jardins", 0),
    ("dataset describe jardins --linked", 0),
    ("dataset attach jardins {files}/notice.md", 0),
    ("dataset attach jardins {files}/notice.md --title Notice", 0),
    ("dataset detach jardins notice.md --save {files}/saved.md", 0),
    ("dataset pull jardins {url} --every 1d", 0),
    ("dataset pull jardins --now", 0),
    ("dataset show jardins", 0),
    ("dataset pull jardins --remove", 0),
    ("dataset rename jardins parcs", 0),
    ("dataset delete parcs --reason Ouvert-par-erreur", 0),
    ("dataset undelete parcs", 0),
    ("dataset list", 0),
    ("vocabulary themes", 0),
    ("load report-settings {files}/settings.json --organization nantes", 0),
    ("load report-settings {files}/retired.json --organization nantes", 0),
    ("load reports {files}/street.csv --mapping dans_ma_rue --organization nantes", 0),
    ("photos add {report} {files}/photo.jpg --title Trou", 0),
    ("photos list {report}", 0),
    ("photos save {report} {files}/saved", 0),
    ("photos save {report} {files}/saved --small", 0),
    ("moderate list --subject photo", 0),
    ("moderate photo {report} 1 publish", 0),
    ("photos remove {report} 1", 0),
    ("reports nearby --lon -1.5534 --lat 47.2173", 0),
    ("reports candidates --lon -1.5534 --lat 47.2173 --category pothole", 0),
    ("reports merge {other} {report}", 0),
    ("reports duplicates {report}", 0),
    ("reports split {other} -m Autre-trou", 0),
    ("reports statistics category month", 0),
    ("reports preview Trou", 0),
    ("reports comment {report} Agrandi", 0),
    ("reports ask-removal {report} comment --number 1 --reason offensive", 0),
    ("moderate text {report} withhold --comment 1 -m Injure", 0),
    ("moderate removal {report} 1 granted -m Fait", 0),
    ("reports removal {report} 1", 0),
    ("reports comments {report} --remove 1", 0),
    ("reports confirm {report} --person person-0001", 0),
    ("reports confirm {report} --person person-0001 --take-back", 0),
    ("reports rewrite {report} Trou", 0),
    ("reports correct {report} --address Rue-Noire", 0),
    ("moderate text {report} redact --text Nid-de-poule", 0),
    ("moderate hide {report} -m Injure", 0),
    ("moderate show {report} -m Erreur", 0),
    ("moderate entry {report} 1 -m Nom", 1),  # its opening says nothing
    ("moderate contact {report}", 1),
    ("moderate contact {report} --forget", 1),
    ("reports retention --organization nantes", 0),
    ("dispatch --organization nantes --memory {files}/dispatch.json", 0),
    ("mirror signalements --organization nantes --memory {files}/mirror.txt", 0),
    ("mirror signalements --organization nantes --memory {files}/mirror.txt", 0),
    ("reports erase {other} --reason mistake", 0),
)
"""Commands of a steward and of a follower, with their exit codes."""

METHODS = {"get", "put", "post", "patch", "delete"}


class Ledger(httpx.AsyncBaseTransport):
    """Carries requests to an application, or stands before a served one, and notes which operation each one calls."""

    def __init__(self, app: Any) -> None:
        self._app, self._inner = app, httpx.ASGITransport(app)
        self.used: set[str] = set()
        self.operations = {
            (method.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", f"/v1{path}"))): operation["operationId"]
            for path, item in json.loads(openapi_document())["paths"].items()
            for method, operation in item.items()
            if method in METHODS
        }

    def _note(self, method: str, path: str) -> None:
        for (known, pattern), name in self.operations.items():
            if known == method and pattern.fullmatch(path):
                self.used.add(name)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._note(request.method, request.url.path)
        return await self._inner.handle_async_request(request)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            self._note(scope["method"], scope["path"])
        await self._app(scope, receive, send)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """As in production: publications are worked on beside the requests."""
    return Settings(home=tmp_path / "home", secret=SecretStr(SECRET), job_threads=1)


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


@pytest.fixture
def desk(tmp_path: Path, web_server: Any) -> set[str]:
    """What the steward and the follower used when every command of theirs was run against a served platform."""
    home = tmp_path / "desk"
    environment = {"PLATEFORME_HOME": str(home), "PLATEFORME_SECRET": SECRET, "COLUMNS": "120"}
    report = other = ""
    files, source = tmp_path / "files", Source(body=b"id;nom\n1;Parc\n" * 2, seconds_a_byte=0.05)
    files.mkdir()
    url = f"{web_server(source.handler())}/parcs.csv"

    def run(line: str, *, typed: str = "", code: int = 0) -> str:
        arguments = line.format(files=files, url=url, report=report, other=other).split()
        told = CliRunner().invoke(commands, arguments, env=environment, input=typed)
        assert told.exit_code == code, f"plateforme {line}: {told.output}"
        return told.stdout.strip()

    for name, text in FILES.items():
        (files / name).write_text(text, encoding="utf-8")
    Image.new("RGB", (64, 48), "red").save(files / "photo.jpg")
    run("migrate")
    scopes = ["datasets:write", "reports:write", "reports:triage", "reports:configure", "reports:moderate"]
    scopes += ["reports:contact"]
    key = run("keys create --consumer desk --organization nantes" + "".join(f" --scope {scope}" for scope in scopes))
    settings = Settings(
        home=home,
        secret=SecretStr(SECRET),
        job_threads=1,
        fetch_hosts=frozenset({"127.0.0.1"}),
        fetch_private_addresses=True,
    )
    ledger = Ledger(create_app(settings))
    with served(ledger) as address:
        environment |= {"PLATEFORME_API": address, "PLATEFORME_KEY": key}
        report = asyncio.run(tell_of_a_pothole(address, key))
        other = asyncio.run(tell_of_a_pothole(address, key))
        for line, code in DESK:
            run(line, typed="y\n", code=code)
        asyncio.run(stop(address, key, url))
    return ledger.used


async def tell_of_a_pothole(address: str, key: str) -> str:
    """Make a report, and say its reference."""
    new = ReportIn(organization="nantes", category="pothole", description="Un trou.", lon=-1.5534, lat=47.2173)
    async with PlateformeV1(address, key) as api:
        return (await api.create_report(new)).reference


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Address at which an application is served on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)


async def stop(address: str, key: str, url: str) -> None:
    """Publish what an address holds, and lose patience, as Ctrl-C does."""
    begun = asyncio.Event()

    def tell(step: loader.Step) -> None:
        if step.text != "sending":
            begun.set()

    async with PlateformeV1(address, key) as api:
        publishing = asyncio.ensure_future(loader.publish_file(api, "parcs", url, progress=tell))
        await begun.wait()
        publishing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await publishing


async def test_what_our_services_do_not_use_is_listed_and_the_list_only_shrinks(ledger, desk):
    lines = (line.split("#")[0].strip() for line in UNUSED.read_text().splitlines())
    listed = {line for line in lines if line}
    unused = set(ledger.operations.values()) - ledger.used - desk

    assert sorted(unused - listed) == [], "new operations that no service of ours uses"
    assert sorted(listed - unused) == [], "used or gone by now: remove them from unused_operations.txt"


def test_our_services_ask_for_no_address_but_the_api():
    sources = [
        path.read_text()
        for module in (loader, checker, steward, follower, dispatcher, mirror)
        for path in Path(str(module.__file__)).parent.rglob("*.py")
    ]

    assert [text for text in sources if "PLATEFORME_DATABASE" in text or "sqlite" in text or "/_" in text] == []
