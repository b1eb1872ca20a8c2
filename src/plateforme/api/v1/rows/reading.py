"""What a URL asks of which version: shared by pages, single rows and exports."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import unquote, urlencode

from fastapi import Request, Response

from plateforme import __version__
from plateforme.api.conditional import verdict
from plateforme.api.deps import ReadSession
from plateforme.api.paging import LONGEST_LINK, Pager
from plateforme.domains.datasets.errors import VersionNotFound
from plateforme.domains.datasets.moments import Which, read_which
from plateforme.domains.datasets.tabular.query import PINS, Question, parse, parse_key
from plateforme.domains.datasets.tabular.query_errors import CursorExpired, RowNotFound
from plateforme.domains.datasets.tabular.values import Scalar
from plateforme.domains.datasets.versions import Answering, Served, answering

NOT_MODIFIED = 304


@dataclass(frozen=True)
class Reading:
    """A question, the version that answers it, and the tag of that answer."""

    answering: Answering
    question: Question
    tag: str
    links: tuple[str, ...]

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
        return headers | ({"Link": ", ".join(self.links)} if self.links else {})

    def unchanged(self, request: Request) -> Response | None:
        """Answer 304 before any work when the caller holds this very answer: a version never changes."""
        if verdict("GET", request.headers, self.tag) == NOT_MODIFIED:
            return Response(status_code=NOT_MODIFIED, headers=self.headers)
        return None


def read_question(
    session: ReadSession,
    paging: Pager,
    dataset: str,
    *,
    now: datetime,
    accepts: frozenset[str],
    filterable: bool = True,
) -> Reading:
    """Read the parameters of a request against the version they mean: the cursor's, the one named, the current."""
    opened = _opened(paging)
    which, after = opened or (read_which(paging.parameters), None)
    try:
        found = answering(session, dataset, which, now=now)
    except VersionNotFound as error:
        raise (error if after is None else CursorExpired()) from None
    table = found.table
    question = parse(paging.parameters, table.schema, accepts=accepts, filterable=filterable)
    if after is not None:
        if after[0] != table.digest:
            raise CursorExpired
        question = replace(question, after=after[1:])
    return Reading(found, question, rows_tag(found, paging.path, paging.parameters), _links(found, paging, dataset))


def next_after(table: Served, after: Sequence[Scalar] | None) -> Sequence[Scalar] | None:
    """Say where the next page starts, together with the version the walk stays on."""
    return None if after is None else (table.number, table.digest, *after)


def read_key(request: Request, table: Served) -> tuple[Scalar, ...]:
    """Read the key from the path as it was sent: a comma inside a value is told from one between two values."""
    raw: bytes = request.scope["raw_path"]
    text = raw.decode("ascii", "replace").split("/datasets/", 1)[1].split("/", 2)[2]
    parts = text.split(",") if len(table.schema.key) > 1 else [text]
    key = parse_key([unquote(part) for part in parts], table.schema)
    if key is None:
        raise RowNotFound(table.dataset, table.schema.key)
    return key


def _opened(paging: Pager) -> tuple[Which, tuple[Scalar, ...]] | None:
    cursor = dict(paging.parameters).get("cursor")
    if cursor is None:
        return None
    number, *after = paging.cursors.open(cursor, question=paging.question)
    return Which(version=number), tuple(after)


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
