"""Every SQL statement about datasets, versions and publications."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, literal, or_
from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from plateforme.domains.datasets.tables import Dataset, Publication, Version
from plateforme.kit import filters
from plateforme.kit.keyset import Asked, Slice, fetch

UNFINISHED = ("queued", "running")


def dataset_by_slug(session: Session, slug: str) -> Dataset | None:
    """The dataset with this slug."""
    return session.exec(select(Dataset).where(Dataset.slug == slug)).first()


def lock_dataset(session: Session, slug: str) -> Dataset | None:
    """The dataset with this slug, held until the end of the transaction (on SQLite, writers hold the store)."""
    return session.exec(select(Dataset).where(Dataset.slug == slug).with_for_update()).first()


def dataset_by_id(session: Session, dataset_id: str) -> Dataset | None:
    """The dataset with this identifier, held until the end of the transaction."""
    return session.exec(select(Dataset).where(Dataset.id == dataset_id).with_for_update()).first()


def version_place(session: Session, slug: str, number: int | None) -> tuple[int | None, str | None] | None:
    """For the dataset with this slug: the number of the version meant (none: the current one), and its identifier."""
    meant = col(Dataset.version) if number is None else literal(number)
    same = (col(Version.dataset_id) == col(Dataset.id)) & (col(Version.number) == meant)
    statement = select(meant, Version.id).select_from(Dataset).outerjoin(Version, same).where(Dataset.slug == slug)
    found = session.exec(statement).first()
    return None if found is None else (found[0], found[1])


def version_by_id(session: Session, version_id: str) -> Version:
    """The version with this identifier, which exists."""
    return session.exec(select(Version).where(Version.id == version_id)).one()


def filtered(where: Mapping[str, str], words: Sequence[str]) -> SelectOfScalar[Dataset]:
    """Datasets with these exact values and all of these folded words."""
    marks = [f"#{value}#" for name, value in where.items() if name == "keyword"]
    columns = {name: value for name, value in where.items() if name != "keyword"}
    return filters.holding(filters.equal(select(Dataset), Dataset, columns), Dataset.search_text, [*marks, *words])


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


def version(session: Session, dataset_id: str, number: int) -> Version | None:
    """One version of a dataset."""
    return session.exec(select(Version).where(Version.dataset_id == dataset_id, Version.number == number)).first()


VERSION_COLUMNS = {"number": Version.number, "published_at": Version.published_at}


def list_versions(session: Session, dataset_id: str, asked: Asked) -> Slice[Version]:
    """One page of a dataset's versions."""
    return fetch(
        session,
        select(Version).where(Version.dataset_id == dataset_id),
        columns=VERSION_COLUMNS,
        key="number",
        asked=asked,
    )


def known_digests(session: Session) -> set[str]:
    """The digests of every version: what the object store must keep."""
    return set(session.exec(select(Version.digest).distinct()))


def publication(session: Session, dataset_id: str, publication_id: str) -> Publication | None:
    """One publication of a dataset."""
    return session.exec(
        select(Publication).where(Publication.dataset_id == dataset_id, Publication.id == publication_id)
    ).first()


PUBLICATION_COLUMNS = {"id": Publication.id, "created_at": Publication.created_at}


def list_publications(session: Session, dataset_id: str, state: str | None, asked: Asked) -> Slice[Publication]:
    """One page of a dataset's publications, without their reports, which can be large."""
    large = defer(Publication.report)  # type: ignore[arg-type]  # SQLModel types a column as its values
    statement = select(Publication).where(Publication.dataset_id == dataset_id).options(large)
    if state is not None:
        statement = statement.where(Publication.state == state)
    return fetch(session, statement, columns=PUBLICATION_COLUMNS, key="id", asked=asked)


def claim(session: Session, *, now: datetime, lease_until: datetime) -> Publication | None:
    """Take the oldest publication that waits, or whose worker has not been heard of since its lease ended.

    Two publications of one dataset never run together: only the oldest that is not finished may be taken, so that one
    which another worker is taking at this very moment, and which its lock makes us skip, still keeps its turn.
    """
    older = aliased(Publication)
    waits = exists().where(
        col(older.dataset_id) == col(Publication.dataset_id),
        col(older.state).in_(UNFINISHED),
        col(older.id) < col(Publication.id),
    )
    free = or_(
        col(Publication.state) == "queued",
        (col(Publication.state) == "running") & (col(Publication.lease_until) < now),
    )
    found = session.exec(
        select(Publication).where(free, ~waits).order_by(col(Publication.id)).limit(1).with_for_update(skip_locked=True)
    ).first()
    if found is None:
        return None
    found.state = "running"
    found.attempts += 1
    found.started_at = found.started_at or now
    found.lease_until = lease_until
    return found


def touch(session: Session, publication_id: str, *, attempt: int, values: Mapping[str, Any]) -> bool:
    """Write progress, unless another worker has taken over; says whether the publication is still ours."""
    done = session.connection().execute(
        update(Publication)
        .where(
            col(Publication.id) == publication_id,
            col(Publication.attempts) == attempt,
            col(Publication.state) == "running",
        )
        .values(**values)
    )
    return done.rowcount == 1


def unfinished(session: Session) -> Sequence[Publication]:
    """The publications whose files are still needed."""
    return session.exec(select(Publication).where(col(Publication.state).in_(UNFINISHED))).all()
