"""Serving files in use: attached to the one instance while they are read, and a while longer."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from plateforme.domains.datasets.tabular.engine.files import ensure_file, literal
from plateforme.domains.datasets.tabular.engine.layers import Layers, alias, ensure_layer, layers_of
from plateforme.domains.datasets.tabular.query import Stored, Table

ATTACHED_MAX = 64


class Leases:
    """The serving files of versions: built when missing, attached when read, detached when others need the place."""

    def __init__(
        self, database: duckdb.DuckDBPyConnection, folder: Path, *, locate: Callable[[str], Path], memory: str
    ) -> None:
        """Keep files in `folder`; `locate` gives the local path of a stored object."""
        self._database = database
        self._folder = folder
        self._locate = locate
        self._memory = memory
        self._lock = threading.Lock()
        self._users: OrderedDict[str, int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._users)

    def ensure(self, table: Table) -> None:
        """Build what is missing of a version's serving files."""
        self.file(table)

    @contextmanager
    def lent(self, table: Table) -> Iterator[Layers]:
        """Name the layers of a version; while they are lent, their files stay attached."""
        self.ensure(table)
        taken: list[str] = []
        try:
            with self._lock:
                for stored in (table,) if table.base is None else (table.base, table):
                    self._take(stored, table)
                    taken.append(stored.digest)
            yield layers_of(table)
        finally:
            with self._lock:
                for digest in taken:
                    self._users[digest] -= 1

    def _take(self, stored: Stored, table: Table) -> None:
        if stored.digest not in self._users:
            self._make_room()
            self._attach(stored, (lambda: self.file(table)) if stored is table else lambda: self.whole_file(stored))
            self._users[stored.digest] = 0
        self._users[stored.digest] += 1
        self._users.move_to_end(stored.digest)

    def _make_room(self) -> None:
        idle = [digest for digest, users in self._users.items() if not users]
        for digest in idle[: max(0, len(self._users) - ATTACHED_MAX + 1)]:
            self._database.execute(f'DETACH "v{digest}"')
            del self._users[digest]

    def _attach(self, stored: Stored, file: Callable[[], Path]) -> None:
        path = file()
        attach = f"ATTACH {literal(path)} AS {alias(stored)} (READ_ONLY)"
        try:
            self._database.execute(attach)
        except duckdb.Error:
            # A file that cannot be opened is rebuilt: it is derived, the Parquet is the record.
            path.unlink(missing_ok=True)
            file()
            self._database.execute(attach)

    def file(self, table: Table) -> Path:
        """Give the serving file of a version: the whole table, or what differs from its base."""
        base = table.base
        if base is None:
            return self.whole_file(table)
        base_file = self.whole_file(base)

        def rebuild() -> Path:
            base_file.unlink(missing_ok=True)
            return self.whole_file(base)

        parquet = self._locate(table.parquet_key)
        return ensure_layer(self._folder, table, parquet, base_file=base_file, rebuild=rebuild, memory=self._memory)

    def whole_file(self, stored: Stored) -> Path:
        """Give the serving file of a whole table."""
        return ensure_file(self._folder, stored, self._locate(stored.parquet_key), memory=self._memory)
