"""The ordered feed of everything that changed: follow it, and your copy stays the same as ours."""

from datetime import timedelta
from typing import Annotated, Final, Literal

from fastapi import Query, Response
from pydantic import Field, StringConstraints, field_validator

from plateforme.api.deps import PlatformDep
from plateforme.api.paging import LARGEST, BadCursor, Cursors, cursors_of
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.feed.wire import ChangeOut, FeedOut
from plateforme.api.v1.reports.telling import Telling
from plateforme.api.wire import WireIn
from plateforme.domains.changes.errors import CursorTooOld
from plateforme.domains.changes.reading import Place, changes_since, now_at
from plateforme.kit.errors import BadQuery, Detail
from plateforme.kit.ids import SLUG

router = Resource(tags=["changes"])

LATEST: Final = "latest"
_QUESTION: Final = "feed"
_FRESH: Final = "public, no-cache"
"""Whoever follows asks often: nobody between us and them may answer with what was true a minute ago."""


class FeedQuery(WireIn):
    """From where on, and which changes."""

    since: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None,
        description="Go on after this place: `next` of your last answer, as it is. `latest` gives no change and the "
        "place to follow from: ask for it first, then read everything, then follow. Left out: the oldest that is kept.",
        examples=["latest"],
    )
    limit: int = Field(default=100, description=f"Changes an answer, from 1 to {LARGEST}; beyond is brought back.")
    kind: Literal["report"] | None = Field(
        default=None, description="Only changes of such things.", examples=["report"]
    )
    organization: Annotated[str, StringConstraints(pattern=SLUG, max_length=80)] | None = Field(
        default=None, description="Only changes of what this organization answers for.", examples=["nantes"]
    )

    @field_validator("limit")
    @classmethod
    def _clamp(cls, value: int) -> int:
        return max(1, min(value, LARGEST))


class BadPlace(BadQuery):
    """A place in the feed that the platform did not give."""

    code = "bad_cursor"
    title = "Unusable cursor"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__(
            "This `since` is no place in the feed. Send `next` of your last answer as it is, or `latest`.",
            errors=[
                Detail(
                    "parameter",
                    "since",
                    "bad_cursor",
                    "Send `next` of your last answer as it is, or `latest`.",
                    french="Envoyez le `next` de votre dernière réponse tel quel, ou `latest`.",
                )
            ],
            french="Ce `since` n’est pas un endroit du flux. Envoyez le `next` de votre dernière réponse tel quel, ou "
            "`latest` pour commencer à neuf.",
        )


def _place(cursors: Cursors, since: str) -> Place:
    try:
        return Place(*cursors.open(since, question=_QUESTION))
    except BadCursor:
        raise BadPlace from None


@router.get("/changes", operation_id="list_changes", responses=problems(BadPlace, CursorTooOld))
def list_changes(
    query: Annotated[FeedQuery, Query()], platform: PlatformDep, telling: Telling, response: Response
) -> FeedOut:
    """Follow what changes: every change is told once, in one order, and none is ever told late.

    Deletions are tombstones. The place in `next` is yours to keep; one that is too old is answered with 410, which says
    how to start again. Without a key you follow what is public; the key of those who work on reports (reports:triage)
    adds the internal changes of their organization.
    """
    cursors, session = cursors_of(platform.secret), telling.session
    response.headers["Cache-Control"] = _FRESH
    if query.since == LATEST:
        return FeedOut(items=[], next=cursors.seal(now_at(session), question=_QUESTION), has_more=False)
    place = None if query.since is None else _place(cursors, query.since)
    kinds = () if query.kind is None else (query.kind,)
    found = changes_since(
        session,
        place,
        limit=query.limit,
        kept_from=telling.now - timedelta(days=platform.settings.changes_days),
        kinds=kinds,
        organization=query.organization,
        caller=telling.caller,
    )
    return FeedOut(
        items=[ChangeOut.of(each, telling.base) for each in found.changes],
        next=cursors.seal(found.place, question=_QUESTION),
        has_more=found.has_more,
    )
