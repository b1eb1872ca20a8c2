"""The limit: DuckDB or SQLite asked in process, by one thread, in a process of its own on the servers' core.

`python engines.py duckdb|sqlite FILE` reads orders from its standard input, one JSON object a line: `sql`, and `values`
(one set of named values for each time it is asked). It answers with the last rows and what the asking cost.
"""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from processes import pinned

Ask = Callable[[str, Mapping[str, Any]], list[tuple[Any, ...]]]


def duckdb_asker(place: str) -> Ask:
    """One read-only connection, one thread."""
    engine = duckdb.connect(place, read_only=True, config={"threads": 1})
    engine.execute("SET enable_progress_bar = false")
    return lambda sql, values: engine.execute(sql, values).fetchall()


def sqlite_asker(place: str) -> Ask:
    """One connection to a file that nobody changes, mapped into memory."""
    engine = sqlite3.connect(f"file:{place}?mode=ro&immutable=1", uri=True)
    engine.execute("PRAGMA mmap_size = 17179869184")
    engine.execute("PRAGMA cache_size = -262144")
    return lambda sql, values: engine.execute(sql, values).fetchall()


def serve(kind: str, place: str) -> None:
    """Carry orders out until there are none."""
    ask = {"duckdb": duckdb_asker, "sqlite": sqlite_asker}[kind](place)
    for line in sys.stdin:
        order = json.loads(line)
        took, rows = [], []
        cpu = time.process_time()
        for values in order["values"]:
            started = time.perf_counter()
            rows = ask(order["sql"], values)
            took.append(time.perf_counter() - started)
        cpu = time.process_time() - cpu
        told = {"p50_ms": median(took) * 1000, "cpu_us": cpu / len(took) * 1e6, "rows": rows}
        print(json.dumps(told, default=str), flush=True)


@dataclass(frozen=True)
class Engine:
    """A raw engine that runs and waits for orders."""

    name: str
    process: "subprocess.Popen[bytes]"

    def ask(self, sql: str, values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Ask the same question with each set of values."""
        order = json.dumps({"sql": sql, "values": values})
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the engine was started without pipes")
        self.process.stdin.write(order.encode() + b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} in process failed at: {sql}")
        told: dict[str, Any] = json.loads(line)
        return told

    def close(self) -> None:
        """End it."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(20)


def start(kind: str, place: Path) -> Engine:
    """Start a raw engine on the servers' core."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return Engine(kind, pinned([sys.executable, __file__, kind, place], **pipes))


if __name__ == "__main__":
    serve(*sys.argv[1:])
