"""Every SQL statement about datasets."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from plateforme.domains.datasets.listings import DATASETS
from plateforme.domains.datasets.tables import Alias, Dataset
from plateforme.kit.db import Database
from plateforme.kit.grammar.conditions import Condition
from plateforme.kit.keyset import Asked, Slice, Stamp, fetch_stamps, narrowed


def dataset_by_slug(session: Session, slug: str, *, deleted: bool | None = False) -> Dataset | None:
    """The dataset with this slug, among those that are not deleted, those that are, or all (None)."""
    return session.exec(_among(select(Dataset).where(Dataset.slug == slug), deleted=deleted)).first()


def dataset_by_alias(session: Session, slug: str) -> Dataset | None:
    """The dataset that bore this slug before, deleted or not."""
    statement = select(Dataset).join(Alias, col(Alias.dataset_id) == col(Dataset.id)).where(Alias.slug == slug)
    return session.exec(statement).first()


def alias(session: Session, slug: str) -> Alias | None:
    """What is written down about a slug that a dataset bore before."""
    return session.get(Alias, slug)


def lock_dataset(session: Session, slug: str, *, deleted: bool | None = False) -> Dataset | None:
    """The dataset with this slug, held until the end of the transaction (on SQLite, writers hold the store)."""
    statement = _among(select(Dataset).where(Dataset.slug == slug), deleted=deleted)
    return session.exec(statement.with_for_update()).first()


def dataset_by_id(session: Session, dataset_id: str) -> Dataset | None:
    """The dataset with this identifier, held until the end of the transaction."""
    return session.exec(select(Dataset).where(Dataset.id == dataset_id).with_for_update()).first()


def list_datasets(session: Session, asked: Asked) -> Slice[Stamp]:
    """One page of datasets, by identifier and revision."""
    return fetch_stamps(session, _among(select(Dataset), deleted=False), DATASETS, asked)


_GLANCE: Final = """
    SELECT id, revision, slug FROM datasets WHERE deleted_at IS NULL{after} ORDER BY slug {direction} LIMIT :limit
"""
_GLANCES: Final = {
    (down, goes_on): _GLANCE.format(
        after=f" AND slug {'<' if down else '>'} :after" if goes_on else "", direction="DESC" if down else "ASC"
    )
    for down in (False, True)
    for goes_on in (False, True)
}
"""The plain catalogue by slug, from its beginning or from within: what `list_datasets` asks, made beforehand."""


def glance_at_datasets(db: Database, asked: Asked) -> Slice[Stamp] | None:
    """One page of the plain catalogue in the order of its key, where the store answers at once; None elsewhere."""
    (_, down), *_ = asked.sort
    after = None if asked.after is None else asked.after[0]
    found = db.glance(_GLANCES[down, after is not None], {"after": after, "limit": asked.limit + 1})
    if found is None:
        return None
    stamps = [Stamp(id_, revision) for id_, revision, _ in found[: asked.limit]]
    return Slice(stamps, (found[asked.limit - 1][2],) if len(found) > asked.limit else None, None)


def datasets_by_id(session: Session, ids: Sequence[str]) -> Sequence[Dataset]:
    """The datasets with these identifiers, in no order."""
    return session.exec(select(Dataset).where(col(Dataset.id).in_(ids))).all()


def facet_counts(session: Session, facet: str, where: tuple[Condition, ...]) -> list[tuple[str, int]]:
    """How many of the datasets that satisfy all conditions have each value of a column, most frequent first."""
    column = getattr(Dataset, facet)
    kept = narrowed(_among(select(Dataset), deleted=False), DATASETS, where)
    statement = (
        kept.with_only_columns(column, func.count(), maintain_column_froms=True)
        .group_by(column)
        .order_by(func.count().desc(), column)
    )
    return [(value, count) for value, count in session.connection().execute(statement)]


def _among(statement: SelectOfScalar[Dataset], *, deleted: bool | None) -> SelectOfScalar[Dataset]:
    if deleted is None:
        return statement
    mark = col(Dataset.deleted_at)
    return statement.where(mark.is_not(None) if deleted else mark.is_(None))
