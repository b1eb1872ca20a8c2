"""Answers shrink on the way out: zstd, else gzip, as the caller weighs them."""

import zlib
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final, Protocol

import zstandard
from anyio.to_thread import run_sync
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MINIMUM: Final = 500
"""Smaller whole answers gain nothing."""

_PARTIAL: Final = 206

OFF_LOOP: Final = 128 * 1024
"""Chunks from this size are compressed in a thread, so that other requests do not wait for them."""

_COMPRESSIBLE: Final = (
    "text/",
    "application/json",
    "application/javascript",
    "application/xml",
    "application/x-ndjson",
)
_COMPRESSIBLE_SUFFIXES: Final = ("+json", "+xml")
_PREFERENCE: Final = ("zstd", "gzip")


class _Stream(Protocol):
    def feed(self, chunk: bytes, *, is_last: bool) -> bytes: ...


class _Zstd:
    def __init__(self) -> None:
        self._stream = zstandard.ZstdCompressor(level=3).compressobj()

    def feed(self, chunk: bytes, *, is_last: bool) -> bytes:
        """Compress and flush: whoever reads along sees each chunk at once."""
        mode = zstandard.COMPRESSOBJ_FLUSH_FINISH if is_last else zstandard.COMPRESSOBJ_FLUSH_BLOCK
        return self._stream.compress(chunk) + self._stream.flush(mode)


class _Gzip:
    def __init__(self) -> None:
        self._stream = zlib.compressobj(level=5, wbits=31)

    def feed(self, chunk: bytes, *, is_last: bool) -> bytes:
        """Compress and flush: whoever reads along sees each chunk at once."""
        return self._stream.compress(chunk) + self._stream.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)


_WHOLE_ZSTD: Final = zstandard.ZstdCompressor(level=3)
"""Making a compressor costs more than a small answer: this one serves whole bodies, on the event loop only."""

_ENCODERS: Final[dict[str, Callable[[], _Stream]]] = {"zstd": _Zstd, "gzip": _Gzip}


@lru_cache(maxsize=256)
def chosen(accept_encoding: bytes) -> str | None:
    """The encoding for an `Accept-Encoding`: the heaviest weight wins, zstd before gzip; none leaves it as it is."""
    weights: dict[str, float] = {}
    for part in accept_encoding.decode("latin-1").lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    default = weights.get("*", 0.0)
    best = max(_PREFERENCE, key=lambda name: weights.get(name, default))
    weight = weights.get(best, default)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else None


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


async def compressed(encoding: str, body: bytes) -> bytes:
    """A whole body, compressed; a large one in a thread."""
    if len(body) < OFF_LOOP and encoding == "zstd":
        return _WHOLE_ZSTD.compress(body)
    work = partial(_ENCODERS[encoding]().feed, body, is_last=True)
    return await run_sync(work) if len(body) >= OFF_LOOP else work()


class Compression:
    """ASGI layer: compresses reads only, so that no secret ever shares a compressed body with what was sent."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Compress the answer when caller, type and size agree."""
        encoding = None
        if scope["type"] == "http" and scope["method"] == "GET":
            for name, value in scope["headers"]:
                if name == b"accept-encoding":
                    encoding = chosen(value)
        if encoding is None:
            await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, _Compressing(send, encoding))


class _Compressing:
    """One answer on its way out; its head waits for the first chunk, which tells the size."""

    def __init__(self, send: Send, encoding: str) -> None:
        self._send, self._encoding = send, encoding
        self._head: Message | None = None
        self._stream: _Stream | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_compressible(message):
            self._head = message
            return
        if message["type"] != "http.response.body":
            await self._release()
        elif self._head is not None:
            message = await self._begin(self._head, message)
        elif self._stream is not None:
            message = await self._compressed(self._stream, message)
        await self._send(message)

    async def _release(self) -> None:
        if self._head is not None:
            head, self._head = self._head, None
            await self._send(head)

    async def _begin(self, head: Message, first: Message) -> Message:
        is_whole = not first.get("more_body", False)
        if is_whole and len(first.get("body", b"")) < MINIMUM:
            await self._release()
            return first
        stream: _Stream | None = None
        if is_whole:
            first = {**first, "body": await compressed(self._encoding, first["body"])}
        else:
            stream = _ENCODERS[self._encoding]()
            first = await self._compressed(stream, first)
        head["headers"] = list(head["headers"])
        headers = MutableHeaders(raw=head["headers"])
        headers["content-encoding"] = self._encoding
        if "repr-digest" in headers:  # it spoke of the bytes before (RFC 9530); the draft for those has this name
            headers["unencoded-digest"] = headers["repr-digest"]
            del headers["repr-digest"]
        if is_whole:
            headers["content-length"] = str(len(first["body"]))
        else:
            del headers["content-length"]
            self._stream = stream
        await self._release()
        return first

    @staticmethod
    async def _compressed(stream: _Stream, message: Message) -> Message:
        chunk, more = message.get("body", b""), message.get("more_body", False)
        work = partial(stream.feed, chunk, is_last=not more)
        body = await run_sync(work) if len(chunk) >= OFF_LOOP else work()
        return {"type": "http.response.body", "body": body, "more_body": more}


def _is_compressible(head: Message) -> bool:
    """Text of any kind that is not encoded yet, is no event stream and may be transformed."""
    if head["status"] == _PARTIAL:  # its bytes are those of the file as it is
        return False
    kind = ""
    for name, value in head["headers"]:
        if name == b"content-encoding" or (name == b"cache-control" and b"no-transform" in value):
            return False
        if name == b"content-type":
            kind = value.decode("latin-1").partition(";")[0].strip().lower()
    return kind != "text/event-stream" and (kind.startswith(_COMPRESSIBLE) or kind.endswith(_COMPRESSIBLE_SUFFIXES))
