"""The two formats of GeoReport v2, XML and JSON, from the same content.

JSON follows the Spark convention: the root of the XML disappears, and a list of repeated children becomes a bare
array. An empty element is `null`.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import orjson
from starlette.responses import Response

Content = Mapping[str, Any] | Sequence[Any]
"""What is answered: objects, lists, texts, numbers, booleans, nothing."""


class Format(StrEnum):
    """How an answer is written; the end of the address chooses."""

    XML = "xml"
    JSON = "json"


MEDIA_TYPES: Final[Mapping[Format, str]] = {
    Format.XML: "text/xml; charset=utf-8",
    Format.JSON: "application/json; charset=utf-8",
}

ITEMS: Final[Mapping[str, str]] = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "jurisdictions": "jurisdiction",
    "notes": "note",
    "photos": "photo",
    "warnings": "warning",
}
"""What each item of a list is called in XML."""

_DECLARATION: Final = b'<?xml version="1.0" encoding="utf-8"?>\n'

# what XML 1.0 §2.2 leaves out: one of these makes a whole document unreadable
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL: Final = re.compile(r"[&<>\r]")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def answer(
    root: str, content: Content, form: Format, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """The answer, in the format that was asked for; `root` is the name of the root in XML."""
    told = {"Content-Type": MEDIA_TYPES[form], **(headers or {})}
    return Response(written(root, content, form), status_code=status, headers=told)


def written(root: str, content: Content, form: Format) -> bytes:
    """The bytes of a document."""
    if form is Format.JSON:
        return orjson.dumps(content, default=str)
    parts: list[str] = []
    _element(parts, root, content)
    return _DECLARATION + "".join(parts).encode()


def _element(parts: list[str], name: str, content: Any) -> None:
    """One element and what is in it."""
    if content is None or content in ("", {}, []):
        parts.append(f"<{name}/>")
    elif isinstance(content, str):
        parts.append(f"<{name}>{escaped(content)}</{name}>")
    elif isinstance(content, Mapping):
        parts.append(f"<{name}>")
        for key, value in content.items():
            _element(parts, key, value)
        parts.append(f"</{name}>")
    elif isinstance(content, list | tuple):
        parts.append(f"<{name}>")
        item = ITEMS.get(name, "item")
        for value in content:
            _element(parts, item, value)
        parts.append(f"</{name}>")
    else:
        said = str(content).lower() if isinstance(content, bool) else str(content)
        parts.append(f"<{name}>{escaped(said)}</{name}>")


def escaped(text: str) -> str:
    """The text as XML holds it, without the characters that XML cannot hold."""
    if not text.isprintable():
        text = _FORBIDDEN.sub("", text)
    return _SPECIAL.sub(lambda found: _ENTITIES[found[0]], text) if _SPECIAL.search(text) else text
