"""Row writes on a real server: many at once, and killed in the middle."""

import hashlib
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest

ROWS = "/v1/datasets/parcs/rows"
WRITERS, TURNS = 8, 4
SCHEMA = {
    "fields": [{"name": "id", "type": "string"}, {"name": "nom", "type": "string"}],
    "primaryKey": "id",
}


@pytest.fixture
def http(server: Any, key: Any) -> Iterator[httpx.Client]:
    """A producer's client, with a dataset whose first rows are to be written."""
    headers = {"Authorization": f"Bearer {key('datasets:write')}"}
    with httpx.Client(base_url=server.base, timeout=60, headers=headers) as http:
        body = {"slug": "parcs", "title": "Parcs", "table_schema": SCHEMA}
        assert http.post("/v1/datasets", json=body).status_code == 201
        yield http


def names(http: httpx.Client) -> dict[str, str]:
    exported = http.get("/v1/datasets/parcs/exports/csv").raise_for_status().text.splitlines()[1:]
    return dict(line.split(",") for line in exported)


def upserts(*ids: str, nom: str = "x") -> dict[str, Any]:
    return {"upserts": [{"id": each, "nom": nom} for each in ids]}


def test_eight_writers_at_once_lose_nothing_and_number_their_versions_one_by_one(http):
    def write(writer: int) -> list[int]:
        versions = []
        for turn in range(TURNS):
            while True:
                answer = http.patch(ROWS, json=upserts(f"{writer}-{turn}", f"common-{writer % 2}", nom=f"w{writer}"))
                if answer.status_code == httpx.codes.OK:
                    break
                assert answer.status_code in {409, 503}, answer.text
                time.sleep(float(answer.headers["retry-after"]))
            versions.append(answer.json()["version"])
        return versions

    with ThreadPoolExecutor(WRITERS) as pool:
        told = list(pool.map(write, range(WRITERS)))

    own = {f"{writer}-{turn}" for writer in range(WRITERS) for turn in range(TURNS)}
    assert names(http).keys() == own | {"common-0", "common-1"}
    assert sorted(number for each in told for number in each) == list(range(1, WRITERS * TURNS + 1))
    assert all(each == sorted(each) for each in told)


def test_a_server_killed_while_rows_are_written_keeps_what_it_acknowledged_and_nothing_half(http, server):
    acknowledged: list[str] = []
    for kill in range(2):
        began = threading.Event()

        def write(kill: int = kill, began: threading.Event = began) -> None:
            with suppress(httpx.TransportError):
                for turn in range(10_000):
                    name = f"{kill}-{turn}"
                    answer = http.patch(ROWS, json=upserts(f"{name}-a", f"{name}-b"))
                    assert answer.status_code == httpx.codes.OK, answer.text
                    acknowledged.append(name)
                    if turn == 2 + kill:
                        began.set()

        writer = threading.Thread(target=write)
        writer.start()
        assert began.wait(60)
        time.sleep(0.03 + 0.05 * kill)
        server.end(signal.SIGKILL)
        writer.join(60)
        server.start()

        there = names(http).keys()
        batches = {name.rpartition("-")[0] for name in there}
        assert there == {f"{name}-{half}" for name in batches for half in "ab"}
        assert batches >= set(acknowledged)
        assert len(batches - set(acknowledged)) <= kill + 1
        # At most one version a kill was written without being told of.
        assert http.get(ROWS).headers["plateforme-version"] == str(len(batches))


def test_a_server_killed_while_it_folds_row_writes_in_serves_them_and_folds_them_in_later(http, server):
    http.patch(ROWS, json=upserts("base")).raise_for_status()
    with sqlite3.connect(server.home / "plateforme.db") as store:
        compacted = "SELECT count(*) FROM dataset_versions WHERE compacted_key IS NOT NULL"
        rows = {f"{at:05}": hashlib.shake_256(str(at).encode()).hexdigest(300) for at in range(10_000)}
        batch = {"upserts": [{"id": name, "nom": text} for name, text in rows.items()]}
        writer = threading.Thread(target=lambda: http.patch(ROWS, json=batch))
        writer.start()
        until(lambda: any((server.home / "scratch").glob("compaction-*")))
        server.end(signal.SIGKILL)
        writer.join(60)
        server.start()

        assert names(http) == rows | {"base": "x"}
        until(lambda: store.execute(compacted).fetchone()[0] == 1)
    http.patch(ROWS, json=upserts("later")).raise_for_status()
    assert names(http) == rows | {"base": "x", "later": "x"}


def until(is_so: Any) -> None:
    """Wait for something that happens in the background."""
    deadline = time.monotonic() + 45
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.001)
