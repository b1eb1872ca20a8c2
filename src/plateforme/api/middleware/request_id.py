"""Every request has an id: in its answer, in every log line and in every problem."""

import re
from typing import Final
from uuid import uuid4

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
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _UUID.fullmatch(value):
            return str(value.decode().lower())
    return str(uuid4())
