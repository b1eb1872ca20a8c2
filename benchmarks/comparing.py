"""Replace a whole file in which one row in a hundred differs: seconds to tell the changes, against those of ingesting.

    python benchmarks/comparing.py [rows]

Nothing is random: what differs is arithmetic on the row number. Also measured: the changes of a hundred written rows,
the first page of changes, and the worst case, a table without a key with one row inserted at the top.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

import generate
from plateforme.domains.datasets.tabular.comparison import Comparison
from plateforme.domains.datasets.tabular.engine.differences import Pair
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.ingestion import Limits, ingest
from plateforme.domains.datasets.tabular.table_schema import TableSchema

ROUNDS = 3
WRITTEN = 100
CHANGED = "SELECT * REPLACE (CASE WHEN i % 100 = 7 THEN 'changed' ELSE status END AS status) FROM numbered"
SHIFTED = "SELECT 'SR-top' AS reference, * EXCLUDE (reference) FROM (FROM numbered LIMIT 1) UNION ALL FROM numbered"


@dataclass(frozen=True)
class Table:
    """A version, as the engine asks for it."""

    digest: str
    parquet_key: str
    schema: TableSchema
    rows: int
    number: int = 1
    base: "Table | None" = None


def main(rows: int) -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory(prefix="comparing-") as name:
        folder = Path(name)
        first = generate.write(folder / "first.csv", rows)
        second, shifted = variant(first, CHANGED), variant(first, SHIFTED)
        before, _ = ingested(first, folder, (generate.KEY,))
        after, ingest_seconds = ingested(second, folder, (generate.KEY,))
        engine = RowEngine(folder / "serving", locate=Path, memory="1GB", seconds=60)
        ready = [seconds(lambda table=table: engine.ensure(table)) for table in (before, after)]  # type: ignore[misc]
        print(f"{rows:,} rows × {len(before.schema.columns)} columns, {second.stat().st_size / 1e6:.0f} MB of CSV")
        print(f"  ingest                  {ingest_seconds:7.2f} s   and {ready[1]:.2f} s for the serving file")
        replaced = compared(engine, before, after)
        print(f"  changes, 1 % differ     {replaced:7.2f} s   {replaced / ingest_seconds:.2f} × the ingest")
        layer = written(before, folder)
        engine.ensure(layer)
        print(f"  changes, {WRITTEN} rows written {compared(engine, before, layer) * 1000:7.1f} ms")
        pair = pair_of(before, after)
        pages = [seconds(lambda: engine.differences.page(pair, after=0, limit=100)) for _ in range(30)]
        print(f"  first page of 100       {median(pages) * 1000:7.1f} ms")
        keyless, _ = ingested(first, folder, ())
        moved, _ = ingested(shifted, folder, ())
        print(f"  no key, all rows moved  {compared(engine, keyless, moved, rounds=1):7.2f} s   the worst case")
        engine.close()


def variant(source: Path, changes: str) -> Path:
    """Write the file once more, with differences."""
    target = source.with_name(f"variant-{len(changes)}.csv")
    with duckdb.connect() as engine:
        engine.execute(
            "CREATE TABLE numbered AS SELECT *, row_number() OVER () AS i "
            f"FROM read_csv('{source}', all_varchar = true)"
        )
        engine.execute(f"COPY (SELECT * EXCLUDE (i) FROM ({changes})) TO '{target}' (HEADER)")
    return target


def ingested(source: Path, folder: Path, key: tuple[str, ...]) -> tuple[Table, float]:
    """Ingest a file; the table, and how long it took."""
    workdir = folder / "work"
    workdir.mkdir()
    started = time.perf_counter()
    made = ingest(
        source,
        filename=source.name,
        declared=None,
        primary_key=key,
        limits=Limits(max_unpacked_bytes=1 << 34, max_columns=100),
        workdir=workdir,
        progress=lambda *_: None,
    )
    took = time.perf_counter() - started
    parquet = shutil.move(made.parquet, folder / f"{made.digest}.parquet")
    shutil.rmtree(workdir)
    return Table(made.digest, str(parquet), made.schema, made.rows), took


def written(base: Table, folder: Path) -> Table:
    """A version that differs from its base in a few rows, as row writes leave it."""
    target = folder / "written.parquet"
    step = base.rows // WRITTEN
    with duckdb.connect() as engine:
        engine.execute(
            f"COPY (SELECT * REPLACE ('written' AS status), false AS _gone FROM '{base.parquet_key}' "
            f"WHERE _row % {step} = 1) TO '{target}' (FORMAT parquet)"
        )
    return replace(base, digest="f" * 64, parquet_key=str(target), number=2, base=base)


def compared(engine: RowEngine, before: Table, after: Table, *, rounds: int = ROUNDS) -> float:
    """How long the difference of two tables takes, whose serving files are ready."""
    for table in (before, after):
        engine.ensure(table)
    took = []
    for _ in range(rounds):
        engine.differences.keep_only(())
        took.append(seconds(lambda: engine.differences.tally(pair_of(before, after))))
    return median(took)


def pair_of(before: Table, after: Table) -> Pair:
    """Two tables to compare."""
    comparison = Comparison.of(before.schema, after.schema)
    assert comparison is not None  # noqa: S101  # the benchmark's own tables
    return Pair(before, after, comparison)


def seconds(step: Callable[[], Any]) -> float:
    """How long a step takes."""
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else generate.ROWS)
