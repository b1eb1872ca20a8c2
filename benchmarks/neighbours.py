"""Datasette and ROAPI on the same table, tuned as well as their manuals allow, in an environment of their own.

They are no dependency of the platform: the first run installs them under `var/bench/peers`, at the versions of
`requirements-peers.txt`. One that cannot be installed is left out, with a line that says so.
"""

import csv
import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from processes import Server, free_port, running

HERE = Path(__file__).parent
PLACE = HERE.parent / "var" / "bench"
REQUIREMENTS = HERE / "requirements-peers.txt"
MEGABYTE = 1_000_000

TABLE = """
CREATE TABLE reports (id INTEGER PRIMARY KEY, reference TEXT NOT NULL, category TEXT, status TEXT, opened_at TEXT,
    closed_at TEXT, insee_code TEXT, lon REAL, lat REAL, address TEXT, description TEXT)
"""
# An index for every column that the questions filter or order by, the two composite ones that fit them best included.
TUNING = """
CREATE UNIQUE INDEX reports_reference ON reports (reference);
CREATE INDEX reports_category_opened ON reports (category, opened_at);
CREATE INDEX reports_status ON reports (status);
CREATE INDEX reports_opened ON reports (opened_at);
CREATE INDEX reports_insee ON reports (insee_code);
CREATE INDEX reports_place ON reports (lon, lat);
CREATE VIRTUAL TABLE reports_fts USING fts5(address, description, content = reports, content_rowid = id,
    tokenize = "unicode61 remove_diacritics 2");
INSERT INTO reports_fts (reports_fts) VALUES ('rebuild');
INSERT INTO reports_fts (reports_fts) VALUES ('optimize');
ANALYZE;
"""
SETTINGS = {
    "sql_time_limit_ms": "60000",
    "max_returned_rows": "20000",
    "suggest_facets": "off",
    "allow_facet": "off",
    "num_sql_threads": "1",  # one core: a second thread only changes places with the first
    "cache_size_kb": "262144",
}


@dataclass(frozen=True)
class Built:
    """A peer's file, and what making it cost; no seconds when it was there already."""

    path: Path
    seconds: float | None

    def told(self) -> str:
        """One line about it."""
        made = "was there" if self.seconds is None else f"built in {self.seconds:.1f} s"
        return f"{self.path.name}: {self.path.stat().st_size / MEGABYTE:.0f} MB, {made}"


def programs() -> Path | None:
    """Folder of the peers' programs, installed when they are not there; None when they cannot be."""
    environment, stamp = PLACE / "peers", PLACE / "peers" / "installed.txt"
    if stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
        return environment / "bin"
    print("installing the peers of requirements-peers.txt under var/bench/peers (once)")
    shutil.rmtree(environment, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    pip: list[str | Path] = [environment / "bin" / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "install", "-r", REQUIREMENTS], check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"the peers cannot be installed and are left out: {done.stderr.strip().splitlines()[-1:]}")
        return None
    stamp.write_text(REQUIREMENTS.read_text())
    return environment / "bin"


def sqlite_file(source: Path, rows: int) -> Built:
    """The table as Datasette likes it best: an integer key in the order of the reference, indexes, words."""
    target = PLACE / f"peers-{rows}.db"
    if target.exists():
        return Built(target, None)
    started = time.perf_counter()
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(partial)) as store, source.open(newline="", encoding="utf-8") as lines:
        store.executescript(f"PRAGMA journal_mode = off; PRAGMA synchronous = off; {TABLE}")
        cells = csv.reader(lines)
        next(cells)
        store.executemany(
            f"INSERT INTO reports VALUES ({', '.join('?' * 11)})",
            ((number, *(cell or None for cell in row)) for number, row in enumerate(cells, 1)),
        )
        store.executescript(TUNING)
        store.commit()
    partial.rename(target)
    return Built(target, time.perf_counter() - started)


def parquet_file(source: Path, rows: int) -> Built:
    """The table as ROAPI takes it into memory."""
    target = PLACE / f"peers-{rows}.parquet"
    if target.exists():
        return Built(target, None)
    started = time.perf_counter()
    kinds = {"insee_code": "VARCHAR", "opened_at": "TIMESTAMP", "closed_at": "TIMESTAMP"}
    with duckdb.connect() as engine:
        engine.execute(f"COPY (FROM read_csv('{source}', types = {kinds})) TO '{target}' (FORMAT parquet)")
    return Built(target, time.perf_counter() - started)


# What `pip install datasette` gives: its web server takes uvloop and httptools only where it finds them.
PLAIN = """
import sys
sys.modules["uvloop"] = sys.modules["httptools"] = None
from datasette.cli import cli
cli()
"""


@contextmanager
def datasette(binaries: Path, database: Path, folder: Path, *, plain: bool) -> Iterator[Server]:
    """Datasette on an immutable file whose rows were counted beforehand; plain: with the web server's slow parts."""
    counts, port = folder / "inspected.json", free_port()
    subprocess.run([binaries / "datasette", "inspect", database, "--inspect-file", counts], check=True)
    known = json.loads(counts.read_text())
    counts.write_text(json.dumps({"bench": known[database.stem]}))
    named = folder / "bench.db"
    with suppress(FileExistsError):
        named.symlink_to(database.absolute())
    settings = [word for pair in SETTINGS.items() for word in ("--setting", *pair)]
    begin: list[str | Path] = ["-c", PLAIN] if plain else [binaries / "datasette"]
    command: list[str | Path] = [binaries / "python", *begin, "serve", "--immutable", named]
    command += ["--inspect-file", counts, "--port", str(port), *settings]
    with running("Datasette", command, port=port, log=folder / f"datasette-{port}.log") as server:
        yield server


@contextmanager
def roapi(binaries: Path, parquet: Path, folder: Path) -> Iterator[Server]:
    """ROAPI with the table in memory."""
    port = free_port()
    told = {
        "addr": {"http": f"127.0.0.1:{port}", "postgres": f"127.0.0.1:{free_port()}"},
        "tables": [
            {
                "name": "reports",
                "uri": str(parquet.absolute()),
                "option": {"format": "parquet", "use_memory_table": True},
            }
        ],
    }
    settings = folder / "roapi.yml"
    settings.write_text(json.dumps(told))  # JSON is YAML
    command: list[str | Path] = [binaries / "roapi", "--config", settings]
    command += ["--addr-flight-sql", f"127.0.0.1:{free_port()}"]
    with running("ROAPI", command, port=port, log=folder / "roapi.log") as server:
        yield server
