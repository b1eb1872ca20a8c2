"""How an index lies on disk: arrays behind one another in two files, and a manifest that says where each one is.

`rows.bin` holds the rows as JSON, each packed by itself; `columns.bin` holds three arrays for a column. The manifest is
written last, and the folder gets its name by a rename: what bears the name is whole. Sizes are compared when it is
opened, for a file can be cut short later; checksums soon after, for that takes a tenth of a second for a million rows.
"""

import mmap
import os
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import orjson

from plateforme.kit import interrupts

NUMBER: Final = 4
"""Number of this layout: an index of another one is built anew beside it."""

SUFFIX: Final = f".index{NUMBER}"
MANIFEST: Final = "manifest.json"
ROWS: Final = "rows.bin"
COLUMNS: Final = "columns.bin"
_ALIGNED: Final = 64
PIECE: Final = 1 << 20
"""Bytes that are summed up at once; nobody waits for the interpreter meanwhile."""

Array = np.ndarray[Any, np.dtype[Any]]


class IndexBroken(Exception):
    """The files of an index are not as they were written."""


ODD: Final = (ArithmeticError, LookupError, TypeError, ValueError, MemoryError)
"""What reading altered bytes ends in, too: numbers of rows that are not there, texts that are none."""


def folder_of(folder: Path, digest: str) -> Path:
    """Give the folder of the index of a whole table."""
    return folder / f"{digest}{SUFFIX}"


class Writer:
    """A file of arrays being written."""

    def __init__(self, path: Path) -> None:
        """Begin the file."""
        self._file = path.open("wb")
        self._sections: dict[str, list[Any]] = {}
        self._sum = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def begin(self, name: str, kind: str = "uint8") -> None:
        """Begin an array whose bytes come piece by piece."""
        self._write(bytes(-self._file.tell() % _ALIGNED))
        self._sections[name] = [self._file.tell(), 0, kind]

    def append(self, name: str, piece: bytes) -> None:
        """Add to the array that was begun last."""
        self._write(piece)
        section = self._sections[name]
        section[1] += len(piece) // np.dtype(section[2]).itemsize

    def add(self, name: str, array: Array) -> None:
        """Add a whole array."""
        self.begin(name, array.dtype.name)
        self.append(name, array.tobytes())

    def end(self) -> dict[str, Any]:
        """Make sure that the file is on disk, and give what the manifest must say of it."""
        self._write(bytes(-self._file.tell() % _ALIGNED or _ALIGNED))  # a file without a byte cannot be mapped
        self._file.flush()
        size = self._file.tell()
        os.fsync(self._file.fileno())
        return {"size": size, "sections": self._sections, "crc32": self._sum}

    def _write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._sum = zlib.crc32(piece, self._sum)


class Reader:
    """A file of arrays, mapped into memory: nothing is read before it is used, and nothing has to be closed."""

    def __init__(self, path: Path, told: dict[str, Any]) -> None:
        """Map the file that the manifest tells of."""
        with path.open("rb") as file:
            self.bytes: Final = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self.bytes) != told["size"]:
            raise IndexBroken(path.name)
        self._sections = told["sections"]
        self._sum = told["crc32"]

    def is_whole(self) -> bool:
        """Tell whether every byte is as it was written."""
        with memoryview(self.bytes) as every:
            return bool(_sum_of(every[at : at + PIECE] for at in range(0, len(every), PIECE)) == self._sum)

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def start(self, name: str) -> int:
        """Tell where an array begins, in bytes."""
        return int(self._sections[name][0])

    def array(self, name: str) -> Array:
        """Give an array."""
        offset, count, kind = self._sections[name]
        return np.frombuffer(self.bytes, dtype=kind, count=count, offset=offset)


def sum_of_file(path: Path) -> int:
    """Give the checksum of a file."""
    with path.open("rb") as file:
        return _sum_of(iter(lambda: file.read(PIECE), b""))


def _sum_of(pieces: Iterable[bytes | memoryview]) -> int:
    found = 0
    for piece in pieces:
        interrupts.check()
        found = zlib.crc32(piece, found)
    return found


def write_manifest(folder: Path, told: dict[str, Any]) -> None:
    """Write the manifest, the last file of an index."""
    with (folder / MANIFEST).open("wb") as file:
        file.write(orjson.dumps({"crc32": zlib.crc32(orjson.dumps(told)), "told": told}))
        file.flush()
        os.fsync(file.fileno())


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of an index; FileNotFoundError when there is no index."""
    try:
        match orjson.loads((folder / MANIFEST).read_bytes()):
            case {"crc32": summed, "told": dict() as told} if summed == zlib.crc32(orjson.dumps(told)):
                return told
    except orjson.JSONDecodeError as error:
        raise IndexBroken(MANIFEST) from error
    raise IndexBroken(MANIFEST)
