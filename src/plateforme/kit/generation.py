"""Whether anything was committed: a value that is another one after every commit, whoever made it.

SQLite tells it in a tenth of a microsecond: the index of its write-ahead log lies in shared memory and begins with a
header that every commit rewrites (https://www.sqlite.org/walformat.html §2.1). PostgreSQL tells it by its snapshot,
in one round trip that all who wait at that moment share.
"""

import asyncio
import mmap
import os
import sqlite3
import threading
from asyncio import AbstractEventLoop, Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

Generation = bytes | int | str
"""Compared, never read."""

_HEADER: Final = 48
"""Bytes of the header of a WAL index: its counter of changes, salts and checksums are in it."""

_FORMAT: Final = (3007000).to_bytes(4, "little"), (3007000).to_bytes(4, "big")
_INITIALISED: Final = 12


class _Openings:
    """Open files on WAL indexes, shared by all who watch the same store in this process.

    Closing any descriptor of a file drops the locks that this process holds on it (POSIX), SQLite's too: so a file is
    closed only with the last watcher.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Path, tuple[int, mmap.mmap, int]] = {}

    def take(self, path: Path) -> mmap.mmap:
        with self._lock:
            if path in self._known:
                descriptor, header, users = self._known[path]
            else:
                descriptor = os.open(path, os.O_RDONLY)
                header, users = mmap.mmap(descriptor, _HEADER, prot=mmap.PROT_READ), 0
            self._known[path] = descriptor, header, users + 1
            return header

    def release(self, path: Path) -> None:
        with self._lock:
            descriptor, header, users = self._known.pop(path)
            if users > 1:
                self._known[path] = descriptor, header, users - 1
            else:
                header.close()
                os.close(descriptor)


_OPENINGS: Final = _Openings()


class Watch:
    """Looks at a SQLite file. Its connection keeps the WAL index in place for as long as it is watched."""

    def __init__(self, path: Path) -> None:
        """Watch this file; nothing is opened before the first look."""
        self._path = path.absolute()
        self._index = self._path.with_name(f"{self._path.name}-shm")
        self._connection: sqlite3.Connection | None = None
        self._header: mmap.mmap | None = None

    def look(self) -> Generation | None:
        """The generation now; None when it cannot be told."""
        if self._header is not None:
            return self._header[:_HEADER]
        try:
            return self._open()
        except (sqlite3.Error, OSError, ValueError):  # no file yet, or unreadable now: whoever asks next will hear why
            return None

    def close(self) -> None:
        """Look no longer; to be called when the process has closed its connections to the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._header is not None:
            self._header = None
            _OPENINGS.release(self._index)

    def _open(self) -> Generation:
        if self._connection is None:
            self._connection = sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True, check_same_thread=False)
        number = int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        if not self._index.exists():  # another journal than the write-ahead log: SQLite is asked each time
            return number
        header = _OPENINGS.take(self._index)
        if header[:4] not in _FORMAT or not header[_INITIALISED]:
            _OPENINGS.release(self._index)
            return number
        self._header = header
        return header[:_HEADER]


class Snapshots:
    """Asks PostgreSQL for its snapshot: two that are equal see the same commits, and none ever comes back.

    A thread asks, once for all who came before it began: under load, many requests share one round trip.
    """

    def __init__(self, engine: Engine) -> None:
        """Ask over a connection of this engine, which is kept."""
        self._engine = engine
        self._raw: Any = None
        self._lock = threading.Lock()
        self._waiting: list[tuple[AbstractEventLoop, Future[Generation | None]]] = []
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._closed = False

    async def latest(self) -> Generation | None:
        """The generation at a moment after this call; None when the store does not answer."""
        loop = asyncio.get_running_loop()
        future: Future[Generation | None] = loop.create_future()
        with self._lock:
            if self._closed:
                return None
            self._waiting.append((loop, future))
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="store-snapshots", daemon=True)
                self._thread.start()
        self._wake.set()
        return await future

    def close(self) -> None:
        """Ask no longer."""
        with self._lock:
            self._closed, thread = True, self._thread
        self._wake.set()
        if thread is not None:
            thread.join()

    def _serve(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            with self._lock:
                waiting, self._waiting = self._waiting, []
                closed = self._closed
            found = None if closed or not waiting else self._ask()
            for loop, future in waiting:
                with suppress(RuntimeError):  # its loop has ended meanwhile
                    loop.call_soon_threadsafe(_settle, future, found)
            if closed:
                self._drop()
                return

    def _ask(self) -> Generation | None:
        for _ in range(2):  # a connection that was kept may have been cut; a new one tells the truth
            try:
                if self._raw is None:
                    self._raw = self._engine.raw_connection()
                    self._raw.driver_connection.autocommit = True
                return str(self._raw.driver_connection.execute("SELECT pg_current_snapshot()::text").fetchone()[0])
            except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
                self._drop()
        return None

    def _drop(self) -> None:
        if self._raw is not None:
            with suppress(Exception):  # it may be broken already
                self._raw.invalidate()
            self._raw = None


def _settle(future: "Future[Generation | None]", found: Generation | None) -> None:
    if not future.done():
        future.set_result(found)
