"""Lists on the wire: limit, order, signed cursors, and links to follow.

A cursor holds the sort values of the last item. It is signed together with the question, so that it can neither be
forged nor used for another list.
"""

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from fastapi import Depends, Request, Response
from pydantic import Field, field_validator

from plateforme.api.deps import Base, PlatformDep
from plateforme.api.wire import Page, PageCount, PageLinks, WireIn
from plateforme.kit.errors import BadQuery, Detail
from plateforme.kit.keyset import Asked, Slice

T = TypeVar("T")
Out = TypeVar("Out")

LARGEST = 1000
LONGEST_LINK = 4000
"""Proxies and clients give up on an answer with longer headers; its body holds the same links."""
_TAGS: dict[str, Callable[[str], Any]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "h": time.fromisoformat,
    "n": Decimal,
}


class BadCursor(BadQuery):
    """A cursor that the platform did not make, or not for this question."""

    code = "bad_cursor"
    title = "Unusable cursor"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__(
            "This cursor does not belong to this question. Start again without `cursor` and follow the `next` links "
            "as they are.",
            errors=[Detail("parameter", "cursor", "bad_cursor", "Follow `links.next` unchanged.")],
        )


class BadSort(BadQuery):
    """An order by something that cannot be sorted by."""

    code = "bad_sort"
    title = "Unusable sort"

    def __init__(self, allowed: Sequence[str]) -> None:
        """Say what can be sorted by."""
        named = ", ".join(allowed)
        super().__init__(
            f"`sort` takes these names, each once, separated by commas, with - in front to reverse: {named}.",
            errors=[Detail("parameter", "sort", "bad_sort", f"One or more of: {named}.")],
        )


class GivenTwice(BadQuery):
    """A parameter that was given more than once: nobody could say which one counts."""

    code = "bad_query"
    title = "Bad query"

    def __init__(self, names: Sequence[str]) -> None:
        """Point at each."""
        faults = [Detail("parameter", name, "given_twice", "Give it once.") for name in names]
        super().__init__("A parameter is given more than once: see `errors`.", errors=faults)


class ListQuery(WireIn):
    """Parameters that every list takes; unknown ones are refused."""

    limit: int = Field(default=20, description=f"Items a page, from 1 to {LARGEST}; what is beyond is brought back.")
    cursor: str | None = Field(default=None, description="Where to go on: taken from `links.next`, as it is.")
    sort: str | None = Field(default=None, description="Order: names separated by commas, - in front to reverse.")
    count: Literal["none", "exact"] = Field(default="none", description="Whether to count the items of all pages.")

    @field_validator("limit")
    @classmethod
    def _clamp(cls, value: int) -> int:
        return max(1, min(value, LARGEST))


def sort_by(*names: str, default: str) -> Any:
    """The `sort` field of a list: what can be sorted by, and the order when nothing is asked."""
    listed = ", ".join(f"`{name}`" for name in names)
    return Field(
        default=default,
        description=f"Order: names separated by commas, - in front to reverse. Possible: {listed}.",
        examples=[default],
        json_schema_extra={"x-sortable": list(names)},
    )


class Cursors:
    """Makes and reads opaque cursors."""

    def __init__(self, secret: bytes) -> None:
        """Sign with a key derived from the platform's."""
        self._key = hmac.new(secret, b"cursors", hashlib.sha256).digest()

    def seal(self, values: Sequence[Any], *, question: str) -> str:
        """A cursor that holds these values (text, numbers, dates, null) and is good for this question only."""
        payload = json.dumps([_tagged(value) for value in values], separators=(",", ":"), ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(self._sign(payload, question) + payload).decode().rstrip("=")

    def open(self, cursor: str, *, question: str) -> tuple[Any, ...]:
        """The values that were sealed."""
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except ValueError:
            raise BadCursor from None
        signature, payload = raw[:16], raw[16:]
        if not hmac.compare_digest(signature, self._sign(payload, question)):
            raise BadCursor
        return tuple(_untagged(value) for value in json.loads(payload))

    def _sign(self, payload: bytes, question: str) -> bytes:
        return hmac.new(self._key, question.encode() + b"\0" + payload, hashlib.sha256).digest()[:16]


def _tagged(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return {"h": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    return value


def _untagged(value: Any) -> Any:
    if isinstance(value, dict):
        ((tag, text),) = value.items()
        return _TAGS[tag](text)
    return value


@dataclass(frozen=True)
class Pager:
    """Turns a list's parameters into a question for the store, and the store's answer into a page."""

    path: str
    """Address of the list, without parameters."""
    parameters: tuple[tuple[str, str], ...]
    """The parameters as they were sent."""
    cursors: Cursors
    response: Response

    @property
    def question(self) -> str:
        """What a cursor belongs to: the address and every parameter that chooses or orders items."""
        asked = sorted(pair for pair in self.parameters if pair[0] not in {"cursor", "limit", "count"})
        return f"{urlsplit(self.path).path}?{urlencode(asked)}"  # the same under every name of the host

    def asked(self, query: ListQuery) -> Asked:
        """The question for the store: no parameter twice, `sort` checked, `cursor` opened."""
        times = Counter(name for name, _ in self.parameters)
        if twice := [name for name in type(query).model_fields if times[name] > 1]:
            raise GivenTwice(twice)
        sort = self._order(query)
        after = None if query.cursor is None else self.cursors.open(query.cursor, question=self.question)
        return Asked(sort=sort, limit=query.limit, after=after, count=query.count == "exact")

    def page(self, query: ListQuery, found: Slice[T], of: Callable[[T], Out]) -> Page[Out]:
        """The page: each row through its mapping, the links in the body and in the `Link` header."""
        return Page(
            items=[of(row) for row in found.rows],
            links=self.links(found.after),
            count=PageCount(mode=query.count, value=found.total),
        )

    def links(self, after: Sequence[Any] | None) -> PageLinks:
        """The links of a page that ends with these sort values (none: the last page), sent as `Link` header too."""
        following = None if after is None else self.cursors.seal(after, question=self.question)
        links = PageLinks(
            self=self._address(self.parameters),
            first=self._address(self._without_cursor()),
            next=None if following is None else self._address((*self._without_cursor(), ("cursor", following))),
        )
        named = (("self", links.self), ("first", links.first), ("next", links.next))
        header = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in named if url is not None)
        if len(header) <= LONGEST_LINK:
            self.response.headers["Link"] = header
        return links

    def _order(self, query: ListQuery) -> tuple[tuple[str, bool], ...]:
        extra = type(query).model_fields["sort"].json_schema_extra
        allowed: Any = extra.get("x-sortable", []) if isinstance(extra, dict) else []
        words = query.sort.split(",") if query.sort else []
        order = tuple((word.removeprefix("-"), word.startswith("-")) for word in words)
        names = [name for name, _ in order]
        if len(set(names)) < len(names) or not set(names) <= set(allowed):
            raise BadSort(allowed)
        return order

    def _without_cursor(self) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.parameters if pair[0] != "cursor")

    def _address(self, parameters: tuple[tuple[str, str], ...]) -> str:
        return f"{self.path}?{urlencode(parameters)}" if parameters else self.path


async def _pager(request: Request, response: Response, base: Base, platform: PlatformDep) -> Pager:
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return Pager(
        path=base + quote(path),
        parameters=tuple(parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)),
        cursors=Cursors(platform.secret),
        response=response,
    )


Paging = Annotated[Pager, Depends(_pager)]
