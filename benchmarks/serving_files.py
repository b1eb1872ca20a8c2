"""What publishing a table costs, and what lies on disk afterwards."""

import time
from pathlib import Path
from typing import Any

import generate
from publishing import Producer

QUIET_SECONDS, PATIENCE_SECONDS = 3.0, 900.0
UNDER_WAY = ".index-part"
"""What the name of a folder ends with in which an index is being built; a sort may write nothing for a while."""

MEGABYTE = 1_000_000


def publish(producer: Producer, slug: str, source: Path, home: Path) -> dict[str, Any]:
    """Publish a file, wait until nothing more is built from it, and tell seconds and bytes."""
    before = set(_files(home))
    started = time.time()
    seconds, rows = producer.publish_reports(source, key=generate.KEY, slug=slug)
    served = time.time()
    last = _settled(home, since=served)
    made = {path: size for path, (size, _) in _files(home).items() if path not in before}
    parquet = sum(size for path, size in made.items() if path.suffix == ".parquet")
    files = {str(path.relative_to(home / "serving")): size for path, size in made.items() if "serving" in path.parts}
    told: dict[str, Any] = {
        "rows": rows,
        "csv_bytes": source.stat().st_size,
        "publish_s": seconds,
        "complete_s": last - started,
        "parquet_bytes": parquet,
        "serving_bytes": sum(files.values()),
        "serving_files": files,
    }
    print(
        f"{slug}: {rows:,} rows, CSV {told['csv_bytes'] / MEGABYTE:.0f} MB, published in {seconds:.1f} s, all serving "
        f"files there after {told['complete_s']:.1f} s: {told['serving_bytes'] / MEGABYTE:.0f} MB, "
        f"{told['serving_bytes'] / parquet:.1f}× the Parquet's {parquet / MEGABYTE:.0f} MB"
    )
    for path, size in sorted(files.items()):
        print(f"  {size / MEGABYTE:8.1f} MB  {path[-60:]}")
    return told


def native(home: Path) -> Path:
    """The largest DuckDB file that is served."""
    return max((home / "serving").rglob("*.duckdb"), key=lambda path: path.stat().st_size)


def _files(home: Path) -> dict[Path, tuple[int, float]]:
    """Size and time of last change of every file of the home that holds rows."""
    found = {}
    for folder in ("serving", "objects"):
        for path in (home / folder).rglob("*"):
            try:
                facts = path.stat()
            except FileNotFoundError:  # renamed meanwhile
                continue
            if path.is_file() and "scratch" not in path.parts:
                found[path] = (facts.st_size, facts.st_mtime)
    return found


def _settled(home: Path, *, since: float) -> float:
    """When the last file was written, once none has been for a while."""
    seen, quiet_since = _files(home), time.time()
    while time.time() - quiet_since < QUIET_SECONDS and time.time() - since < PATIENCE_SECONDS:
        time.sleep(0.2)
        now = _files(home)
        if now != seen or any(UNDER_WAY in str(path) for path in now):
            seen, quiet_since = now, time.time()
    return max([since, *(changed for _, changed in seen.values() if changed >= since)])
