"""Every SQL statement about folding row writes into whole tables."""

from collections.abc import Sequence

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select, update

from plateforme.domains.datasets.tables import Dataset, Version


def compactable(session: Session, *, least_bytes: int, share: int) -> Sequence[Version]:
    """The current versions whose difference takes more than `least_bytes` and more than a `share`th of their base."""
    base = aliased(Version)
    whole = func.coalesce(base.compacted_bytes, base.parquet_bytes)
    current = (col(Dataset.id) == col(Version.dataset_id)) & (col(Dataset.version) == col(Version.number))
    return session.exec(
        select(Version)
        .join(Dataset, current)
        .join(base, col(base.id) == col(Version.base_id))
        .where(
            col(Dataset.deleted_at).is_(None),
            col(Version.compacted_key).is_(None),
            col(Version.pruned_at).is_(None),
            col(Version.parquet_bytes) > least_bytes,
            col(Version.parquet_bytes) * share > whole,
        )
        .order_by(col(Version.id))
    ).all()


def standing_on_removed(session: Session) -> Sequence[tuple[Version, str | None]]:
    """The current versions that differ from one whose withdrawal is final, each with the reason of that."""
    base = aliased(Version)
    current = (col(Dataset.id) == col(Version.dataset_id)) & (col(Dataset.version) == col(Version.number))
    return session.exec(
        select(Version, base.withdrawn_reason)
        .join(Dataset, current)
        .join(base, col(base.id) == col(Version.base_id))
        .where(
            col(Dataset.deleted_at).is_(None),
            col(Version.pruned_at).is_(None),
            col(base.withdrawn_at).is_not(None),
            col(base.pruned_at).is_not(None),
        )
        .order_by(col(Version.id))
    ).all()


def keep_compacted(session: Session, version_id: str, *, key: str, digest: str, size: int) -> bool:
    """Write down where the whole table of a version is, unless somebody has or it was pruned meanwhile."""
    done = session.connection().execute(
        update(Version)
        .where(col(Version.id) == version_id, col(Version.compacted_key).is_(None), col(Version.pruned_at).is_(None))
        .values(compacted_key=key, compacted_digest=digest, compacted_bytes=size)
    )
    return done.rowcount == 1
