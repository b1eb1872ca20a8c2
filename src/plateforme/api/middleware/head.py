"""HEAD works on every GET, with the same headers and no body."""

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class EnoughError(OSError):
    """Tells a streaming answer to stop: nobody reads its body."""


class HeadAsGet:
    """ASGI layer: the application sees a GET, the caller gets its head.

    It sits outside the layers that look at the body (tags, compression), so that HEAD and GET agree on every header.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everything but HEAD through untouched."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        is_answered = False

        async def send_head(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                await send(message)
                return
            if not is_answered:
                is_answered = True
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            if message.get("more_body", False):
                raise EnoughError

        try:
            await self.app({**scope, "method": "GET"}, receive, send_head)
        except (EnoughError, ClientDisconnect):
            if not is_answered:
                raise
