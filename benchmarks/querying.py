"""Ask a million rows every kind of question, beside Datasette, ROAPI and the raw engines, in one run, and print ratios.

Our server runs with the answer cache off and one worker. Every server runs on one core, the load on the other; rounds
are interleaved and medians count. Answers are compared before anything is timed. The figure to trust on a shared
machine is processor time a request: ratios are made of it.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import engines
import exporting
import generate
import growing
import indexing
import keeping
import neighbours
import profiling
import publishing
import run
import serving_files
import starving
import surveying
import workloads
from processes import LOAD_CORE, SERVER_CORE, Server, free_port, running
from sides import EngineSide, HttpSide, NotAnsweredError, Side, agree, measure
from surveying import Surveyed
from workloads import Dialect, Form, Workload

DATASET = "reports-1m"
OURS = "plateforme"
BARE = "bare uvicorn"
ENGINES = {"DuckDB in process": "duckdb", "SQLite in process": "sqlite"}
ROOM = {"query_seconds": "60", "max_upload_bytes": str(8 << 30), "max_unpacked_bytes": str(32 << 30)}


@dataclass
class Field:
    """Everything that can be asked."""

    ours: Surveyed
    dialects: Mapping[str, Dialect]
    peers: dict[str, Server] = field(default_factory=dict)
    raw: dict[str, engines.Engine] = field(default_factory=dict)
    bare: Server | None = None
    """What sends our answers without having to find them."""
    recorded: dict[str, bytes] = field(default_factory=dict)
    """The requests that ask it, by question."""

    def sides(self, work: Workload) -> dict[str, Side]:
        """Every side, with the question in its own words."""
        asked: dict[str, Side] = {OURS: self.ours.our_side(work)}
        varies = bool(work.values(0))
        for name, server in self.peers.items():
            if name == "ROAPI" and work.form is Form.COUNTED_PAGE:
                continue  # it tells no totals
            dialect = self.dialects[name]
            words = workloads.to_roapi if name == "ROAPI" else workloads.to_datasette
            asked[name] = HttpSide(
                server,
                lambda n, words=words, dialect=dialect: words(dialect, work, work.values(n)),  # type: ignore[misc]
                lambda body: workloads.read_peer(work.form, body),
                varies,
            )
        if self.bare is not None and work.name in self.recorded:
            same = self.recorded[work.name]
            read = lambda body: workloads.read_ours(work.form, body)  # noqa: E731
            asked[BARE] = HttpSide(self.bare, lambda _: same, read, varies=False)
        for name, engine in self.raw.items():
            sql = self.dialects[name].sql(work.sql, work.values(0))
            asked[name] = EngineSide(engine, sql, work.values, work.form)
        return asked


def compare(place: Field, work: Workload, *, rounds: int, seconds: float) -> dict[str, Any]:
    """One question asked of every side: answers first, then timings."""
    told: dict[str, Any] = {"goals": dict(work.goals), "sides": {}, "left_out": {}}
    answers: dict[str, Any] = {}
    sides = place.sides(work)
    for name, side in list(sides.items()):
        try:
            answers[name] = side.answer()
        except NotAnsweredError as refusal:
            told["left_out"][name] = f"not answered: {refusal}"
            del sides[name]
    for name in agree(work, answers):
        told["left_out"][name] = f"answers something else: {str(answers[name])[:160]}"
        if name != OURS:  # ours is timed all the same, and the line says that it is wrong
            del sides[name]
    measure(list(sides.values()), rounds=rounds, seconds=seconds)
    told["sides"] = {name: side.figures.medians() for name, side in sides.items()}
    return told


def show(name: str, told: Mapping[str, Any]) -> None:
    """A line for each side, with our ratio and the goal."""
    print(f"\n{name}")
    ours = told["sides"].get(OURS)
    for side, figures in told["sides"].items():
        ratio = ""
        if ours and side != OURS:
            reached, goal = figures["cpu_us"] / max(ours["cpu_us"], 0.1), told["goals"].get(side)
            ratio = f"   ours is {reached:6.2f}×"
            ratio += f"   goal {goal:.2g}×: {'reached' if reached >= goal else 'MISSED'}" if goal else ""
        print(
            f"  {side:<18} p50 {figures['p50_ms']:9.3f} ms {figures['per_second']:9.0f} req/s"
            f" {figures['cpu_us']:10.0f} µs CPU{ratio}"
        )
    for side, why in told["left_out"].items():
        print(f"  {side:<18} {why}")


def questions(
    options: argparse.Namespace, server: Server, home: Path, source: Path, stack: ExitStack
) -> tuple[dict[str, Any], Field]:
    """Every workload, on every side that is there."""
    found = surveying.survey(server, DATASET, options.rows)
    place = Field(found, workloads.dialects(found.table))
    files = [serving_files.native(home)]
    if not options.no_peers:
        database = neighbours.sqlite_file(source, options.rows)
        parquet = neighbours.parquet_file(source, options.rows)
        print(f"peers: {database.told()}; {parquet.told()}")
        files.append(database.path)
        if binaries := neighbours.programs():
            folder = home.parent
            for name, plain in (("Datasette", True), (workloads.FASTER, False)):
                peer = neighbours.datasette(binaries, database.path, folder, plain=plain)
                place.peers[name] = stack.enter_context(peer)
            place.peers["ROAPI"] = stack.enter_context(neighbours.roapi(binaries, parquet.path, folder))
    for (name, kind), file in zip(ENGINES.items(), files, strict=False):
        place.raw[name] = engines.start(kind, file)
        stack.callback(place.raw[name].close)
    asked = [
        work
        for work in (*workloads.pages(found.table), *workloads.scans())
        if not options.only or any(word in work.name for word in options.only)
    ]
    record(place, asked, home.parent / "answers", stack)
    figures = {}
    for work in asked:
        figures[work.name] = compare(place, work, rounds=options.rounds, seconds=options.seconds)
        show(work.name, figures[work.name])
    return figures, place


def record(place: Field, asked: Sequence[Workload], folder: Path, stack: ExitStack) -> None:
    """Keep our answers, and start a bare server that sends the same bytes."""
    answered = {}
    for work in asked:
        side = place.ours.our_side(work)
        with suppress(NotAnsweredError):
            side.ask()
            answered[work.name] = side.make(0)
    folder.mkdir()
    place.recorded = run.record(place.ours.server.port, answered, folder)
    port = free_port()
    command: list[str | Path] = [sys.executable, Path(__file__).with_name("peers.py"), "bare", str(port), folder]
    place.bare = stack.enter_context(running(BARE, command, port=port, log=folder.with_suffix(".log")))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what was asked for and print it."""
    options = read_options(arguments)
    os.sched_setaffinity(0, {LOAD_CORE})
    about = f"{options.rows:,} rows, {options.rounds} rounds of {options.seconds} s, {time.strftime('%F %R')}"
    print(f"server on core {SERVER_CORE}, load on core {LOAD_CORE}, {about}")
    figures: dict[str, Any] = {"about": {"rows": options.rows, "rounds": options.rounds, "day": time.strftime("%F")}}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        home = folder / "home"
        server, key = stack.enter_context(run.platform(folder, **ROOM))
        producer = publishing.Producer(f"http://127.0.0.1:{server.port}/v1", key)
        stack.callback(producer.close)
        source = generate.write(neighbours.PLACE / f"reports-{options.rows}.csv", options.rows)
        figures["files"] = serving_files.publish(producer, DATASET, source, home)
        figures["files"]["index"] = indexing.measure(home, DATASET)
        if options.json:
            stack.callback(lambda: options.json.write_text(json.dumps(figures, indent=2)))  # also when something fails
        figures["questions"], place = questions(options, server, home, source, stack)
        if options.profile:
            figures["profile"] = profiling.measure(home, DATASET)
        if options.starve:
            figures["starving"] = starving.measure(server, DATASET, seconds=options.seconds * 5)
        if options.kept:
            figures["kept"] = keeping.measure(server, folder, DATASET, rounds=options.rounds)
        if options.export:
            figures["export"] = exporting.compare(server, place.peers, home, folder, options.rounds)
        if options.grow:
            figures["growth"] = growing.measure(place.ours, producer, options, home)


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=generate.ROWS, help="rows of the table")
    parser.add_argument("--rounds", type=int, default=run.ROUNDS, help="rounds of each side")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a round")
    parser.add_argument("--only", action="append", help="word in the names of the questions to ask; can be repeated")
    parser.add_argument("--no-peers", action="store_true", help="only ourselves and DuckDB in process")
    parser.add_argument("--starve", action="store_true", help="small questions while four heavy ones run")
    parser.add_argument("--profile", action="store_true", help="where the time of small questions goes, by module")
    parser.add_argument("--kept", action="store_true", help="kept answers and 304 against a bare server")
    parser.add_argument("--export", action="store_true", help="the whole table as CSV (Datasette takes long)")
    parser.add_argument("--grow", type=int, metavar="ROWS", help="ask page-sized questions of a larger table too")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
