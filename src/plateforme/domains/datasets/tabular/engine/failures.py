"""What the engine says when a disk is full, told as the operating system would."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

_NO_ROOM = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""A full disk, a quota, and a limit on the size of a file come to the same: there is no room."""


@contextmanager
def telling_no_room() -> Iterator[None]:
    """Raise `OSError(ENOSPC)` in the place of an engine's error that means it; let the others pass."""
    try:
        yield
    except duckdb.Error as fault:
        if any(said in str(fault) for said in _NO_ROOM):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from fault
        raise
