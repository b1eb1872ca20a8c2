"""Every SQL statement about the numbered schemas of datasets."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from plateforme.domains.datasets.tables import Publication, SchemaVersion


def schema_versions(session: Session, dataset_id: str) -> Sequence[SchemaVersion]:
    """The numbered schemas of a dataset, newest first."""
    return session.exec(
        select(SchemaVersion).where(SchemaVersion.dataset_id == dataset_id).order_by(col(SchemaVersion.id).desc())
    ).all()


def waiting(session: Session, dataset_id: str | None = None) -> Sequence[Publication]:
    """The publications that wait for somebody's acceptance, newest first: of one dataset, or all of them."""
    statement = select(Publication).where(Publication.state == "waiting").order_by(col(Publication.id).desc())
    if dataset_id is not None:
        statement = statement.where(Publication.dataset_id == dataset_id)
    return session.exec(statement).all()


def hold_publication(session: Session, dataset_id: str, publication_id: str) -> Publication | None:
    """One publication of a dataset as it is at this moment, held until the end of the transaction."""
    return session.exec(
        select(Publication)
        .where(Publication.dataset_id == dataset_id, Publication.id == publication_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
