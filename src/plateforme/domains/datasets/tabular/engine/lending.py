"""Derived files that are read by name, in an instance of their own.

Opening an instance costs 15 ms and attaching a file 3; a cursor on what is attached costs nothing. What was read stays
attached until others need its place.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

import duckdb

from plateforme.domains.datasets.tabular.engine.files import literal, literal_folder
from plateforme.domains.datasets.tabular.statements import quote


class Shelf:
    """Lends cursors on files; a file that is lent stays attached."""

    def __init__(self, folder: Path, *, memory: str, most: int) -> None:
        """Read this folder and nothing else, and keep `most` files attached. The instance opens with the first one."""
        self._folder = folder
        self._memory = memory
        self._most = most
        self._lock = threading.Lock()
        self._users: OrderedDict[str, int] = OrderedDict()

    @contextmanager
    def lent(self, name: str, ensure: Callable[[], Path]) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
        """Lend a cursor and the schema under which the file is attached; `ensure` gives the file when it is needed."""
        with self._lock:
            is_new = name not in self._users
        path = ensure() if is_new else None  # making it takes long: nobody else waits for it
        with self._lock:
            if name not in self._users:
                self._attach(name, path or ensure(), ensure)
                self._users[name] = 0
            self._users[name] += 1
            self._users.move_to_end(name)
        try:
            with closing(self._database.cursor()) as cursor:
                yield cursor, quote(name)
        finally:
            with self._lock:
                self._users[name] -= 1

    def forget(self, name: str) -> None:
        """Let go of a file, unless somebody reads it now."""
        with self._lock:
            if self._users.get(name) == 0:
                self._detach(name)

    def close(self) -> None:
        """Stop everything."""
        if "_database" in self.__dict__:
            self._database.close()

    @cached_property
    def _database(self) -> duckdb.DuckDBPyConnection:
        database = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": self._memory})
        database.execute("SET TimeZone = 'UTC'")
        database.execute(f"SET allowed_directories = [{literal_folder(self._folder)}]")
        database.execute("SET enable_external_access = false")
        database.execute("SET lock_configuration = true")
        return database

    def _attach(self, name: str, path: Path, ensure: Callable[[], Path]) -> None:
        idle = [each for each, users in self._users.items() if not users]
        for each in idle[: max(0, len(self._users) - self._most + 1)]:
            self._detach(each)
        try:
            self._database.execute(_attaching(path, name))
        except duckdb.Error:
            # A file that cannot be opened, or that was swept just now, is made again: it is derived.
            path.unlink(missing_ok=True)
            self._database.execute(_attaching(ensure(), name))

    def _detach(self, name: str) -> None:
        self._database.execute(f"DETACH {quote(name)}")
        del self._users[name]


def _attaching(path: Path, name: str) -> str:
    return f"ATTACH {literal(path)} AS {quote(name)} (READ_ONLY)"
