"""Rows of a published table: by page, by key, or all of them as a file."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from plateforme.api.deps import Now, PlatformDep, ReadSession
from plateforme.api.paging import BadCursor, Paging
from plateforme.api.problems import problems
from plateforme.api.v1.rows import grammar
from plateforme.api.v1.rows.reading import next_after, read_key, read_question
from plateforme.api.v1.rows.sending import ExportResponse, StoredFileResponse, repr_digest
from plateforme.api.v1.rows.wire import RowOut, RowPageOut, page_bytes, row_bytes
from plateforme.api.wire import PageCount
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
from plateforme.domains.datasets.tabular.engine.exporting import FORMS, ExportFormat
from plateforme.domains.datasets.tabular.query import PINS, RESERVED, is_whole
from plateforme.domains.datasets.tabular.query_errors import (
    BadValue,
    CursorExpired,
    QueryTooLarge,
    QueryTooSlow,
    RowNotFound,
    TooManyExports,
    UnknownParameter,
)

router = APIRouter(tags=["rows"])

Slug = Annotated[str, Path(description="Slug of the dataset.", examples=["communes"])]
Key = Annotated[
    str,
    Path(
        description="The value of the row's key. A key of several columns: their values in order, joined by commas; "
        "a comma inside a value is written %2C.",
        examples=["44109"],
    ),
]

ASKED = (UnknownParameter, BadValue, QueryTooSlow, QueryTooLarge)
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
_FILE = {"schema": {"type": "string", "format": "binary"}}
_PARQUET = {FORMS[ExportFormat.PARQUET].media_type: _FILE}
_EXPORTED: dict[str, Any] = {
    "description": "The file.",
    "headers": {
        **VERSION_HEADER,
        "Plateforme-Rows": {"description": "How many rows the file holds.", "schema": {"type": "integer"}},
        "Repr-Digest": {"description": "SHA-256 of the file (RFC 9530), where known beforehand.", "schema": _TEXT},
    },
    "content": {facts.media_type.partition(";")[0]: _FILE for facts in FORMS.values()},
}


@router.get(
    "/datasets/{dataset}/rows",
    operation_id="list_rows",
    response_model=RowPageOut,
    description=f"Page through the rows that match.\n\n{grammar.GRAMMAR}",
    responses={
        200: {"description": "One page of rows.", "headers": VERSION_HEADER},
        **problems(*ASKED, BadCursor, CursorExpired, *FOUND),
    },
    openapi_extra={
        "parameters": [
            *(grammar.FILTERS, grammar.SORT, grammar.FIELDS, grammar.LIMIT_),
            *(grammar.CURSOR, grammar.COUNT, *grammar.WHICH),
        ]
    },
)
def list_rows(
    dataset: Slug, request: Request, session: ReadSession, platform: PlatformDep, paging: Paging, now: Now
) -> Response:
    """Page through the rows that match."""
    reading = read_question(session, paging, dataset, now=now, accepts=RESERVED)
    if unchanged := reading.unchanged(request):
        return unchanged
    page = platform.rows.page(reading.table, reading.question)
    links = paging.links(next_after(reading.table, page.after))
    body = page_bytes(
        page,
        fields=reading.question.fields,
        links=links,
        count=PageCount(mode=reading.question.count, value=page.total),
        version=reading.table.number,
    )
    headers = {**reading.headers, **paging.response.headers}
    return Response(body, media_type="application/json", headers=headers)


@router.get(
    "/datasets/{dataset}/rows/{key:path}",
    operation_id="get_row",
    response_model=RowOut,
    responses={200: {"description": "The row.", "headers": VERSION_HEADER}, **problems(*ASKED, *FOUND, RowNotFound)},
    openapi_extra={"parameters": [grammar.FIELDS, *grammar.WHICH]},
)
def get_row(
    dataset: Slug, key: Key, request: Request, session: ReadSession, platform: PlatformDep, paging: Paging, now: Now
) -> Response:
    """Read one row by its key."""
    del key  # read from the path as it was sent, where an encoded comma can still be told
    accepts = PINS | {"fields"}
    reading = read_question(session, paging, dataset, now=now, accepts=accepts, filterable=False)
    if unchanged := reading.unchanged(request):
        return unchanged
    values = read_key(request, reading.table)
    row = platform.rows.one(reading.table, values, fields=reading.question.fields)
    if row is None:
        raise RowNotFound(dataset, reading.table.schema.key)
    return Response(row_bytes(row), media_type="application/json", headers=reading.headers)


@router.get(
    "/datasets/{dataset}/exports/{format}",
    operation_id="export_rows",
    response_class=Response,
    description=(
        f"Export all rows that match, as a file.\n\n{grammar.EXPORTS}\n\n"
        "Without `sort`, rows come in the order of the key. `Plateforme-Rows` states beforehand how many there are; "
        "a connection that breaks means that the file is not whole. A Parquet file of a whole version that was "
        "published as a file is the stored one: it has a length, a digest, and can be read by ranges.\n\n"
        f"{grammar.GRAMMAR}"
    ),
    responses={
        200: _EXPORTED,
        206: {"description": "The range of the stored Parquet that `Range` asked for.", "content": _PARQUET},
        **problems(*ASKED, *FOUND, TooManyExports),
    },
    openapi_extra={"parameters": [grammar.FILTERS, grammar.SORT, grammar.FIELDS, *grammar.WHICH]},
)
def export_rows(
    dataset: Slug,
    form: Annotated[ExportFormat, Path(alias="format", description="Format of the file.", examples=["csv"])],
    request: Request,
    session: ReadSession,
    platform: PlatformDep,
    paging: Paging,
    now: Now,
) -> Response:
    """Export all rows that match, as a file."""
    accepts = PINS | {"sort", "fields"}
    reading = read_question(session, paging, dataset, now=now, accepts=accepts)
    if unchanged := reading.unchanged(request):
        return unchanged
    table, question = reading.table, reading.question
    name = f"{table.dataset}-v{table.number}{'' if is_whole(question, table) else '-selection'}.{form.value}"
    headers = reading.headers | {"Content-Disposition": f'attachment; filename="{name}"'}
    media_type = FORMS[form].media_type
    if form is ExportFormat.PARQUET and table.base is None and is_whole(question, table):
        parquet = platform.storage.local_path(table.parquet_key)
        headers |= {"Plateforme-Rows": str(table.rows), "Repr-Digest": repr_digest(parquet)}
        return StoredFileResponse(parquet, media_type=media_type, headers=headers)
    headers["Plateforme-Rows"] = str(platform.rows.total(table, question))
    export = platform.rows.export(table, question, form)
    return ExportResponse(export, media_type=media_type, headers=headers)
