"""Sending a file to a dataset, and following what becomes of it."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, Response, UploadFile
from pydantic import Field

from plateforme.api.deps import Base, CanWriteDatasets, Now, PlatformDep, ReadSession, WriteSession
from plateforme.api.paging import BadCursor, BadSort, ListQuery, Paging, sort_by
from plateforme.api.problems import problems
from plateforme.api.v1.publications.wire import PublicationOut, PublicationState
from plateforme.api.wire import Page
from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.datasets import catalogue, publishing
from plateforme.domains.datasets.errors import DatasetNotFound, FetchRefused, NoFile, PublicationNotFound
from plateforme.domains.datasets.fetching import FetchRules
from plateforme.kit.db import after_commit
from plateforme.kit.ids import new_id

router = APIRouter(tags=["datasets"])

Slug = Annotated[str, Path(alias="dataset", description="Slug of the dataset.", examples=["communes"])]
MAX_NAME = 200


async def _parts(request: Request) -> int:
    """How many files and addresses the form holds: of two alike, the framework would give the last one only."""
    form = await request.form()
    return sum(part != "" for name in ("file", "url") for part in form.getlist(name))


Parts = Annotated[int, Depends(_parts)]


class PublicationQuery(ListQuery):
    """Which publications, and how many."""

    sort: str | None = sort_by("id", "created_at", default="-id")
    state: PublicationState | None = Field(default=None, description="Only those in this state.")


@dataclass(frozen=True)
class _Sent:
    """What a form held, its file already stored."""

    name: str
    url: str | None
    upload: publishing.Upload | None


def _receive(
    dataset: Slug,
    platform: PlatformDep,
    caller: CanWriteDatasets,
    *,
    now: Now,
    parts: Parts,
    file: Annotated[
        UploadFile | None,
        File(
            description="The file itself: csv, tsv, xlsx, ods, json, ndjson or parquet, or one of them in a zip or gz."
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
    return _Sent(_name(file, url), url, upload)


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

    Answers at once with 202; ask again at the address in `Location` until `state` is `published`, `unchanged`,
    `rejected` or `failed`. Until then, and when the file is refused, readers see the present version.
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
    )
    after_commit(session, platform.jobs.wake)
    out = PublicationOut.of(row, base, dataset)
    response.headers["Location"] = out.url
    return out


@router.get(
    "/datasets/{dataset}/publications",
    operation_id="list_publications",
    responses=problems(DatasetNotFound, BadCursor, BadSort),
)
def list_publications(
    dataset: Slug, query: Annotated[PublicationQuery, Query()], session: ReadSession, base: Base, paging: Paging
) -> Page[PublicationOut]:
    """List the publications of a dataset, newest first, whatever became of them."""
    found = catalogue.get_dataset(session, dataset)
    page = publishing.list_publications(session, found, state=query.state, asked=paging.asked(query))
    return paging.page(query, page, lambda row: PublicationOut.of(row, base, dataset, listed=True))


@router.get(
    "/datasets/{dataset}/publications/{publication}",
    operation_id="get_publication",
    responses=problems(DatasetNotFound, PublicationNotFound),
)
def get_publication(
    dataset: Slug,
    publication: Annotated[
        str, Path(description="Identifier of the publication.", examples=["01KNS3V4GZ8Q2W7R5T9Y1A3B5C"])
    ],
    session: ReadSession,
    base: Base,
) -> PublicationOut:
    """Follow one publication: its state, its progress and its validation report."""
    found = catalogue.get_dataset(session, dataset)
    return PublicationOut.of(publishing.get_publication(session, found, publication), base, dataset)


def _name(file: UploadFile | None, url: str | None) -> str:
    """The last part of the name that was sent, without any folder, short enough to show and fit to be stored."""
    given = "".join(sign for sign in (file.filename if file else url) or "" if sign.isprintable())
    return PurePath(given.split("?")[0].replace("\\", "/")).name[-MAX_NAME:] or "file"
