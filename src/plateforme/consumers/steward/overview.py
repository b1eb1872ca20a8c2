"""What a steward wants to know of a dataset at one glance, gathered from the addresses that say it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, TypeVar

from plateforme.client.v1 import PlateformeV1, PullNotFound
from plateforme.client.v1_types import (
    AttachmentOut,
    DatasetOut,
    FindingOut,
    OrganizationOut,
    PublicationOut,
    PullOut,
    SchemaVersionOut,
    TableSchemaOut,
    VersionOut,
)

SHOWN: Final = 20
"""Attachments and findings that are read; the API has them all."""

T = TypeVar("T")


@dataclass(frozen=True)
class Overview:
    """A dataset and what is said about it; what does not exist is None or empty."""

    dataset: DatasetOut
    organization: OrganizationOut
    version: VersionOut | None
    schema: TableSchemaOut | None
    schemas: list[SchemaVersionOut]
    waiting: list[PublicationOut]
    last: PublicationOut | None
    pull: PullOut | None
    attachments: list[AttachmentOut]
    findings: list[FindingOut]

    @property
    def notices(self) -> list[SchemaVersionOut]:
        """Earlier columns that stop being readable on a day that is announced."""
        return [one for one in self.schemas if one.status == "deprecated" and one.sunset_at is not None]


async def overview(api: PlateformeV1, slug: str) -> Overview:
    """Everything about one dataset: ten small requests, most of them at once."""
    dataset = await api.get_dataset(slug)
    slug = dataset.slug  # a former name leads here, and is not asked for again
    findings = api.iter_findings(subject_kind="dataset", subject_id=slug, status="open", limit=SHOWN)
    organization, (version, schema), found = await asyncio.gather(
        api.get_organization(dataset.organization), _current(api, dataset), _some(findings)
    )
    publications, waiting, schemas, attachments, pull = await asyncio.gather(
        api.list_publications(slug, limit=1),
        api.list_publications(slug, state="waiting", limit=SHOWN),
        api.list_schema_versions(slug),
        api.list_attachments(slug, limit=SHOWN),
        pull_of(api, slug),
    )
    return Overview(
        dataset=dataset,
        organization=organization,
        version=version,
        schema=schema,
        schemas=schemas.items,
        waiting=waiting.items,
        last=next(iter(publications.items), None),
        pull=pull,
        attachments=attachments.items,
        findings=found,
    )


async def pull_of(api: PlateformeV1, slug: str) -> PullOut | None:
    """How the dataset is fetched; None when its files are sent."""
    try:
        return await api.get_pull(slug)
    except PullNotFound:
        return None


async def _current(api: PlateformeV1, dataset: DatasetOut) -> tuple[VersionOut | None, TableSchemaOut | None]:
    if dataset.version is None:
        return None, None
    return await asyncio.gather(
        api.get_version(dataset.slug, dataset.version),
        api.get_dataset_schema(dataset.slug, version=dataset.version),
    )


async def _some(items: AsyncIterator[T]) -> list[T]:
    found: list[T] = []
    async for one in items:
        found.append(one)
        if len(found) == SHOWN:
            break
    return found
