"""A million reports from CSV to a served version, beside DuckDB's own `read_csv` to Parquet on the same file.

`python benchmarks/ingesting.py` runs both in turn, each in a process of its own, and prints medians: seconds by the
clock, processor seconds, the ratio of both, the peak of resident memory, and the seconds of each stage. Ours covers
everything between the file and the first reader: encoding, types, rules, key, canonical Parquet with its
digest, serving file; the digest of the source is counted while it is received. DuckDB only guesses types and
writes. On a busy machine the ratio of processor time is the
steadier one. `--rows 10000000` measures ten million rows (1.9 GB of CSV in `var/bench`, and as much of spill).

Replacing the whole file with 1 % of the rows changed, and an upsert of 100 rows, are scenarios to add to `SCENARIOS`:
a scenario takes the source and a working folder, and gives the seconds of its stages.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

import duckdb

import generate
from plateforme.domains.datasets.tabular.engine.files import adopt, is_built
from plateforme.domains.datasets.tabular.ingestion import Limits, ingest

HERE = Path(__file__).parent
ROUNDS = 3
WANTED = 3.0
"""How many times the seconds of DuckDB's own conversion we may take."""
LIMITS = Limits(max_unpacked_bytes=1 << 34, max_columns=1000)
COUNTED = "0" * 64
"""In the place of the digest of the source, which whoever receives the file has counted meanwhile."""

Stages = dict[str, float]


def served(source: Path, folder: Path) -> Stages:
    """Ingest the file as the platform does: its serving file is written while the Parquet is."""
    begun: list[tuple[str, float]] = []

    def progress(stage: str, percent: int | None, rows: int | None = None) -> None:
        del percent, rows
        if not begun or begun[-1][0] != stage:
            begun.append((stage, time.perf_counter()))

    made = ingest(
        source,
        filename=source.name,
        declared=None,
        primary_key=(generate.KEY,),
        limits=LIMITS,
        workdir=folder,
        progress=progress,
        known=(source.stat().st_size, COUNTED),
        to_serve=lambda digest: not is_built(folder, digest),
    )
    if made.serving is None:
        raise SystemExit("The file was ingested without its serving file.")
    adopt(folder, made.digest, made.serving)
    progress("end", None)
    return {stage: end - start for (stage, start), (_, end) in pairwise(begun)}


def converted(source: Path, folder: Path) -> Stages:
    """Let DuckDB guess the types and write a Parquet."""
    started = time.perf_counter()
    with duckdb.connect() as engine:
        engine.execute(f"COPY (FROM read_csv('{source}')) TO '{folder / 'plain.parquet'}' (FORMAT parquet)")
    return {"converting": time.perf_counter() - started}


SCENARIOS: dict[str, Callable[[Path, Path], Stages]] = {"served": served, "converted": converted}


def run(scenario: str, source: Path) -> Stages:
    """Run a scenario in a process of its own, which tells its stages, `cpu` seconds and peak `rss` in megabytes."""
    command = [sys.executable, __file__, "--only", scenario, "--source", str(source)]
    told: Stages = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def alone(scenario: str, source: Path) -> Stages:
    """Run a scenario here."""
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        before = time.process_time()
        stages = SCENARIOS[scenario](source, Path(folder))
        cpu = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**stages, "total": sum(stages.values()), "cpu": cpu, "rss": peak}


def measure(source: Path, rounds: int) -> dict[str, Stages]:
    """Run the scenarios in turn and give the medians of each."""
    seen: dict[str, list[Stages]] = {name: [] for name in SCENARIOS}
    for _ in range(rounds):
        for name, found in seen.items():
            found.append(run(name, source))
    return {name: {stage: median(each[stage] for each in found) for stage in found[0]} for name, found in seen.items()}


def show(figures: dict[str, Stages]) -> None:
    """Print the medians and the ratios."""
    for name, stages in figures.items():
        parts = "   ".join(f"{stage} {value:.2f} s" for stage, value in stages.items() if stage != "rss")
        print(f"  {name:<10} {parts}   peak {stages['rss']:.0f} MB")
    ours, peer = figures["served"], figures["converted"]
    print(
        f"  ours takes {ours['total'] / peer['total']:.2f}× the seconds (at most {WANTED:.0f}× wanted)"
        f" and {ours['cpu'] / peer['cpu']:.2f}× the processor time"
    )


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--rows", type=int, default=generate.ROWS)
    parser.add_argument("--only", choices=SCENARIOS, help="run one scenario here and print its stages as JSON")
    parser.add_argument("--source", type=Path, help="the file for --only")
    options = parser.parse_args()
    source = options.source or HERE.parent / "var" / "bench" / f"reports-{options.rows}.csv"
    generate.write(source, options.rows)
    if options.only:
        print(json.dumps(alone(options.only, source)))
        return
    print(f"\n{source.name}: {source.stat().st_size / 1e6:.0f} MB, {options.rounds} rounds in turn")
    show(measure(source, options.rounds))


if __name__ == "__main__":
    main()
