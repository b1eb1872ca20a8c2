"""Which versions deserve an index."""

from dataclasses import dataclass

from sqlalchemy import select as columns_of
from sqlmodel import Session, col

from plateforme.domains.datasets.tables import Dataset, Version


@dataclass(frozen=True)
class Indexable:
    """A version that may have an index, as far as that must be known."""

    version_id: str
    digest: str
    rows: int


def indexable(session: Session) -> list[Indexable]:
    """The current versions that are whole tables with rows, the largest first: those gain most."""
    current = (col(Dataset.id) == col(Version.dataset_id)) & (col(Dataset.version) == col(Version.number))
    found = session.connection().execute(
        columns_of(col(Version.id), col(Version.digest), col(Version.rows))
        .join(Dataset, current)
        .where(
            col(Dataset.deleted_at).is_(None),
            col(Version.base_id).is_(None),
            col(Version.pruned_at).is_(None),
            col(Version.withdrawn_at).is_(None),
            col(Version.rows) > 0,
        )
        .order_by(col(Version.rows).desc(), col(Version.id))
    )
    return [Indexable(*each) for each in found]
