"""Taking a version back, undoing that, and making earlier content current again (ADR-0021).

Numbers are never used again: whoever holds a copy of version 7 can always be told what became of it.
"""

from datetime import datetime

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.datasets import contract, store
from plateforme.domains.datasets.errors import AlreadyCurrent, BreakingChanges, VersionPruned, VersionWithdrawn
from plateforme.domains.datasets.landing import Made, Source, land, point
from plateforme.domains.datasets.schema_changes import is_breaking
from plateforme.domains.datasets.tables import Dataset, Version
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.domains.datasets.versions import get_version


def withdraw(
    session: Session, dataset: Dataset, number: int, *, reason: str, is_final: bool = False, now: datetime
) -> Version:
    """Stop answering with a version; when it was the current one, the newest that can be read becomes current.

    Withdrawing again replaces the reason. Versions of row writes that are stored as differences from this one are
    versions of their own: they stay, and are withdrawn by themselves if they hold the same fault. One that `is_final`
    cannot be undone: the content goes with the next sweep, and `renewal` writes out what stood on it.
    """
    version = get_version(session, dataset, number)
    version.withdrawn_at = version.withdrawn_at or now
    version.withdrawn_reason = reason
    if is_final:
        version.pruned_at = version.pruned_at or now
    session.add(version)
    session.flush()
    _point_to_newest(session, dataset, now=now)
    return version


def cancel_withdrawal(session: Session, dataset: Dataset, number: int, *, now: datetime) -> Version:
    """Answer with a withdrawn version again, which is possible until its content is pruned."""
    version = get_version(session, dataset, number)
    if version.withdrawn_at is None:
        return version
    if version.pruned_at is not None:
        raise VersionPruned(dataset.slug, number)
    version.withdrawn_at = version.withdrawn_reason = None
    session.add(version)
    session.flush()
    _point_to_newest(session, dataset, now=now)
    return version


def restore(
    session: Session, dataset: Dataset, number: int, *, by: Principal, accepts_breaking: bool, now: datetime
) -> Version:
    """Make a new version with the content of an earlier one: what came between stays readable.

    No content is copied. Columns that break what readers rely on now are refused unless that is accepted.
    """
    earlier = get_version(session, dataset, number)
    if earlier.withdrawn_at is not None:
        raise VersionWithdrawn(dataset.slug, number, earlier.withdrawn_reason)
    if earlier.pruned_at is not None:
        raise VersionPruned(dataset.slug, number)
    made = _made_of(earlier, by=by)
    changes = contract.review(session, dataset, made.schema)
    if is_breaking(changes) and not accepts_breaking:
        raise BreakingChanges(contract.in_words(changes))
    landed = land(session, dataset, made, now=now)
    if landed is None:
        raise AlreadyCurrent(dataset.version or 0)
    return landed


def _point_to_newest(session: Session, dataset: Dataset, *, now: datetime) -> None:
    newest = store.newest_readable(session, dataset.id)
    if (newest.number if newest else None) != dataset.version:
        point(session, dataset, newest, now=now)
    else:
        dataset.revision += 1
        session.add(dataset)


def _made_of(version: Version, *, by: Principal) -> Made:
    return Made(
        origin="rows" if version.origin == "rows" else "file",
        digest=version.digest,
        parquet_key=version.parquet_key,
        parquet_bytes=version.parquet_bytes,
        schema=TableSchema.from_descriptor(version.table_schema),
        rows=version.rows,
        source=Source(version.source_name, version.source_bytes, version.source_digest),
        by=by.consumer,
        base_id=version.base_id,
    )
