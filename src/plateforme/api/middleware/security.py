"""Headers that tell browsers to take our answers for what they are and nothing more."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

STRICT_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""Content policy of everything that is not a page: it loads nothing and is framed by nobody."""

_ALWAYS: Final = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
NOT_MODIFIED: Final = 304
GUARDS: Final = frozenset({*(name for name, _ in _ALWAYS), b"content-security-policy"})
_STRICT: Final = (b"content-security-policy", STRICT_POLICY.encode())


class SecurityHeaders:
    """ASGI layer: adds the headers; a page that brings its own content policy keeps it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to each answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = guarded(message["status"], message["headers"])
            await send(message)

        await self.app(scope, receive, send_guarded)


def guarded(status: int, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, and those that guard it; a 304 leaves them to the answer that it confirms."""
    if status == NOT_MODIFIED:
        return headers
    more = [*headers, *_ALWAYS]
    if not any(name == b"content-security-policy" for name, _ in headers):
        more.append(_STRICT)
    return more
