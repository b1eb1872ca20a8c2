"""Every SQL statement about the versions of datasets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, bindparam, exists, update
from sqlalchemy import select as columns_of
from sqlalchemy.orm import aliased, defer, load_only
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from plateforme.domains.datasets.listings import VERSIONS
from plateforme.domains.datasets.tables import Dataset, SchemaVersion, Version
from plateforme.kit.keyset import Asked, Slice, fetch

_AT_ONCE: Final = 500
"""Identifiers that one statement names."""


@dataclass(frozen=True)
class Place:
    """Where a question about a dataset leads: the version meant, and what became of it and of its schema.

    `number` is what was asked for or found, 0 when nothing was; `version_id` is None when there is no such version.
    """

    dataset_id: str
    current_schema: str | None
    number: int | None
    version_id: str | None
    schema_version: str | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    pruned_at: datetime | None
    deprecated_at: datetime | None
    sunset_at: datetime | None


def version_place(
    session: Session, slug: str, *, number: int | None = None, at: datetime | None = None, schema: str | None = None
) -> Place | None:
    """For the dataset with this slug: the version with a number, the newest published by an instant or with a schema.

    Without any of these, the current one. What was withdrawn is not found by an instant or a schema.
    """
    if at is not None or schema is not None:
        number = session.exec(_newest(slug, at, schema)).first() or NEVER
    statement = _OF_CURRENT if number is None else _OF_NUMBER
    found = session.connection().execute(statement, {"slug": slug, "asked": number}).first()
    return None if found is None else Place(*found)


def _place(number: Any) -> Any:
    """The columns of a Place, in order. Every read of rows begins with this statement, so it is made once."""
    numbered = col(SchemaVersion.number) == col(Version.schema_version)
    return (
        columns_of(
            *(col(Dataset.id), col(Dataset.schema_version), number),
            *(col(Version.id), col(Version.schema_version)),
            *(col(Version.withdrawn_at), col(Version.withdrawn_reason), col(Version.pruned_at)),
            *(col(SchemaVersion.deprecated_at), col(SchemaVersion.sunset_at)),
        )
        .select_from(Dataset)
        .outerjoin(Version, (col(Version.dataset_id) == col(Dataset.id)) & (col(Version.number) == number))
        .outerjoin(SchemaVersion, (col(SchemaVersion.dataset_id) == col(Dataset.id)) & numbered)
        .where(col(Dataset.slug) == bindparam("slug"), col(Dataset.deleted_at).is_(None))
    )


NEVER: Final = 0
"""The number of no version."""

_OF_CURRENT: Final = _place(col(Dataset.version))
_OF_NUMBER: Final = _place(bindparam("asked", type_=Integer))


def _newest(slug: str, at: datetime | None, schema: str | None) -> SelectOfScalar[int]:
    dataset = select(Dataset.id).where(Dataset.slug == slug, col(Dataset.deleted_at).is_(None)).scalar_subquery()
    found = select(Version.number).where(Version.dataset_id == dataset, col(Version.withdrawn_at).is_(None))
    if at is not None:
        found = found.where(col(Version.published_at) <= at)
    elif schema is not None and "." in schema:
        found = found.where(Version.schema_version == schema)
    else:
        found = found.where(col(Version.schema_version).like(f"{schema}.%"))
    return found.order_by(col(Version.number).desc()).limit(1)


def version_by_id(session: Session, version_id: str) -> Version:
    """The version with this identifier, which exists."""
    return session.exec(select(Version).where(Version.id == version_id)).one()


def version(session: Session, dataset_id: str, number: int) -> Version | None:
    """One version of a dataset."""
    return session.exec(select(Version).where(Version.dataset_id == dataset_id, Version.number == number)).first()


def all_versions(session: Session, dataset_id: str) -> Sequence[Version]:
    """Every version of a dataset, newest first, without its columns, which can be many."""
    large = defer(Version.table_schema)  # type: ignore[arg-type]  # SQLModel types a column as its values
    return session.exec(
        select(Version).where(Version.dataset_id == dataset_id).order_by(col(Version.number).desc()).options(large)
    ).all()


def kept_versions(session: Session, dataset_id: str) -> Sequence[Version]:
    """The versions of a dataset that have their content, newest first, with what tells how long they keep it."""
    needed = (Version.number, Version.origin, Version.schema_version)
    dates = (Version.published_at, Version.withdrawn_at, Version.pruned_at)
    return session.exec(
        select(Version)
        .where(Version.dataset_id == dataset_id, col(Version.pruned_at).is_(None))
        .order_by(col(Version.number).desc())
        .options(load_only(*needed, *dates))  # type: ignore[arg-type]  # SQLModel types a column as its values
    ).all()


def prune_versions(session: Session, chosen: Sequence[str], *, now: datetime) -> None:
    """Write down that these versions have lost their content."""
    for start in range(0, len(chosen), _AT_ONCE):
        some = chosen[start : start + _AT_ONCE]
        session.connection().execute(update(Version).where(col(Version.id).in_(some)).values(pruned_at=now))


def last_number(session: Session, dataset_id: str) -> int:
    """The highest number that a version of a dataset ever had; 0 when there was none."""
    return session.exec(select(func.max(Version.number)).where(Version.dataset_id == dataset_id)).one() or 0


def newest_readable(session: Session, dataset_id: str) -> Version | None:
    """The newest version of a dataset that was neither withdrawn nor pruned."""
    return session.exec(
        select(Version)
        .where(
            Version.dataset_id == dataset_id,
            col(Version.withdrawn_at).is_(None),
            col(Version.pruned_at).is_(None),
        )
        .order_by(col(Version.number).desc())
        .limit(1)
    ).first()


def list_versions(session: Session, dataset_id: str, asked: Asked) -> Slice[Version]:
    """One page of a dataset's versions."""
    return fetch(session, select(Version).where(Version.dataset_id == dataset_id), VERSIONS, asked)


def stored_tables(session: Session, *, pruned_after: datetime) -> tuple[set[str], set[str]]:
    """The object keys and the digests of the tables that versions still need.

    A version needs its own table until it is pruned, and the one that it differs from, whatever became of that. What
    was pruned after this instant counts as needed: somebody may be reading it.
    """
    is_kept = col(Version.pruned_at).is_(None) | (col(Version.pruned_at) > pruned_after)
    bases = select(Version.base_id).where(is_kept, col(Version.base_id).is_not(None))
    own = [col(Version.parquet_key), col(Version.digest)]
    compacted = [col(Version.compacted_key), col(Version.compacted_digest)]
    whole = [
        func.coalesce(Version.compacted_key, Version.parquet_key),
        func.coalesce(Version.compacted_digest, Version.digest),
    ]
    tables: list[Any] = []
    for columns, where in ((own, is_kept), (compacted, is_kept), (whole, col(Version.id).in_(bases))):
        tables += session.connection().execute(columns_of(*columns).where(where)).all()
    return {key for key, _ in tables if key}, {digest for _, digest in tables if digest}


def withdrawn_digests(session: Session) -> set[str]:
    """The digests of tables that only withdrawn versions hold: nothing made of their rows is kept."""
    other = aliased(Version)
    is_readable = exists().where(col(other.digest) == col(Version.digest), col(other.withdrawn_at).is_(None))
    return set(session.exec(select(Version.digest).where(col(Version.withdrawn_at).is_not(None), ~is_readable)))


def datasets_with_content(session: Session) -> Sequence[str]:
    """The identifiers of the datasets that have content of a version."""
    return session.exec(
        select(Version.dataset_id).where(col(Version.pruned_at).is_(None)).group_by(Version.dataset_id)
    ).all()
