"""Where the middle of a table lies, found as any reader finds it: by following `next` from the first page."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import generate
import loadgen
import workloads
from processes import Server
from sides import HttpSide
from workloads import Table, Workload

DEEP = 500_000
WALKED = 1000
"""Rows a page on the way there."""


@dataclass(frozen=True)
class Surveyed:
    """A dataset on our server, and cursors that stand in its middle."""

    server: Server
    dataset: str
    table: Table
    cursors: Mapping[str, str]

    def our_side(self, work: Workload) -> HttpSide:
        """Our server, asked this question."""
        return HttpSide(
            self.server,
            lambda n: workloads.ours(self.dataset, work, work.values(n), self.cursors),
            lambda body: workloads.read_ours(work.form, body),
            bool(work.values(0)),
        )


def walk(port: int, dataset: str, sort: str, deep: int) -> tuple[str, dict[str, Any]]:
    """Follow `next` until that many rows were seen: the cursor that stands there, and the last row before it."""
    path = f"/v1/datasets/{dataset}/rows?limit={WALKED}{sort}"
    cursor, last, keys = "", dict[str, Any](), set[str]()
    for _ in range(deep // WALKED):
        more = f"&cursor={cursor}" if cursor else ""
        page = json.loads(loadgen.ask(port, loadgen.request_bytes(path + more)).body)
        keys.update(row[generate.KEY] for row in page["items"])
        last, cursor = page["items"][-1], page["links"]["next"].rpartition("cursor=")[2]
    if len(keys) != deep:
        raise SystemExit(f"the walk saw {len(keys):,} different rows among {deep:,}")
    return cursor, last


def survey(server: Server, dataset: str, rows: int) -> Surveyed:
    """Walk to the middle of the table in both orders; the cursors found are those of any reader."""
    deep = min(DEEP, rows // 2) // WALKED * WALKED
    started = time.perf_counter()
    by_key, _ = walk(server.port, dataset, "", deep)
    by_date, last = walk(server.port, dataset, "&sort=-opened_at", deep)
    seconds = time.perf_counter() - started
    print(f"walked twice over {deep:,} rows in {seconds:.1f} s: each row came once")
    number = int(last[generate.KEY].removeprefix("SR-")) + 1
    table = Table(rows, deep, last["opened_at"], number)
    return Surveyed(server, dataset, table, {"cursor_by_key": by_key, "cursor_by_date": by_date})
