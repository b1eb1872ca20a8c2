"""The contract of a dataset: which columns its readers may rely on, under which number, and until when.

Each landing that changes the columns makes a numbered schema (SemVer, see `schema_changes`). A new major number starts
the notice of all earlier ones: they stay readable, marked as deprecated, until their sunset (ADR-0017).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlmodel import Session

from plateforme.domains.datasets import store
from plateforme.domains.datasets.schema_changes import FIRST, Changes, SchemaChange, compare, next_number, numbers
from plateforme.domains.datasets.tables import Dataset, Publication, SchemaVersion, Version
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit.ids import new_id

Status = Literal["proposed", "current", "superseded", "deprecated", "retired", "withdrawn"]

LISTED: Final = 500
"""How many numbered schemas are told, the newest ones."""


@dataclass(frozen=True)
class Numbered:
    """A schema with its number: published, or proposed by a publication that waits."""

    number: str
    status: Status
    changes: Changes
    table_schema: dict[str, Any]
    first_version: int | None = None
    publication: str | None = None
    published_at: datetime | None = None
    deprecated_at: datetime | None = None
    sunset_at: datetime | None = None


def review(session: Session, dataset: Dataset, schema: TableSchema) -> Changes:
    """Tell what these columns would change for the readers of a dataset; nothing when it never had any."""
    return _review(_present(session, dataset), schema)


def agree(session: Session, dataset: Dataset, schema: TableSchema, *, first_version: int, now: datetime) -> str:
    """Give the number of a schema that a version lands with, and write it down when it is a new one."""
    present = _present(session, dataset)
    changes = _review(present, schema)
    if present is not None and not changes:
        return present.schema_version
    taken = [row.number for row in store.schema_versions(session, dataset.id)]
    number = FIRST if present is None else next_number(present.schema_version, changes, taken=taken)
    session.add(
        SchemaVersion(
            id=new_id(now),
            dataset_id=dataset.id,
            number=number,
            major=numbers(number)[0],
            first_version=first_version,
            table_schema=schema.to_descriptor(),
            changes=[change.to_json() for change in changes],
            published_at=now,
        )
    )
    return number


def settle(session: Session, dataset: Dataset, *, now: datetime) -> None:
    """Start the notice of every major number before the current one, and end that of the current one.

    A date that was given is kept: who changes `notice_days` changes it for later notices.
    """
    if dataset.schema_version is None:
        return
    major = numbers(dataset.schema_version)[0]
    for row in store.schema_versions(session, dataset.id):
        if row.major < major and row.deprecated_at is None:
            row.deprecated_at, row.sunset_at = now, now + timedelta(days=dataset.notice_days)
        elif row.major >= major:
            row.deprecated_at = row.sunset_at = None
        session.add(row)


def list_schemas(session: Session, dataset: Dataset, *, now: datetime) -> list[Numbered]:
    """Tell the numbered schemas of a dataset, newest first, after those that are proposed."""
    known = sorted(store.schema_versions(session, dataset.id), key=lambda row: numbers(row.number), reverse=True)
    present = _present(session, dataset)
    taken = [row.number for row in known]
    waiting = store.waiting(session, dataset.id)
    proposed = [_proposed(one, present, taken) for one in waiting] if present is not None else []
    return [*(one for one in proposed if one.changes), *(_published(row, dataset, now) for row in known[:LISTED])]


def in_words(changes: Changes) -> str:
    """Tell what breaks, in one sentence for each change."""
    return " ".join(change.detail for change in changes if change.breaking)


def _present(session: Session, dataset: Dataset) -> Version | None:
    """Find the version whose columns count: the current one, else the last there was, however it ended."""
    number = dataset.version or store.last_number(session, dataset.id)
    return store.version(session, dataset.id, number) if number else None


def _review(present: Version | None, schema: TableSchema) -> Changes:
    if present is None or present.table_schema == schema.to_descriptor():
        return ()
    return compare(TableSchema.from_descriptor(present.table_schema), schema)


def _proposed(publication: Publication, present: Version, taken: list[str]) -> Numbered:
    descriptor = (publication.made or {})["schema"]
    changes = compare(TableSchema.from_descriptor(present.table_schema), TableSchema.from_descriptor(descriptor))
    return Numbered(
        number=next_number(present.schema_version, changes, taken=taken),
        status="proposed",
        changes=changes,
        table_schema=descriptor,
        publication=publication.id,
    )


def _published(row: SchemaVersion, dataset: Dataset, now: datetime) -> Numbered:
    return Numbered(
        number=row.number,
        status=_status(row, dataset, now),
        changes=tuple(SchemaChange.from_json(each) for each in row.changes),
        table_schema=row.table_schema,
        first_version=row.first_version,
        published_at=row.published_at,
        deprecated_at=row.deprecated_at,
        sunset_at=row.sunset_at,
    )


def _status(row: SchemaVersion, dataset: Dataset, now: datetime) -> Status:
    if row.number == dataset.schema_version:
        return "current"
    if dataset.schema_version is None or numbers(row.number) > numbers(dataset.schema_version):
        return "withdrawn"
    if row.sunset_at is None:
        return "superseded"
    return "retired" if row.sunset_at <= now else "deprecated"
