"""Sending a file to a dataset, following what becomes of it, and stopping it."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from fastapi import Depends, File, Form, Path, Query, Response, UploadFile
from pydantic import Field

from plateforme.api.deps import Base, CanWriteDatasets, Now, PlatformDep, ReadSession, WriteSession
from plateforme.api.filtering import Filtered, filterable
from plateforme.api.paging import LISTED, ListQuery, Paging, sort_by
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.exports.files import StoredFileResponse, repr_digest, sha256_of
from plateforme.api.v1.publications.forms import FormRoute, Parts, SaidHints
from plateforme.api.v1.publications.wire import PublicationOut, PublicationState
from plateforme.api.wire import Page
from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.datasets import catalogue, publishing
from plateforme.domains.datasets.errors import (
    DatasetNotFound,
    ErrorsNotFound,
    FetchRefused,
    NoFile,
    PublicationEnded,
    PublicationNotFound,
)
from plateforme.domains.datasets.fetching import FetchRules
from plateforme.domains.datasets.file_names import file_name, file_name_in
from plateforme.domains.datasets.listings import PUBLICATIONS
from plateforme.kit.db import after_commit
from plateforme.kit.ids import new_id

router = Resource(tags=["datasets"], route_class=FormRoute)

Slug = Annotated[str, Path(alias="dataset", description="Slug of the dataset.", examples=["communes"])]
Id = Annotated[
    str,
    Path(alias="publication", description="Identifier of the publication.", examples=["01KNS3V4GZ8Q2W7R5T9Y1A3B5C"]),
]
_CSV: Final = {"text/csv": {"schema": {"type": "string", "format": "binary"}}}


class PublicationQuery(ListQuery, Filtered):
    """Which publications, and how many."""

    listing = PUBLICATIONS
    sort: str | None = sort_by(*PUBLICATIONS.sortable, default="-id")
    state: PublicationState | None = Field(default=None, description="Only those in this state.")


@dataclass(frozen=True)
class _Sent:
    """What a form held, its file already stored."""

    name: str
    url: str | None
    upload: publishing.Upload | None
    hints: dict[str, Any] = field(default_factory=dict)
    accept_breaking: bool = False


def _receive(
    dataset: Slug,
    platform: PlatformDep,
    caller: CanWriteDatasets,
    *,
    now: Now,
    parts: Parts,
    hints: SaidHints,
    file: Annotated[
        UploadFile | None,
        File(
            description="The file itself: csv, tsv, xlsx, ods, json, ndjson, geojson or parquet, or one of them in a "
            "zip or gz."
        ),
    ] = None,
    url: Annotated[
        str | None,
        Form(
            description="Address of the file, on a host that the platform pulls from.",
            max_length=2000,
            examples=["https://data.example.fr/parcs.csv"],
        ),
    ] = None,
    accept_breaking: Annotated[
        bool, Form(description="Accept columns that break what readers rely on, instead of letting them wait.")
    ] = False,
) -> _Sent:
    """Store the file of someone who may publish it."""
    if (file is None) == (url is None) or parts > 1:
        raise NoFile
    with platform.db.reading() as session:
        caller.require_organization(catalogue.get_dataset(session, dataset).organization)
    upload = None
    if file is not None:
        key = f"uploads/{new_id(now)}"
        size, digest = platform.storage.put_stream(key, file.file)
        upload = publishing.Upload(key=key, size=size, digest=digest)
    name = file_name_in(url) if url else file_name(file.filename if file else None)
    return _Sent(name, url, upload, hints, accept_breaking)


@router.post(
    "/datasets/{dataset}/publications",
    operation_id="create_publication",
    status_code=202,
    responses=problems(DatasetNotFound, NotYourOrganization, NoFile, FetchRefused),
)
def create_publication(
    dataset: Slug,
    platform: PlatformDep,
    caller: CanWriteDatasets,
    sent: Annotated[_Sent, Depends(_receive)],  # before the session: no other writer waits while a file is stored
    session: WriteSession,
    base: Base,
    now: Now,
    response: Response,
) -> PublicationOut:
    """Publish a file as the next version of a dataset.

    Answers at once with 202; ask again at the address in `Location` while `state` is `queued` or `running`: `stage`,
    `percent` and `rows` say how far it is. Until it is `published`, and when the file is refused, readers see the
    present version.
    """
    row = publishing.request_publication(
        session,
        catalogue.held_dataset(session, dataset, by=caller),
        by=caller,
        name=sent.name,
        upload=sent.upload,
        url=sent.url,
        rules=FetchRules.of(platform.settings),
        now=now,
        hints=sent.hints,
        accept_breaking=sent.accept_breaking,
    )
    after_commit(session, platform.jobs.wake)
    out = PublicationOut.of(row, base, dataset)
    response.headers["Location"] = out.url
    return out


@router.get(
    "/datasets/{dataset}/publications",
    operation_id="list_publications",
    responses=problems(DatasetNotFound, *LISTED),
    openapi_extra=filterable(PUBLICATIONS),
)
def list_publications(
    dataset: Slug, query: Annotated[PublicationQuery, Query()], session: ReadSession, base: Base, paging: Paging
) -> Page[PublicationOut]:
    """List the publications of a dataset, newest first, whatever became of them."""
    found = catalogue.get_dataset(session, dataset)
    page = publishing.list_publications(session, found, paging.asked(query))
    return paging.page(page, lambda row: PublicationOut.of(row, base, dataset, listed=True))


@router.get(
    "/datasets/{dataset}/publications/{publication}",
    operation_id="get_publication",
    responses=problems(DatasetNotFound, PublicationNotFound),
)
def get_publication(dataset: Slug, publication: Id, session: ReadSession, base: Base) -> PublicationOut:
    """Follow one publication: its state, its progress and its validation report."""
    found = catalogue.get_dataset(session, dataset)
    return PublicationOut.of(publishing.get_publication(session, found, publication), base, dataset)


@router.post(
    "/datasets/{dataset}/publications/{publication}/cancellation",
    operation_id="cancel_publication",
    status_code=202,
    responses=problems(DatasetNotFound, NotYourOrganization, PublicationNotFound, PublicationEnded),
)
def cancel_publication(
    dataset: Slug,
    publication: Id,
    platform: PlatformDep,
    caller: CanWriteDatasets,
    session: WriteSession,
    base: Base,
    now: Now,
) -> PublicationOut:
    """Stop a publication before it serves.

    One that nobody works on is `cancelled` at once. One that is `running` stops within about a second: ask again until
    it is `cancelled`, or has been `published` a moment before. Nothing is half-published, the file is removed, and the
    publication stays in the list. Repeating it does no harm; what has ended otherwise answers 409.
    """
    held = catalogue.held_dataset(session, dataset, by=caller)
    row = publishing.cancel_publication(session, held, publication, storage=platform.storage, now=now)
    return PublicationOut.of(row, base, dataset)


@router.get(
    "/datasets/{dataset}/publications/{publication}/errors.csv",
    operation_id="get_publication_errors",
    response_class=Response,
    responses={
        200: {
            "description": "Every error in the order of the rows: row, column, code, detail, remedy, value_class.",
            "content": _CSV,
        },
        206: {"description": "The range of it that `Range` asked for.", "content": _CSV},
        **problems(DatasetNotFound, PublicationNotFound, ErrorsNotFound),
    },
)
def get_publication_errors(dataset: Slug, publication: Id, session: ReadSession, platform: PlatformDep) -> Response:
    """Download all errors of a refused file as CSV; the report has the first 10 000 only."""
    found = catalogue.get_dataset(session, dataset)
    path = platform.storage.local_path(publishing.errors_key(session, found, publication))
    if not path.is_file():
        raise ErrorsNotFound
    headers = {
        "Content-Disposition": f'attachment; filename="{found.slug}-{publication}-errors.csv"',
        "ETag": f'"{publication}"',
        "Repr-Digest": repr_digest(sha256_of(path)),
    }
    return StoredFileResponse(path, media_type="text/csv; charset=utf-8; header=present", headers=headers)
