"""The photos of a street report: add, list, look at, take away."""

from functools import partial
from typing import Annotated, Any, Final

from fastapi import Depends, File, Form, Path, Query, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError

from plateforme.api.deps import Base, Caller, CanWriteReports, Now, PlatformDep, ReadSession, WriteSession
from plateforme.api.filtering import Filtered, filterable
from plateforme.api.paging import LISTED, ListQuery, Paging, sort_by
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.exports.files import StoredFileResponse
from plateforme.api.v1.paths import ReportReference
from plateforme.api.v1.publications.forms import FormRoute
from plateforme.api.v1.report_photos.wire import TITLE, ReportPhotoOut, Title
from plateforme.api.wire import Page
from plateforme.domains.reports.errors import ReportErased, ReportInvalid, ReportNotFound
from plateforme.domains.reports.listings.photo_listing import REPORT_PHOTOS
from plateforme.domains.reports.photos import photos
from plateforme.domains.reports.photos.photo_errors import PhotoNotFound, PhotoNotYours, PhotoRefused, TooManyPhotos
from plateforme.domains.reports.photos.photos import Received
from plateforme.domains.reports.search.search import get_report
from plateforme.domains.reports.settings.setting_errors import NotYourTeam
from plateforme.domains.reports.tables import ReportPhoto

router = Resource(tags=["reports"], route_class=FormRoute)

Number = Annotated[
    int, Path(alias="number", description="Number of the photo in its report.", ge=1, le=1_000_000, examples=[1])
]

# A picture is shown in pages of others, and does nothing by itself.
_AS_A_PICTURE: Final = {"Content-Security-Policy": "sandbox; default-src 'none'", "Content-Disposition": "inline"}

_FIELDS: Final = frozenset({"file", "title"})


class ReportPhotoQuery(ListQuery, Filtered):
    """Which photos, and how many."""

    listing = REPORT_PHOTOS
    sort: str | None = sort_by(*REPORT_PHOTOS.sortable, default="number")


async def _one_file(request: Request) -> None:
    """Refuse a form with two files, of which only one would be kept, or with a part that means nothing."""
    form = await request.form()
    faults = [("extra_forbidden", name) for name in sorted(set(form) - _FIELDS)]
    faults += [("too_long", name) for name in sorted(_FIELDS) if len(form.getlist(name)) > 1]
    if faults:
        raise RequestValidationError(
            [
                {"type": kind, "loc": ("body", name), "msg": "Send one.", "ctx": {"max_length": 1}, "input": None}
                for kind, name in faults
            ]
        )


def _receive(
    reference: ReportReference,
    platform: PlatformDep,
    caller: CanWriteReports,
    now: Now,
    file: Annotated[UploadFile, File(description="The photo: JPEG, PNG or WebP. HEIC is not read.")],
    _: Annotated[None, Depends(_one_file)],
) -> Received:
    """Make anew the picture of someone who may add it."""
    with platform.db.reading() as session:
        photos.require_room(session, get_report(session, reference, caller=caller), by=caller)
    content = file.file.read(platform.settings.max_photo_bytes + 1)
    return photos.receive(platform.storage, content, settings=platform.settings, now=now)


@router.post(
    "/reports/{reference}/photos",
    operation_id="create_report_photo",
    status_code=201,
    responses={
        200: {"model": ReportPhotoOut, "description": "The report has this very photo already; nothing was created."},
        **problems(
            *(ReportNotFound, ReportErased, ReportInvalid, PhotoNotYours, NotYourTeam, PhotoRefused, TooManyPhotos)
        ),
    },
)
def create_report_photo(
    reference: ReportReference,
    caller: CanWriteReports,
    received: Annotated[Received, Depends(_receive)],  # before the session: no other writer waits for a picture
    session: WriteSession,
    platform: PlatformDep,
    base: Base,
    now: Now,
    response: Response,
    title: Annotated[Title | None, Form(description=TITLE, examples=["Trou au milieu de la piste cyclable"])] = None,
) -> ReportPhotoOut:
    """Add a photo to a report of yours, or of your organization; one photo a request.

    What is kept is a picture made anew: upright, at most 2048 pixels a side, without EXIF, position or comment. The
    public sees it once somebody has looked at it. Sending the very same photo again changes nothing.
    """
    report = photos.held_report(session, reference, by=caller)
    row, is_new = photos.add_photo(session, report, received, by=caller, title=title, now=now)
    if not is_new:
        photos.discard(platform.storage, received)
        response.status_code = 200
    out = ReportPhotoOut.of(row, base, report.reference)
    if out.url is not None:
        response.headers["Location"] = out.url
    return out


@router.get(
    "/reports/{reference}/photos",
    operation_id="list_report_photos",
    responses=problems(ReportNotFound, ReportErased, *LISTED),
    openapi_extra=filterable(REPORT_PHOTOS),
)
def list_report_photos(
    reference: ReportReference,
    query: Annotated[ReportPhotoQuery, Query()],
    session: ReadSession,
    caller: Caller,
    base: Base,
    paging: Paging,
) -> Page[ReportPhotoOut]:
    """List the photos of a report: those that are published, and with your key those that you have added."""
    report, page = photos.list_photos(session, reference, asked=paging.asked(query), caller=caller)
    return paging.page(page, partial(ReportPhotoOut.of, base=base, reference=report.reference))


_A_PICTURE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The picture, a JPEG.",
        "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}},
    },
    206: {
        "description": "The range of the picture that `Range` asked for.",
        "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}},
    },
    **problems(ReportNotFound, ReportErased, PhotoNotFound),
}


@router.get(
    "/reports/{reference}/photos/{number}/content",
    operation_id="get_report_photo_content",
    response_class=Response,
    responses=_A_PICTURE,
)
def get_report_photo_content(
    reference: ReportReference, number: Number, session: ReadSession, caller: Caller, platform: PlatformDep
) -> Response:
    """Read a photo, at most 2048 pixels a side."""
    row = photos.get_picture(session, reference, number, caller=caller)
    return _picture(platform, row, row.object_key, tag=row.digest[:32])


@router.get(
    "/reports/{reference}/photos/{number}/thumbnail",
    operation_id="get_report_photo_thumbnail",
    response_class=Response,
    responses=_A_PICTURE,
)
def get_report_photo_thumbnail(
    reference: ReportReference, number: Number, session: ReadSession, caller: Caller, platform: PlatformDep
) -> Response:
    """Read a photo as a thumbnail, at most 320 pixels a side."""
    row = photos.get_picture(session, reference, number, caller=caller)
    return _picture(platform, row, row.thumbnail_key, tag=f"{row.digest[:32]}-small")


@router.delete(
    "/reports/{reference}/photos/{number}",
    operation_id="delete_report_photo",
    status_code=204,
    responses=problems(ReportNotFound, ReportErased, PhotoNotFound, PhotoNotYours, NotYourTeam),
)
def delete_report_photo(
    reference: ReportReference,
    number: Number,
    session: WriteSession,
    platform: PlatformDep,
    caller: CanWriteReports,
    now: Now,
) -> None:
    """Take away a photo that you have added, or one of a report that your organization answers for."""
    report = photos.held_report(session, reference, by=caller)
    photos.remove_photo(session, platform.storage, report, number, by=caller, now=now)


def _picture(platform: PlatformDep, row: ReportPhoto, key: str, *, tag: str) -> Response:
    headers = _AS_A_PICTURE | {"ETag": f'"{tag}"'}
    return StoredFileResponse(platform.storage.local_path(key), media_type=row.media_type, headers=headers)
