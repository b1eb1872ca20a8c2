"""What a short way, in front of the framework, has in common with the ordinary one: which requests, which headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.types import Scope

from plateforme.api.conditional import content_tag, weak_match
from plateforme.api.middleware.at_once import Headers, Made
from plateforme.api.middleware.compression import MINIMUM, chosen, compressed
from plateforme.api.middleware.cors import SHARED
from plateforme.api.middleware.delivery import complete
from plateforme.api.middleware.encoding_tags import stripped, tagged
from plateforme.api.middleware.negotiation import accepts
from plateforme.api.middleware.security import guarded
from plateforme.api.problems import base_url

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
            if b"geo+json" in value.lower():
                return None
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


def site_of(scope: Scope, public_url: str | None) -> str:
    """Where a request reached us, without a slash at its end."""
    return public_url.rstrip("/") if public_url else base_url(scope)


async def finished(head: Head, own: Mapping[str, str], body: bytes) -> Made:
    """The answer with its own headers: only its tag for who holds it already, else in the encoding that was wanted.

    An answer without a tag gets one from its content, as behind the layers.
    """
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in own.items()]
    tag = own.get("ETag") or content_tag(body)
    if tag is not None and "ETag" not in own:
        headers.append((b"etag", tag.encode()))
    if head.condition is not None:
        sent: dict[bytes, bytes] = {}
        if weak_match(stripped(head.condition, sent).decode("latin-1"), tag):
            return 304, tagged(304, headers, sent), b""
    headers.append((b"content-type", b"application/json"))
    if head.encoding is not None and len(body) >= MINIMUM:
        body = await compressed(head.encoding, body)
        headers = tagged(200, [*headers, (b"content-encoding", head.encoding.encode())], {})
    return 200, [*headers, (b"content-length", str(len(body)).encode())], body


def tail_of(version: bytes, *, status: int = 200, pinned: bool = False) -> Headers:
    """The headers that the layers add to every public answer of a surface, in their order.

    An answer that is pinned to a version says itself how long it may be held.
    """
    own = [(b"cache-control", b"public")] if pinned else []
    headers = list(own)
    complete(status, headers, version=version, read={"headers": []})
    return [*guarded(status, headers)[len(own) :], *SHARED]
