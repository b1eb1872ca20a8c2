"""How long the content of versions is kept (ADR-0021). What a version was stays known for good; its rows do not.

Pruning only writes down that a version is no longer kept; the sweeping then removes what no version needs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlmodel import Session

from plateforme.domains.datasets import store
from plateforme.domains.datasets.schema_changes import numbers
from plateforme.domains.datasets.tables import Dataset, SchemaVersion, Version
from plateforme.kit.clock import PARIS, Clock
from plateforme.kit.db import Database

WITHDRAWN_DAYS: Final = 30
"""As long as a withdrawal can be cancelled. Then its content goes, however much else the dataset keeps."""


HOURLY_DAYS: Final = 30
"""Of older versions of row writes, the last one of each hour stays; of those older than this, the last of each day."""

DELETED_DAYS: Final = 90
"""As long as a deleted dataset can be restored with its content."""


@dataclass(frozen=True)
class Keeping:
    """What is kept where a dataset does not say: the newest versions, and those that were current in the last days.

    Of versions made by row writes, every one is kept for `writes_days` only, and fewer of them later.
    """

    versions: int = 10
    days: int = 365
    writes_days: int = 8


def prune(db: Database, clock: Clock, keeping: Keeping) -> int:
    """Write down which versions are no longer kept, dataset by dataset, and say how many there were."""
    with db.reading() as session:
        datasets = store.datasets_with_content(session)
    return sum(_prune_one(db, dataset, keeping, now=clock.now()) for dataset in datasets)


def expendable(
    dataset: Dataset, versions: Sequence[Version], schemas: Sequence[SchemaVersion], keeping: Keeping, *, now: datetime
) -> list[Version]:
    """Choose the versions, given newest first, whose content is no longer kept.

    Of a dataset deleted long ago, nothing stays. Else the current version stays, and so does the newest of each
    schema whose notice runs. Of the others, the newest `keep_versions` stay, and those that were current at any time
    in the last `keep_days`; of those, row writes are thinned out.
    """
    if dataset.deleted_at is not None and dataset.deleted_at <= now - timedelta(days=DELETED_DAYS):
        return [each for each in versions if each.pruned_at is None]
    most = keeping.versions if dataset.keep_versions is None else dataset.keep_versions
    days = keeping.days if dataset.keep_days is None else dataset.keep_days
    readable = [version for version in versions if version.withdrawn_at is None]
    kept = {version.number for version in readable[:most]} | {dataset.version}
    kept |= set(_under_notice(readable, schemas, now))
    limit = now - timedelta(days=days)
    kept |= {
        each.number
        for each, later in zip(readable[1:], readable, strict=False)
        if later.published_at > limit and not _is_one_of_many(each, later, keeping, now)
    }
    return [each for each in versions if each.pruned_at is None and not _is_kept(each, kept, now)]


def _is_one_of_many(version: Version, later: Version, keeping: Keeping, now: datetime) -> bool:
    """Tell whether old rows were written again within the same hour, or, if they are older still, the same day.

    What `as_of` says of the end of an hour, or of a day, stays true.
    """
    if version.origin != "rows" or later.published_at > now - timedelta(days=keeping.writes_days):
        return False
    is_old = later.published_at <= now - timedelta(days=max(HOURLY_DAYS, keeping.writes_days))
    mine, next_one = (each.published_at.astimezone(PARIS if is_old else UTC) for each in (version, later))
    return mine.date() == next_one.date() and (is_old or mine.hour == next_one.hour)


def _is_kept(version: Version, kept: set[int | None], now: datetime) -> bool:
    if version.withdrawn_at is None:
        return version.number in kept
    return version.withdrawn_at > now - timedelta(days=WITHDRAWN_DAYS)


def _under_notice(readable: Sequence[Version], schemas: Sequence[SchemaVersion], now: datetime) -> Iterator[int]:
    """Find the newest version of each major number that has not passed its sunset."""
    open_majors = {row.major for row in schemas if row.sunset_at is None or row.sunset_at > now}
    for version in readable:
        major = numbers(version.schema_version)[0]
        if major in open_majors:
            open_majors.remove(major)
            yield version.number


def _prune_one(db: Database, dataset_id: str, keeping: Keeping, *, now: datetime) -> int:
    with db.reading() as session:  # most have nothing to prune: those need not hold the store
        if not _chosen(session, dataset_id, keeping, now):
            return 0
    with db.writing() as session:
        chosen = _chosen(session, dataset_id, keeping, now)
        store.prune_versions(session, [version.id for version in chosen], now=now)
        return len(chosen)


def _chosen(session: Session, dataset_id: str, keeping: Keeping, now: datetime) -> list[Version]:
    dataset = store.dataset_by_id(session, dataset_id)
    if dataset is None:
        return []
    versions = store.kept_versions(session, dataset_id)
    return expendable(dataset, versions, store.schema_versions(session, dataset_id), keeping, now=now)
