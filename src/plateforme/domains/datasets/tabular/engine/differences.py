"""What changed between two tables, page by page.

The difference of two tables never changes, so it is computed once, kept as a file beside the serving files, and read
like any table. The files are derived: the folder is held small, and what was dropped is computed again.
"""

import fcntl
import hashlib
import os
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import duckdb

from plateforme.domains.datasets.tabular.comparison import OPS, Cells, Comparison, RowChange, Tally
from plateforme.domains.datasets.tabular.engine.budget import Budget
from plateforme.domains.datasets.tabular.engine.comparing import CHANGES, TALLY, build, selection
from plateforme.domains.datasets.tabular.engine.lending import Shelf
from plateforme.domains.datasets.tabular.engine.sides import ServingFiles, sides
from plateforme.domains.datasets.tabular.query import Table
from plateforme.domains.datasets.tabular.query_errors import ChangesNotReady, QueryTooSlow
from plateforme.kit import interrupts

FOLDER_BYTES: Final = 2 << 30
"""How much disk the differences may take; the least recently read go first."""

BUILD_SECONDS: Final = 600.0
"""How long one comparison may take: a hundred times what ten million rows need."""

PAGE_MEMORY: Final = "128MB"
ATTACHED_MAX: Final = 32
ASKED_MAX: Final = 8
"""Comparisons that readers may have asked for and that are not done: more are refused."""

WAITING_MAX: Final = 8
"""Readers who wait for a comparison; others are told at once to come back, for each one holds a thread."""

_LOCKS: Final = 16


@dataclass(frozen=True)
class ChangePage:
    """One page: its changes in the order of the key, and after how many the next page starts (None: the last one)."""

    changes: list[RowChange]
    after: int | None


@dataclass(frozen=True)
class Pair:
    """Two tables to compare, the earlier one first."""

    before: Table
    after: Table
    comparison: Comparison

    @property
    def name(self) -> str:
        """The name of the difference: of both contents, and of what identifies a row."""
        identity = repr((self.before.digest, self.after.digest, self.comparison))
        told = f"{self.before.digest[:32]}-{self.after.digest[:32]}"
        return f"diff-{told}-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"


class Differences:
    """Counts and pages of changes between published tables."""

    def __init__(self, serving: Path, *, files: ServingFiles, scratch: Path, memory: str, seconds: float) -> None:
        """Keep files in the folder of the serving files; `seconds` is how long a reader waits for a comparison.

        `scratch` is a private folder on the same disk.
        """
        self._files = files
        self._folder = serving / "differences"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._scratch = scratch / "differences"
        self._scratch.mkdir()
        self._memory = memory
        self._seconds = seconds
        self._reading = Budget(seconds)
        self._building = Budget(BUILD_SECONDS)
        self._shelf = Shelf(self._folder, memory=PAGE_MEMORY, most=ATTACHED_MAX)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="difference")
        self._waiting = threading.BoundedSemaphore(WAITING_MAX)
        self._lock = threading.Lock()
        self._asked: dict[str, Future[Path]] = {}
        self._open: set[duckdb.DuckDBPyConnection] = set()

    def tally(self, pair: Pair) -> Tally:
        """Count the changes, computing them first, however long that takes."""
        if pair.before.digest == pair.after.digest:
            return Tally(0, 0, 0)
        return self._tally(pair, partial(self._ensure, pair))

    def page(self, pair: Pair, *, after: int, limit: int) -> tuple[Tally, ChangePage]:
        """Give the changes that follow the first `after`; ChangesNotReady while they are being computed."""
        if pair.before.digest == pair.after.digest:
            return Tally(0, 0, 0), ChangePage([], None)
        ensure = partial(self._awaited, pair)
        tally = self._tally(pair, ensure)
        chosen = ", ".join(selection(pair.comparison))
        with self._shelf.lent(pair.name, ensure) as (cursor, schema), self._reading.spend(cursor):
            sql = f"SELECT {chosen} FROM {schema}.{CHANGES} WHERE rowid >= ? AND rowid < ?"
            rows = cursor.execute(sql, (after, after + limit)).fetchall()
        end = after + len(rows)
        return tally, ChangePage([_told(pair.comparison, row) for row in rows], end if end < tally.total else None)

    def keep_only(self, digests: Collection[str]) -> int:
        """Remove every difference that holds rows of other tables than these; say how many there were."""
        kept = {digest[:32] for digest in digests}
        gone = [path for path in self._folder.glob("diff-*.duckdb") if not set(path.stem.split("-")[1:3]) <= kept]
        for path in gone:
            self._shelf.forget(path.stem)
            path.unlink(missing_ok=True)
        return len(gone)

    def close(self) -> None:
        """Stop everything, comparisons too."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            running = list(self._open)
        for connection in running:
            with suppress(duckdb.Error):
                connection.interrupt()
        self._worker.shutdown()
        self._reading.close()
        self._building.close()
        self._shelf.close()

    def _tally(self, pair: Pair, ensure: Callable[[], Path]) -> Tally:
        with self._shelf.lent(pair.name, ensure) as (cursor, schema):
            (counted,) = cursor.execute(f"FROM {schema}.{TALLY}").fetchall()
        with suppress(FileNotFoundError):  # swept, and still attached here
            os.utime(self._path(pair))
        return Tally(*counted)

    def _path(self, pair: Pair) -> Path:
        return self._folder / f"{pair.name}.duckdb"

    def _awaited(self, pair: Pair) -> Path:
        """Wait for the file as long as a reader may; who comes back later finds it."""
        path = self._path(pair)
        if path.exists():
            return path
        with self._lock:
            asked = self._asked.get(pair.name)
            if asked is None:
                if len(self._asked) >= ASKED_MAX:
                    raise ChangesNotReady
                asked = self._asked[pair.name] = self._worker.submit(self._ensure, pair)
                asked.add_done_callback(lambda _: self._asked.pop(pair.name, None))
        if not self._waiting.acquire(blocking=False):
            raise ChangesNotReady
        try:
            return asked.result(timeout=self._seconds)
        except StillRunning:
            raise ChangesNotReady from None
        finally:
            self._waiting.release()

    def _ensure(self, pair: Pair) -> Path:
        path = self._path(pair)
        # A few locks for all files: each process builds one at a time anyway.
        number = int(hashlib.sha256(pair.name.encode()).hexdigest(), 16) % _LOCKS
        with (self._folder / f"{number}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                self._build(pair, path)
                self._sweep(path)
        return path

    def _build(self, pair: Pair, path: Path) -> None:
        part = self._scratch / f"{path.name}.part"
        try:
            with self._connection() as connection, self._building.spend(connection):
                before, after = sides(pair.before, pair.after, self._files)
                build(connection, pair.comparison, before=before, after=after, target=part)
            part.replace(path)
        except QueryTooSlow:
            interrupts.check()  # it was not too slow: somebody has stopped the work
            raise
        finally:
            part.unlink(missing_ok=True)

    @contextmanager
    def _connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        spill = str(self._scratch)
        config: dict[str, Any] = {"threads": 1, "memory_limit": self._memory, "temp_directory": spill}
        with duckdb.connect(":memory:", config=config) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            with self._lock:
                self._open.add(connection)
            try:
                with interrupts.reaching(connection.interrupt):
                    yield connection
            finally:
                with self._lock:
                    self._open.discard(connection)

    def _sweep(self, newest: Path) -> None:
        """Hold the folder small. Who reads a file that goes keeps it until the end: it is open."""
        found = []
        for path in self._folder.glob("diff-*.duckdb"):
            with suppress(FileNotFoundError):  # another process sweeps too
                facts = path.stat()
                found.append((path != newest, -facts.st_mtime, facts.st_size, path))
        total = 0
        for _, _, size, path in sorted(found):
            total += size
            if total > FOLDER_BYTES and path != newest:
                self._shelf.forget(path.stem)
                path.unlink(missing_ok=True)


def _told(comparison: Comparison, row: tuple[Any, ...]) -> RowChange:
    op, *cells = row
    keys, both = len(comparison.key), len(comparison.in_both)
    key = dict(zip(comparison.key, cells[:keys], strict=True))
    before = dict(zip(comparison.in_both, cells[keys : keys + both], strict=True))
    after: Cells = dict(zip(comparison.in_after, cells[keys + both :], strict=True))
    if OPS[op] == "added":
        return RowChange("added", key, None, {**key, **after})
    if OPS[op] == "removed":
        return RowChange("removed", key, None, None)
    differing = [name for name, cell in after.items() if cell is not None or before.get(name) is not None]
    earlier, later = ({name: cells.get(name) for name in differing} for cells in (before, after))
    return RowChange("changed", key, earlier, later)
