"""Numbers that every worker of a home counts for itself and any of them can add up.

Each process writes into a small file of its own that is mapped into memory, so that counting costs a tenth of a
microsecond. A process locks its file: a file that nobody locks belonged to one that has ended, and is cleared away
when the first process of a new start finds it.
"""

import fcntl
import hashlib
import mmap
import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

CELL: Final = 8
_DRAFT: Final = "."


class Tallies:
    """The numbers of this process, and the sums over all processes of the home."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        """Count these; processes that count others (of another release) are left out of the sums."""
        folder.mkdir(parents=True, exist_ok=True)
        self._names = tuple(names)
        self._places = {name: place for place, name in enumerate(names)}
        self._folder = folder
        self._kind = hashlib.sha256("\n".join(names).encode()).hexdigest()[:12]
        _clear(folder)
        self._path = folder / f"{self._kind}-{os.getpid()}-{os.urandom(4).hex()}"
        draft = folder / f"{_DRAFT}{self._path.name}"
        self._file = draft.open("xb+")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._file.truncate(CELL * len(names))
        draft.rename(self._path)  # nobody sees it before it is locked
        self._map = mmap.mmap(self._file.fileno(), CELL * len(names))
        self._cells = memoryview(self._map).cast("d")

    def add(self, name: str, amount: float = 1.0) -> None:
        """Count."""
        self._cells[self._places[name]] += amount

    def put(self, name: str, value: float) -> None:
        """Say how much there is now."""
        self._cells[self._places[name]] = value

    @contextmanager
    def during(self, name: str) -> Iterator[None]:
        """Count what goes on now."""
        self.add(name)
        try:
            yield
        finally:
            self.add(name, -1.0)

    def totals(self) -> dict[str, float]:
        """The sums over all processes that run."""
        sums = [0.0] * len(self._names)
        for path in self._folder.glob(f"{self._kind}-*"):
            with suppress(OSError):
                if _is_held(path):
                    for place, value in enumerate(memoryview(path.read_bytes()).cast("d")):
                        sums[place] += value
        return dict(zip(self._names, sums, strict=True))

    def close(self) -> None:
        """Count no longer."""
        self._cells.release()
        self._map.close()
        self._path.unlink(missing_ok=True)
        self._file.close()


class Distribution:
    """How often a duration fell into which class; the classes are sums from below, as Prometheus reads them."""

    def __init__(self, name: str, bounds: Sequence[float]) -> None:
        """Tell durations apart at these seconds."""
        self.bounds = tuple(bounds)
        self.classes = tuple(f"{name}_{bound:g}" for bound in (*bounds, float("inf")))
        self.sum = f"{name}_sum"

    @property
    def names(self) -> tuple[str, ...]:
        """What is counted for it."""
        return (*self.classes, self.sum)

    def note(self, tallies: Tallies, seconds: float) -> None:
        """Count one."""
        tallies.add(self.classes[bisect_left(self.bounds, seconds)])
        tallies.add(self.sum, seconds)


def _clear(folder: Path) -> None:
    for path in folder.iterdir():
        with suppress(OSError):
            if not path.name.startswith(_DRAFT) and not _is_held(path):
                path.unlink()


def _is_held(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
