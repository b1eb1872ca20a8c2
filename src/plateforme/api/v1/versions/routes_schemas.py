"""The columns of a dataset: as they are, as they were, as a waiting publication would make them."""

from typing import Annotated

from fastapi import Path, Response

from plateforme.api.deps import Base, CanWriteDatasets, Now, ReadSession, WriteSession
from plateforme.api.paging import Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.publications.wire import PublicationOut
from plateforme.api.v1.rows import grammar
from plateforme.api.v1.versions.wire import SchemaVersionOut, SchemaVersionsOut, TableSchemaOut
from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.datasets import acceptance, catalogue, contract, versions
from plateforme.domains.datasets.errors import (
    DatasetNotFound,
    NothingPublished,
    NotWaiting,
    NoVersionThen,
    PublicationNotFound,
    SchemaRetired,
    SchemaVersionNotFound,
    VersionNotFound,
)
from plateforme.domains.datasets.moments import read_which
from plateforme.kit.grammar.errors import BadValue

router = Resource(tags=["versions"])

Slug = Annotated[str, Path(alias="dataset", description="Slug of the dataset.", examples=["communes"])]


@router.get(
    "/datasets/{dataset}/schema",
    operation_id="get_dataset_schema",
    responses=problems(
        *(DatasetNotFound, NothingPublished, VersionNotFound, NoVersionThen),
        *(SchemaVersionNotFound, SchemaRetired, BadValue),
    ),
    openapi_extra={"parameters": [*grammar.WHICH]},
)
def get_dataset_schema(
    dataset: Slug, session: ReadSession, paging: Paging, now: Now, response: Response
) -> TableSchemaOut:
    """Read the columns of a dataset: names, labels, types and rules, as a Table Schema."""
    row = versions.described_version(session, dataset, read_which(paging.parameters), now=now)
    response.headers["Plateforme-Version"] = str(row.number)
    response.headers["Plateforme-Schema-Version"] = row.schema_version
    return TableSchemaOut.of(row)


@router.get(
    "/datasets/{dataset}/schema-versions",
    operation_id="list_schema_versions",
    responses=problems(DatasetNotFound),
)
def list_schema_versions(dataset: Slug, session: ReadSession, now: Now) -> SchemaVersionsOut:
    """See how the columns of a dataset changed, and what is about to change.

    A change that breaks what readers rely on gets a next major number and a notice: until `sunset_at`, `schema=1` goes
    on reading the last state of the earlier one, with `Deprecation` and `Sunset` headers. What a publication proposes
    and nobody has accepted yet is listed first.
    """
    found = contract.list_schemas(session, catalogue.get_dataset(session, dataset), now=now)
    return SchemaVersionsOut(items=[SchemaVersionOut.of(one) for one in found])


@router.post(
    "/datasets/{dataset}/publications/{publication}/acceptance",
    operation_id="accept_publication",
    responses=problems(DatasetNotFound, PublicationNotFound, NotYourOrganization, NotWaiting),
)
def accept_publication(
    dataset: Slug,
    publication: Annotated[
        str, Path(description="Identifier of the publication.", examples=["01KNS3V4GZ8Q2W7R5T9Y1A3B5C"])
    ],
    session: WriteSession,
    caller: CanWriteDatasets,
    base: Base,
    now: Now,
) -> PublicationOut:
    """Accept what a waiting publication breaks: it becomes the current version, and the notice of the last begins.

    Look at `state` in the answer: when the present columns changed meanwhile and something else breaks too, it is
    `waiting` still, with the new list in `schema_changes`. Accepting again what was published changes nothing.
    """
    row = catalogue.held_dataset(session, dataset, by=caller)
    return PublicationOut.of(acceptance.accept(session, row, publication, now=now), base, dataset)
