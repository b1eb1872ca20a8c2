"""Which published state of a dataset answers a question."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

from sqlmodel import Session

from plateforme.domains.datasets import store
from plateforme.domains.datasets.errors import (
    NothingPublished,
    NothingReadable,
    NoVersionThen,
    SchemaRetired,
    SchemaVersionNotFound,
    VersionNotFound,
    VersionPruned,
    VersionWithdrawn,
)
from plateforme.domains.datasets.moments import Which
from plateforme.domains.datasets.renaming import absence
from plateforme.domains.datasets.schema_changes import FIRST
from plateforme.domains.datasets.tables import Dataset, Version
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit.generation import Generation
from plateforme.kit.keyset import Asked, Slice


@dataclass(frozen=True)
class Base:
    """The whole table that a version of row writes differs from."""

    digest: str
    parquet_key: str
    schema: TableSchema
    rows: int


@dataclass(frozen=True)
class Served:
    """One immutable table as the row engine needs it."""

    id: str
    dataset: str
    number: int
    digest: str
    parquet_key: str
    schema: TableSchema
    rows: int
    published_at: datetime
    base: Base | None = None


@dataclass(frozen=True)
class Notice:
    """The schema of a version is about to end, or has: since when, until when, and which one replaces it."""

    deprecated_at: datetime
    sunset_at: datetime
    successor: str


@dataclass(frozen=True)
class Answering:
    """The table that answers a question, the number of its schema, and the notice of its end, if there is one."""

    table: Served
    schema_version: str
    notice: Notice | None

    def same_as(self, other: "Answering") -> bool:
        """Tell whether the other one gives the same answers: the same version, told with the same notice."""
        if self is other:
            return True
        ours, theirs = self.table, other.table
        return (ours.id, ours.dataset, self.schema_version, self.notice) == (
            *(theirs.id, theirs.dataset),
            *(other.schema_version, other.notice),
        )


KNOWN_MAX: Final = 512
_LOCK: Final = Lock()
_KNOWN: dict[tuple[str, str], Served] = {}
"""Tables that were asked for, by their version and the slug of the dataset: they never change. Whether one
may be read is never kept here: a version can be withdrawn at any time."""


def served(session: Session, dataset_slug: str, *, version: int | None = None) -> Served:
    """The table of a dataset: its current version, or the one with that number."""
    _, version_id = _place(session, dataset_slug, Which(version=version))
    return _table(session, dataset_slug, version_id)


def answering(session: Session, dataset_slug: str, which: Which, *, now: datetime) -> Answering:
    """What answers a question about a dataset, if it may still be read."""
    place, version_id = _place(session, dataset_slug, which, now=now)
    notice = None
    if place.deprecated_at is not None and place.sunset_at is not None:
        notice = Notice(place.deprecated_at, place.sunset_at, place.current_schema or "")
    return Answering(_table(session, dataset_slug, version_id), place.schema_version or FIRST, notice)


class KnownAnswering:
    """What answers which question, kept while nothing is committed: the store is not asked again until something is.

    A withdrawal, a publication or the end of a dataset is a commit, so none is ever missed.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._generation: Generation | None = None
        self._known: dict[tuple[str, Which], Answering] = {}

    def find(self, dataset_slug: str, which: Which, *, generation: Generation, now: datetime) -> Answering | None:
        """What answers as the store stands at this generation; None when it has to be asked."""
        if generation != self._generation:
            return None
        found = self._known.get((dataset_slug, which))
        if found is None or (which.schema is not None and found.notice and found.notice.sunset_at <= now):
            return None
        return found

    def note(self, dataset_slug: str, which: Which, found: Answering, *, generation: Generation) -> None:
        """Keep what the store said; the generation is the one read before it was asked."""
        if generation != self._generation or len(self._known) >= KNOWN_MAX:
            self._generation, self._known = generation, {}
        self._known[dataset_slug, which] = found


def described_version(session: Session, dataset_slug: str, which: Which, *, now: datetime) -> Version:
    """The version that a question means, to tell about it: its content may be withdrawn or gone."""
    place = _found(session, dataset_slug, which)
    version_id = _existing(session, dataset_slug, which, place)
    if which.schema is not None:
        _require_notice(dataset_slug, place, now)
    return store.version_by_id(session, version_id)


def get_version(session: Session, dataset: Dataset, number: int) -> Version:
    """A version by its number, whatever became of it."""
    row = store.version(session, dataset.id, number)
    if row is None:
        raise VersionNotFound(dataset.slug, number)
    return row


def list_versions(session: Session, dataset: Dataset, asked: Asked) -> Slice[Version]:
    """One page of a dataset's versions."""
    return store.list_versions(session, dataset.id, asked)


def _place(
    session: Session, dataset_slug: str, which: Which, *, now: datetime | None = None
) -> tuple[store.Place, str]:
    """Find the version that a question means, and refuse it when its content may not or cannot be read."""
    place = _found(session, dataset_slug, which)
    version_id = _existing(session, dataset_slug, which, place)
    number = place.number or 0
    if which.schema is not None and now is not None:
        _require_notice(dataset_slug, place, now)
    if place.withdrawn_at is not None:
        raise VersionWithdrawn(dataset_slug, number, place.withdrawn_reason)
    if place.pruned_at is not None:
        raise VersionPruned(dataset_slug, number)
    return place, version_id


def _found(session: Session, dataset_slug: str, which: Which) -> store.Place:
    place = store.version_place(session, dataset_slug, number=which.version, at=which.at, schema=which.schema)
    if place is None:
        raise absence(session, dataset_slug)
    return place


def _existing(session: Session, dataset_slug: str, which: Which, place: store.Place) -> str:
    if place.version_id is not None:
        return place.version_id
    if which.version is not None:
        raise VersionNotFound(dataset_slug, which.version)
    if not store.last_number(session, place.dataset_id):
        raise NothingPublished(dataset_slug)
    if which.at is not None:
        raise NoVersionThen(dataset_slug)
    if which.schema is not None:
        raise SchemaVersionNotFound(dataset_slug)
    raise NothingReadable(dataset_slug)


def _require_notice(dataset_slug: str, place: store.Place, now: datetime) -> None:
    """Refuse a schema that is asked for by its number when its notice is over."""
    if place.sunset_at is not None and place.sunset_at <= now:
        raise SchemaRetired(dataset_slug, version=place.number or 0, successor=place.current_schema or "")


def _table(session: Session, dataset_slug: str, version_id: str) -> Served:
    place = (version_id, dataset_slug)
    known = _KNOWN.get(place)
    if known is None:
        known = served_version(session, dataset_slug, store.version_by_id(session, version_id))
        with _LOCK:
            _KNOWN[place] = known
            if len(_KNOWN) > KNOWN_MAX:
                del _KNOWN[next(iter(_KNOWN))]
    return known


def served_version(session: Session, dataset_slug: str, row: Version) -> Served:
    """A version as the row engine needs it."""
    schema = TableSchema.from_descriptor(row.table_schema)
    return Served(
        id=row.id,
        dataset=dataset_slug,
        number=row.number,
        digest=row.digest,
        parquet_key=row.parquet_key,
        schema=schema,
        rows=row.rows,
        published_at=row.published_at,
        base=_base(session, row.base_id, schema) if row.base_id else None,
    )


def _base(session: Session, version_id: str, schema: TableSchema) -> Base:
    row = store.version_by_id(session, version_id)
    return Base(
        digest=row.compacted_digest or row.digest,
        parquet_key=row.compacted_key or row.parquet_key,
        schema=schema,  # row writes never change the columns
        rows=row.rows,
    )
