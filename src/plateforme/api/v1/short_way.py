"""What a short way, in front of the framework, has in common with the ordinary one: which requests, which headers."""

from dataclasses import dataclass
from typing import Final

from starlette.types import Scope

from plateforme.api.middleware.compression import chosen
from plateforme.api.middleware.cors import SHARED
from plateforme.api.middleware.delivery import complete
from plateforme.api.middleware.negotiation import accepts
from plateforme.api.middleware.security import guarded

Headers = list[tuple[bytes, bytes]]

_PASSING_BY: Final = frozenset(
    {b"authorization", b"range", b"if-range", b"if-match", b"if-modified-since", b"if-unmodified-since"}
)


@dataclass(frozen=True, slots=True)
class Head:
    """In which encoding an answer is wanted, and which tags the caller holds."""

    encoding: str | None
    condition: bytes | None


def head_of(scope: Scope) -> Head | None:
    """Read the head of a public GET; none when it holds something that only the ordinary way knows."""
    if scope["method"] != "GET" or scope.get("root_path"):
        return None
    encoding = condition = None
    accept = []
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            encoding = chosen(value)
        elif name == b"accept":
            accept.append(value)
        elif name == b"if-none-match":
            if condition is not None or b"*" in value:
                return None
            condition = value
        elif name in _PASSING_BY:
            return None
    if accept and not accepts(b",".join(accept).decode("latin-1"), "application/json"):
        return None
    return Head(encoding, condition)


def tail_of(version: bytes, *, status: int = 200, pinned: bool = False) -> Headers:
    """The headers that the layers add to every public answer of a surface, in their order.

    An answer that is pinned to a version says itself how long it may be held.
    """
    own = [(b"cache-control", b"public")] if pinned else []
    headers = list(own)
    complete(status, headers, version=version, read={"headers": []})
    return [*guarded(status, headers)[len(own) :], *SHARED]
