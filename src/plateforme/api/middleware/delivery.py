"""How an answer may be kept and on what it depends: Cache-Control, Vary, and the version of the contract."""

from collections.abc import Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PUBLIC: Final = b"public, max-age=60, stale-while-revalidate=300"
PRIVATE: Final = b"private, no-cache"
NEVER: Final = b"no-store"

_ERROR: Final = 400
_KEEPABLE: Final = frozenset({200, 304})


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
                headers = list(message["headers"])
                _cache_control(message["status"], headers, scope if is_read else None)
                if version is not None:
                    headers.append((b"api-version", version))
                _vary(headers, b"Accept, Accept-Encoding, Authorization" if version else b"Accept-Encoding")
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, send_complete)


def _cache_control(status: int, headers: list[tuple[bytes, bytes]], read: Scope | None) -> None:
    if status >= _ERROR:
        headers[:] = [pair for pair in headers if pair[0] != b"cache-control"]
        headers.append((b"cache-control", NEVER))
        return
    if any(name == b"cache-control" for name, _ in headers):
        return
    if read is None or status not in _KEEPABLE:
        headers.append((b"cache-control", NEVER))
    elif any(name == b"authorization" for name, _ in read["headers"]):
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
