"""The bytes of an export while they are made: written once to a file, read from it by everybody who asked.

Whoever makes them never waits for a reader as long as there is room on the disk; a slow reader costs a file, not a
query. Without room, the bytes pass through a small buffer, at the pace of the slowest reader; one that is too slow
for that is let go.
"""

import errno
import hashlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

CHUNK: Final = 1024 * 1024
"""Bytes that are taken or given together: some fit into the memory that readers leave."""

ROOM_STEP: Final = 16 * 1024 * 1024
"""Bytes of disk that are asked for at a time."""

BUFFER: Final = 4 * 1024 * 1024
"""Bytes in memory for readers that have seen all of the file."""

PACE: Final = 64 * 1024
"""Bytes a second that a reader must take when a query waits for it, on average over `PATIENCE`."""

PATIENCE: Final = 30.0
TICK: Final = 0.02


class AbandonedError(Exception):
    """Nobody wants the bytes any more."""


class TooSlowError(Exception):
    """A reader did not keep the pace while others waited for its place."""


class Spool:
    """The bytes of one export, growing. It is written by one thread and read by many."""

    def __init__(self, path: Path, *, room: Callable[[int], bool], when_left: Callable[[], None]) -> None:
        """Write to a new file. `room` grants bytes of disk; `when_left` is told when the last reader leaves early."""
        self.path = path
        self.size = 0
        self.on_disk = 0
        self._room, self._granted = room, 0
        self._when_left = when_left
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._live: deque[bytes] = deque()
        self._hash: hashlib._Hash | None = None
        self._changed = threading.Condition()
        self._readers: set[Download] = set()
        self._is_over = False
        self._is_closed = False
        self._failure: Exception | None = None
        self.is_abandoned = False

    @property
    def is_joinable(self) -> bool:
        """Tell whether a new reader can still read everything."""
        return self.size == self.on_disk and self._failure is None and not self.is_abandoned and not self._is_closed

    def join(self) -> "Download | None":
        """Give a reader that begins at the beginning; None when the beginning is gone."""
        with self._changed:
            if not self.is_joinable:
                return None
            download = Download(self)
            self._readers.add(download)
            return download

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        for at in range(0, len(data), CHUNK):
            self._take(data[at : at + CHUNK])

    def _take(self, data: bytes) -> None:
        if self.is_abandoned:
            raise AbandonedError
        if self.size == self.on_disk and self._has_room(len(data)) and self._kept(data):
            with self._changed:
                self.size += len(data)
                self.on_disk = self.size
                self._changed.notify_all()
        else:
            self._hand_over(data)

    def adopt(self, path: Path) -> None:
        """Take a whole file that was written elsewhere in the place of one's own."""
        path.replace(self.path)
        with self._changed:
            os.close(self._file)
            self._file = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
            self.size = self.on_disk = os.fstat(self._file).st_size
            self._changed.notify_all()

    def end(self, failure: Exception | None = None) -> None:
        """Say that all bytes are there, or why no more will come."""
        with self._changed:
            self._is_over, self._failure = True, failure
            self._changed.notify_all()

    def sha256(self) -> str:
        """Give the digest of all bytes, in hexadecimal; the file is read for it, not each write slowed."""
        return (self._hash or self._hashed()).hexdigest()

    def close(self) -> None:
        """Give the file back as soon as no reader needs it."""
        with self._changed:
            self._is_closed = True
        self._let_go()

    def abandon(self, *, even_if_read: bool = False) -> bool:
        """Want no more bytes, unless somebody has come meanwhile; tell whether that is so."""
        with self._changed:
            if self._readers and not even_if_read:
                return False
            self.is_abandoned = True
            self._changed.notify_all()
            return True

    def poll(self, download: "Download") -> bytes | None:
        """Give a reader what it has not seen, nothing at the end, None when it must wait."""
        with self._changed:
            if download.is_dropped:
                raise TooSlowError
            at, on_disk = download.at, self.on_disk
            if at >= on_disk:
                return self._from_memory(download)
        chunk = os.pread(self._file, min(CHUNK, on_disk - at), at)
        with self._changed:
            download.at += len(chunk)
            self._changed.notify_all()
        return chunk

    def has_more(self, download: "Download") -> bool:
        """Tell whether a reader need not wait."""
        return download.at < self.size or self._is_over

    def wait(self, seconds: float) -> None:
        """Wait until something has changed."""
        with self._changed:
            self._changed.wait(seconds)

    def leave(self, download: "Download") -> None:
        """Count a reader out."""
        with self._changed:
            self._readers.discard(download)
            self._changed.notify_all()
            was_last = not self._readers and not self._is_over
        if was_last:
            self._when_left()
        self._let_go()

    def _let_go(self) -> None:
        with self._changed:
            if self._is_closed and not self._readers and self._file >= 0:
                os.close(self._file)
                self._file = -1

    def _has_room(self, more: int) -> bool:
        while self.on_disk + more > self._granted:
            if not self._room(max(ROOM_STEP, more)):
                return False
            self._granted += max(ROOM_STEP, more)
        return True

    def _kept(self, data: bytes) -> bool:
        try:
            at, left = self.on_disk, memoryview(data)
            while left:
                written = os.pwrite(self._file, left, at)
                at, left = at + written, left[written:]
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                return False
            raise
        return True

    def _hand_over(self, data: bytes) -> None:
        """Pass bytes through memory, once the readers have come close."""
        if self._hash is None:
            self._hash = self._hashed()
        self._hash.update(data)
        with self._changed:
            since, begun = time.monotonic(), self._behind()
            while self._readers and self.size + len(data) - self._behind() > BUFFER:
                self._changed.wait(1.0)
                if self.is_abandoned:
                    raise AbandonedError
                if time.monotonic() - since > PATIENCE:
                    if self._behind() - begun < PACE * PATIENCE:
                        self._drop_slowest()
                    since, begun = time.monotonic(), self._behind()
            if self.is_abandoned:
                raise AbandonedError
            self._live.append(data)
            self.size += len(data)
            self._forget_seen()
            self._changed.notify_all()

    def _behind(self) -> int:
        return min((reader.at for reader in self._readers), default=self.size)

    def _drop_slowest(self) -> None:
        slowest = min(self._readers, key=lambda reader: reader.at)
        slowest.is_dropped = True
        self._readers.discard(slowest)

    def _forget_seen(self) -> None:
        first = self.size - sum(map(len, self._live))
        while self._live and first + len(self._live[0]) <= self._behind():
            first += len(self._live.popleft())

    def _from_memory(self, download: "Download") -> bytes | None:
        first = self.size - sum(map(len, self._live))
        for chunk in self._live:
            if first <= download.at < first + len(chunk):
                found = chunk[download.at - first :]
                download.at += len(found)
                self._forget_seen()
                self._changed.notify_all()
                return found
            first += len(chunk)
        if self._failure is not None:
            raise self._failure
        return b"" if self._is_over else None

    def _hashed(self) -> "hashlib._Hash":
        digest = hashlib.sha256()
        for at in range(0, self.on_disk, CHUNK):
            digest.update(os.pread(self._file, min(CHUNK, self.on_disk - at), at))
        return digest


class Download:
    """One reader of an export: its chunks from the beginning, empty at the end. Always close it."""

    def __init__(self, spool: Spool) -> None:
        """Begin at the beginning."""
        self._spool = spool
        self._is_closed = False
        self.at = 0
        self.is_dropped = False

    def poll(self) -> bytes | None:
        """Give the next chunk; empty at the end, None when it is not there yet. Raises what broke the export."""
        return b"" if self._is_closed else self._spool.poll(self)

    @property
    def is_ready(self) -> bool:
        """Tell whether asking is worth it: there are bytes, or an end."""
        return self._is_closed or self.is_dropped or self._spool.has_more(self)

    def read(self) -> bytes:
        """Wait for the next chunk; empty at the end."""
        while (chunk := self.poll()) is None:
            self._spool.wait(TICK)
        return chunk

    def close(self) -> None:
        """Leave. The last one to leave early stops the export."""
        if not self._is_closed:
            self._is_closed = True
            self._spool.leave(self)

    def __iter__(self) -> Iterator[bytes]:
        """Give the chunks, then close."""
        with self:
            while chunk := self.read():
                yield chunk

    def __enter__(self) -> Self:
        """Be closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        with suppress(OSError):
            self.close()
