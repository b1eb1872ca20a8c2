"""Exports that were made before: their files, as long as there is room, and their digests.

Files of whole versions are kept, for they will be asked again, resumed and compared; those of a selection go with
their last reader. Several processes share the folder: a file is there when its facts are.
"""

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from plateforme.domains.datasets.tabular.engine.exports.forms import FORMS
from plateforme.domains.datasets.tabular.engine.exports.wanted import Wanted

FACTS_MAX: Final = 4096
"""Digests that one process remembers."""

_FACTS: Final = ".facts"


@dataclass(frozen=True)
class Facts:
    """What is known of an export that was made: its rows, its bytes, and their SHA-256 in hexadecimal."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Kept:
    """A whole export in a file."""

    path: Path
    facts: Facts


class Keeping:
    """The kept exports of a folder, bounded in bytes: the ones that were asked longest ago go first."""

    def __init__(self, folder: Path, most: int) -> None:
        """Keep at most so many bytes, those being written included."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._most = folder, most
        self._lock = threading.Lock()
        self._growing = 0
        self._facts: OrderedDict[str, Facts] = OrderedDict()

    def find(self, wanted: Wanted) -> Kept | None:
        """Give the file of an export, and let it stay."""
        path = self._path(wanted)
        try:
            facts = Facts(**json.loads(path.with_suffix(_FACTS).read_bytes()))
            os.utime(path)
        except (OSError, ValueError, TypeError):
            return None
        return Kept(path, facts)

    def facts(self, wanted: Wanted) -> Facts | None:
        """Tell what is known of an export."""
        if (kept := self.find(wanted)) is not None:
            return kept.facts
        with self._lock:
            return self._facts.get(wanted.name)

    def remember(self, wanted: Wanted, facts: Facts) -> None:
        """Remember an export that was made."""
        with self._lock:
            self._facts[wanted.name] = facts
            self._facts.move_to_end(wanted.name)
            if len(self._facts) > FACTS_MAX:
                self._facts.popitem(last=False)

    def keep(self, wanted: Wanted, made: Path, facts: Facts) -> None:
        """Take the file of a whole version. It is derived: after a crash of the machine it is made again."""
        if facts.bytes > self._most:
            return
        path = self._path(wanted)
        told = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        path.with_suffix(_FACTS).unlink(missing_ok=True)  # between the two replacements there is no such file
        made.replace(path)
        told.write_text(json.dumps(asdict(facts)))
        told.replace(path.with_suffix(_FACTS))

    def room(self, more: int) -> bool:
        """Grant bytes to a file that grows, at the expense of those that nobody asked for lately."""
        with self._lock:
            kept = sorted(self._files(), key=lambda each: each[1])
            free = self._most - self._growing - more - sum(size for _, _, size in kept)
            for path, _, size in kept:
                if free >= 0:
                    break
                _remove(path)
                free += size
            if free < 0:
                return False
            self._growing += more
            return True

    def give_back(self, granted: int) -> None:
        """Say that a file grows no more."""
        with self._lock:
            self._growing -= granted

    def keep_only(self, digests: Collection[str]) -> int:
        """Remove the exports of every other table; say how many files there were."""
        gone = [path for path, _, _ in self._files() if path.name.partition("-")[0] not in digests]
        for path in gone:
            _remove(path)
        return len(gone)

    def _path(self, wanted: Wanted) -> Path:
        return self._folder / f"{wanted.name}.{FORMS[wanted.form].extension}"

    def _files(self) -> Iterator[tuple[Path, float, int]]:
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if not entry.name.endswith(_FACTS):
                    try:
                        facts = entry.stat()
                    except FileNotFoundError:  # another process was faster
                        continue
                    yield Path(entry.path), facts.st_mtime, facts.st_size


def _remove(path: Path) -> None:
    path.with_suffix(_FACTS).unlink(missing_ok=True)  # first: a file without facts is none
    path.unlink(missing_ok=True)
