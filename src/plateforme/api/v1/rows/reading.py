"""What a URL asks of which version: shared by pages, single rows and exports."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from fastapi import Request, Response

from plateforme import __version__
from plateforme.api.conditional import verdict
from plateforme.api.deps import Platform, ReadSession
from plateforme.api.paging import Pager
from plateforme.domains.datasets.errors import VersionNotFound
from plateforme.domains.datasets.tabular.query import Question, parse, parse_key, parse_version
from plateforme.domains.datasets.tabular.query_errors import CursorExpired, RowNotFound
from plateforme.domains.datasets.tabular.values import Scalar
from plateforme.domains.datasets.versions import Served, served

NOT_MODIFIED = 304


@dataclass(frozen=True)
class Reading:
    """A question, the version that answers it, and the tag of that answer."""

    table: Served
    parquet: Path
    question: Question
    tag: str

    @property
    def headers(self) -> dict[str, str]:
        """Headers of every answer that comes from a version."""
        return {"ETag": self.tag, "Plateforme-Version": str(self.table.number)}

    def unchanged(self, request: Request) -> Response | None:
        """Answer 304 before any work when the caller holds this very answer: a version never changes."""
        if verdict("GET", request.headers, self.tag) == NOT_MODIFIED:
            return Response(status_code=NOT_MODIFIED, headers=self.headers)
        return None


def read_question(
    session: ReadSession,
    platform: Platform,
    paging: Pager,
    dataset: str,
    *,
    accepts: frozenset[str],
    filterable: bool = True,
) -> Reading:
    """Read the parameters of a request against the version they name: the cursor's, `version=`, or the current one."""
    number, after = _opened(paging) or (parse_version(paging.parameters), None)
    try:
        table = served(session, dataset, version=number)
    except VersionNotFound as error:
        raise (error if after is None else CursorExpired()) from None
    question = parse(paging.parameters, table.schema, accepts=accepts, filterable=filterable)
    if after is not None:
        if after[0] != table.digest:
            raise CursorExpired
        question = replace(question, after=after[1:])
    return Reading(table, platform.storage.local_path(table.parquet_key), question, _tag(table, paging))


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


def _opened(paging: Pager) -> tuple[int, tuple[Scalar, ...]] | None:
    cursor = dict(paging.parameters).get("cursor")
    if cursor is None:
        return None
    number, *after = paging.cursors.open(cursor, question=paging.question)
    return number, tuple(after)


def _tag(table: Served, paging: Pager) -> str:
    # The links of an answer repeat the address, so the address is part of what the tag stands for.
    asked = repr((__version__, table.digest, table.number, paging.path, paging.parameters))
    return f'"{hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()[:32]}"'
