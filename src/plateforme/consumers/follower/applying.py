"""What changed between two versions, applied to a copy: read once, written once beside, never in place."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import RowChangeOut
from plateforme.consumers.follower.memory import Memory, replacing
from plateforme.consumers.follower.rows import Form, Key, Row, Sink

PAGE = 1000
"""Changes asked for at once."""


class DriftedError(Exception):
    """The copy is not what the follower left: changes cannot be applied to it."""


class TooManyChangesError(Exception):
    """A new download is cheaper than the changes."""


@dataclass(frozen=True)
class Changes:
    """The changes between two versions, by the key of their row, and the columns that are new."""

    key: list[str]
    added_columns: frozenset[str]
    by_key: dict[Key, RowChangeOut]
    added: int
    changed: int
    removed: int


@dataclass
class Digesting:
    """Passes bytes on and keeps their SHA-256."""

    sink: Sink
    seen: Any = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self.seen.update(data)
        self.sink.write(data)


async def changes(api: PlateformeV1, known: Memory, until: int, form: Form, *, most: int) -> Changes:
    """All changes since the version of the copy; more than `most` are not read."""
    cursor: str | None = None
    by_key: dict[Key, RowChangeOut] = {}
    while True:
        page = await api.list_row_changes(known.dataset, since=known.version, until=until, limit=PAGE, cursor=cursor)
        counts = page.counts
        if counts.added + counts.changed + counts.removed > most:
            raise TooManyChangesError
        for one in page.items:
            by_key[form.key(one.key, list(one.key))] = one
        if page.links.next is None:
            names = list(page.items[0].key) if page.items else []
            added = frozenset(page.columns.added)
            return Changes(names, added, by_key, counts.added, counts.changed, counts.removed)
        cursor = parse_qs(urlsplit(page.links.next).query)["cursor"][0]


def apply(target: Path, known: Memory, found: Changes, form: Form, *, version: int, columns: list[str]) -> Memory:
    """Write the copy as it is now, and give what is to be remembered of it.

    Raises `DriftedError`, with the copy as it was, when it is not the one that was remembered.
    """
    if digest(target) != known.digest:
        raise DriftedError
    rows = 0
    with replacing(target) as file:
        out = Digesting(file)
        out.write(form.header(columns))
        for line in _lines(target, known, found, form, columns):
            out.write(line)
            rows += 1
        if rows != known.rows + found.added - found.removed:
            raise DriftedError
    return Memory(known.dataset, version, columns, rows, out.seen.hexdigest())


def _lines(target: Path, known: Memory, found: Changes, form: Form, columns: Sequence[str]) -> Iterator[bytes]:
    """The rows of the copy as they are now, then the new ones."""
    is_same = list(columns) == known.columns
    left = dict(found.by_key)
    for kept in form.read(target, known.columns):
        change = left.pop(form.key(kept.row, found.key), None) if left else None
        if change is None and is_same:
            yield kept.raw
        elif change is None or change.op != "removed":
            yield form.written(_changed(kept.row, change), columns)
    for change in left.values():
        if change.op != "added":
            raise DriftedError
        yield form.written(dict(change.after or {}), columns)


def _changed(row: Row, change: RowChangeOut | None) -> Row:
    return row if change is None else {**row, **(change.after or {})}


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
