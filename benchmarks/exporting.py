"""Export a large table as CSV: seconds, first byte and memory, against DuckDB's own COPY in a process of its own."""

import re
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import generate
import loadgen
from processes import PeakMemory, Server, pinned
from publishing import Producer

CHUNK = 1 << 20
COPY = """
import duckdb, sys, time
engine = duckdb.connect(sys.argv[1], read_only=True, config={"threads": 1})
engine.execute("SELECT count(*) FROM rows").fetchone()
started = time.perf_counter()
engine.execute(f"COPY (SELECT * FROM rows) TO '{sys.argv[2]}' (FORMAT csv, HEADER)")
print(time.perf_counter() - started)
"""


def measure(server: Server, producer: Producer, source: Path, folder: Path, rounds: int) -> dict[str, float]:
    """Publish the file, then export it and let DuckDB copy it, in turns."""
    seconds, rows = producer.publish_reports(source, key=generate.KEY)
    print(f"\nreports-1m: {source.stat().st_size / 1e6:.0f} MB, {rows:,} rows published in {seconds:.1f} s")
    request = loadgen.request_bytes("/v1/datasets/reports-1m/exports/csv")
    largest = max((folder / "home" / "serving").rglob("*.duckdb"), key=lambda path: path.stat().st_size)
    totals, firsts, copies, grown, size = [], [], [], 0, 0
    for _ in range(max(3, rounds)):
        with PeakMemory(server) as memory:
            first, total, size = download(server.port, request)
        firsts.append(first)
        totals.append(total)
        grown = max(grown, memory.grown)
        copies.append(copy(largest, folder / "copy.csv"))
    figures = {
        "publish_s": seconds,
        "export_s": median(totals),
        "first_byte_ms": median(firsts) * 1000,
        "grown_mb": grown / 1e6,
        "size_mb": size / 1e6,
        "copy_s": median(copies),
    }
    print(
        f"\nCSV export of {rows:,} rows, {figures['size_mb']:.0f} MB\n"
        f"  plateforme       {figures['export_s']:.2f} s   first byte {figures['first_byte_ms']:.0f} ms"
        f"   memory +{figures['grown_mb']:.0f} MB\n"
        f"  DuckDB COPY      {figures['copy_s']:.2f} s   in process, one thread, to a file"
        f"   plateforme reaches {figures['copy_s'] / figures['export_s']:.0%} of its speed"
    )
    return figures


def download(port: int, request: bytes) -> tuple[float, float, int]:
    """Read a streamed answer to its end: seconds to the first byte, seconds in all, bytes."""
    connection = loadgen.Connection(port)
    buffer = bytearray(CHUNK)
    started = time.perf_counter()
    connection.send(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
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
