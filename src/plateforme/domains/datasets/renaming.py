"""The life of a dataset's name: it may change, its old addresses go on working, and what is deleted says so.

Portals that change or reuse identifiers break every bookmark, script and citation; here a slug that was ever public
leads to its dataset, or to the reason of its absence, for good.
"""

from datetime import datetime

from sqlmodel import Session

from plateforme.domains.datasets import store
from plateforme.domains.datasets.errors import DatasetDeleted, DatasetExists, DatasetMoved, DatasetNotFound
from plateforme.domains.datasets.tables import Alias, Dataset
from plateforme.kit.clock import PARIS
from plateforme.kit.db import insert_unique
from plateforme.kit.errors import PlateformeError


def absence(session: Session, slug: str) -> PlateformeError:
    """Why no dataset answers to this slug: it has another now, was deleted, or never was."""
    dataset = store.dataset_by_alias(session, slug) or store.dataset_by_slug(session, slug, deleted=True)
    if dataset is None:
        return DatasetNotFound(slug)
    if dataset.deleted_at is None:
        return DatasetMoved(slug, dataset.slug)
    return deletion(dataset, dataset.deleted_at)


def deletion(dataset: Dataset, at: datetime) -> DatasetDeleted:
    """What is told of a dataset that was deleted at this instant: the day in Paris, why, and what replaces it."""
    on = at.astimezone(PARIS).date()
    return DatasetDeleted(dataset.slug, on=on, reason=dataset.deleted_reason or "", successor=dataset.successor)


def require_free(session: Session, slug: str) -> None:
    """Refuse a slug that a dataset bears, or ever bore."""
    if store.dataset_by_slug(session, slug, deleted=None) or store.dataset_by_alias(session, slug):
        raise DatasetExists(slug)


def rename(session: Session, dataset: Dataset, slug: str, *, now: datetime) -> None:
    """Give a dataset that the caller holds another slug; the present one leads to it from now on."""
    if slug == dataset.slug:
        return
    own = store.alias(session, slug)
    if own is not None and own.dataset_id == dataset.id:
        session.delete(own)  # back to a name it had
        session.flush()
    else:
        require_free(session, slug)
    old, dataset.slug = dataset.slug, slug
    session.add(dataset)
    if not insert_unique(session, Alias(slug=old, dataset_id=dataset.id, created_at=now)):
        raise DatasetExists(slug)


def delete(session: Session, dataset: Dataset, *, reason: str, successor: str | None, now: datetime) -> None:
    """Take a dataset that the caller holds out of the catalogue; its address says why from now on.

    Its versions stay in store until the retention removes them: until then it can be restored.
    """
    dataset.deleted_at, dataset.deleted_reason, dataset.successor = now, reason, successor
    dataset.metadata_updated_at = now
    dataset.revision += 1
    session.add(dataset)


def restore(session: Session, dataset: Dataset, *, now: datetime) -> None:
    """Bring a deleted dataset that the caller holds back into the catalogue, unless its content is gone."""
    current = store.version(session, dataset.id, dataset.version) if dataset.version else None
    if current is not None and current.pruned_at is not None:
        raise absence(session, dataset.slug)
    dataset.deleted_at = dataset.deleted_reason = dataset.successor = None
    dataset.metadata_updated_at = now
    dataset.revision += 1
    session.add(dataset)
