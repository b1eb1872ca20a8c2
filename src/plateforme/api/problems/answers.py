"""The body of an error, as RFC 9457 wants it, in the caller's language, and nothing that the caller sent."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import uuid4

import orjson
from starlette.responses import Response
from starlette.types import Scope

from plateforme.api.problems.catalogue import BY_CODE, Problem
from plateforme.api.problems.french_words import WORDS
from plateforme.api.problems.language import language_of
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
    french: str | None = None,
    errors: Sequence[Detail] = (),
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> ProblemResponse:
    """Build the answer; `extra` adds members and never replaces the standard ones.

    Who prefers French reads `french`, and English only where a sentence exists in English alone.
    """
    known = BY_CODE[problem] if isinstance(problem, str) else problem
    in_french = language_of(scope) == "fr"
    title, told, faults, language = known.title, detail, [one.detail for one in errors], "en"
    if in_french:
        title = WORDS[known.code][0] if known.code in WORDS else known.title
        told, faults = french or detail, [one.french or one.detail for one in errors]
        language = "fr" if french and all(one.french for one in errors) else "fr, en"
    body = dict(extra or {}) | {
        "type": f"{base_url(scope)}/problems/{known.code}",
        "title": title,
        "status": known.status,
        "detail": told,
        "instance": f"urn:uuid:{request_id(scope)}",
        "code": known.code,
        "errors": [
            {one.where: one.name, "code": one.code, "detail": said} for one, said in zip(errors, faults, strict=True)
        ],
    }
    response = ProblemResponse(orjson.dumps(body, default=str), status_code=known.status, headers=dict(headers or {}))
    response.headers["Content-Language"] = language
    response.headers.add_vary_header("Accept-Language")
    return response


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
    host = b""
    for name, value in scope["headers"]:
        if name == b"host":
            host = value
            break
    return _address(scope.get("scheme", "http"), host) or _address_of(scope)


@lru_cache(maxsize=64)
def _address(scheme: str, host: bytes) -> str | None:
    return f"{scheme}://{host.decode('ascii')}" if _HOST.fullmatch(host) else None


def _address_of(scope: Scope) -> str:
    server = scope.get("server") or ("localhost", None)
    host = server[0] if server[1] is None else f"{server[0]}:{server[1]}"
    return f"{scope.get('scheme', 'http')}://{host}"
