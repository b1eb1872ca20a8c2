"""The files that explain a dataset: attach, list, read, describe, take away."""

from functools import partial
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, File, Form, Path, Query, Response, UploadFile

from plateforme.api.deps import Base, CanWriteDatasets, Now, PlatformDep, ReadSession, WriteSession
from plateforme.api.filtering import Filtered, filterable
from plateforme.api.paging import LISTED, ListQuery, Paging, sort_by
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.attachments.wire import DESCRIPTION, TITLE, AttachmentChange, AttachmentOut
from plateforme.api.v1.datasets.wire import Line, Text
from plateforme.api.v1.exports.files import StoredFileResponse, repr_digest, sha256_of
from plateforme.api.wire import Page
from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.datasets import attachments, catalogue
from plateforme.domains.datasets.attachments import Received
from plateforme.domains.datasets.errors import AttachmentNotFound, DatasetNotFound, TooManyAttachments
from plateforme.domains.datasets.file_names import file_name
from plateforme.domains.datasets.listings import ATTACHMENTS

router = Resource(tags=["datasets"])

Slug = Annotated[str, Path(alias="dataset", description="Slug of the dataset.", examples=["communes"])]
Id = Annotated[
    str,
    Path(
        alias="attachment",
        description="Identifier of the attachment.",
        max_length=64,
        examples=["01KNS3V4GZ8Q2W7R5T9Y1A3B5C"],
    ),
]

# A stranger's file is downloaded, never shown as a page of ours.
_AS_A_FILE: Final = {"Content-Security-Policy": "sandbox; default-src 'none'"}


class AttachmentQuery(ListQuery, Filtered):
    """Which attachments, and how many."""

    listing = ATTACHMENTS
    sort: str | None = sort_by(*ATTACHMENTS.sortable, default="id")


def _receive(
    dataset: Slug,
    platform: PlatformDep,
    caller: CanWriteDatasets,
    now: Now,
    file: Annotated[UploadFile, File(description="The file: a PDF, a text, a spreadsheet, an archive…")],
) -> Received:
    """Store the file of someone who may attach it."""
    with platform.db.reading() as session:
        caller.require_organization(catalogue.get_dataset(session, dataset).organization)
    return attachments.receive(platform.storage, file.file, name=file_name(file.filename), now=now)


@router.post(
    "/datasets/{dataset}/attachments",
    operation_id="create_attachment",
    status_code=201,
    responses=problems(DatasetNotFound, NotYourOrganization, TooManyAttachments),
)
def create_attachment(
    dataset: Slug,
    caller: CanWriteDatasets,
    received: Annotated[Received, Depends(_receive)],  # before the session: no other writer waits for a file
    session: WriteSession,
    base: Base,
    now: Now,
    response: Response,
    title: Annotated[
        Line | None, Form(description=f"{TITLE} The name of the file when left out.", examples=["Modèle de données"])
    ] = None,
    description: Annotated[Text, Form(description=DESCRIPTION)] = "",
) -> AttachmentOut:
    """Attach a file that explains a dataset of your organization: documentation, a data model, a method."""
    held = catalogue.held_dataset(session, dataset, by=caller)
    row = attachments.add_attachment(session, held, received, by=caller, title=title, description=description, now=now)
    out = AttachmentOut.of(row, base, held.slug)
    response.headers["Location"] = out.url
    return out


@router.get(
    "/datasets/{dataset}/attachments",
    operation_id="list_attachments",
    responses=problems(DatasetNotFound, *LISTED),
    openapi_extra=filterable(ATTACHMENTS),
)
def list_attachments(
    dataset: Slug, query: Annotated[AttachmentQuery, Query()], session: ReadSession, base: Base, paging: Paging
) -> Page[AttachmentOut]:
    """List the files that explain a dataset."""
    found = catalogue.get_dataset(session, dataset)
    page = attachments.list_attachments(session, found, paging.asked(query))
    return paging.page(page, partial(AttachmentOut.of, base=base, dataset=found.slug))


@router.get(
    "/datasets/{dataset}/attachments/{attachment}",
    operation_id="get_attachment",
    responses=problems(DatasetNotFound, AttachmentNotFound),
)
def get_attachment(dataset: Slug, attachment: Id, session: ReadSession, base: Base) -> AttachmentOut:
    """Read what is said about one attached file."""
    found = catalogue.get_dataset(session, dataset)
    return AttachmentOut.of(attachments.get_attachment(session, found, attachment), base, found.slug)


_ANY_FILE: dict[str, Any] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
"""The media type is the attachment's own."""


@router.get(
    "/datasets/{dataset}/attachments/{attachment}/content",
    operation_id="get_attachment_content",
    response_class=Response,
    responses={
        200: {
            "description": "The file, to be saved.",
            "content": _ANY_FILE,
        },
        206: {
            "description": "The range of the file that `Range` asked for.",
            "content": _ANY_FILE,
        },
        **problems(DatasetNotFound, AttachmentNotFound),
    },
)
def get_attachment_content(dataset: Slug, attachment: Id, session: ReadSession, platform: PlatformDep) -> Response:
    """Download one attached file, whole or by range; `Repr-Digest` lets you check it."""
    row = attachments.get_attachment(session, catalogue.get_dataset(session, dataset), attachment)
    path = platform.storage.local_path(row.object_key)
    headers = _AS_A_FILE | {
        "ETag": f'"{row.digest[:32]}"',
        "Repr-Digest": repr_digest(sha256_of(path)),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name)}",
    }
    return StoredFileResponse(path, media_type=row.media_type, headers=headers)


@router.patch(
    "/datasets/{dataset}/attachments/{attachment}",
    operation_id="update_attachment",
    responses=problems(DatasetNotFound, NotYourOrganization, AttachmentNotFound),
)
def update_attachment(
    dataset: Slug,
    attachment: Id,
    body: AttachmentChange,
    session: WriteSession,
    caller: CanWriteDatasets,
    base: Base,
    now: Now,
) -> AttachmentOut:
    """Change the title or the description of an attached file (JSON Merge Patch)."""
    held = catalogue.held_dataset(session, dataset, by=caller)
    row = attachments.update_attachment(session, held, attachment, body.changes(), now=now)
    return AttachmentOut.of(row, base, held.slug)


@router.delete(
    "/datasets/{dataset}/attachments/{attachment}",
    operation_id="delete_attachment",
    status_code=204,
    responses=problems(DatasetNotFound, NotYourOrganization, AttachmentNotFound),
)
def delete_attachment(dataset: Slug, attachment: Id, session: WriteSession, caller: CanWriteDatasets, now: Now) -> None:
    """Take an attached file away."""
    held = catalogue.held_dataset(session, dataset, by=caller)
    attachments.remove_attachment(session, held, attachment, now=now)
