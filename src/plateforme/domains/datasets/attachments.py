"""Files that explain a dataset: its documentation, its data model, the method of a survey. Never its table.

Their bytes are stored once under their digest; several attachments may share them.
"""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.datasets import store
from plateforme.domains.datasets.errors import AttachmentNotFound, TooManyAttachments
from plateforme.domains.datasets.tables import Attachment, Dataset
from plateforme.kit.ids import new_id
from plateforme.kit.keyset import Asked, Slice
from plateforme.kit.storage import Storage

MOST: Final = 50
"""Attachments of one dataset: beyond, a documentation site serves readers better."""

UNKNOWN_TYPE: Final = "application/octet-stream"

_TYPES: Final[Mapping[str, str]] = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
"""Said here first: what the system's own table says depends on the machine."""


@dataclass(frozen=True)
class Received:
    """A file as it was received and stored."""

    key: str
    name: str
    size: int
    digest: str


def receive(storage: Storage, stream: BinaryIO, *, name: str, now: datetime) -> Received:
    """Store a file under its digest."""
    incoming = f"attachments/incoming/{new_id(now)}"
    size, digest = storage.put_stream(incoming, stream)
    key = f"attachments/{digest[:2]}/{digest}"
    storage.put_file(key, storage.local_path(incoming))
    storage.delete(incoming)
    return Received(key, name, size, digest)


def add_attachment(
    session: Session,
    dataset: Dataset,
    received: Received,
    *,
    by: Principal,
    title: str | None,
    description: str,
    now: datetime,
) -> Attachment:
    """Attach a stored file to a dataset that the caller holds."""
    if store.count_attachments(session, dataset.id) >= MOST:
        raise TooManyAttachments(dataset.slug, MOST)
    attachment = Attachment(
        id=new_id(now),
        dataset_id=dataset.id,
        name=received.name,
        title=title or received.name,
        description=description,
        media_type=media_type_of(received.name),
        size=received.size,
        digest=received.digest,
        object_key=received.key,
        added_by=by.consumer,
        created_at=now,
    )
    session.add(attachment)
    _note(session, dataset, now)
    return attachment


def get_attachment(session: Session, dataset: Dataset, attachment_id: str) -> Attachment:
    """One attachment of a dataset."""
    found = store.attachment(session, dataset.id, attachment_id)
    if found is None:
        raise AttachmentNotFound(dataset.slug)
    return found


def list_attachments(session: Session, dataset: Dataset, asked: Asked) -> Slice[Attachment]:
    """One page of a dataset's attachments."""
    return store.list_attachments(session, dataset.id, asked)


def update_attachment(
    session: Session, dataset: Dataset, attachment_id: str, changes: Mapping[str, Any], *, now: datetime
) -> Attachment:
    """Change what is said about an attachment; its bytes never change."""
    found = get_attachment(session, dataset, attachment_id)
    for name, value in changes.items():
        setattr(found, name, value)
    session.add(found)
    _note(session, dataset, now)
    return found


def remove_attachment(session: Session, dataset: Dataset, attachment_id: str, *, now: datetime) -> None:
    """Take an attachment away; the sweeping removes its bytes when no other needs them."""
    session.delete(get_attachment(session, dataset, attachment_id))
    _note(session, dataset, now)


def media_type_of(name: str) -> str:
    """The media type of a file, told by the end of its name."""
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    return _TYPES.get(ending) or mimetypes.guess_type(f"file{ending}", strict=True)[0] or UNKNOWN_TYPE


def _note(session: Session, dataset: Dataset, now: datetime) -> None:
    dataset.metadata_updated_at = now
    dataset.revision += 1
    session.add(dataset)
