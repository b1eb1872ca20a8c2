"""What a URL asks of which two versions, and where in their changes a walk is."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import Request, Response

from plateforme import __version__
from plateforme.api.conditional import verdict
from plateforme.api.deps import ReadSession
from plateforme.api.paging import LARGEST, GivenTwice, Pager
from plateforme.domains.datasets.changes import Between, between, read_end
from plateforme.domains.datasets.moments import Which
from plateforme.domains.datasets.tabular.query_errors import CursorExpired
from plateforme.kit.grammar.errors import BadValue

LIMIT: Final = 100
NOT_MODIFIED: Final = 304
_DIGITS = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(frozen=True)
class Walk:
    """Two versions, how many of their changes were given already, and how many are wanted."""

    between: Between
    after: int
    limit: int
    tag: str

    @property
    def headers(self) -> dict[str, str]:
        """Headers of every page; the version is the one that a reader has once all pages are applied."""
        return {"ETag": self.tag, "Plateforme-Version": str(self.between.until.number)}

    def unchanged(self, request: Request) -> Response | None:
        """Answer 304 before any work when the caller holds this very answer: versions never change."""
        if verdict("GET", request.headers, self.tag) == NOT_MODIFIED:
            return Response(status_code=NOT_MODIFIED, headers=self.headers)
        return None

    def onward(self, after: int | None) -> tuple[Any, ...] | None:
        """Say where the next page starts, together with the versions the walk stays between."""
        ends = self.between
        return None if after is None else (ends.since.number, ends.until.number, _content(ends), after)


def read_walk(session: ReadSession, paging: Pager, dataset: str, *, now: datetime) -> Walk:
    """Read the parameters of a request: the versions are the cursor's, or those that they name."""
    names = [name for name, _ in paging.parameters]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise GivenTwice(twice)
    asked = dict(paging.parameters)
    since, until = read_end("since", asked.get("since")), read_end("until", asked.get("until"))
    limit, after, content = _limit(asked), 0, None
    if "cursor" in asked:
        first, last, content, after = paging.cursors.open(asked["cursor"], question=paging.question)
        since, until = Which(version=first), Which(version=last)
    ends = between(session, dataset, since=since, until=until, now=now)
    if content not in (None, _content(ends)):
        raise CursorExpired
    return Walk(ends, after, limit, _tag(ends, paging))


def _limit(asked: Mapping[str, str]) -> int:
    text = asked.get("limit", str(LIMIT))
    if not _DIGITS.fullmatch(text):
        raise BadValue("limit", f"limit is a whole number from 1 to {LARGEST}, such as limit={LIMIT}.")
    return min(max(int(text), 1), LARGEST)


def _content(ends: Between) -> str:
    return f"{ends.since.digest[:16]}{ends.until.digest[:16]}"


def _tag(ends: Between, paging: Pager) -> str:
    # The links of an answer repeat the address, so the address is part of what the tag stands for.
    contents = [(end.id, end.digest) for end in (ends.since, ends.until)]
    asked = repr((__version__, contents, paging.path, paging.parameters))
    return f'"{hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()[:32]}"'
