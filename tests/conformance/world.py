"""A running platform with some reports in it, as a client of Open311 meets it: processes, ports, keys."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tests.e2e.conftest import Server

JURISDICTION = "fontaine"
SCOPES = ("reports:write", "reports:triage")

REPORTS: tuple[Mapping[str, str], ...] = (
    {"service_code": "pothole", "description": "Trou profond, rue des Lilas", "address_string": "12 rue des Lilas"},
    {"service_code": "street_light", "description": "Lampadaire éteint & tordu <ancien>"},
    {"service_code": "graffiti", "description": "Tag sur le mur de l’école"},
    {"service_code": "illegal_dumping", "attribute[waste_kind]": "bulky", "description": "Canapé abandonné"},
)
"""What is in the world from the start; the first one is closed."""


@dataclass(frozen=True)
class World:
    """Where everything is."""

    site: str
    key: str
    references: tuple[str, ...]
    batch: "Batch"

    @property
    def base(self) -> str:
        """The production endpoint."""
        return f"{self.site}/open311/v2"

    @property
    def sandbox(self) -> str:
        """The test endpoint."""
        return f"{self.site}/open311/test/v2"


@dataclass(frozen=True)
class Batch:
    """A second platform, which answers with tokens."""

    site: str
    key: str

    @property
    def base(self) -> str:
        """Its production endpoint."""
        return f"{self.site}/open311/v2"


@contextmanager
def a_world(folder: Path) -> Iterator[World]:
    """Start the platforms, report a few things, close one; everything ends with the block."""
    with ExitStack() as stack:
        main = stack.enter_context(_served(folder / "main"))
        batch = stack.enter_context(_served(folder / "batch", PLATEFORME_OPEN311_TOKENS="always"))
        key = _key(main)
        references = tuple(_report(main, key, told, place) for place, told in enumerate(REPORTS))
        _close(main, key, references[0])
        yield World(main.base, key, references, Batch(batch.base, _key(batch)))


@contextmanager
def _served(home: Path, **settings: str) -> Iterator[Server]:
    server = Server(home)
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        server.start()
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    try:
        yield server
    finally:
        server.end()


def _key(server: Server) -> str:
    command = [sys.executable, "-m", "plateforme.cli", "keys", "create", "--consumer", "conformance"]
    command += ["--organization", JURISDICTION, "--home", str(server.home)]
    command += [part for scope in SCOPES for part in ("--scope", scope)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _report(server: Server, key: str, told: Mapping[str, str], place: int) -> str:
    point = {"lat": f"{48.4841 + place * 0.01}", "long": "2.7655"}
    answer = httpx.post(f"{server.base}/open311/v2/requests.json", data={"api_key": key, **point, **told}, timeout=30)
    record: dict[str, Any] = answer.raise_for_status().json()[0]
    return str(record["service_request_id"])


def _close(server: Server, key: str, reference: str) -> None:
    here = f"{server.base}/v1/reports/{reference}"
    tag = httpx.get(here, timeout=30).headers["etag"]
    headers = {"Authorization": f"Bearer {key}", "If-Match": tag}
    change = {"status": "closed", "outcome": "fixed", "explanation": "Réparé le 12 mars."}
    httpx.patch(here, json=change, headers=headers, timeout=30).raise_for_status()
