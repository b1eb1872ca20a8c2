"""Every SQL statement about the files that explain datasets."""

from sqlmodel import Session, col, func, select

from plateforme.domains.datasets.listings import ATTACHMENTS
from plateforme.domains.datasets.tables import Attachment
from plateforme.kit.keyset import Asked, Slice, fetch


def attachment(session: Session, dataset_id: str, attachment_id: str) -> Attachment | None:
    """One attachment of a dataset."""
    statement = select(Attachment).where(Attachment.dataset_id == dataset_id, Attachment.id == attachment_id)
    return session.exec(statement).first()


def list_attachments(session: Session, dataset_id: str, asked: Asked) -> Slice[Attachment]:
    """One page of a dataset's attachments."""
    statement = select(Attachment).where(Attachment.dataset_id == dataset_id)
    return fetch(session, statement, ATTACHMENTS, asked)


def count_attachments(session: Session, dataset_id: str) -> int:
    """How many attachments a dataset has."""
    return session.exec(select(func.count()).where(col(Attachment.dataset_id) == dataset_id)).one()


def attachment_keys(session: Session) -> set[str]:
    """The objects that attachments need."""
    return set(session.exec(select(Attachment.object_key).distinct()))
