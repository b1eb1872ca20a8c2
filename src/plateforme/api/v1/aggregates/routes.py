"""What rows come to: groups with measures, the top values of columns, the spread of one."""

from dataclasses import replace

from fastapi import Request, Response

from plateforme.api.deps import Now, PlatformDep
from plateforme.api.paging import BadCursor, Paging
from plateforme.api.problems import problems
from plateforme.api.questions import ask
from plateforme.api.resource import Resource
from plateforme.api.v1.aggregates import grammar
from plateforme.api.v1.aggregates.wire import (
    GroupPageOut,
    RowFacetsOut,
    RowHistogramOut,
    facets_bytes,
    histogram_bytes,
)
from plateforme.api.v1.rows.grammar import CONDITIONS, CURSOR, GRAMMAR, WHICH
from plateforme.api.v1.rows.outlines import with_outlines
from plateforme.api.v1.rows.reading import read_as
from plateforme.api.v1.rows.routes import ASKED, FOUND, VERSION_HEADER, Slug
from plateforme.domains.datasets.tabular.aggregates.distributions import (
    FacetsQuestion,
    HistogramQuestion,
    parse_facets,
    parse_histogram,
)
from plateforme.domains.datasets.tabular.aggregates.question import AggregateQuestion, parse_aggregate
from plateforme.domains.datasets.tabular.query_errors import CursorExpired, TooManyGroups
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit.grammar.parsing import Pairs
from plateforme.kit.grammar.values import Scalar

router = Resource(tags=["aggregates"])

_PROBLEMS = (*ASKED, TooManyGroups, *FOUND)
_JSON = "application/json"


@router.get(
    "/datasets/{dataset}/aggregates",
    operation_id="list_aggregates",
    response_model=GroupPageOut,
    description=f"Group the rows that match, and compute measures of each group.\n\n{grammar.GRAMMAR}",
    responses={
        200: {"description": "One page of groups.", "headers": VERSION_HEADER},
        **problems(*_PROBLEMS, BadCursor, CursorExpired),
    },
    openapi_extra={
        "parameters": [
            *(*CONDITIONS, grammar.GROUP_BY, grammar.MEASURES_, grammar.SORT, grammar.LIMIT),
            *(CURSOR, grammar.COUNT, *WHICH),
        ]
    },
)
async def list_aggregates(dataset: Slug, request: Request, platform: PlatformDep, paging: Paging, now: Now) -> Response:
    """Group the rows that match, and compute measures of each group."""

    def answer() -> Response:
        with platform.db.reading() as session:
            meant = with_outlines(platform, session, paging, now=now)
            reading = read_as(_groups, session, meant, dataset, now=now)
        if unchanged := reading.unchanged(request):
            return unchanged
        body, headers = reading.page(meant, platform.rows.groups(reading.table, reading.question))
        return Response(body, media_type=_JSON, headers=headers)

    return await ask(request, platform, answer)


@router.get(
    "/datasets/{dataset}/facets",
    operation_id="get_row_facets",
    response_model=RowFacetsOut,
    description=(
        "Count the rows of the most frequent values of several columns, for an interface that lets people choose among "
        "them. Each facet leaves out the filters on its own column, so that the other choices stay in sight; `filter=` "
        f"and all other conditions count for every facet.\n\n{grammar.PART_TABLE}\n\n{GRAMMAR}"
    ),
    responses={200: {"description": "The facets.", "headers": VERSION_HEADER}, **problems(*_PROBLEMS)},
    openapi_extra={"parameters": [*CONDITIONS, grammar.FACETS, grammar.FACET_LIMIT_, *WHICH]},
)
async def get_row_facets(dataset: Slug, request: Request, platform: PlatformDep, paging: Paging, now: Now) -> Response:
    """Count the rows of the most frequent values of several columns."""

    def answer() -> Response:
        with platform.db.reading() as session:
            meant = with_outlines(platform, session, paging, now=now)
            reading = read_as(_facets, session, meant, dataset, now=now)
        if unchanged := reading.unchanged(request):
            return unchanged
        found = platform.rows.facets(reading.table, reading.question)
        body = facets_bytes(found, version=reading.table.number)
        return Response(body, media_type=_JSON, headers=reading.headers)

    return await ask(request, platform, answer)


@router.get(
    "/datasets/{dataset}/histogram",
    operation_id="get_row_histogram",
    response_model=RowHistogramOut,
    description=(
        "Count the rows in ranges of the numbers, dates or instants of a column, from its smallest to its largest "
        "value among the rows that match. Ranges are as wide as people count: 1, 2 or 5 times a power of ten; of dates "
        "days, weeks, months, quarters, years or so many years; of instants also hours. Days begin at midnight in "
        f"Europe/Paris.\n\n{GRAMMAR}"
    ),
    responses={200: {"description": "The ranges.", "headers": VERSION_HEADER}, **problems(*_PROBLEMS)},
    openapi_extra={"parameters": [*CONDITIONS, grammar.HISTOGRAM, grammar.BINS_, *WHICH]},
)
async def get_row_histogram(
    dataset: Slug, request: Request, platform: PlatformDep, paging: Paging, now: Now
) -> Response:
    """Count the rows in ranges of the values of a column."""

    def answer() -> Response:
        with platform.db.reading() as session:
            meant = with_outlines(platform, session, paging, now=now)
            reading = read_as(_histogram, session, meant, dataset, now=now)
        if unchanged := reading.unchanged(request):
            return unchanged
        found = platform.rows.histogram(reading.table, reading.question)
        body = histogram_bytes(found, column=reading.question.column, version=reading.table.number)
        return Response(body, media_type=_JSON, headers=reading.headers)

    return await ask(request, platform, answer)


def _groups(pairs: Pairs, schema: TableSchema, after: tuple[Scalar, ...] | None) -> AggregateQuestion:
    return replace(parse_aggregate(pairs, schema), after=after)


def _facets(pairs: Pairs, schema: TableSchema, _after: tuple[Scalar, ...] | None) -> FacetsQuestion:
    return parse_facets(pairs, schema)


def _histogram(pairs: Pairs, schema: TableSchema, _after: tuple[Scalar, ...] | None) -> HistogramQuestion:
    return parse_histogram(pairs, schema)
