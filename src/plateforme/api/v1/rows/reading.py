"""What a URL asks of which version: shared by pages, single rows and exports."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Generic, Protocol, TypeVar
from urllib.parse import unquote, urlencode

from fastapi import Request, Response
from starlette.types import Scope

from plateforme import __version__
from plateforme.api.conditional import verdict
from plateforme.api.deps import ReadSession
from plateforme.api.middleware.delivery import PINNED
from plateforme.api.paging import LONGEST_LINK, Pager
from plateforme.api.v1.rows.wire import page_bytes
from plateforme.domains.datasets.errors import VersionNotFound
from plateforme.domains.datasets.moments import Which, read_which
from plateforme.domains.datasets.tabular.engine.answers import RowPage
from plateforme.domains.datasets.tabular.query import PINS, Question, parse, parse_key
from plateforme.domains.datasets.tabular.query_errors import CursorExpired, RowNotFound
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.domains.datasets.versions import Answering, Served, answering
from plateforme.kit.grammar.parsing import CountMode, Pairs
from plateforme.kit.grammar.values import Scalar

NOT_MODIFIED = 304

ROW_WORDS = PINS | {"fields"}
"""Words that steer the answer of a single row."""


@dataclass(frozen=True)
class Start:
    """Which version a request means, and after which row its page starts when it goes on from another page."""

    which: Which
    after: tuple[Scalar, ...] | None = None


class Counted(Protocol):
    """A question that is answered by pages."""

    @property
    def count(self) -> CountMode:
        """Whether what all pages hold is counted."""
        ...


Asked_co = TypeVar("Asked_co", covariant=True)

Reads = Callable[[Pairs, TableSchema, tuple[Scalar, ...] | None], Asked_co]
"""Reads a question from the parameters, the columns there are, and where a page starts that goes on from another."""


@dataclass(frozen=True)
class Reading(Generic[Asked_co]):
    """A question, the version that answers it, and the tag of that answer."""

    answering: Answering
    question: Asked_co
    tag: str
    links: tuple[str, ...]
    is_pinned: bool
    """Whether the request says which version it means, by its number or by a cursor: then only withdrawal ends it."""

    @property
    def table(self) -> Served:
        """The version that answers."""
        return self.answering.table

    @property
    def headers(self) -> dict[str, str]:
        """Headers of every answer that comes from a version; a schema that ends says so (RFC 9745, RFC 8594)."""
        headers = {
            "ETag": self.tag,
            "Plateforme-Version": str(self.table.number),
            "Plateforme-Schema-Version": self.answering.schema_version,
        }
        if notice := self.answering.notice:
            headers["Deprecation"] = f"@{int(notice.deprecated_at.timestamp())}"
            headers["Sunset"] = format_datetime(notice.sunset_at.astimezone(UTC), usegmt=True)
        if self.is_pinned:
            headers["Cache-Control"] = PINNED.decode()
        if self.links:
            headers["Link"] = ", ".join(self.links)
        return headers

    def unchanged(self, request: Request) -> Response | None:
        """Answer 304 before any work when the caller holds this very answer: a version never changes."""
        if request.headers.get("if-none-match") == "*":  # of anything that exists: whether it does is not known yet
            return None
        if verdict("GET", request.headers, self.tag) == NOT_MODIFIED:
            return Response(status_code=NOT_MODIFIED, headers=self.headers)
        return None

    def page(self: "Reading[Counted]", paging: Pager, page: RowPage) -> tuple[bytes, dict[str, str]]:
        """Give the body and the headers of an answer with this page."""
        body, link = self.told(paging, page)
        headers = self.headers
        if link is not None:
            headers["Link"] = link
        return body, headers

    def told(self: "Reading[Counted]", paging: Pager, page: RowPage) -> tuple[bytes, str | None]:
        """Give the body of an answer with this page, and its links; none where they are too long for a header."""
        following = paging.following(next_after(self.table, page.after))
        written, own = paging.own_links
        body = page_bytes(page, links=written, following=following, mode=count_mode(page), version=self.table.number)
        link = own if following is None else f'{own}, <{following}>; rel="next"'
        if len(link) > LONGEST_LINK:
            return body, None
        if self.links and len(both := ", ".join((*self.links, link))) <= LONGEST_LINK:
            return body, both
        return body, link


def read_question(
    session: ReadSession,
    paging: Pager,
    dataset: str,
    *,
    now: datetime,
    accepts: frozenset[str],
    filterable: bool = True,
) -> Reading[Question]:
    """Read the parameters of a request against the version they mean: the cursor's, the one named, the current."""
    return read_as(_rows(accepts, filterable=filterable), session, paging, dataset, now=now)


def read_as(
    reads: Reads[Asked_co], session: ReadSession, paging: Pager, dataset: str, *, now: datetime
) -> Reading[Asked_co]:
    """Read the parameters of a request into a question of any kind, against the version they mean."""
    start = start_of(paging)
    try:
        found = answering(session, dataset, start.which, now=now)
    except VersionNotFound as error:
        raise (error if start.after is None else CursorExpired()) from None
    return _reading(reads, paging, dataset, start, found)


def start_of(paging: Pager) -> Start:
    """Read which version is meant: the cursor's, the one named, the current."""
    cursor = next((text for name, text in paging.parameters if name == "cursor"), None)
    if cursor is None:
        return Start(read_which(paging.parameters))
    number, *after = paging.cursors.open(cursor, question=paging.question)
    return Start(Which(version=number), tuple(after))


def reading_of(
    paging: Pager, dataset: str, start: Start, found: Answering, *, accepts: frozenset[str], filterable: bool = True
) -> Reading[Question]:
    """Read the other parameters against the version that was found."""
    return _reading(_rows(accepts, filterable=filterable), paging, dataset, start, found)


def _rows(accepts: frozenset[str], *, filterable: bool) -> Reads[Question]:
    def reads(pairs: Pairs, schema: TableSchema, after: tuple[Scalar, ...] | None) -> Question:
        question = parse(pairs, schema, accepts=accepts, filterable=filterable)
        return question if after is None else replace(question, after=after)

    return reads


def _reading(reads: Reads[Asked_co], paging: Pager, dataset: str, start: Start, found: Answering) -> Reading[Asked_co]:
    table, after = found.table, start.after
    question = reads(paging.meant, table.schema, None if after is None else after[1:])
    if after is not None and after[0] != table.digest:
        raise CursorExpired
    tag = rows_tag(found, paging.path, paging.meant)
    return Reading(
        found,
        question,
        tag,
        _links(found, paging, dataset),
        is_pinned=start.which.version is not None and not paging.told,
    )


def count_mode(page: RowPage) -> CountMode:
    """Tell how the rows of all pages were counted, which may be better than was asked."""
    if page.total is None:
        return "none"
    return "estimate" if page.is_estimate else "exact"


def next_after(table: Served, after: Sequence[Scalar] | None) -> Sequence[Scalar] | None:
    """Say where the next page starts, together with the version the walk stays on."""
    return None if after is None else (table.number, table.digest, *after)


def read_key(scope: Scope, table: Served) -> tuple[Scalar, ...]:
    """Read the key from the path as it was sent: a comma inside a value is told from one between two values."""
    raw: bytes = scope["raw_path"]
    text = raw.decode("ascii", "replace").split("/datasets/", 1)[1].split("/", 2)[2]
    parts = text.split(",") if len(table.schema.key) > 1 else [text]
    key = parse_key([unquote(part) for part in parts], table.schema)
    if key is None:
        raise RowNotFound(table.dataset, table.schema.key)
    return key


def _links(found: Answering, paging: Pager, dataset: str) -> tuple[str, ...]:
    """Where the same answer stays for good (RFC 7089), and what replaces a schema that ends (RFC 9745)."""
    links = []
    if {"as_of", "schema"} & {name for name, _ in paging.parameters}:
        asked = [pair for pair in paging.parameters if pair[0] not in PINS | {"cursor"}]
        pinned = urlencode([*asked, ("version", str(found.table.number))])
        if len(pinned) <= LONGEST_LINK:
            links.append(f'<{paging.path}?{pinned}>; rel="memento"')
    if found.notice:
        here = f"{paging.path.partition('/datasets/')[0]}/datasets/{dataset}"
        links.append(f'<{here}/schema-versions>; rel="deprecation"; type="application/json"')
        links.append(f'<{here}/rows>; rel="successor-version"')
    return tuple(links)


def rows_tag(found: Answering, path: str, parameters: Sequence[tuple[str, str]] = ()) -> str:
    """Give the tag of what a version answers at an address; without parameters, of its rows as a whole."""
    # The links of an answer repeat the address, so the address is part of what the tag stands for.
    table = found.table
    asked = repr((__version__, table.digest, table.number, found.notice, path, tuple(parameters)))
    return f'"{hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()[:32]}"'
