"""Whether a key may send a file is settled before the file is received.

The framework reads a form to its end before it looks at who sends it: without this layer, anybody with a made-up key
could have the platform receive and store the largest file that it takes.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from plateforme.api import problems
from plateforme.api.deps import identify, may
from plateforme.api.middleware.body_limit import is_row_write, is_upload
from plateforme.kit.errors import PlateformeError

SCOPE = "datasets:write"


class Admission:
    """ASGI layer of a surface: refuses an upload whose key is not valid or may not publish, without reading it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the key of an upload or of a batch of rows; it is not looked at again for the same request."""
        if scope["type"] == "http" and (is_upload(scope) or is_row_write(scope)):
            request = Request(scope)
            try:
                caller = await identify(request, scope["app"].state.platform)
                may(caller, SCOPE)
            except PlateformeError as error:
                refusal = await problems.answer_error(request, error)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)
