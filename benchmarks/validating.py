"""Validation of a million reports against a Table Schema: our whole ingestion beside `frictionless validate`.

Both read the same CSV with the same rules in one process, in turn; the median counts. Ours goes on and writes the
canonical Parquet, which frictionless does not: the clock is read when the last rule is checked, and at the end. On a
busy machine only the processor time can be trusted, and frictionless has one thread where ours has two. Run it:
`python benchmarks/validating.py --rows 100000`.
"""

import argparse
import json
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from frictionless import system
from frictionless.resources import TableResource

import generate
from plateforme.domains.datasets.tabular.ingestion import Limits, ingest
from plateforme.domains.datasets.tabular.table_schema import TableSchema

ROWS, ROUNDS = 100_000, 3
WANTED = 15.0
"""How many times faster we promise to be."""
_CATEGORIES = ["pothole", "street_light", "graffiti", "illegal_dumping", "sidewalk", "road_sign"]
_STATES = ["received", "acknowledged", "planned", "in_progress", "closed"]
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "reference", "constraints": {"required": True, "unique": True, "pattern": r"SR-\d{9}"}},
        {"name": "category", "constraints": {"required": True, "enum": _CATEGORIES}},
        {"name": "status", "constraints": {"required": True, "enum": _STATES}},
        {"name": "opened_at", "type": "datetime", "constraints": {"required": True, "minimum": "2016-01-01T00:00:00Z"}},
        {"name": "closed_at", "type": "datetime"},
        {"name": "insee_code", "constraints": {"required": True, "pattern": r"\d[0-9AB]\d{3}"}},
        {"name": "lon", "type": "number", "constraints": {"minimum": -5, "maximum": 10}},
        {"name": "lat", "type": "number", "constraints": {"minimum": 41, "maximum": 52}},
        {"name": "address", "constraints": {"required": True, "maxLength": 100}},
        {"name": "description", "constraints": {"minLength": 10, "maxLength": 500}},
    ],
    "primaryKey": ["reference"],
}


@dataclass
class Timed:
    """Seconds since the beginning, by the clock and of processor time, at each mark."""

    begun: tuple[float, float] = field(default_factory=lambda: (time.perf_counter(), time.process_time()))
    marks: dict[str, tuple[float, float]] = field(default_factory=dict)

    def mark(self, name: str) -> None:
        """Read both clocks."""
        self.marks[name] = (time.perf_counter() - self.begun[0], time.process_time() - self.begun[1])


def ours(source: Path, timed: Timed) -> None:
    """Ingest the file: read, validate, write the Parquet."""

    def progress(stage: str, percent: int | None, rows: int | None = None) -> None:  # noqa: ARG001  # a Progress
        if stage == "storing":
            timed.mark("validated")

    with tempfile.TemporaryDirectory() as folder:
        made = ingest(
            source,
            filename=source.name,
            declared=TableSchema.from_descriptor(SCHEMA),
            primary_key=(),
            limits=Limits(max_unpacked_bytes=1 << 34, max_columns=300),
            workdir=Path(folder),
            progress=progress,
        )
        timed.mark("stored")
    if not made.report["valid"]:
        raise SystemExit("our validation found errors in a file without any")


def frictionless(source: Path, timed: Timed) -> None:
    """Validate the file as `frictionless validate` does."""
    fields = [{"type": "string", **each} for each in SCHEMA["fields"]]
    with system.use_context(trusted=True):
        resource = TableResource.from_descriptor(
            {"name": "reports", "path": str(source), "schema": {**SCHEMA, "fields": fields}}
        )
        if not resource.validate().valid:
            raise SystemExit("frictionless found errors in a file without any")
    timed.mark("frictionless")


def measure(source: Path, rounds: int) -> dict[str, tuple[float, float]]:
    """Run both in turn, so that a slow minute of the machine is shared; give the medians of both clocks."""
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for side in (ours, frictionless):
            timed = Timed()
            side(source, timed)
            for name, both in timed.marks.items():
                found.setdefault(name, []).append(both)
    return {name: (median(wall for wall, _ in each), median(cpu for _, cpu in each)) for name, each in found.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the file")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of each side")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args()
    source = generate.write(
        Path(__file__).parent.parent / "var" / "bench" / f"reports-{options.rows}.csv", options.rows
    )
    figures = measure(source, options.rounds)
    wall, cpu = figures["frictionless"]
    print(f"{options.rows:,} rows × {len(SCHEMA['fields'])} columns; {WANTED:.0f}× wanted for validation")
    for name, (ours_wall, ours_cpu) in figures.items():
        against = f"   {wall / ours_wall:5.1f}× by the clock, {cpu / ours_cpu:5.1f}× by processor time"
        print(f"  {name:<13} {ours_wall:7.2f} s   {ours_cpu:7.2f} s CPU{'' if name == 'frictionless' else against}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
