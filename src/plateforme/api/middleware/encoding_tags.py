"""Each encoding of an answer has a strong tag of its own (RFC 9110 §8.8.3.3); inside, there is only one."""

import re
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CONDITIONS: Final = frozenset({b"if-match", b"if-none-match"})
_SUFFIXED: Final = re.compile(rb'"([^"]*)-(?:gzip|zstd)"')
_SUFFIXES: Final = {b"gzip": b'-gzip"', b"zstd": b'-zstd"'}


class EncodingTags:
    """ASGI layer: `"v7"` leaves compressed as `"v7-zstd"` and comes back as `"v7"`; a 304 repeats what was sent."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application that compresses."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Translate the tags both ways."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sent: dict[bytes, bytes] = {}
        if any(name in _CONDITIONS for name, _ in scope["headers"]):
            scope = {**scope, "headers": [_stripped(name, value, sent) for name, value in scope["headers"]]}

        async def send_tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = tagged(message["status"], message["headers"], sent)
            await send(message)

        await self.app(scope, receive, send_tagged)


def _stripped(name: bytes, value: bytes, sent: dict[bytes, bytes]) -> tuple[bytes, bytes]:
    return (name, stripped(value, sent)) if name in _CONDITIONS else (name, value)


def stripped(condition: bytes, sent: dict[bytes, bytes]) -> bytes:
    """A condition with the tags that we use inside; `sent` learns which one was sent for each."""

    def strip(found: re.Match[bytes]) -> bytes:
        plain = b'"' + found[1] + b'"'
        sent[plain] = found[0]
        return plain

    return _SUFFIXED.sub(strip, condition)


def tagged(status: int, headers: list[tuple[bytes, bytes]], sent: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, its tag being that of its encoding, or the one that a 304 confirms."""
    if status == 304:  # noqa: PLR2004
        return (
            [(name, sent.get(value, value) if name == b"etag" else value) for name, value in headers]
            if sent
            else headers
        )
    suffix = next((_SUFFIXES.get(value) for name, value in headers if name == b"content-encoding"), None)
    if suffix is None:
        return headers
    return [(name, value[:-1] + suffix if name == b"etag" else value) for name, value in headers]
