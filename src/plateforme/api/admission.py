"""Whether a key may send a file is settled before the file is received.

The framework reads a form to its end before it looks at who sends it: without this layer, anybody with a made-up key
could have the platform receive and store the largest file that it takes.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from plateforme.api import problems
from plateforme.api.deps import identify, may
from plateforme.api.middleware.body_limit import is_photo, is_row_write, is_upload
from plateforme.kit.errors import PlateformeError


def scope_needed(scope: Scope) -> str | None:
    """The scope that the key of this request must carry before its body is read; none for small bodies."""
    if is_upload(scope) or is_row_write(scope):
        return "datasets:write"
    return "reports:write" if is_photo(scope) else None


class Admission:
    """ASGI layer of a surface: refuses an upload whose key is not valid or may not send it, without reading it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the key of a file or of a batch of rows; it is not looked at again for the same request."""
        needed = scope_needed(scope) if scope["type"] == "http" else None
        if needed is not None:
            request = Request(scope)
            try:
                caller = await identify(request, scope["app"].state.platform)
                may(caller, needed)
            except PlateformeError as error:
                refusal = await problems.answer_error(request, error)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)
