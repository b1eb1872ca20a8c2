"""Every code an error answer may carry: the domains' own, and those of HTTP itself."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from plateforme import domains
from plateforme.kit.errors import Kind, PlateformeError

STATUS: Final[Mapping[Kind, int]] = MappingProxyType(
    {
        Kind.MISSING: 404,
        Kind.MOVED: 308,
        Kind.GONE: 410,
        Kind.CONFLICT: 409,
        Kind.REFUSED: 403,
        Kind.INVALID: 422,
        Kind.BAD_QUERY: 400,
        Kind.BUSY: 503,
    }
)
"""The family of a domain error decides the status of its answer."""


@dataclass(frozen=True)
class Problem:
    """One kind of error as it is published: its code, its status, its title and what it means."""

    code: str
    status: int
    title: str
    meaning: str


HTTP_PROBLEMS: Final = (
    Problem("malformed_json", 400, "Malformed JSON", "The body is not well-formed JSON, so nothing was read."),
    Problem("malformed_body", 400, "Unreadable body", "The body does not follow the media type it announces."),
    Problem("bad_query", 400, "Bad query", "A parameter of the address or a header is unknown or has a wrong value."),
    Problem(
        "unauthenticated", 401, "A valid key is needed", "The operation needs a valid API key, sent as a bearer token."
    ),
    Problem("refused", 403, "Refused", "The caller is known and may not do this."),
    Problem("not_found", 404, "Not found", "Nothing lives at this address."),
    Problem("method_not_allowed", 405, "Method not allowed", "The address exists; `Allow` lists its methods."),
    Problem("not_acceptable", 406, "Not acceptable", "The resource exists, but in none of the requested media types."),
    Problem("precondition_failed", 412, "Changed in the meantime", "The resource changed since it was read."),
    Problem("payload_too_large", 413, "Body too large", "The body is larger than the platform accepts here."),
    Problem("unsupported_media_type", 415, "Unsupported media type", "The operation does not read this media type."),
    Problem(
        "range_not_satisfiable",
        416,
        "Range beyond the end",
        "The range begins after the end of the file: see `Content-Range`.",
    ),
    Problem("validation", 422, "Invalid content", "The body was understood and breaks at least one rule."),
    Problem("precondition_required", 428, "If-Match is needed", "A change needs `If-Match` with the current ETag."),
    Problem(
        "internal_error", 500, "Internal error", "The platform failed; the request id finds the trace in its logs."
    ),
    Problem("busy", 503, "Busy", "The platform cannot answer now; `Retry-After` says when to come back."),
)
"""What HTTP itself may answer, whatever the resource."""

BY_CODE: Final[Mapping[str, Problem]] = MappingProxyType({problem.code: problem for problem in HTTP_PROBLEMS})

BY_STATUS: Final[Mapping[int, Problem]] = MappingProxyType(
    {problem.status: problem for problem in HTTP_PROBLEMS if problem.code not in {"malformed_json", "bad_query"}}
)
"""The code that stands for a bare status, raised by the framework without a word."""


def status_of(error: type[PlateformeError]) -> int:
    """The status of a domain error: HTTP's own when the code is HTTP's, else that of its family."""
    own = BY_CODE.get(error.code)
    return own.status if own is not None else STATUS[error.kind]


def of_status(status: int) -> Problem:
    """The problem for a status that came without a code."""
    if status in BY_STATUS:
        return BY_STATUS[status]
    phrase = HTTPStatus(status).phrase
    return Problem(phrase.lower().replace(" ", "_").replace("-", "_").replace("'", ""), status, phrase, phrase)


@cache
def catalogue() -> Mapping[str, Problem]:
    """Every published code, once all domains have said theirs."""
    for module in pkgutil.walk_packages(domains.__path__, f"{domains.__name__}."):
        importlib.import_module(module.name)
    published = dict(BY_CODE)
    for error in _subclasses(PlateformeError):
        code = getattr(error, "code", None)
        if code is not None and code not in published and error.kind is not Kind.MOVED:
            published[code] = Problem(code, status_of(error), error.title, _first_sentence(error))
    return MappingProxyType(dict(sorted(published.items())))


def _subclasses(parent: type[PlateformeError]) -> Iterator[type[PlateformeError]]:
    for child in parent.__subclasses__():
        if child.__module__.startswith("plateforme."):
            yield child
            yield from _subclasses(child)


def _first_sentence(error: type[PlateformeError]) -> str:
    return (error.__doc__ or error.title).strip().split("\n\n")[0].replace("\n", " ")
