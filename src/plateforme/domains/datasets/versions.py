"""Which published state of a dataset answers a question."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

from sqlmodel import Session

from plateforme.domains.datasets import store
from plateforme.domains.datasets.errors import DatasetNotFound, NothingPublished, VersionNotFound
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


KNOWN_MAX: Final = 512
_LOCK: Final = Lock()
_KNOWN: dict[str, Served] = {}
"""Tables that were asked for, by the identifier of their version: it never changes, so neither do they."""


def served(session: Session, dataset_slug: str, *, version: int | None = None) -> Served:
    """The table of a dataset: its current version, or the one with that number."""
    place = store.version_place(session, dataset_slug, version)
    if place is None:
        raise DatasetNotFound(dataset_slug)
    number, version_id = place
    if number is None:
        raise NothingPublished(dataset_slug)
    if version_id is None:
        raise VersionNotFound(dataset_slug, number)
    known = _KNOWN.get(version_id)
    if known is None:
        known = _table(dataset_slug, store.version_by_id(session, version_id))
        with _LOCK:
            _KNOWN[version_id] = known
            if len(_KNOWN) > KNOWN_MAX:
                del _KNOWN[next(iter(_KNOWN))]
    return known


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


def _table(dataset_slug: str, row: Version) -> Served:
    return Served(
        dataset=dataset_slug,
        number=row.number,
        digest=row.digest,
        parquet_key=row.parquet_key,
        schema=TableSchema.from_descriptor(row.table_schema),
        rows=row.rows,
        published_at=row.published_at,
    )
