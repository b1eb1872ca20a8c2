"""What one dataset is, for machines: its own OpenAPI document, and its description as linked data."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import orjson
from fastapi import Request, Response

from plateforme.api.deps import Base, Now, Platform, PlatformDep, ReadSession
from plateforme.api.paging import Pager, Paging
from plateforme.api.problems import problems
from plateforme.api.questions import ask
from plateforme.api.resource import Resource
from plateforme.api.v1.descriptions.document import document
from plateforme.api.v1.descriptions.linked import MEDIA_TYPE, linked
from plateforme.api.v1.descriptions.subjects import Subject, first_rows
from plateforme.api.v1.rows import grammar
from plateforme.api.v1.rows.reading import Reading, read_question
from plateforme.api.v1.rows.routes import ASKED, FOUND, VERSION_HEADER, Slug
from plateforme.domains.access.organizations import get_organization
from plateforme.domains.datasets import catalogue
from plateforme.domains.datasets.tabular.query import PINS, Question
from plateforme.kit.errors import Missing

router = Resource(tags=["datasets"])

OPENAPI: Final = "application/json"
_OBJECT: Final[dict[str, Any]] = {"type": "object", "additionalProperties": True}
_PROBLEMS: Final = problems(*ASKED, *FOUND)

KEPT_MAX: Final = 64
_KEPT: OrderedDict[str, bytes] = OrderedDict()
"""Documents that were asked for, by their tags: one of a wide table takes tens of milliseconds to write."""


@router.get(
    "/datasets/{dataset}/openapi.json",
    operation_id="get_dataset_openapi",
    response_class=Response,
    description=(
        "Read the OpenAPI 3.1 document of this one dataset: its rows, one row, groups and exports, with a typed "
        "parameter for each column and operator that suits it, a type for its rows, and examples from its own data. "
        "Give it to a generator and get a client of the dataset. Of a table with very many columns, the filters of the "
        "first ones are listed; the others work all the same."
    ),
    responses={
        200: {"description": "The document.", "headers": VERSION_HEADER, "content": {OPENAPI: {"schema": _OBJECT}}},
        **_PROBLEMS,
    },
    openapi_extra={"parameters": [*grammar.WHICH]},
)
async def get_dataset_openapi(
    dataset: Slug, request: Request, platform: PlatformDep, paging: Paging, base: Base, now: Now
) -> Response:
    """Read the OpenAPI document of one dataset."""

    def answer() -> Response:
        return _answer(dataset, request, platform, paging, base=base, now=now, write=document, media_type=OPENAPI)

    return await ask(request, platform, answer)


@router.get(
    "/datasets/{dataset}/metadata",
    operation_id="get_dataset_metadata",
    response_class=Response,
    description=(
        "Read what the dataset is as linked data (JSON-LD 1.1): a `dcat:Dataset` with its distributions, and the "
        "columns of its CSV as CSV on the Web describes them. The context is in the document: nothing has to be "
        "fetched to read it. The same columns as a Table Schema: `GET …/schema`."
    ),
    responses={
        200: {
            "description": "The description.",
            "headers": VERSION_HEADER,
            "content": {MEDIA_TYPE: {"schema": _OBJECT}},
        },
        **_PROBLEMS,
    },
    openapi_extra={"parameters": [*grammar.WHICH]},
)
async def get_dataset_metadata(
    dataset: Slug, request: Request, platform: PlatformDep, paging: Paging, base: Base, now: Now
) -> Response:
    """Read what a dataset is, as linked data."""

    def answer() -> Response:
        return _answer(dataset, request, platform, paging, base=base, now=now, write=linked, media_type=MEDIA_TYPE)

    return await ask(request, platform, answer)


def _answer(
    slug: str,
    request: Request,
    platform: Platform,
    paging: Pager,
    *,
    base: str,
    now: datetime,
    write: Callable[[Subject], dict[str, Any]],
    media_type: str,
) -> Response:
    with platform.db.reading() as session:
        reading = read_question(session, paging, slug, now=now, accepts=PINS, filterable=False)
        dataset = catalogue.get_dataset(session, slug)
        publisher = _publisher(session, dataset.organization)
        session.expunge_all()
    reading = _described(reading, f"{base} {dataset.revision} {publisher}")
    if unchanged := reading.unchanged(request):
        return unchanged
    body = _KEPT.get(reading.tag)
    if body is None:
        rows = first_rows(platform.rows, reading.table)
        version = reading.answering.schema_version
        subject = Subject(dataset, reading.table, version, publisher, base, rows)
        _KEPT[reading.tag] = body = orjson.dumps(write(subject))
        while len(_KEPT) > KEPT_MAX:
            _KEPT.popitem(last=False)
    return Response(body, media_type=media_type, headers=reading.headers)


def _publisher(session: ReadSession, slug: str) -> str:
    try:
        return get_organization(session, slug).name
    except Missing:
        return slug


def _described(reading: Reading[Question], more: str) -> Reading[Question]:
    """Let the tag stand for the words of the dataset too, which change without a version."""
    tag = hashlib.sha256(f"{reading.tag} {more}".encode()).hexdigest()[:32]
    return replace(reading, tag=f'"{tag}"', is_pinned=False)
