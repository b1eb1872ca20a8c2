"""`Idempotency-Key` on POSTs and row writes that carry an API key, as one ASGI layer: no route ever thinks of it.

The answer is kept in the very transaction that does the work, so a crash leaves both or neither. What is refused
(4xx, 5xx) changed nothing and is not kept: the request may be mended and sent again with the same Idempotency-Key.
"""

import hashlib
from contextlib import AsyncExitStack
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plateforme.api.deps import Platform, identify
from plateforme.api.middleware.body_limit import is_row_write
from plateforme.api.problems import Problem, answer, problems, status_of
from plateforme.api.transactions import SharedTransaction, transaction
from plateforme.domains.access import idempotency
from plateforme.domains.access.errors import (
    IdempotencyInProgress,
    IdempotencyKeyInvalid,
    IdempotencyKeyReused,
    Unauthenticated,
)
from plateforme.kit.db import Database, Session
from plateforme.kit.errors import PlateformeError

REFUSED: Final = 400
_KEPT_HEADERS: Final = (
    *("content-type", "location", "etag", "link", "cache-control", "retry-after"),
    "plateforme-version",
)


class Idempotency:
    """The layer. It wraps the routes of one surface, inside whatever answers for failures."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everything pass but POSTs and row writes with an Idempotency-Key and a valid API key."""
        caller = None
        if scope["type"] == "http" and _creates(scope) and "idempotency-key" in Headers(scope=scope):
            caller = await _caller(scope)
        if caller is None:
            await self.app(scope, receive, send)
            return
        try:
            response = await self._once(scope, receive, key_id=caller)
        except PlateformeError as error:
            problem = Problem(error.code, status_of(type(error)), error.title, "")
            response = answer(scope, problem, error.detail, french=error.french, errors=error.errors)
        await response(scope, receive, send)

    async def _once(self, scope: Scope, receive: Receive, *, key_id: str) -> Response:
        """Carry the request out, or answer what was answered before."""
        headers = Headers(scope=scope)
        this = idempotency.attempt(
            headers["idempotency-key"], route=scope["path"], key_id=key_id, token=headers["authorization"]
        )
        platform: Platform = scope["app"].state.platform
        body = _Body(receive, headers.get("content-type", ""), scope["query_string"])
        async with transaction(platform.db) as session:
            kept = await run_in_threadpool(idempotency.claim, session, this, now=platform.clock.now())
        if kept is not None:
            return _response(idempotency.replay(kept, this, body_digest=await body.rest()))
        sent = _Sent()
        try:
            await self._carry_out(scope, body, sent, this, platform.db)
        except BaseException as failure:
            async with transaction(platform.db) as session:
                await run_in_threadpool(idempotency.release, session, this)
            if not isinstance(failure, _RefusedError):
                raise
        return sent.response()

    async def _carry_out(
        self, scope: Scope, body: "_Body", sent: "_Sent", this: idempotency.Attempt, db: Database
    ) -> None:
        """Let the routes work and answer, then commit their work and the answer together."""

        def keep(session: Session) -> None:
            idempotency.keep(session, this, sent.answer, body_digest=body.digest)

        async with AsyncExitStack() as stack:
            shared = scope["state"]["shared_transaction"] = SharedTransaction(stack, db, keep)
            await self.app(scope, body, sent)
            sent.check()
            await body.rest()
            await shared.session()


def _creates(scope: Scope) -> bool:
    """Whether the request may make something new each time it is sent."""
    return bool(scope["method"] == "POST" or is_row_write(scope))


class _RefusedError(Exception):
    """The route refused: undo what it may have begun."""


class _Body:
    """`receive`, with a digest of what passes, and of the query: a dry run and the write itself are two requests.

    A multipart boundary is drawn anew each time, so it does not count.
    """

    def __init__(self, receive: Receive, content_type: str, query: bytes = b"") -> None:
        self._receive = receive
        _, _, boundary = content_type.partition("boundary=")
        self._boundary = boundary.partition(";")[0].strip().strip('"').encode("latin-1")
        self._hash = hashlib.sha256(b"?%b\n" % query if query else b"")
        self._tail = b""
        self._is_over = False

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._feed(message.get("body", b""))
            self._is_over = not message.get("more_body", False)
        return message

    async def rest(self) -> str:
        """Read what nobody has read, and give the digest of the whole."""
        while not self._is_over:
            if (await self())["type"] == "http.disconnect":
                raise ClientDisconnect
        return self.digest

    @property
    def digest(self) -> str:
        """Digest of what has passed so far."""
        whole = self._hash.copy()
        whole.update(self._tail)
        return whole.hexdigest()

    def _feed(self, chunk: bytes) -> None:
        data = self._tail + chunk
        if self._boundary:
            data = data.replace(self._boundary, b"")
        held = max(len(data) - len(self._boundary) + 1, 0) if self._boundary else len(data)
        self._hash.update(data[:held])
        self._tail = data[held:]


class _Sent:
    """`send`, kept back until the work is committed."""

    def __init__(self) -> None:
        self._status = 500
        self._headers: list[tuple[bytes, bytes]] = []
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")

    def check(self) -> None:
        """Stop here when the routes refused."""
        if self._status >= REFUSED:
            raise _RefusedError

    @property
    def answer(self) -> idempotency.Answer:
        """What is worth keeping."""
        headers = Headers(raw=self._headers)
        kept = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
        return idempotency.Answer(status=self._status, headers=kept, body=self._body)

    def response(self) -> Response:
        """The whole answer, as the route gave it."""
        response = Response(self._body, status_code=self._status)
        response.raw_headers = self._headers
        return response


async def _caller(scope: Scope) -> str | None:
    """Which key calls; nobody when it is not valid: the routes will say so."""
    request = Request(scope)
    try:
        principal = await identify(request, scope["app"].state.platform)
    except Unauthenticated:
        return None
    return None if principal is None else principal.key_id


def _response(kept: idempotency.Answer) -> Response:
    return Response(kept.body, status_code=kept.status, headers=dict(kept.headers))


PARAMETER: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": (
        "Drawn by you for this one request, such as a UUID. Repeat the request with the same one as often as needed: "
        "it is carried out once, and for 24 hours each repetition gets the first answer."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-\\[\\]-~]+$"},
    "example": "8e03978e-40d5-43e8-bc93-6894a57f9324",
}

PROBLEMS: Final = (IdempotencyKeyInvalid, IdempotencyInProgress, IdempotencyKeyReused)


def install(app: FastAPI) -> None:
    """Put the layer around an application's routes, and say so in its document."""
    app.add_middleware(Idempotency)
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        for path in document["paths"].values():
            for operation in (path.get("post", {}), path.get("patch", {})):
                creates = operation is path.get("post") or operation.get("operationId") == "write_rows"
                if creates and "security" in operation and PARAMETER not in operation.get("parameters", []):
                    _describe(operation)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document


def _describe(operation: dict[str, Any]) -> None:
    operation.setdefault("parameters", []).append(PARAMETER)
    responses = operation["responses"]
    for status, ours in problems(*PROBLEMS).items():
        known = responses.setdefault(str(status), ours)
        new = [code for code in ours["x-problem-codes"] if code not in known.get("x-problem-codes", [])]
        if new:
            known["x-problem-codes"] = [*known.get("x-problem-codes", []), *new]
            known["description"] = f"{known['description']}; {ours['description']}"
    operation["responses"] = dict(sorted(responses.items()))
