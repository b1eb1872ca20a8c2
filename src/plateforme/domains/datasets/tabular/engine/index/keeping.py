"""The indexes of one node: opened when they are asked for, built when they are wanted, thrown away when broken."""

import shutil
import threading
from collections import OrderedDict, deque
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final

import structlog

from plateforme.domains.datasets.tabular.engine.index import apart, layout
from plateforme.domains.datasets.tabular.engine.index.building import build
from plateforme.domains.datasets.tabular.engine.index.layout import ODD, IndexBroken
from plateforme.domains.datasets.tabular.engine.index.opened import RowIndex
from plateforme.domains.datasets.tabular.engine.index.pairings import Pairings
from plateforme.domains.datasets.tabular.engine.index.sieves import NotIndexed
from plateforme.domains.datasets.tabular.engine.index.walking import TooMuch
from plateforme.domains.datasets.tabular.query import Table

log = structlog.get_logger(__name__)

OPEN_MAX: Final = 64
"""Indexes that are open at once. Each holds three files; what is read of them belongs to the system's cache."""


BEYOND: Final = (NotIndexed, TooMuch)
"""What an index cannot answer, and what it cannot answer quickly: the engine does."""


class Indexes:
    """The indexes beside the serving files of a folder."""

    def __init__(self, folder: Path, *, memory: str) -> None:
        """Keep them in this folder; one that is built uses so much memory, as DuckDB writes it."""
        self._folder = folder
        self._memory = memory
        self._pairings = Pairings()
        self._lock = threading.Lock()
        self._opened: OrderedDict[tuple[str, bool], RowIndex] = OrderedDict()
        self._doubted: set[str] = set()
        self._unchecked: deque[tuple[Table, RowIndex]] = deque()

    def of(self, table: Table) -> RowIndex | None:
        """Give the index of a version; None when it has none. Takes half a millisecond the first time."""
        if table.base is not None:
            return None
        name = (table.digest, bool(table.schema.primary_key))  # without a key, `_row` is a column that is seen
        index = self._opened.get(name)
        if index is not None:
            with suppress(KeyError):  # somebody else has just closed it
                self._opened.move_to_end(name)
            return index
        index = self._open(table)
        if index is not None:
            self._unchecked.append((table, index))
            with self._lock:
                self._opened[name] = index
                if len(self._opened) > OPEN_MAX:
                    self._opened.popitem(last=False)
        return index

    def trusting(self, table: Table) -> "_Trusting":
        """Go on after the block when the index cannot answer there; throw it away when it is broken."""
        return _Trusting(self, table)

    def check_next(self) -> bool:
        """Compare the checksums of an index that was opened since the last call; says whether there was one.

        An index whose bytes were altered is thrown away, for another one to be built.
        """
        try:
            table, index = self._unchecked.popleft()
        except IndexError:
            return False
        try:
            is_whole = index.is_whole()
        except OSError:  # its files are gone with the version
            return True
        if not is_whole:
            self.forget(table)
        return True

    def is_built(self, digest: str) -> bool:
        """Tell whether the index of a whole table is there."""
        return layout.folder_of(self._folder, digest).exists()

    def build(self, table: Table, serving_file: Path) -> bool:
        """Build the index of a whole version; says whether it was built here and now."""
        how = build if table.rows < apart.ROWS else apart.build_apart
        return how(self._folder, table.digest, serving_file, table.schema, memory=self._memory)

    def keep_only(self, digests: AbstractSet[str], *, before: float) -> int:
        """Remove what is older than an instant and of other tables than these; says how much went."""
        with self._lock:
            for name in [name for name in self._opened if name[0] not in digests]:
                del self._opened[name]
        old = [path for path in self._folder.glob("*.index*") if _age_of(path) < before]
        unneeded = [path for path in old if path.suffix != layout.SUFFIX or path.stem not in digests]
        for path in unneeded:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        return len(unneeded)

    def forget(self, table: Table) -> None:
        """Throw away the index of a version, for another one to be built."""
        folder = layout.folder_of(self._folder, table.digest)
        with self._lock:
            self._opened.pop((table.digest, bool(table.schema.primary_key)), None)
        self._pairings.forget(folder.name)
        shutil.rmtree(folder, ignore_errors=True)
        log.warning("index_broken", digest=table.digest)

    def doubt(self, table: Table, fault: Exception) -> None:
        """Throw away an index that failed as nobody foresaw: most likely its bytes were altered.

        When the one that is built after it fails too, the fault is ours: building it again would not mend it. Nor does
        it mend a lack of files that may be open.
        """
        log.error("index_failed_to_answer", digest=table.digest, exc_info=fault)
        if table.digest not in self._doubted and not isinstance(fault, OSError):
            self._doubted.add(table.digest)
            self.forget(table)

    def _open(self, table: Table) -> RowIndex | None:
        folder = layout.folder_of(self._folder, table.digest)
        try:
            index = RowIndex(folder, table.schema, self._pairings)
        except FileNotFoundError:
            if folder.exists():
                self.forget(table)
            return None
        except (IndexBroken, *ODD):
            self.forget(table)
            return None
        except NotIndexed:
            return None
        except OSError as fault:  # too many open files, or no memory to map them: another time, perhaps
            log.warning("index_not_opened", digest=table.digest, reason=fault.strerror)
            return None
        return index


class _Trusting:
    """A block in which an index is asked; a class, because every small question goes through it."""

    __slots__ = ("_indexes", "_table")

    def __init__(self, indexes: Indexes, table: Table) -> None:
        self._indexes, self._table = indexes, table

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> bool:
        if fault is None or isinstance(fault, BEYOND):
            return True
        if isinstance(fault, IndexBroken):
            self._indexes.forget(self._table)
            return True
        if isinstance(fault, (OSError, *ODD)):
            self._indexes.doubt(self._table, fault)
            return True
        return False


def _age_of(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # its owner was faster
        return float("inf")
