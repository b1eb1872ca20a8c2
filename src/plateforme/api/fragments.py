"""Things of lists, written once as JSON: what is in many pages is made when it changes, not when it is asked for.

A fragment is that of one revision of one thing, at one address of the platform: whatever changes the thing counts its
revision up, so no fragment is ever wrong, and those of earlier revisions fall out when there is no room.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Final, Protocol, TypeVar

from plateforme.kit.keyset import Stamp

MAX_BYTES: Final = 32 * 1024 * 1024

_OVERHEAD: Final = 300
"""Bytes that a key and its place in the order take, about."""

Key = tuple[str, str, int]


class Revised(Protocol):
    """A stored thing that counts its changes."""

    id: str
    revision: int


R = TypeVar("R", bound=Revised)


class Fragments:
    """The JSON of things, at most so many bytes of it, the oldest leaving first."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        """Start empty."""
        self._max, self._bytes = max_bytes, 0
        self._kept: OrderedDict[Key, bytes] = OrderedDict()
        self._lock = Lock()

    def of(
        self,
        stamps: Sequence[Stamp],
        *,
        base: str,
        load: Callable[[Sequence[str]], Iterable[R]],
        write: Callable[[R], bytes],
    ) -> list[bytes]:
        """The fragments of these things, in their order; what is not there is loaded, written and kept."""
        found: list[bytes | None]
        with self._lock:
            found = [self._kept.get((base, one.id, one.revision)) for one in stamps]
        missing = [one.id for one, fragment in zip(stamps, found, strict=True) if fragment is None]
        if not missing:
            return [fragment for fragment in found if fragment is not None]
        made: dict[str, bytes] = {}
        for row in load(missing):
            made[row.id] = write(row)
            # under its own revision: between the two statements the thing may have changed
            self._keep((base, row.id, row.revision), made[row.id])
        both = (fragment or made.get(one.id) for one, fragment in zip(stamps, found, strict=True))
        return [fragment for fragment in both if fragment is not None]

    def ready(self, stamps: Sequence[Stamp], *, base: str) -> list[bytes] | None:
        """The fragments of these things when all of them are kept."""
        kept = self._kept
        try:
            return [kept[base, one.id, one.revision] for one in stamps]
        except KeyError:
            return None

    def _keep(self, key: Key, fragment: bytes) -> None:
        with self._lock:
            if key not in self._kept:
                self._bytes += len(fragment) + _OVERHEAD
            self._kept[key] = fragment
            while self._bytes > self._max:
                self._bytes -= len(self._kept.popitem(last=False)[1]) + _OVERHEAD
