"""Write rows into a table of a million: milliseconds a batch over HTTP, against publishing the whole file.

    python benchmarks/writing.py [rows]

One client, one server on a core of its own. What is written is arithmetic on the row number. Also measured: what
readers of a written version pay beside readers of the file's own version.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import httpx

import generate
import publishing
import run

ROUNDS, PATIENCE_SECONDS = 15, 600
ROWS = "/datasets/reports-1m/rows"


def main(rows: int) -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory(prefix="writing-") as name:
        folder = Path(name)
        source = generate.write(folder / "reports.csv", rows)
        with run.platform(folder) as (server, key):
            api = f"http://127.0.0.1:{server.port}/v1"
            producer = publishing.Producer(api, key)
            seconds, published = producer.publish_reports(source, key=generate.KEY)
            print(f"{published:,} rows, {source.stat().st_size / 1e6:.0f} MB of CSV")
            print(f"  publish the file        {seconds:8.2f} s")
            headers = {"Authorization": f"Bearer {key}"}
            with httpx.Client(base_url=api, headers=headers, timeout=PATIENCE_SECONDS) as http:
                for size in (1, 100, 1_000, 10_000):
                    writes(http, size, rows, seconds)
                readers(http)


def writes(http: httpx.Client, size: int, rows: int, seconds: float) -> None:
    """Upsert batches of this size, half of them new rows, and print the median."""
    taken = [timed(lambda at=at: write(http, batch(size, at, rows))) for at in range(ROUNDS if size < 10_000 else 3)]  # type: ignore[misc]
    spent = median(taken)
    print(f"  write {size:6,} rows       {spent * 1000:8.1f} ms   1/{seconds / spent:.0f} of publishing")


def batch(size: int, at: int, rows: int) -> dict[str, Any]:
    """Make rows that differ in every round, spread over the table."""
    numbers = [(place * 7919 + at * 104729 + size) % (2 * rows) for place in range(size)]
    return {
        "upserts": [
            {
                "reference": f"SR-{number:09}",
                "status": f"round-{at}",
                "opened_at": "2026-03-01T08:30:00Z",
                "category": "pothole",
            }
            for number in dict.fromkeys(numbers)
        ]
    }


def write(http: httpx.Client, operations: dict[str, Any]) -> None:
    """Send one batch, which must be accepted."""
    answer = http.patch(ROWS, json=operations)
    if answer.status_code != httpx.codes.OK:
        raise SystemExit(f"{answer.status_code}: {answer.text[:500]}")


def readers(http: httpx.Client) -> None:
    """Print what readers wait for, on the file's version and on the last one."""
    asked = {
        "page of 20": "?limit=20",
        "equality, sort, 20": "?insee_code=01234&sort=-opened_at&limit=20",
        "the same with its total": "?insee_code=01234&sort=-opened_at&limit=20&count=exact",
        "row by key": "/SR-000500000",
    }
    for name, question in asked.items():
        mark = "&" if "?" in question else "?"
        whole, written = (
            median([timed(lambda place=place: http.get(place).raise_for_status()) for _ in range(40)])  # type: ignore[misc]
            for place in (f"{ROWS}{question}{mark}version=1", f"{ROWS}{question}")
        )
        print(f"  {name:24} {whole * 1000:6.2f} ms   after the writes {written * 1000:6.2f} ms")


def timed(work: Callable[[], Any]) -> float:
    """Seconds that the work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else generate.ROWS)
