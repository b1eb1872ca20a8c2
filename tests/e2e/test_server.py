"""The server as a process: it starts, stops cleanly, and loses nothing when it is killed."""

import io
import signal
import sqlite3
import time
from typing import Any

import httpx
import pytest

SMALL = b"id,nom\n1,Jardin des plantes\n2,Parc de Proce\n"


def large(rows: int) -> bytes:
    text = io.StringIO()
    text.write("id,nom,quartier,ouvert,surface\n")
    for number in range(rows):
        day = f"2026-01-{number % 28 + 1:02}"
        text.write(f"{number},Parc numero {number},Quartier {number % 97},{day},{number * 0.5}\n")
    return text.getvalue().encode()


def ended(http: httpx.Client, url: str) -> dict[str, Any]:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        told: dict[str, Any] = http.get(url).json()
        if told["finished_at"]:
            return told
        time.sleep(0.1)
    pytest.fail("the publication did not end")


def send(http: httpx.Client, headers: dict[str, str], content: bytes) -> str:
    sent = http.post("/v1/datasets/parcs/publications", files={"file": ("parcs.csv", content)}, headers=headers)
    assert sent.status_code == 202, sent.text
    return str(sent.headers["Location"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_stops_cleanly(server, number):
    assert server.end(number) == 0
    assert "Traceback" not in (server.home / "server.log").read_text()


def test_a_publication_that_was_killed_is_resumed_and_the_old_version_serves_meanwhile(server, key):
    headers = {"Authorization": f"Bearer {key('datasets:write')}"}
    with httpx.Client(base_url=server.base, timeout=30) as http:
        body = {"slug": "parcs", "title": "Parcs", "primary_key": ["id"]}
        assert http.post("/v1/datasets", json=body, headers=headers).status_code == 201
        assert ended(http, send(http, headers, SMALL))["state"] == "published"

        url = send(http, headers, large(400_000))
        while http.get(url).json()["state"] == "queued":
            time.sleep(0.01)
        server.end(signal.SIGKILL)
        _expire_leases(server)
        server.start()

        rows = http.get("/v1/datasets/parcs/rows?count=exact").json()
        told = ended(http, url)

        assert rows["count"]["value"] in {2, 400_000}
        assert (told["state"], told["version"], told["rows"]) == ("published", 2, 400_000)
        assert told["attempts"] == 2
        assert list((server.home / "objects" / "uploads").iterdir()) == []


def _expire_leases(server: Any) -> None:
    """Spare the test the fifteen seconds after which a silent worker counts as dead."""
    with sqlite3.connect(server.home / "plateforme.db") as store:
        store.execute("UPDATE publications SET lease_until = '2000-01-01 00:00:00.000000' WHERE state = 'running'")
    store.close()
