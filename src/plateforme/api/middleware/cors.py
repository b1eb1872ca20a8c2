"""Any web page may read the platform: no cookies exist, so `*` gives nothing away."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

EXPOSED: Final = (
    "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Deprecation, Sunset, "
    "Allow, API-Version, Content-Disposition, WWW-Authenticate, X-Request-Id, X-Total-Count, "
    "Accept-Ranges, Content-Range, Repr-Digest, Unencoded-Digest, "
    "Plateforme-Rows, Plateforme-Version, Plateforme-Schema-Version"
)

SHARED: Final = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", EXPOSED.encode()),
]
"""Headers of every answer."""

_PREFLIGHT: Final = [
    (b"access-control-allow-origin", b"*"),
    # reads only: a key that may write does not belong in somebody else's web page
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (
        b"access-control-allow-headers",
        b"Accept, Accept-Language, Authorization, Content-Type, If-None-Match, X-Request-Id",
    ),
    (b"access-control-max-age", b"7200"),
]


class Cors:
    """ASGI layer: opens every answer, errors included, and answers preflight requests itself."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or let the request through and open its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and any(
            name == b"access-control-request-method" for name, _ in scope["headers"]
        ):
            await send({"type": "http.response.start", "status": 204, "headers": list(_PREFLIGHT)})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *SHARED]
            await send(message)

        await self.app(scope, receive, send_open)
