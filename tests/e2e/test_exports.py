"""Large exports through a real server: slow readers, readers who leave, downloads that go on where they stopped."""

import hashlib
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

ROWS = 200_000


@pytest.fixture
def http(server: Any, key: Any) -> Iterator[httpx.Client]:
    """A client of a server on which more is published than any buffer between the two holds."""
    headers = {"Authorization": f"Bearer {key('datasets:write')}"}
    with httpx.Client(base_url=f"{server.base}/v1", headers=headers, timeout=60) as http:
        publish(http)
        yield http


def publish(http: httpx.Client) -> None:
    text = "id;texte\n" + "".join(f"{n};{'x' * 60}{n}\n" for n in range(ROWS))
    told = {"slug": "grand", "title": "Grand", "license": "etalab-2.0", "frequency": "ANNUAL", "primary_key": ["id"]}
    assert http.post("/datasets", json=told).status_code == 201
    sent = http.post("/datasets/grand/publications", files={"file": ("grand.csv", text.encode())})
    assert sent.status_code == 202, sent.text
    until(lambda: http.get("/datasets/grand/rows").status_code == 200)


def until(found: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "it never was"
        time.sleep(0.05)


def begun(server: Any, path: str) -> socket.socket:
    """Ask for a file and read only its beginning."""
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sendall(f"GET /v1/datasets/grand/{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert connection.recv(200).startswith(b"HTTP/1.1 200")
    return connection


def test_slow_readers_hold_no_slot_and_leaving_costs_nothing(server, http):
    slow = [begun(server, f"exports/csv?sort=-texte&id__gt={number}") for number in range(10)]

    quick = http.get("/datasets/grand/exports/ndjson")

    assert quick.status_code == 200
    assert quick.text.count("\n") == ROWS
    for connection in slow:
        connection.close()
    until(lambda: not list(server.home.rglob("*.export")))


def test_a_broken_download_goes_on_where_it_stopped(http):
    plain = {"Accept-Encoding": "identity"}
    whole = http.get("/datasets/grand/exports/csv", headers=plain)
    until(lambda: "content-length" in http.head("/datasets/grand/exports/csv", headers=plain).headers)

    rest = http.get(
        "/datasets/grand/exports/csv", headers=plain | {"Range": "bytes=1000000-", "If-Range": whole.headers["etag"]}
    )

    assert rest.status_code == 206
    assert whole.content[:1_000_000] + rest.content == whole.content
    told = http.get("/datasets/grand/exports/csv/digest").json()
    assert told["sha256"] == hashlib.sha256(whole.content).hexdigest()
