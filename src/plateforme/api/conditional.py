"""Conditional requests (RFC 9110 §13): tags, comparisons and the layer that answers 304."""

import hashlib
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plateforme import __version__
from plateforme.api.problems import answer

MAX_HASHED: Final = 1024 * 1024
"""Bodies up to this size get a tag from their content; larger ones must bring their own."""

_KEPT_ON_304: Final = frozenset(
    {b"etag", b"vary", b"cache-control", b"content-location", b"date", b"expires", b"last-modified", b"link"}
)
_CONDITIONS: Final = frozenset({b"if-none-match", b"if-match", b"if-modified-since", b"if-unmodified-since"})
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


def etag(revision: int, *faces: str) -> str:
    """The strong tag of a stored thing: its revision, and the release that writes it on the wire.

    `faces` tell apart what one revision looks like to different readers, at different hours or in different forms.
    """
    return f'"{"-".join((str(revision), __version__, *faces))}"'


def content_tag(body: bytes) -> str | None:
    """The strong tag of what is told, where nothing else gives one; none for what is too large to be read again."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"' if len(body) <= MAX_HASHED else None


def names_revision(header: str, revision: int) -> bool:
    """Whether `If-Match` names this revision of a stored thing, whichever of its faces was read."""
    if header.strip() == "*":
        return True
    plain = etag(revision)
    return any(tag == plain or tag.startswith(plain[:-1] + "-") for tag in _TAG.findall(header))


def strong_match(header: str, tag: str | None) -> bool:
    """Whether `If-Match` holds: `*` or a strong tag equal to the current strong one."""
    if header.strip() == "*":
        return tag is not None
    return tag is not None and not tag.startswith("W/") and tag in _TAG.findall(header)


def weak_match(header: str, tag: str | None) -> bool:
    """Whether `If-None-Match` names the current tag; weakness does not count."""
    if header.strip() == "*":
        return tag is not None
    return tag is not None and tag.removeprefix("W/") in {one.removeprefix("W/") for one in _TAG.findall(header)}


def verdict(method: str, headers: Mapping[str, str], tag: str | None, modified: str | None = None) -> int | None:
    """What the conditions of a request ask for, in the order of RFC 9110 §13.2.2: 304, 412, or none: carry on."""
    is_read = method in {"GET", "HEAD"}
    if "if-match" in headers:
        if not strong_match(headers["if-match"], tag):
            return 412
    elif "if-unmodified-since" in headers and _is_later(modified, headers["if-unmodified-since"]):
        return 412
    if "if-none-match" in headers:
        if weak_match(headers["if-none-match"], tag):
            return 304 if is_read else 412
    elif is_read and "if-modified-since" in headers and _is_later(modified, headers["if-modified-since"]) is False:
        return 304
    return None


def _is_later(modified: str | None, limit: str) -> bool | None:
    """Compare two HTTP dates; none when either is absent or unreadable, and then the condition does not count."""
    try:
        return None if modified is None else parsedate_to_datetime(modified) > parsedate_to_datetime(limit)
    except (ValueError, TypeError):
        return None


class Conditional:
    """ASGI layer: tags every whole 200 answer to a GET, and answers 304 or 412 when the request's conditions ask."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything but reads through untouched."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Evaluation(scope, receive, send))


class _Evaluation:
    """One answer on its way out: its head waits for the first chunk, because the tag may come from the body."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._head: Message | None = None
        self._is_silent = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:  # noqa: PLR2004
            self._head = message
            return
        if self._is_silent:
            return
        if self._head is not None:
            head, self._head = self._head, None
            if await self._decide(head, message):
                return
        await self._send(message)

    async def _decide(self, head: Message, first: Message) -> bool:
        """Send the head, or the whole answer when a condition decides; tell whether the body is dropped."""
        head["headers"] = list(head["headers"])
        headers = MutableHeaders(raw=head["headers"])
        tag = headers.get("etag")
        body: bytes = first.get("body", b"")
        is_whole = first["type"] == "http.response.body" and not first.get("more_body", False)
        if tag is None and is_whole and (tag := content_tag(body)) is not None:
            headers["etag"] = tag
        if any(name in _CONDITIONS for name, _ in self._scope["headers"]):
            asked = verdict("GET", Headers(scope=self._scope), tag, headers.get("last-modified"))
            if asked is not None:
                self._is_silent = True
                await self._replace(asked, head)
                return True
        await self._send(head)
        return False

    async def _replace(self, status: int, head: Message) -> None:
        if status == 304:  # noqa: PLR2004
            kept = [(name, value) for name, value in head["headers"] if name.lower() in _KEPT_ON_304]
            await self._send({"type": "http.response.start", "status": 304, "headers": kept})
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        detail = "The resource is not in the state that the request names. Read it again."
        french = "La ressource n’est pas dans l’état que nomme la requête. Relisez-la."
        refusal = answer(self._scope, "precondition_failed", detail, french=french)
        await refusal(self._scope, self._receive, self._send)
