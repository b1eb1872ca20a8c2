"""A step of the engine that goes on beside another one, on a cursor and a thread of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Self

import duckdb

from plateforme.kit import interrupts


class Beside:
    """Runs a step while the block goes on, and waits for it at the end of the block; a block that fails stops it."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, step: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
        """The step begins with the block; the cursor is closed with it."""
        self._cursor = cursor
        self._step = step
        self._stopped = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="beside")
        self._reaching = interrupts.reaching(self._interrupt)

    def __enter__(self) -> Self:
        self._reaching.__enter__()
        self._running = self._thread.submit(self._step, self._cursor)
        return self

    def stop(self) -> None:
        """Give the step up: what it makes is not wanted after all."""
        self._stopped = True
        while not self._running.done():
            self._interrupt()  # between two statements there is nothing to interrupt
            with suppress(TimeoutError, duckdb.Error):
                self._running.result(timeout=0.01)

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is not None:
                self.stop()
            elif not self._stopped:
                self._running.result()
        finally:
            self._thread.shutdown()
            self._reaching.__exit__(None, None, None)
            self._cursor.close()

    def _interrupt(self) -> None:
        with suppress(duckdb.ConnectionException):  # it ended meanwhile
            self._cursor.interrupt()
