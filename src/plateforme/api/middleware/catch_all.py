"""The edge where an unforeseen failure becomes a 500 that says nothing of its cause, and a log line that says all."""

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plateforme.api.middleware.head import EnoughError
from plateforme.api.problems import answer

log = structlog.get_logger(__name__)


class CatchAll:
    """ASGI layer, innermost: it sits inside CORS and the others, so that a 500 has their headers too."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a problem when nothing was sent yet; else let the server cut the connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_started = False

        async def send_watched(message: Message) -> None:
            nonlocal is_started
            is_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_watched)
        except (ClientDisconnect, EnoughError):
            raise
        except Exception:
            log.exception("request failed", method=scope["method"], path=scope["path"])
            if is_started:
                raise
            detail = "The platform failed to answer. Try again; if it lasts, report the id in `instance`."
            french = (
                "La plateforme n’a pas pu répondre. Réessayez ; si cela dure, signalez l’identifiant de `instance`."
            )
            await answer(scope, "internal_error", detail, french=french)(scope, receive, send)
