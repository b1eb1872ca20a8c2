"""Every SQL statement about the photos of street reports."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.listings.photo_listing import REPORT_PHOTOS
from plateforme.domains.reports.tables import Report, ReportEvent, ReportEventKind, ReportPhoto, TextStatus
from plateforme.kit.keyset import Asked, Slice, fetch


def photo(session: Session, report_id: str, number: int) -> ReportPhoto | None:
    """The photo of a report with this number."""
    statement = select(ReportPhoto).where(ReportPhoto.report_id == report_id, ReportPhoto.number == number)
    return session.exec(statement).first()


def photo_by_digest(session: Session, report_id: str, digest: str) -> ReportPhoto | None:
    """The photo of a report with exactly this picture."""
    statement = select(ReportPhoto).where(ReportPhoto.report_id == report_id, ReportPhoto.digest == digest)
    return session.exec(statement).first()


def photos_of(session: Session, report_id: str) -> Sequence[ReportPhoto]:
    """Every photo of a report, in order."""
    statement = select(ReportPhoto).where(ReportPhoto.report_id == report_id).order_by(col(ReportPhoto.number))
    return session.exec(statement).all()


def list_photos(
    session: Session, report_id: str, asked: Asked, *, caller: Principal | None, every: bool
) -> Slice[ReportPhoto]:
    """One page of a report's photos: all of them, or what is public and what the caller itself has added."""
    statement = select(ReportPhoto).where(ReportPhoto.report_id == report_id)
    if not every:
        is_public = col(ReportPhoto.status) == TextStatus.PUBLISHED.value
        is_own = col(ReportPhoto.consumer) == (caller.consumer if caller is not None else None)
        statement = statement.where(is_public if caller is None else or_(is_public, is_own))
    return fetch(session, statement, REPORT_PHOTOS, asked)


def count_photos_added(session: Session, report_id: str) -> int:
    """How many photos a report was ever given, those that were removed included."""
    statement = (
        select(func.count())
        .select_from(ReportEvent)
        .where(ReportEvent.report_id == report_id, ReportEvent.kind == ReportEventKind.PHOTO_ADDED.value)
    )
    return session.exec(statement).one()


def photos_waiting(session: Session, organization: str, limit: int) -> Sequence[tuple[Report, ReportPhoto]]:
    """The photos of an organization's reports that nobody has looked at yet, oldest first."""
    statement = (
        select(Report, ReportPhoto)
        .join(ReportPhoto, col(ReportPhoto.report_id) == col(Report.id))
        .where(Report.organization == organization, ReportPhoto.status == TextStatus.IN_REVIEW.value)
        .order_by(col(ReportPhoto.at), col(ReportPhoto.id))
        .limit(limit)
    )
    return session.exec(statement).all()


def photo_keys(session: Session) -> frozenset[str]:
    """The keys of all objects that photos are made of."""
    rows = session.exec(select(ReportPhoto.object_key, ReportPhoto.thumbnail_key)).all()
    return frozenset(key for keys in rows for key in keys)
