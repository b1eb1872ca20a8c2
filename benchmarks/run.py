"""Measure the real server beside its peers, in one run, and print ratios.

Every server runs alone on one core, the load on another. Rounds are interleaved and the median counts. The figure that
can be trusted on a shared machine is processor time a request; requests a second are printed beside it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import exporting
import generate
import loadgen
import publishing
from processes import CORES, LOAD_CORE, SERVER_CORE, Server, free_port, running

HERE = Path(__file__).parent
PLATEFORME = Path(sys.executable).with_name("plateforme")
COMMUNES = HERE.parent / "src/plateforme/consumers/loader/demo/communes.csv.gz"
ROUNDS, CLIENTS, ROUND_SECONDS = 5, 8, 1.0
KEPT_BYTES = 64 * 1024 * 1024


@dataclass
class Side:
    """One server answering one question, and what its rounds saw."""

    server: Server
    request: bytes
    per_second: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)

    def round(self, requests: int) -> None:
        """Measure once: eight clients for throughput and processor time, then one for latency."""
        before = self.server.cpu_seconds()
        load = loadgen.run(self.server.port, self.request, requests=requests, clients=CLIENTS)
        self.cpu_us.append((self.server.cpu_seconds() - before) / requests * 1e6)
        self.per_second.append(load.per_second)
        alone = loadgen.run(self.server.port, self.request, requests=max(20, requests // 10), clients=1)
        self.p50_ms.append(alone.p50_ms)

    def medians(self) -> dict[str, float]:
        """The figures that count."""
        return {
            "p50_ms": median(self.p50_ms),
            "per_second": median(self.per_second),
            "cpu_us": median(self.cpu_us),
        }


def questions(port: int) -> dict[str, bytes]:
    """What is asked, by name; the second one carries the ETag of what the asker already has."""
    tag = loadgen.ask(port, loadgen.request_bytes("/v1/datasets/communes")).headers["etag"]
    return {
        "catalogue page of 20": loadgen.request_bytes("/v1/datasets?limit=20"),
        "dataset, If-None-Match (304)": loadgen.request_bytes("/v1/datasets/communes", {"If-None-Match": tag}),
        "rows page of 20": loadgen.request_bytes("/v1/datasets/communes/rows?limit=20"),
        "rows: equality, sort, 20": loadgen.request_bytes(
            "/v1/datasets/communes/rows?department=44&sort=-population&limit=20"
        ),
        "row by key": loadgen.request_bytes("/v1/datasets/communes/rows/44109"),
    }


def record(port: int, asked: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """Keep our answers for the bare server, and give the requests that ask it for the same bytes."""
    same = {}
    for number, (name, request) in enumerate(asked.items()):
        answer = loadgen.ask(port, request)
        if answer.status not in {200, 304}:
            raise SystemExit(f"{name}: {answer.status} {answer.body[:300]!r}")
        (folder / f"q{number}.json").write_text(json.dumps({"status": answer.status, "headers": answer.headers}))
        (folder / f"q{number}.body").write_bytes(answer.body)
        same[name] = loadgen.request_bytes(f"/q{number}")
    return same


def measure(sides: Sequence[Side], rounds: int) -> None:
    """Interleave the sides, so that a slow minute of the machine is shared."""
    counts = []
    for side in sides:
        trial = loadgen.run(side.server.port, side.request, requests=50, clients=CLIENTS)
        counts.append(int(min(20_000, max(50, trial.per_second * ROUND_SECONDS))))
    for _ in range(rounds):
        for side, count in zip(sides, counts, strict=True):
            side.round(count)


@contextmanager
def platform(folder: Path, **settings: str) -> Iterator[tuple[Server, str]]:
    """The real server on a new home, one worker, and a key for it."""
    home, port = folder / "home", free_port()
    grant: list[str | Path] = [
        PLATEFORME,
        "keys",
        "create",
        "--home",
        home,
        "--consumer",
        "bench",
        "--organization",
        "bench",
    ]
    key = subprocess.run(
        [*grant, "--scope", "datasets:write"], check=True, capture_output=True, text=True
    ).stdout.strip()
    with serving(folder, home, port, kept_bytes=0, **settings) as server:
        yield server, key


@contextmanager
def serving(folder: Path, home: Path, port: int, *, kept_bytes: int, **settings: str) -> Iterator[Server]:
    """A server on that home with one worker; `kept_bytes` is the memory for answers that were given before."""
    kept = f"PLATEFORME_ANSWER_CACHE_BYTES={kept_bytes}"
    serve: list[str | Path] = [
        "/usr/bin/env",
        kept,
        *(f"PLATEFORME_{name.upper()}={value}" for name, value in settings.items()),
        PLATEFORME,
        "serve",
        "--home",
        home,
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    with running("plateforme", serve, port=port, log=folder / f"plateforme-{kept_bytes}.log") as server:
        yield server


def ratio(ours: dict[str, float], peer: dict[str, float]) -> str:
    """Our speed as a multiple of a peer's, by processor time a request."""
    return f"{peer['cpu_us'] / ours['cpu_us']:.2f}×" if ours["cpu_us"] and peer["cpu_us"] else "–"


def show(name: str, sides: dict[str, dict[str, float]]) -> None:
    """One question: a line for each server, with its ratio."""
    print(f"\n{name}")
    ours = sides["plateforme"]
    for peer, figures in sides.items():
        against = ""
        if peer not in {"plateforme", "same, kept"}:
            against = f"   we reach {ratio(ours, figures)} of it, {ratio(sides['same, kept'], figures)} when kept"
        print(
            f"  {peer:<16} p50 {figures['p50_ms']:8.3f} ms   {figures['per_second']:9.0f} req/s"
            f"   {figures['cpu_us']:8.0f} µs CPU a request{against}"
        )


def small_answers(server: Server, folder: Path, rounds: int) -> dict[str, dict[str, dict[str, float]]]:
    """Pages and single things, against a bare server with the same bytes; the catalogue also against an ORM route."""
    asked = questions(server.port)
    same = record(server.port, asked, folder)
    figures = {}
    with ExitStack() as stack:
        peers = {}
        for kind, place in (("bare", folder), ("orm", folder / "home" / "plateforme.db")):
            port = free_port()
            command: list[str | Path] = [sys.executable, HERE / "peers.py", kind, str(port), place]
            peers[kind] = stack.enter_context(running(kind, command, port=port, log=folder / f"{kind}.log"))
        keeping = stack.enter_context(serving(folder, folder / "home", free_port(), kept_bytes=KEPT_BYTES))
        for name, request in asked.items():
            sides = {
                "plateforme": Side(server, request),
                "same, kept": Side(keeping, request),
                "bare uvicorn": Side(peers["bare"], same[name]),
            }
            if name.startswith("catalogue"):
                sides["SQLModel route"] = Side(peers["orm"], loadgen.request_bytes("/catalogue"))
            measure(list(sides.values()), rounds)
            figures[name] = {peer: side.medians() for peer, side in sides.items()}
            show(name, figures[name])
    return figures


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of each side")
    parser.add_argument("--rows", type=int, default=generate.ROWS, help="rows of the table that is exported")
    parser.add_argument("--skip-export", action="store_true", help="leave out publishing and exporting the large table")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args()
    os.sched_setaffinity(0, {LOAD_CORE})
    if len(CORES) == 1:
        print("One core only: server and load share it, and the figures mean little.")
    print(f"server on core {SERVER_CORE}, load on core {LOAD_CORE}, {options.rounds} rounds, {time.strftime('%F %R')}")
    with tempfile.TemporaryDirectory() as name, platform(Path(name)) as (server, key):
        producer = publishing.Producer(f"http://127.0.0.1:{server.port}/v1", key)
        seconds, rows = producer.publish_communes(COMMUNES)
        print(f"communes: {rows:,} rows published in {seconds:.1f} s")
        producer.fill_catalogue()
        figures: dict[str, object] = {"small": small_answers(server, Path(name), options.rounds)}
        if not options.skip_export:
            source = generate.write(HERE.parent / "var" / "bench" / f"reports-{options.rows}.csv", options.rows)
            figures["export"] = exporting.measure(server, producer, source, Path(name), options.rounds)
        producer.close()
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
