"""The row index of a table, built once more: seconds with every core of the machine, and seconds of processor time."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from plateforme.domains.datasets.tabular.engine.index import building
from plateforme.domains.datasets.versions import served
from plateforme.kit.db import Database
from plateforme.kit.settings import Settings

MEMORY = "1GB"


def measure(home: Path, dataset: str) -> dict[str, float]:
    """Build it in a process of its own, as the platform does, but without stepping back."""
    command = [sys.executable, __file__, str(home), dataset]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    print(f"its row index built again: {told['seconds']:.1f} s, {told['cpu_s']:.1f} s of processor time")
    return told


def main() -> None:
    """Build the index of a dataset's first version in scratch, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("dataset")
    options = parser.parse_args()
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    db = Database(Settings(home=options.home).resolved_database_url)
    with db.reading() as session:
        table = served(session, options.dataset, version=1)
    serving_file = next((options.home / "serving").rglob(f"{table.digest}.duckdb"))
    with tempfile.TemporaryDirectory(dir=options.home) as folder:
        started, used = time.perf_counter(), time.process_time()
        building.build(Path(folder), table.digest, serving_file, table.schema, memory=MEMORY)
        took = {"seconds": time.perf_counter() - started, "cpu_s": time.process_time() - used}
    print(json.dumps(took))


if __name__ == "__main__":
    main()
