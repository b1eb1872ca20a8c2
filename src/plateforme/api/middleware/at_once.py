"""Answers that need no waiting: what is ready, or found in microseconds, can be written where the request is read.

A server that knows this asks the application's `at_once` before it makes a task for a request; any other server calls
the application as ASGI says. Callers see the same bytes.
"""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from starlette.types import Scope

Headers = list[tuple[bytes, bytes]]
Made = tuple[int, Headers, bytes]
"""Status, headers and body of an answer."""

NEEDS_A_THREAD: Final = "needs_a_thread"
"""Where the state of a request says that it was tried at once and takes too long for that."""

_PRINTABLE: Final = b"\t" + bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100))
"""What the value of a header may consist of (RFC 9110 §5.5)."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Instant:
    """An answer whose headers are written already, each with the end of its line."""

    status: int
    lines: bytes
    body: bytes


class Quick(Protocol):
    """What may answer at once."""

    def at_once(self, scope: Scope) -> Made | None:
        """Answer without the id of the request; None when that needs waiting, or is for somebody else to do."""
        ...


def lines_of(headers: Headers) -> bytes:
    """Headers as they go over the wire; a ValueError for a value that would break out of its line."""
    if b"".join([value for _, value in headers]).translate(None, _PRINTABLE):
        raise ValueError("a header holds a control character")
    return b"".join([b"%b: %b\r\n" % pair for pair in headers])


def run_at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run what never waits, without a loop."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    coroutine.close()
    raise RuntimeError("something waited that was asked not to")
