"""The time that one question may take: a single watching thread interrupts those that exceed it.

Who asked may stop the question too (`kit.interrupts`): because they left, or because others come first.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

import duckdb

from plateforme.domains.datasets.tabular.query_errors import QueryTooLarge, QueryTooSlow
from plateforme.kit import interrupts

TICK = 0.05


class Budget:
    """A limit in seconds for each query; a timer thread per query would cost more than most queries do."""

    def __init__(self, seconds: float) -> None:
        """Start watching."""
        self._seconds = seconds
        self._running: dict[object, tuple[float, duckdb.DuckDBPyConnection]] = {}
        self._lock = threading.Lock()
        self._busy = threading.Event()
        self._closed = False
        threading.Thread(target=self._watch, name="row-budget", daemon=True).start()

    @contextmanager
    def spend(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Run queries on this cursor within the budget, and say what exceeded it."""
        token = object()
        with self._lock:
            self._running[token] = (time.monotonic() + self._seconds, cursor)
        self._busy.set()
        try:
            with interrupts.reaching(partial(_stop, cursor)):
                yield
        except duckdb.InterruptException as error:
            interrupts.check()
            raise QueryTooSlow(self._seconds) from error
        except duckdb.OutOfMemoryException as error:
            raise QueryTooLarge from error
        finally:
            with self._lock:
                del self._running[token]

    def close(self) -> None:
        """Stop watching."""
        self._closed = True
        self._busy.set()

    def _watch(self) -> None:
        while not self._closed:
            self._busy.wait()
            with self._lock:
                if not self._running:
                    self._busy.clear()
                now = time.monotonic()
                late = [cursor for deadline, cursor in self._running.values() if deadline <= now]
            for cursor in late:
                _stop(cursor)
            time.sleep(TICK)


def _stop(cursor: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.ConnectionException):  # it ended meanwhile
        cursor.interrupt()
