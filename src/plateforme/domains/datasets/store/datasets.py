"""Every SQL statement about datasets."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from plateforme.domains.datasets.tables import Alias, Dataset
from plateforme.kit import filters
from plateforme.kit.keyset import Asked, Slice, fetch


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


def filtered(where: Mapping[str, str], words: Sequence[str]) -> SelectOfScalar[Dataset]:
    """Datasets with these exact values and all of these folded words."""
    marks = [f"#{value}#" for name, value in where.items() if name == "keyword"]
    columns = {name: value for name, value in where.items() if name != "keyword"}
    listed = _among(select(Dataset), deleted=False)
    return filters.holding(filters.equal(listed, Dataset, columns), Dataset.search_text, [*marks, *words])


DATASET_COLUMNS = {
    "slug": Dataset.slug,
    "title": Dataset.title,
    "organization": Dataset.organization,
    "created_at": Dataset.created_at,
    "updated_at": Dataset.updated_at,
    "declared_modified_at": Dataset.declared_modified_at,
    "rows": Dataset.rows,
}


def list_datasets(session: Session, where: Mapping[str, str], words: Sequence[str], asked: Asked) -> Slice[Dataset]:
    """One page of datasets."""
    return fetch(session, filtered(where, words), columns=DATASET_COLUMNS, key="slug", asked=asked)


def facet_counts(session: Session, facet: str, where: Mapping[str, str], words: Sequence[str]) -> list[tuple[str, int]]:
    """How many of the filtered datasets have each value of a column, most frequent first."""
    column = getattr(Dataset, facet)
    kept = filtered(where, words).with_only_columns(col(Dataset.id)).subquery()
    statement = (
        select(column, func.count())
        .where(col(Dataset.id).in_(select(kept.c.id)))
        .group_by(column)
        .order_by(func.count().desc(), column)
    )
    return [(value, count) for value, count in session.exec(statement)]


def _among(statement: SelectOfScalar[Dataset], *, deleted: bool | None) -> SelectOfScalar[Dataset]:
    if deleted is None:
        return statement
    mark = col(Dataset.deleted_at)
    return statement.where(mark.is_not(None) if deleted else mark.is_(None))
