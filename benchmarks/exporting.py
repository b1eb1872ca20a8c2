"""Export a large table as CSV: seconds, first byte and memory, against DuckDB's own COPY in a process of its own."""

import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

import generate
import loadgen
from processes import PeakMemory, Server, pinned
from publishing import Producer

CHUNK = 1 << 20
SETTLED = 2.0
"""Seconds after which the last file has its digest, and is kept."""

PATH = "/v1/datasets/reports-1m/exports/csv"
DELIMITERS = ("comma", "semicolon", "pipe", "tab")
"""Each makes another file of the same size: one that was made before is kept, and sent without a query."""

SLOW_SECONDS = 8.0
"""A peer that takes longer is asked once."""
_ALL = b"SELECT * FROM reports"
PEERS = {
    "Datasette": loadgen.request_bytes("/bench/reports.csv?_stream=on&_size=max"),
    "ROAPI": b"POST /api/sql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/csv\r\nContent-Length: "
    + f"{len(_ALL)}\r\n\r\n".encode()
    + _ALL,
}
COPY = """
import duckdb, sys, time
engine = duckdb.connect(sys.argv[1], read_only=True, config={"threads": 1})
engine.execute("SET enable_progress_bar = false")
engine.execute("SELECT count(*) FROM rows").fetchone()
started = time.perf_counter()
engine.execute(f"COPY (SELECT * FROM rows) TO '{sys.argv[2]}' (FORMAT csv, HEADER)")
print(time.perf_counter() - started)
"""


def measure(server: Server, producer: Producer, source: Path, folder: Path, rounds: int) -> dict[str, Any]:
    """Publish the file, then export it and let DuckDB copy it, in turns."""
    seconds, rows = producer.publish_reports(source, key=generate.KEY)
    print(f"\nreports-1m: {source.stat().st_size / 1e6:.0f} MB, {rows:,} rows published in {seconds:.1f} s")
    return {"publish_s": seconds, **compare(server, {}, folder / "home", folder, rounds)}


def compare(server: Server, peers: Mapping[str, Server], home: Path, folder: Path, rounds: int) -> dict[str, Any]:
    """Export the table that is published as `reports-1m`, beside DuckDB's COPY and the peers, in turns."""
    largest = max((home / "serving").rglob("*.duckdb"), key=lambda path: path.stat().st_size)
    asked = [loadgen.request_bytes(f"{PATH}?delimiter={sign}") for sign in DELIMITERS]
    turns = [_Turns("plateforme", server, *asked)]
    turns += [_Turns(name, peers[name], request) for name, request in PEERS.items() if name in peers]
    copies = []
    for number in range(min(max(3, rounds), len(DELIMITERS))):
        for turn in turns:
            if number == 0 or turn.totals[0] < SLOW_SECONDS:
                turn.take()
        copies.append(copy(largest, folder / "copy.csv"))
    time.sleep(SETTLED)
    kept = _Turns("from the file", server, asked[0])
    for _ in range(3):
        kept.take()
    turns.insert(1, kept)
    told: dict[str, Any] = {"copy_s": median(copies), "sides": {turn.name: turn.figures() for turn in turns}}
    ours = told["sides"]["plateforme"]
    print(f"\nCSV export, {ours['size_mb']:.0f} MB")
    for name, figures in told["sides"].items():
        against = "" if name == "plateforme" else f"   ours is {figures['export_s'] / ours['export_s']:.1f}×"
        print(
            f"  {name:<16} {figures['export_s']:.2f} s   first byte {figures['first_byte_ms']:.0f} ms"
            f"   memory +{figures['grown_mb']:.0f} MB{against}"
        )
    print(
        f"  DuckDB COPY      {told['copy_s']:.2f} s   in process, one thread, to a file"
        f"   plateforme reaches {told['copy_s'] / ours['export_s']:.0%} of its speed"
    )
    return told


class _Turns:
    """One server's downloads of the whole table."""

    def __init__(self, name: str, server: Server, *requests: bytes) -> None:
        self.name, self._server, self._requests = name, server, requests
        self.totals: list[float] = []
        self._firsts: list[float] = []
        self._grown = self._size = 0

    def take(self) -> None:
        """Download once more."""
        with PeakMemory(self._server) as memory:
            first, total, self._size = download(
                self._server.port, self._requests[len(self.totals) % len(self._requests)]
            )
        self._firsts.append(first)
        self.totals.append(total)
        self._grown = max(self._grown, memory.grown)

    def figures(self) -> dict[str, float]:
        """What they took."""
        return {
            "export_s": median(self.totals),
            "first_byte_ms": median(self._firsts) * 1000,
            "grown_mb": self._grown / 1e6,
            "size_mb": self._size / 1e6,
        }


def download(port: int, request: bytes) -> tuple[float, float, int]:
    """Read a streamed answer to its end: seconds to the first byte, seconds in all, bytes."""
    connection = loadgen.Connection(port)
    buffer = bytearray(CHUNK)
    started = time.perf_counter()
    connection.send(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
    size = connection.socket.recv_into(buffer)
    first = time.perf_counter() - started
    if not re.match(rb"HTTP/1\.1 200 ", buffer):
        raise SystemExit(f"the export failed: {bytes(buffer[:500])!r}")
    while count := connection.socket.recv_into(buffer):
        size += count
    total = time.perf_counter() - started
    connection.close()
    return first, total, size


def copy(database: Path, target: Path) -> float:
    """Seconds that DuckDB takes for the same rows, on the servers' core."""
    process = pinned([sys.executable, "-c", COPY, database, target], stdout=subprocess.PIPE)
    output, _ = process.communicate()
    target.unlink(missing_ok=True)
    return float(output)
