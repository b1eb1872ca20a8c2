"""Every request has an id: in its answer, in every log line and in every problem."""

import os
import re
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, reset_contextvars

_UUID: Final = re.compile(rb"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class RequestId:
    """ASGI layer: takes the caller's `X-Request-Id` when it is a UUID and draws one otherwise.

    Anything else is not repeated: the id is written into logs and answers.
    """

    def __init__(self, app: ASGIApp, *, public_url: str | None = None) -> None:
        """Wrap an application that is reached under `public_url`, when that is known."""
        self.app = app
        self.public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the id to the scope, to the logs and to the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = id_of(scope)
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        state["public_url"] = self.public_url
        header = (b"x-request-id", request_id.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], header]
            await send(message)

        tokens = bind_contextvars(request_id=request_id)
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            reset_contextvars(**tokens)


def id_of(scope: Scope) -> str:
    """The caller's own id, if it is one, else a new one."""
    return header_for(scope)[1].decode()


def header_for(scope: Scope) -> tuple[bytes, bytes]:
    """The `X-Request-Id` of the answer to a request."""
    return header_of(next((value for name, value in scope["headers"] if name == b"x-request-id"), None))


def id_from(header: bytes | None) -> str:
    """The id in an `X-Request-Id`, if it is one, else a new one."""
    return header_of(header)[1].decode()


def header_of(asked: bytes | None) -> tuple[bytes, bytes]:
    """The `X-Request-Id` of the answer to a request that had this one, or none."""
    if asked is not None and _UUID.fullmatch(asked):
        return b"x-request-id", asked.lower()
    try:
        return _READY.pop()
    except IndexError:
        _READY.extend(_drawn())
        return _drawn()[0]


_READY: Final[list[tuple[bytes, bytes]]] = []
os.register_at_fork(after_in_child=_READY.clear)
_BLOCK: Final = 256
_VARIANT: Final = {f"{digit:x}": "89ab"[digit & 3] for digit in range(16)}


def _drawn() -> list[tuple[bytes, bytes]]:
    """Random UUIDs (RFC 9562 §5.4), many at a time: asking the system for each would cost more than all the rest."""
    digits = os.urandom(16 * _BLOCK).hex()
    each = [digits[at : at + 32] for at in range(0, len(digits), 32)]
    ids = [f"{d[:8]}-{d[8:12]}-4{d[13:16]}-{_VARIANT[d[16]]}{d[17:20]}-{d[20:]}" for d in each]
    return [(b"x-request-id", one.encode()) for one in ids]
