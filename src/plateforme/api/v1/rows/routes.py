"""Rows of a published table: by page, or by key."""

from typing import Annotated

from fastapi import Path, Request, Response

from plateforme.api.deps import Now, PlatformDep
from plateforme.api.paging import BadCursor, Paging
from plateforme.api.problems import problems
from plateforme.api.questions import ask
from plateforme.api.resource import Resource
from plateforme.api.v1.geojson import GEOJSON
from plateforme.api.v1.rows import grammar
from plateforme.api.v1.rows.features import CONTENT, FORMAT, as_features, collection, feature, wants_features
from plateforme.api.v1.rows.outlines import with_outlines
from plateforme.api.v1.rows.reading import ROW_WORDS, read_key, read_question
from plateforme.api.v1.rows.wire import RowOut, RowPageOut
from plateforme.domains.datasets.contours import NoContour
from plateforme.domains.datasets.errors import (
    DatasetNotFound,
    NothingPublished,
    NoVersionThen,
    SchemaRetired,
    SchemaVersionNotFound,
    VersionNotFound,
    VersionPruned,
    VersionWithdrawn,
)
from plateforme.domains.datasets.tabular.query import RESERVED
from plateforme.domains.datasets.tabular.query_errors import (
    CursorExpired,
    NoGeometry,
    QueryTooLarge,
    QueryTooSlow,
    RowNotFound,
    TooManyQuestions,
)
from plateforme.kit.grammar.areas import NoPlaces
from plateforme.kit.grammar.errors import BadValue, UnknownParameter

router = Resource(tags=["rows"])

Slug = Annotated[str, Path(description="Slug of the dataset.", examples=["communes"])]
Key = Annotated[
    str,
    Path(
        description="The value of the row's key. A key of several columns: their values in order, joined by commas; "
        "a comma inside a value is written %2C.",
        examples=["44109"],
    ),
]

ASKED = (UnknownParameter, BadValue, NoPlaces, NoContour, QueryTooSlow, QueryTooLarge, TooManyQuestions)
FOUND = (
    *(DatasetNotFound, NothingPublished, VersionNotFound, NoVersionThen, SchemaVersionNotFound),
    *(VersionWithdrawn, VersionPruned, SchemaRetired),
)

_TEXT = {"type": "string"}
VERSION_HEADER = {
    "Plateforme-Version": {"description": "Number of the version that answers.", "schema": _TEXT},
    "Plateforme-Schema-Version": {"description": "Number of its schema, as SemVer 2.0.0 counts.", "schema": _TEXT},
    "Deprecation": {
        "description": "Since when its schema is being replaced (RFC 9745); absent while it is not.",
        "schema": _TEXT,
    },
    "Sunset": {"description": "Until when `schema=` reads it (RFC 8594); absent while it is not.", "schema": _TEXT},
}


@router.get(
    "/datasets/{dataset}/rows",
    operation_id="list_rows",
    response_model=RowPageOut,
    description=f"Page through the rows that match.\n\n{grammar.GRAMMAR}",
    responses={
        200: {"description": "One page of rows.", "headers": VERSION_HEADER, "content": CONTENT},
        **problems(*ASKED, NoGeometry, BadCursor, CursorExpired, *FOUND),
    },
    openapi_extra={
        "parameters": [
            *(*grammar.CONDITIONS, grammar.SORT, grammar.FIELDS, grammar.LIMIT_),
            *(grammar.CURSOR, grammar.COUNT, grammar.FORMAT, *grammar.WHICH),
        ]
    },
)
async def list_rows(dataset: Slug, request: Request, platform: PlatformDep, paging: Paging, now: Now) -> Response:
    """Page through the rows that match."""

    def answer() -> Response:
        with platform.db.reading() as session:
            meant = with_outlines(platform, session, paging, now=now)
            reading = read_question(session, meant, dataset, now=now, accepts=RESERVED | FORMAT)
        fields = reading.question.fields
        if is_spatial := wants_features(request, paging.parameters):
            reading = as_features(reading)
        if unchanged := reading.unchanged(request):
            return unchanged
        page = platform.rows.page(reading.table, reading.question)
        body, headers = collection(reading, fields, meant, page) if is_spatial else reading.page(meant, page)
        return Response(body, media_type=GEOJSON if is_spatial else "application/json", headers=headers)

    return await ask(request, platform, answer)


@router.get(
    "/datasets/{dataset}/rows/{key:path}",
    operation_id="get_row",
    response_model=RowOut,
    responses={
        200: {"description": "The row.", "headers": VERSION_HEADER, "content": CONTENT},
        **problems(*ASKED, NoGeometry, *FOUND, RowNotFound),
    },
    openapi_extra={"parameters": [grammar.FIELDS, grammar.FORMAT, *grammar.WHICH]},
)
async def get_row(
    dataset: Slug, key: Key, request: Request, platform: PlatformDep, paging: Paging, now: Now
) -> Response:
    """Read one row by its key."""
    del key  # read from the path as it was sent, where an encoded comma can still be told

    def answer() -> Response:
        with platform.db.reading() as session:
            reading = read_question(session, paging, dataset, now=now, accepts=ROW_WORDS | FORMAT, filterable=False)
        fields = reading.question.fields
        if is_spatial := wants_features(request, paging.parameters):
            reading = as_features(reading)
        if unchanged := reading.unchanged(request):
            return unchanged
        values = read_key(request.scope, reading.table)
        row = platform.rows.one(reading.table, values, fields=reading.question.fields)
        if row is None:
            raise RowNotFound(dataset, reading.table.schema.key)
        body = feature(reading, fields, row) if is_spatial else row
        return Response(body, media_type=GEOJSON if is_spatial else "application/json", headers=reading.headers)

    return await ask(request, platform, answer)
