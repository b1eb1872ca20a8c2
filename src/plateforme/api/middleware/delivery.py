"""How an answer may be kept and on what it depends: Cache-Control, Vary, and the version of the contract."""

from collections.abc import Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PUBLIC: Final = b"public, max-age=60, stale-while-revalidate=300"
PINNED: Final = b"public, max-age=300, stale-while-revalidate=60"
"""For what names its version. Content that was withdrawn is gone everywhere six minutes later, as with PUBLIC: no cache
that others run could be told earlier."""

PRIVATE: Final = b"private, no-cache"
NEVER: Final = b"no-store"

_ERROR: Final = 400
_KEEPABLE: Final = frozenset({200, 206, 304})


class Delivery:
    """ASGI layer: what a route does not say about caching is decided here; errors are never kept."""

    def __init__(self, app: ASGIApp, *, versions: Mapping[str, str]) -> None:
        """Wrap an application; `versions` maps the first segment of a surface to the version of its contract."""
        self.app = app
        self.versions = {prefix: version.encode() for prefix, version in versions.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Complete the headers of each answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        version = self.versions.get(scope["path"].split("/", 2)[1]) if "/" in scope["path"] else None
        is_read = scope["method"] == "GET"

        async def send_complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = headers = list(message["headers"])
                complete(message["status"], headers, version=version, read=scope if is_read else None)
            await send(message)

        await self.app(scope, receive, send_complete)


def complete(status: int, headers: list[tuple[bytes, bytes]], *, version: bytes | None, read: Scope | None) -> None:
    """Add what an answer does not say itself; `read` is the request, when it is one that reads."""
    _cache_control(status, headers, read)
    if version is not None:
        headers.append((b"api-version", version))
    _vary(headers, b"Accept, Accept-Encoding, Authorization" if version else b"Accept-Encoding")


def _cache_control(status: int, headers: list[tuple[bytes, bytes]], read: Scope | None) -> None:
    if status >= _ERROR:
        headers[:] = [pair for pair in headers if pair[0] != b"cache-control"]
        headers.append((b"cache-control", NEVER))
        return
    in_person = read is not None and any(name == b"authorization" for name, _ in read["headers"])
    own = next((value for name, value in headers if name == b"cache-control"), None)
    if own is not None and not (in_person and own.startswith(b"public")):
        return
    headers[:] = [pair for pair in headers if pair[0] != b"cache-control"]
    if read is None or status not in _KEEPABLE:
        headers.append((b"cache-control", NEVER))
    elif in_person:
        headers.append((b"cache-control", PRIVATE))
    else:
        headers.append((b"cache-control", PUBLIC))


def _vary(headers: list[tuple[bytes, bytes]], ours: bytes) -> None:
    """One Vary header: the route's own names first."""
    own = [value for name, value in headers if name == b"vary"]
    if not own:
        headers.append((b"vary", ours))
        return
    names = {name.strip().lower(): name.strip() for value in [*own, ours] for name in value.split(b",")}
    headers[:] = [pair for pair in headers if pair[0] != b"vary"]
    headers.append((b"vary", b", ".join(names.values())))
