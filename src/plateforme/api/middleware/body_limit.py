"""No body is read further than the platform is ready to take."""

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plateforme.api.problems import answer

_ENVELOPE = 64 * 1024
"""A multipart upload is a little larger than the file in it."""


ROW_WRITE_BYTES = 16 * 1024 * 1024
"""Ten thousand rows, each of which may take 1.6 kB."""


class BodyLimit:
    """ASGI layer: refuses by the announced length at once, and counts what arrives in any case."""

    def __init__(self, app: ASGIApp, *, max_body: int, max_upload: int, max_photo: int) -> None:
        """Wrap an application; published files, and photos, may be larger than other bodies."""
        self.app = app
        self.max_body = max_body
        self.max_upload = max_upload
        self.max_photo = max_photo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let small bodies through and answer 413 to the others."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope)
        if _announced(scope) > limit:
            await _refusal(scope, limit)(scope, receive, send)
            return
        counted = _Counted(receive, send, limit)
        try:
            await self.app(scope, counted.receive, counted.send)
        except HTTPException:
            if not counted.is_exceeded:
                raise
        if counted.is_exceeded and not counted.is_answered:
            await _refusal(scope, limit)(scope, receive, send)

    def _limit(self, scope: Scope) -> int:
        if is_upload(scope):
            return self.max_upload + _ENVELOPE
        if is_photo(scope):
            return max(self.max_photo + _ENVELOPE, self.max_body)
        return max(self.max_body, ROW_WRITE_BYTES) if is_row_write(scope) else self.max_body


class _Counted:
    """One request whose body is counted while it is read."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive, self._send, self._left = receive, send, limit
        self.is_exceeded = False
        self.is_answered = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                self.is_exceeded = True
                # FastAPI lets an HTTPException through where it turns any other into "error parsing the body"
                raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        if self.is_exceeded and not self.is_answered:
            return  # the application's own idea of the refusal: ours says the limit
        self.is_answered = True
        await self._send(message)


def is_upload(scope: Scope) -> bool:
    """Whether a file is being sent; whether its sender may is settled before it is read, by those who know keys."""
    return bool(scope["method"] == "POST" and scope["path"].endswith(("/publications", "/attachments")))


def is_photo(scope: Scope) -> bool:
    """Whether a photo of a report is being sent, alone or, as GeoReport v2 has it, together with the report."""
    if scope["method"] != "POST":
        return False
    if scope["path"].endswith("/photos"):
        return True
    return bool(scope["path"].startswith("/open311/")) and any(
        name == b"content-type" and value.lower().startswith(b"multipart/form-data") for name, value in scope["headers"]
    )


def is_row_write(scope: Scope) -> bool:
    """Whether rows of a table are being written, of which there may be many at once."""
    return bool(scope["method"] == "PATCH" and scope["path"].endswith("/rows"))


def _refusal(scope: Scope, limit: int) -> Response:
    return answer(
        scope,
        "payload_too_large",
        f"A body of at most {limit} bytes is accepted here. Send less at a time.",
        french=f"Un corps de {limit} octets au plus est accepté ici. Envoyez-en moins à la fois.",
        extra={"max_bytes": limit},
    )


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
