"""Lists on the wire: limit, order, signed cursors, and links to follow.

A cursor holds the sort values of the last item. It is signed together with the question, so that it can neither be
forged nor used for another list.
"""

import base64
import hashlib
import hmac
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property, lru_cache
from math import isfinite
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

import orjson
from fastapi import Depends, Request, Response
from pydantic import Field, field_validator

from plateforme import __version__
from plateforme.api.deps import Base, Now, PlatformDep
from plateforme.api.filtering import REFUSED, Filtered
from plateforme.api.wire import Page, PageCount, PageLinks, Wire, WireIn
from plateforme.kit.errors import BadQuery, Detail
from plateforme.kit.grammar.conditions import Condition
from plateforme.kit.grammar.parsing import CountMode
from plateforme.kit.keyset import Asked, Slice, Stamp

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
    "f": float,
}


_ENCODE: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.~-]*")


class BadCursor(BadQuery):
    """A cursor that the platform did not make, or not for this question."""

    code = "bad_cursor"
    title = "Unusable cursor"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__(
            "This cursor does not belong to this question. Start again without `cursor` and follow the `next` links "
            "as they are.",
            french="Ce curseur n’est pas de cette question. Recommencez sans `cursor` et suivez les liens `next` tels "
            "quels.",
            errors=[
                Detail(
                    "parameter",
                    "cursor",
                    "bad_cursor",
                    "Follow `links.next` unchanged.",
                    french="Suivez `links.next` sans rien y changer.",
                )
            ],
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
            french=f"`sort` prend ces noms, chacun une fois, séparés par des virgules, avec - devant pour inverser : "
            f"{named}.",
            errors=[
                Detail("parameter", "sort", "bad_sort", f"One or more of: {named}.", french=f"Au choix : {named}.")
            ],
        )


class GivenTwice(BadQuery):
    """A parameter that was given more than once: nobody could say which one counts."""

    code = "bad_query"
    title = "Bad query"

    def __init__(self, names: Sequence[str]) -> None:
        """Point at each."""
        faults = [
            Detail("parameter", name, "given_twice", "Give it once.", french="Donnez-le une seule fois.")
            for name in names
        ]
        super().__init__(
            "A parameter is given more than once: see `errors`.",
            errors=faults,
            french="Un paramètre est donné plus d’une fois : voir `errors`.",
        )


LISTED: Final = (BadCursor, BadSort, *REFUSED)
"""How the question of a list with filters can be refused."""

COUNT: Final = (
    "Whether to count the items of all pages: `exact`; `estimate`, which is exact too while that is cheap, and "
    "`count.mode` in the answer says which it is; `none`."
)


class ListQuery(WireIn):
    """Parameters that every list takes; unknown ones are refused."""

    limit: int = Field(default=20, description=f"Items a page, from 1 to {LARGEST}; what is beyond is brought back.")
    cursor: str | None = Field(default=None, description="Where to go on: taken from `links.next`, as it is.")
    sort: str | None = Field(default=None, description="Order: names separated by commas, - in front to reverse.")
    count: CountMode = Field(default="none", description=COUNT)

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


class PageTail(Wire):
    """What a page holds beside its items."""

    links: PageLinks = Field(description="Where to go from here.")
    count: PageCount = Field(description="Size of the whole list.")


class Cursors:
    """Makes and reads opaque cursors."""

    def __init__(self, secret: bytes) -> None:
        """Sign with a key derived from the platform's."""
        self._key = hmac.new(secret, b"cursors", hashlib.sha256).digest()

    def seal(self, values: Sequence[Any], *, question: str) -> str:
        """A cursor that holds these values (text, numbers, dates, null) and is good for this question only."""
        payload = _encoded([_tagged(value) for value in values])
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
        return hmac.digest(self._key, question.encode() + b"\0" + payload, "sha256")[:16]


@lru_cache(maxsize=16)
def cursors_of(secret: bytes) -> Cursors:
    """The cursors of a platform, by its secret."""
    return Cursors(secret)


def _encoded(values: list[Any]) -> bytes:
    try:
        return orjson.dumps(values)
    except TypeError:  # a whole number of more than 64 bits
        return _ENCODE(values).encode()


_BARE: Final = frozenset({str, int, bool, type(None)})


def _tagged(value: Any) -> Any:
    if type(value) in _BARE or isinstance(value, str | int) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return {"h": value.isoformat()}
    if isinstance(value, Decimal | float):  # JSON has no infinity
        return {"n" if isinstance(value, Decimal) else "f": str(value)}
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
    told: tuple[tuple[str, str], ...] = ()
    """The parameters with what they stand for in the place of names for it, where there are such names."""
    now: datetime | None = None
    """When it is asked, for what changes with time alone."""

    @property
    def meant(self) -> tuple[tuple[str, str], ...]:
        """The parameters as they are to be read."""
        return self.told or self.parameters

    @cached_property
    def question(self) -> str:
        """What a cursor belongs to: the address and every parameter that chooses or orders items."""
        asked = sorted(pair for pair in self.meant if pair[0] not in {"cursor", "limit", "count"})
        written = "&".join([_written(pair) for pair in asked])
        return f"{urlsplit(self.path).path}?{written}"  # the same under every name of the host

    def asked(self, query: ListQuery) -> Asked:
        """The question for the store: no parameter twice, `sort` checked, `cursor` opened."""
        times = Counter(name for name, _ in self.parameters)
        if twice := [name for name in type(query).model_fields if times[name] > 1]:
            raise GivenTwice(twice)
        sort = self._order(query)
        after = None if query.cursor is None else self.cursors.open(query.cursor, question=self.question)
        return Asked(
            sort=sort, limit=query.limit, after=after, count=query.count, where=self.where(query), now=self.now
        )

    def where(self, query: WireIn) -> tuple[Condition, ...]:
        """What the things that are asked for satisfy."""
        return query.where(self.parameters) if isinstance(query, Filtered) else ()

    def page(self, found: Slice[T], of: Callable[[T], Out]) -> Page[Out]:
        """The page: each row through its mapping, the links in the body and in the `Link` header."""
        return Page(
            items=[of(row) for row in found.rows],
            links=self.links(found.after),
            count=PageCount(mode=found.counted, value=found.total),
        )

    def joined(self, found: Slice[Any], fragments: Iterable[bytes]) -> tuple[bytes, PageLinks]:
        """The page as JSON, its items written already, and its links."""
        links = self.addresses(found.after)
        tail = PageTail(links=links, count=PageCount(mode=found.counted, value=found.total)).model_dump_json()
        return b"".join((b'{"items":[', b",".join(fragments), b"],", tail[1:].encode())), links

    def written(self, found: Slice[Stamp], fragments: Iterable[bytes]) -> tuple[bytes, dict[str, str]]:
        """The page as JSON, its items written already, and the headers that go with it."""
        links = self.addresses(found.after)
        tail = PageTail(links=links, count=PageCount(mode=found.counted, value=found.total)).model_dump_json()
        body = b"".join((b'{"items":[', b",".join(fragments), b"],", tail[1:].encode()))
        # what the things say follows from their revisions, and they are written by this release
        stands_for = "".join([f"{one.id}.{one.revision} " for one in found.rows]) + tail + __version__
        headers = {"ETag": f'"{hashlib.sha256(stands_for.encode()).hexdigest()[:32]}"'}
        if header := link_header(links):
            headers["Link"] = header
        return body, headers

    def links(self, after: Sequence[Any] | None) -> PageLinks:
        """The links of a page that ends with these sort values (none: the last page), sent as `Link` header too."""
        links = self.addresses(after)
        if header := link_header(links):
            self.response.headers["Link"] = header
        return links

    def addresses(self, after: Sequence[Any] | None) -> PageLinks:
        """The links of a page that ends with these sort values (none: the last page)."""
        return PageLinks(self=self._own[0], first=self._own[1], next=self.following(after))

    def following(self, after: Sequence[Any] | None) -> str | None:
        """The address of the page after one that ends with these sort values; none after the last one."""
        if after is None:
            return None
        first = self._own[1]
        return f"{first}{'&' if '?' in first else '?'}cursor={self.cursors.seal(after, question=self.question)}"

    @cached_property
    def own_links(self) -> tuple[bytes, str]:
        """The links that are the same whatever the page holds: as JSON that goes on with the next one, as a header."""
        own, first = self._own
        quoted = orjson.dumps(own)
        told = b'"links":{"self":%b,"first":%b,"next":' % (quoted, quoted if first is own else orjson.dumps(first))
        return told, f'<{own}>; rel="self", <{first}>; rel="first"'

    @cached_property
    def _own(self) -> tuple[str, str]:
        """The address of this page, and that of the first one."""
        own = self._address(self.parameters)
        others = self._without_cursor()
        return own, own if len(others) == len(self.parameters) else self._address(others)

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
        return tuple([pair for pair in self.parameters if pair[0] != "cursor"])

    def _address(self, parameters: Iterable[tuple[str, str]]) -> str:
        written = "&".join([_written(pair) for pair in parameters])
        return f"{self.path}?{written}" if written else self.path


def _written(pair: tuple[str, str]) -> str:
    """One parameter as `urlencode` writes it; most have nothing to encode."""
    name, text = pair
    return (
        f"{name if _PLAIN.fullmatch(name) else quote_plus(name)}={text if _PLAIN.fullmatch(text) else quote_plus(text)}"
    )


def link_header(links: PageLinks) -> str | None:
    """The links of a page as a `Link` header (RFC 8288); none when it would be too long to travel."""
    following = "" if links.next is None else f', <{links.next}>; rel="next"'
    header = f'<{links.self}>; rel="self", <{links.first}>; rel="first"{following}'
    return header if len(header) <= LONGEST_LINK else None


def read_pairs(query: bytes) -> tuple[tuple[str, str], ...]:
    """The parameters of a query string, as they were sent and in their order."""
    text = query.decode("latin-1")
    if "%" in text or "+" in text:
        return tuple(parse_qsl(text, keep_blank_values=True))
    parts = [part.partition("=") for part in text.split("&") if part]
    return tuple([(name, value) for name, _, value in parts])


@lru_cache(maxsize=128)
def quoted(path: str) -> str:
    """A path as it is written in an address."""
    return quote(path)


def pager(path: str, query: bytes, response: Response, *, secret: bytes, now: datetime | None = None) -> Pager:
    """The pager of a list at this address, asked with this query string."""
    return Pager(path=path, parameters=read_pairs(query), cursors=cursors_of(secret), response=response, now=now)


async def _pager(request: Request, response: Response, base: Base, platform: PlatformDep, now: Now) -> Pager:
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return pager(base + quoted(path), request.scope["query_string"], response, secret=platform.secret, now=now)


Paging = Annotated[Pager, Depends(_pager)]
