"""Which published state of a dataset answers a question."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlmodel import Session

from plateforme.domains.datasets import store
from plateforme.domains.datasets.catalogue import get_dataset
from plateforme.domains.datasets.errors import NothingPublished, VersionNotFound
from plateforme.domains.datasets.tables import Dataset, Version
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit.keyset import Asked, Slice


@dataclass(frozen=True)
class Served:
    """One immutable table as the row engine needs it."""

    dataset: str
    number: int
    digest: str
    parquet_key: str
    schema: TableSchema
    rows: int
    published_at: datetime


def served(session: Session, dataset_slug: str, *, version: int | None = None) -> Served:
    """The table of a dataset: its current version, or the one with that number."""
    dataset = get_dataset(session, dataset_slug)
    row = get_version(session, dataset, version)
    return Served(
        dataset=dataset.slug,
        number=row.number,
        digest=row.digest,
        parquet_key=row.parquet_key,
        schema=_schema(json.dumps(row.table_schema)),
        rows=row.rows,
        published_at=row.published_at,
    )


def get_version(session: Session, dataset: Dataset, number: int | None = None) -> Version:
    """A version by its number; the current one when none is given."""
    if number is None:
        if dataset.version is None:
            raise NothingPublished(dataset.slug)
        number = dataset.version
    row = store.version(session, dataset.id, number)
    if row is None:
        raise VersionNotFound(dataset.slug, number)
    return row


def list_versions(session: Session, dataset: Dataset, asked: Asked) -> Slice[Version]:
    """One page of a dataset's versions."""
    return store.list_versions(session, dataset.id, asked)


@lru_cache(maxsize=512)
def _schema(descriptor: str) -> TableSchema:
    return TableSchema.from_descriptor(json.loads(descriptor))
