"""Accepting the breaking changes of a publication that waits: its table lands as it was made, no file is read again."""

from datetime import datetime

from sqlmodel import Session

from plateforme.domains.datasets import contract, store
from plateforme.domains.datasets.errors import NotWaiting, PublicationNotFound
from plateforme.domains.datasets.landing import Made, land
from plateforme.domains.datasets.tables import Dataset, Publication


def accept(session: Session, dataset: Dataset, publication_id: str, *, now: datetime) -> Publication:
    """Land a publication that waits, in a dataset that the caller holds.

    What it changes is judged anew against the present columns. When something breaks that was not told before, it
    goes on waiting with the new list, so that nobody accepts what they have not seen. One that has landed stays so.
    """
    publication = store.hold_publication(session, dataset.id, publication_id)
    if publication is None:
        raise PublicationNotFound(dataset.slug)
    if publication.state in {"published", "unchanged"}:
        return publication
    if publication.state != "waiting" or publication.made is None:
        raise NotWaiting(publication.state)
    made = Made.from_json(publication.made, after=dataset.version)
    changes = contract.review(session, dataset, made.schema)
    told = publication.schema_changes or []
    publication.schema_changes = [change.to_json() for change in changes] or None
    session.add(publication)
    if any(change.breaking and change.to_json() not in told for change in changes):
        return publication
    landed = land(session, dataset, made, now=now)
    publication.state = "published" if landed else "unchanged"
    publication.stage, publication.percent = "done", 100
    publication.version = dataset.version
    publication.made = None
    publication.finished_at = now
    return publication
