"""The catalogue of datasets: describe, find, change, and see what was published."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Response
from pydantic import Field

from plateforme.api.conditional import etag
from plateforme.api.deps import (
    Base,
    CanWriteDatasets,
    IfMatch,
    Now,
    PlatformDep,
    PreconditionFailed,
    PreconditionRequired,
    ReadSession,
    WriteSession,
    check_match,
)
from plateforme.api.filtering import REFUSED, Filtered, filterable
from plateforme.api.paging import LISTED, ListQuery, Paging, sort_by
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.datasets.wire import (
    DatasetChange,
    DatasetIn,
    DatasetOut,
    Deletion,
    FacetOut,
    FacetsOut,
    FacetValue,
)
from plateforme.api.wire import Page
from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.datasets import catalogue, renaming
from plateforme.domains.datasets.errors import (
    DatasetExists,
    DatasetNotFound,
    MetadataInvalid,
    UnknownFacet,
)
from plateforme.domains.datasets.listings import DATASETS
from plateforme.domains.datasets.tabular.errors import SchemaInvalid
from plateforme.kit.grammar.conditions import Condition

router = Resource(tags=["datasets"])

Slug = Annotated[str, Path(alias="dataset", description="Slug of the dataset.", examples=["communes"])]
Q = Annotated[
    str | None,
    Field(description="Words that must all occur in title, description, keywords or themes.", max_length=500),
]


class DatasetFilters(Filtered):
    """Which datasets."""

    listing = DATASETS
    q: Q = None
    organization: str | None = Field(default=None, description="Slug of the organization that answers for it.")
    license: str | None = Field(default=None, description="Licence, as an SPDX identifier.")
    frequency: str | None = Field(default=None, description="Update frequency, as an EU code.")
    keyword: str | None = Field(default=None, description="A keyword, whole; accents and case do not matter.")

    def special(self) -> tuple[Condition, ...]:
        """The words and the keyword."""
        return catalogue.searched(self.q, keyword=self.keyword)


class DatasetQuery(ListQuery, DatasetFilters):
    """Which datasets, in which order, and how many."""

    sort: str | None = sort_by(*DATASETS.sortable, default="slug")


class FacetQuery(DatasetFilters):
    """Which datasets to count, by what."""

    facets: str = Field(
        default=",".join(catalogue.FACETS),
        description=f"Fields to count by, separated by commas. Possible: {', '.join(catalogue.FACETS)}.",
        examples=["organization"],
    )


@router.get(
    "/datasets",
    operation_id="list_datasets",
    response_model=Page[DatasetOut],
    responses=problems(*LISTED),
    openapi_extra=filterable(DATASETS),
)
def list_datasets(
    query: Annotated[DatasetQuery, Query()], session: ReadSession, platform: PlatformDep, base: Base, paging: Paging
) -> Response:
    """List the catalogue, by words and by facets."""
    found = catalogue.list_datasets(session, paging.asked(query))
    fragments = platform.fragments.of(
        found.rows,
        base=base,
        load=partial(catalogue.datasets_by_id, session),
        write=lambda row: DatasetOut.of(row, base).model_dump_json().encode(),
    )
    body, headers = paging.written(found, fragments)
    return Response(body, headers=headers, media_type="application/json")


@router.get(
    "/dataset-facets",
    operation_id="list_dataset_facets",
    responses=problems(UnknownFacet, *REFUSED),
    openapi_extra=filterable(DATASETS),
)
def list_dataset_facets(query: Annotated[FacetQuery, Query()], session: ReadSession, paging: Paging) -> FacetsOut:
    """Count the filtered datasets by organization, licence and frequency, as search pages show."""
    counted = catalogue.facets(session, query.facets.split(","), where=paging.where(query))
    return FacetsOut(
        items=[
            FacetOut(name=name, values=[FacetValue(value=value, count=count) for value, count in values])
            for name, values in counted.items()
        ]
    )


@router.post(
    "/datasets",
    operation_id="create_dataset",
    status_code=201,
    responses=problems(DatasetExists, MetadataInvalid, SchemaInvalid),
)
def create_dataset(
    body: DatasetIn, session: WriteSession, caller: CanWriteDatasets, base: Base, now: Now, response: Response
) -> DatasetOut:
    """Describe a new dataset of your organization. Its table comes with the first publication."""
    row = catalogue.create_dataset(session, by=caller, now=now, **body.fields())
    out = DatasetOut.of(row, base)
    response.headers["ETag"] = etag(row.revision)
    response.headers["Location"] = out.links.self
    return out


@router.get("/datasets/{dataset}", operation_id="get_dataset", responses=problems(DatasetNotFound))
def get_dataset(dataset: Slug, session: ReadSession, base: Base, response: Response) -> DatasetOut:
    """Read one dataset: what it is, who answers for it, how fresh it claims to be."""
    row = catalogue.get_dataset(session, dataset)
    response.headers["ETag"] = etag(row.revision)
    return DatasetOut.of(row, base)


@router.patch(
    "/datasets/{dataset}",
    operation_id="update_dataset",
    responses=problems(
        DatasetNotFound, NotYourOrganization, MetadataInvalid, SchemaInvalid, PreconditionFailed, PreconditionRequired
    ),
)
def update_dataset(
    dataset: Slug,
    body: DatasetChange,
    session: WriteSession,
    caller: CanWriteDatasets,
    base: Base,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> DatasetOut:
    """Change the description of a dataset of your organization (JSON Merge Patch)."""
    row = catalogue.held_dataset(session, dataset, by=caller)
    check_match(if_match, row.revision)
    catalogue.update_dataset(session, row, body.changes(), now=now)
    out = DatasetOut.of(row, base)
    response.headers.update({"ETag": etag(row.revision), "Content-Location": out.links.self})
    return out


@router.delete(
    "/datasets/{dataset}",
    operation_id="delete_dataset",
    status_code=204,
    responses=problems(DatasetNotFound, NotYourOrganization, PreconditionFailed, PreconditionRequired),
)
def delete_dataset(
    dataset: Slug,
    query: Annotated[Deletion, Query()],
    session: WriteSession,
    caller: CanWriteDatasets,
    now: Now,
    if_match: IfMatch = None,
) -> None:
    """Take a dataset of your organization out of the catalogue, saying why.

    From then on its address, and every address below it, answers 410 with the reason. Its versions are kept for
    90 days: until then, `POST /datasets/{dataset}/restoration` brings it back.
    """
    row = catalogue.held_dataset(session, dataset, by=caller)
    check_match(if_match, row.revision)
    renaming.delete(session, row, reason=query.reason, successor=query.successor, now=now)


@router.post(
    "/datasets/{dataset}/restoration",
    operation_id="restore_dataset",
    responses=problems(DatasetNotFound, NotYourOrganization),
)
def restore_dataset(
    dataset: Slug, session: WriteSession, caller: CanWriteDatasets, base: Base, now: Now, response: Response
) -> DatasetOut:
    """Bring a deleted dataset of your organization back, as it was. One that is not deleted stays as it is."""
    row = catalogue.held_dataset(session, dataset, by=caller, deleted=None)
    if row.deleted_at is not None:
        renaming.restore(session, row, now=now)
    response.headers["ETag"] = etag(row.revision)
    return DatasetOut.of(row, base)
