"""Asking for a file to be published, following what becomes of it, and stopping it. The work itself is in `working`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.datasets import store
from plateforme.domains.datasets.errors import ErrorsNotFound, PublicationEnded, PublicationNotFound
from plateforme.domains.datasets.fetching import FetchRules, check_address
from plateforme.domains.datasets.tables import Dataset, Publication
from plateforme.domains.datasets.workshop import upload_key_of
from plateforme.kit.db import after_commit
from plateforme.kit.ids import new_id
from plateforme.kit.keyset import Asked, Slice
from plateforme.kit.storage import Storage


@dataclass(frozen=True)
class Upload:
    """A file as it was received and stored."""

    key: str
    size: int
    digest: str


def request_publication(
    session: Session,
    dataset: Dataset,
    *,
    by: Principal,
    name: str,
    upload: Upload | None,
    url: str | None,
    rules: FetchRules,
    now: datetime,
    hints: Mapping[str, Any] | None = None,
    accept_breaking: bool = False,
) -> Publication:
    """Write down that a file is to be published; a worker takes it from here.

    `hints` are what the producer says of the file: the members of the pipeline's `Hints` that are given.
    """
    if url is not None:
        check_address(url, rules)
    publication = new_publication(
        dataset, by=by.consumer, name=name, upload=upload, url=url, hints=hints or {}, now=now
    )
    publication.accept_breaking = accept_breaking
    session.add(publication)
    session.flush()
    return publication


def new_publication(
    dataset: Dataset,
    *,
    by: str,
    name: str,
    upload: Upload | None,
    url: str | None,
    hints: Mapping[str, Any],
    now: datetime,
) -> Publication:
    """A publication that waits for a worker, still to be stored; `by` is the slug of the consumer that asks."""
    return Publication(
        id=new_id(now),
        dataset_id=dataset.id,
        state="queued",
        stage="received",
        source_name=name,
        source_url=url,
        source_key=upload.key if upload else None,
        source_bytes=upload.size if upload else None,
        source_digest=upload.digest if upload else None,
        hints=dict(hints),
        requested_by=by,
        created_at=now,
    )


def cancel_publication(
    session: Session, dataset: Dataset, publication_id: str, *, storage: Storage, now: datetime
) -> Publication:
    """Stop a publication: at once when nobody works on it, else as soon as its worker hears of it, within a second.

    Cancelling twice is harmless. Landing and cancelling write the same row: what comes second finds it changed.
    """
    publication = get_publication(session, dataset, publication_id)
    upload = upload_key_of(publication)
    done = (
        store.cancel_waiting(session, publication_id, now=now)
        or store.cancel_running(session, publication_id)
        or store.cancel_waiting(session, publication_id, now=now)  # its worker may just have laid it aside
    )
    session.refresh(publication)
    if not done and publication.state != "cancelled":
        raise PublicationEnded(publication.state)
    if publication.state == "cancelled":
        after_commit(session, lambda: storage.delete(upload))
    return publication


def get_publication(session: Session, dataset: Dataset, publication_id: str) -> Publication:
    """One publication of a dataset."""
    found = store.publication(session, dataset.id, publication_id)
    if found is None:
        raise PublicationNotFound(dataset.slug)
    return found


def errors_key(session: Session, dataset: Dataset, publication_id: str) -> str:
    """Where the CSV with all errors of a refused file is kept."""
    publication = get_publication(session, dataset, publication_id)
    if publication.faults_key is None:
        raise ErrorsNotFound
    return publication.faults_key


def list_publications(session: Session, dataset: Dataset, asked: Asked) -> Slice[Publication]:
    """One page of a dataset's publications."""
    return store.list_publications(session, dataset.id, asked)
