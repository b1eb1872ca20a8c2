"""What changed in the rows of a dataset: the feed by which copies follow it."""

from typing import Annotated, Any, Final

from fastapi import Path, Request, Response

from plateforme.api.deps import Now, PlatformDep, ReadSession
from plateforme.api.paging import LARGEST, BadCursor, GivenTwice, Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.changes.reading import LIMIT, read_walk
from plateforme.api.v1.changes.wire import RowChangePageOut, page_bytes
from plateforme.domains.datasets.errors import (
    ChangesNotComparable,
    DatasetNotFound,
    HistoryGone,
    NothingPublished,
    NoVersionThen,
    VersionNotFound,
)
from plateforme.domains.datasets.tabular.query_errors import ChangesNotReady, CursorExpired, QueryTooLarge, QueryTooSlow
from plateforme.kit.grammar.errors import BadValue

router = Resource(tags=["rows"])

GUIDE: Final = """\
Follow a dataset without downloading it again: every row that was added, changed or removed between two versions, one
change a row, in the order of the key. It does not matter how the producer published, row by row or by replacing the
whole file.

To keep a copy:

1. Take a whole version once, with `GET …/exports/ndjson`; its `Plateforme-Version` is your first `since`.
2. Later, read `GET …/changes?since=3` and follow `links.next` to the end. The walk stays between the versions it began
   with, whatever is published meanwhile.
3. In one transaction, add and drop the `columns`, then for each item: `added`, insert `after`; `changed`, set the
   columns of `after`; `removed`, delete the row with this `key`. Your copy is then exactly version `until`: keep that
   number as the next `since`.

```sh
curl -s "$API/datasets/communes/changes?since=3" | jq -c '.items[] | [.op, .key, .after]'
```

`410 history_gone` means that one of the versions was withdrawn or is no longer kept, and `410 changes_not_comparable`
that the key itself changed: take the whole version that `resync` leads to, and go on from `since`, both members of the
problem. The first question about two large versions may answer `503 changes_not_ready`: ask again after `Retry-After`.

Without a key, rows are told apart by `_row`, their position in the file: one row inserted at the top changes all that
follow. Producers of such tables should declare a key."""

Slug = Annotated[str, Path(description="Slug of the dataset.", examples=["communes"])]

_END: Final = [{"type": "integer", "minimum": 1}, {"type": "string"}]
_PARAMETERS: Final[list[dict[str, Any]]] = [
    {
        "name": "since",
        "in": "query",
        "required": True,
        "description": "The version that you have: its number, or a moment as `as_of` takes it (the version that was "
        "the current one then).",
        "schema": {"anyOf": _END},
        "example": 3,
    },
    {
        "name": "until",
        "in": "query",
        "required": False,
        "description": "The version that you want, in the same forms and not before `since`. The current one when "
        "left out.",
        "schema": {"anyOf": _END},
    },
    {
        "name": "limit",
        "in": "query",
        "required": False,
        "description": f"Changes a page, from 1 to {LARGEST}; what is beyond is brought back.",
        "schema": {"type": "integer", "default": LIMIT},
    },
    {
        "name": "cursor",
        "in": "query",
        "required": False,
        "description": "Where to go on: taken from `links.next`, as it is.",
        "schema": {"type": "string"},
    },
]
_VERSION: Final = {
    "Plateforme-Version": {
        "description": "Number of the later version: what a copy is once all pages are applied.",
        "schema": {"type": "string"},
    }
}


@router.get(
    "/datasets/{dataset}/changes",
    operation_id="list_row_changes",
    response_model=RowChangePageOut,
    description=f"List what changed in the rows between two versions.\n\n{GUIDE}",
    responses={
        200: {"description": "One page of changes.", "headers": _VERSION},
        **problems(
            *(BadValue, GivenTwice, BadCursor),
            *(DatasetNotFound, NothingPublished, VersionNotFound, NoVersionThen),
            *(HistoryGone, ChangesNotComparable, CursorExpired),
            *(ChangesNotReady, QueryTooSlow, QueryTooLarge),
        ),
    },
    openapi_extra={"parameters": _PARAMETERS},
)
def list_row_changes(
    dataset: Slug, request: Request, session: ReadSession, platform: PlatformDep, paging: Paging, now: Now
) -> Response:
    """List what changed in the rows between two versions."""
    walk = read_walk(session, paging, dataset, now=now)
    if unchanged := walk.unchanged(request):
        return unchanged
    tally, page = platform.rows.differences.page(walk.between.pair, after=walk.after, limit=walk.limit)
    links = paging.links(walk.onward(page.after))
    body = page_bytes(walk.between, tally, page.changes, links)
    return Response(body, media_type="application/json", headers={**walk.headers, **paging.response.headers})
