"""The photos of a street report: kept as pictures made anew, shown once somebody has looked at them.

Each photo owns its two objects, so that removing a photo removes its bytes whatever other reports show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store, texts
from plateforme.domains.reports.errors import ReportErased, ReportInvalid, ReportNotFound
from plateforme.domains.reports.history import history
from plateforme.domains.reports.listings.faces import TRIAGE, may_see
from plateforme.domains.reports.photos import blurring, pictures
from plateforme.domains.reports.photos.photo_errors import PhotoDecided, PhotoNotFound, PhotoNotYours, TooManyPhotos
from plateforme.domains.reports.search.search import get_report
from plateforme.domains.reports.settings import categories, teams
from plateforme.domains.reports.settings.category import MAX_PHOTOS
from plateforme.domains.reports.tables import (
    EventVisibility,
    Report,
    ReportEventKind,
    ReportPhoto,
    ReportVisibility,
    TextStatus,
)
from plateforme.kit.ids import new_id
from plateforme.kit.keyset import Asked, Slice
from plateforme.kit.settings import Settings
from plateforme.kit.storage import Storage

MODERATE: Final = "reports:moderate"
MAX_TITLE: Final = 200
FOLDER: Final = "photos"


@dataclass(frozen=True)
class Received:
    """A picture that was made anew and stored, not yet anybody's photo."""

    id: str
    object_key: str
    thumbnail_key: str
    digest: str
    width: int
    height: int
    bytes: int
    is_blurred: bool


def receive(storage: Storage, content: bytes, *, settings: Settings, now: datetime) -> Received:
    """Make a picture anew within the limits of the platform, and store it.

    It takes time and no transaction: it is done before one begins. What no photo owns in the end is swept.
    """
    limits = pictures.Limits(max_bytes=settings.max_photo_bytes, max_pixels=settings.max_photo_pixels)
    retouch = blurring.blurred if settings.blur_photos else None
    made = pictures.remade(content, limits=limits, retouch=retouch)
    photo_id = new_id(now)
    stem = f"{FOLDER}/{photo_id[-2:]}/{photo_id}"
    received = Received(
        id=photo_id,
        object_key=f"{stem}.jpg",
        thumbnail_key=f"{stem}-{pictures.THUMBNAIL_SIDE}.jpg",
        digest=made.digest,
        width=made.width,
        height=made.height,
        bytes=len(made.content),
        is_blurred=settings.blur_photos,
    )
    storage.put_stream(received.object_key, BytesIO(made.content))
    storage.put_stream(received.thumbnail_key, BytesIO(made.thumbnail))
    return received


def require_room(session: Session, report: Report, *, by: Principal) -> None:
    """Refuse a photo before it is read: from somebody who may not add it, or of a report that has enough."""
    if not _may_change(report, by):
        raise PhotoNotYours(report.reference)
    if by.consumer != report.consumer and MODERATE not in by.scopes:
        teams.require_team(session, report, by)
    category = categories.find(session, report.organization, report.category)
    limit = MAX_PHOTOS if category is None else category.max_photos
    kept = [one for one in store.photos_of(session, report.id) if one.status != TextStatus.WITHHELD]
    if len(kept) >= limit:
        raise TooManyPhotos(report.reference, limit)


def add_photo(
    session: Session, report: Report, received: Received, *, by: Principal, title: str | None, now: datetime
) -> tuple[ReportPhoto, bool]:
    """Give a held report a photo that was received, and say whether it is new: the very same one is kept once.

    It waits for a human, whoever sends it: staff photograph passers-by too.
    """
    title = texts.tidy(title or "") or None
    if errors := texts.faults(title, pointer="/title", limit=MAX_TITLE):
        raise ReportInvalid(errors)
    if not _may_change(report, by):
        raise PhotoNotYours(report.reference)
    if (known := store.photo_by_digest(session, report.id, received.digest)) is not None:
        return known, False
    require_room(session, report, by=by)
    photo = ReportPhoto(
        id=received.id,
        report_id=report.id,
        number=store.count_photos_added(session, report.id) + 1,
        status=TextStatus.IN_REVIEW,
        digest=received.digest,
        object_key=received.object_key,
        thumbnail_key=received.thumbnail_key,
        media_type=pictures.MEDIA_TYPE,
        width=received.width,
        height=received.height,
        bytes=received.bytes,
        title=title,
        is_blurred=received.is_blurred,
        organization=by.organization,
        consumer=by.consumer,
        at=now,
    )
    session.add(photo)
    _tell(session, report, ReportEventKind.PHOTO_ADDED, photo, is_public=False, by=by, now=now)
    return photo, True


def discard(storage: Storage, received: Received) -> None:
    """Forget a picture that became nobody's photo."""
    storage.delete(received.object_key)
    storage.delete(received.thumbnail_key)


def held_report(session: Session, reference: str, *, by: Principal) -> Report:
    """The report with this reference, held for a change of its photos."""
    report = store.report(session, reference, hold=True)
    if report is None or not may_see(report, by):
        raise ReportNotFound(reference)
    if report.visibility == ReportVisibility.ERASED:
        raise ReportErased(reference)
    return report


def list_photos(
    session: Session, reference: str, *, asked: Asked, caller: Principal | None = None
) -> tuple[Report, Slice[ReportPhoto]]:
    """One page of a report's photos: the public ones, the caller's own, and all for those who answer for it."""
    report = get_report(session, reference, caller=caller)
    every = _works_on(report, caller)
    return report, store.list_photos(session, report.id, asked, caller=caller, every=every)


def get_photo(session: Session, reference: str, number: int, *, caller: Principal | None = None) -> ReportPhoto:
    """One photo of a report, if the caller may see it."""
    report = get_report(session, reference, caller=caller)
    photo = store.photo(session, report.id, number)
    if photo is None or not _may_look(report, photo, caller):
        raise PhotoNotFound(reference, number)
    return photo


def get_picture(session: Session, reference: str, number: int, *, caller: Principal | None = None) -> ReportPhoto:
    """One photo of a report whose picture is still there."""
    photo = get_photo(session, reference, number, caller=caller)
    if photo.status == TextStatus.WITHHELD:
        raise PhotoNotFound(reference, number)
    return photo


def decide(
    session: Session,
    storage: Storage,
    report: Report,
    number: int,
    decision: TextStatus,
    *,
    by: Principal,
    reason: str | None,
    now: datetime,
) -> ReportPhoto:
    """Let the public see a photo of a held report (PUBLISHED), or delete its picture (WITHHELD).

    A photo that was published can be withheld later; one that was withheld is gone. Deciding the same again changes
    nothing. The caller has checked that `by` may moderate this report.
    """
    photo = store.photo(session, report.id, number)
    if photo is None:
        raise PhotoNotFound(report.reference, number)
    if photo.status == decision:
        return photo
    if photo.status == TextStatus.WITHHELD:
        raise PhotoDecided(report.reference, number)
    was_public = photo.status == TextStatus.PUBLISHED
    photo.status = decision
    photo.decided_at, photo.decided_by, photo.reason = now, by.consumer, reason
    is_public = decision == TextStatus.PUBLISHED
    report.photos += int(is_public) - int(was_public)
    if decision == TextStatus.WITHHELD:
        photo.title = None
        _delete_objects(storage, photo)
    session.add(photo)
    _tell(session, report, ReportEventKind.SCREENED, photo, is_public=is_public or was_public, by=by, now=now)
    return photo


def remove_photo(
    session: Session, storage: Storage, report: Report, number: int, *, by: Principal, now: datetime
) -> None:
    """Take a photo away from a held report, with its bytes: whoever added it may, and those who answer for it."""
    photo = store.photo(session, report.id, number)
    if photo is None or not _may_look(report, photo, by):
        raise PhotoNotFound(report.reference, number)
    if photo.consumer != by.consumer and not _works_on(report, by):
        raise PhotoNotYours(report.reference)
    if photo.consumer != by.consumer and MODERATE not in by.scopes:
        teams.require_team(session, report, by)
    was_public = photo.status == TextStatus.PUBLISHED
    report.photos -= int(was_public)
    session.delete(photo)
    _delete_objects(storage, photo)
    _tell(session, report, ReportEventKind.PHOTO_REMOVED, photo, is_public=was_public, by=by, now=now)


def purge(session: Session, storage: Storage, report: Report) -> int:
    """Delete every photo of a report, rows and bytes, and say how many there were; the caller tells the history."""
    every = store.photos_of(session, report.id)
    for photo in every:
        session.delete(photo)
        _delete_objects(storage, photo)
    report.photos = 0
    session.add(report)
    session.flush()
    return len(every)


def waiting(session: Session, organization: str, *, limit: int) -> Sequence[tuple[Report, ReportPhoto]]:
    """The photos of an organization's reports that wait for a human, oldest first."""
    return store.photos_waiting(session, organization, limit)


def _works_on(report: Report, caller: Principal | None) -> bool:
    """Whether the caller belongs to those who answer for the report, or who moderate it."""
    if caller is None or caller.organization != report.organization:
        return False
    return TRIAGE in caller.scopes or MODERATE in caller.scopes


def _may_change(report: Report, by: Principal) -> bool:
    return by.consumer == report.consumer or _works_on(report, by)


def _may_look(report: Report, photo: ReportPhoto, caller: Principal | None) -> bool:
    if photo.status == TextStatus.PUBLISHED or _works_on(report, caller):
        return True
    return caller is not None and caller.consumer == photo.consumer


def _delete_objects(storage: Storage, photo: ReportPhoto) -> None:
    storage.delete(photo.object_key)
    storage.delete(photo.thumbnail_key)


def _tell(
    session: Session,
    report: Report,
    kind: ReportEventKind,
    photo: ReportPhoto,
    *,
    is_public: bool,
    by: Principal,
    now: datetime,
) -> None:
    """Write what happened to a photo; the reason of a decision stays with the photo, where erasing it is simple."""
    details: dict[str, object] = {"subject": "photo", "number": photo.number}
    if kind == ReportEventKind.SCREENED:
        details["decision"] = str(photo.status)
    visible = is_public and report.visibility == ReportVisibility.PUBLIC
    entry = history.Entry(
        kind=kind,
        visibility=EventVisibility.PUBLIC if visible else EventVisibility.INTERNAL,
        details=details,
    )
    history.append(session, report, entry, by=by, now=now)
