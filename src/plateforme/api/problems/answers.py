"""The body of an error, as RFC 9457 wants it, and nothing that the caller sent."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

import orjson
from starlette.responses import Response
from starlette.types import Scope

from plateforme.api.problems.catalogue import BY_CODE, Problem
from plateforme.kit.errors import Detail

MEDIA_TYPE: Final = "application/problem+json"

_HOST = re.compile(rb"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?")


class ProblemResponse(Response):
    """An answer that is a problem: the outer layers never cache it."""

    media_type = MEDIA_TYPE


def answer(
    scope: Scope,
    problem: Problem | str,
    detail: str,
    *,
    errors: Sequence[Detail] = (),
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> ProblemResponse:
    """Build the answer; `extra` adds members and never replaces the standard ones."""
    known = BY_CODE[problem] if isinstance(problem, str) else problem
    body = dict(extra or {}) | {
        "type": f"{base_url(scope)}/problems/{known.code}",
        "title": known.title,
        "status": known.status,
        "detail": detail,
        "instance": f"urn:uuid:{request_id(scope)}",
        "code": known.code,
        "errors": [{error.where: error.name, "code": error.code, "detail": error.detail} for error in errors],
    }
    return ProblemResponse(orjson.dumps(body, default=str), status_code=known.status, headers=dict(headers or {}))


def request_id(scope: Scope) -> str:
    """The id of this request, given by the outermost layer; drawn here when that layer is absent."""
    state: dict[str, Any] = scope.setdefault("state", {})
    known = state.get("request_id")
    if known is None:
        known = state["request_id"] = str(uuid4())
    return str(known)


def base_url(scope: Scope) -> str:
    """The public address of the platform without final slash: the one that was set, else that of the request."""
    public = scope.get("state", {}).get("public_url")
    if public:
        return str(public).rstrip("/")
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    if not _HOST.fullmatch(host):
        server = scope.get("server") or ("localhost", None)
        host = (server[0] if server[1] is None else f"{server[0]}:{server[1]}").encode()
    return f"{scope.get('scheme', 'http')}://{host.decode('ascii')}"
