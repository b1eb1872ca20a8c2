"""What waits for a person, photos decided, and wishes for removal: made by anybody, answered by the organization."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Response
from pydantic import Field

from plateforme.api.deps import Base, CanModerateReports, CanWriteReports, Now, PlatformDep, ReadSession, WriteSession
from plateforme.api.paging import BadCursor, BadSort, ListQuery, Paging, sort_by
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.paths import ReportReference
from plateforme.api.v1.report_photos.wire import ReportPhotoOut
from plateforme.api.v1.report_reviews.wire import (
    PhotoDecision,
    RemovalRequestDecision,
    RemovalRequestIn,
    RemovalRequestOut,
    ReportReviewOut,
)
from plateforme.api.wire import Page
from plateforme.domains.access.errors import InsufficientScope, NotYourOrganization, Unauthenticated
from plateforme.domains.reports.errors import ReportErased, ReportNotFound
from plateforme.domains.reports.people import moderators
from plateforme.domains.reports.people.privacy_errors import (
    DecisionInvalid,
    RemovalInvalid,
    RemovalNotFound,
    RemovalSettled,
)
from plateforme.domains.reports.photos import photos
from plateforme.domains.reports.photos.photo_errors import PhotoDecided, PhotoNotFound
from plateforme.domains.reports.privacy import removals, reviews
from plateforme.domains.reports.tables import RemovalStatus, ReviewSubject, TextStatus

router = Resource(tags=["report-privacy"])

PhotoNumber = Annotated[int, Path(description="Number of the photo in its report.", ge=1, le=1_000_000, examples=[1])]
Number = Annotated[int, Path(description="Number of the request in its report.", ge=1, le=1_000_000, examples=[1])]
ACTING = (Unauthenticated, InsufficientScope, ReportNotFound, ReportErased)


class ReportReviewQuery(ListQuery):
    """Which of what waits, and how many."""

    sort: str | None = sort_by("since", default="since")
    subject: ReviewSubject | None = Field(default=None, description="Only what is of this kind.", examples=["comment"])


@router.get(
    "/report-reviews",
    operation_id="list_report_reviews",
    responses=problems(Unauthenticated, InsufficientScope, BadCursor, BadSort),
)
def list_report_reviews(
    query: Annotated[ReportReviewQuery, Query()],
    session: ReadSession,
    by: CanModerateReports,
    paging: Paging,
    base: Base,
    response: Response,
) -> Page[ReportReviewOut]:
    """List what waits for a person of your organization, oldest first: texts, comments, photos, wishes for removal."""
    response.headers["Cache-Control"] = "no-store"
    found = reviews.list_reviews(session, paging.asked(query), subject=query.subject, by=by)
    return paging.page(found, partial(ReportReviewOut.of, base=base))


@router.patch(
    "/reports/{reference}/photos/{number}",
    operation_id="decide_report_photo",
    responses=problems(*ACTING, NotYourOrganization, PhotoNotFound, PhotoDecided),
)
def decide_report_photo(
    reference: ReportReference,
    number: PhotoNumber,
    body: PhotoDecision,
    session: WriteSession,
    by: CanModerateReports,
    platform: PlatformDep,
    now: Now,
    base: Base,
) -> ReportPhotoOut:
    """Decide whether the public sees a photo. One that is withheld is deleted for good."""
    report = moderators.moderated_report(session, reference, by=by)
    status = TextStatus.PUBLISHED if body.decision == "publish" else TextStatus.WITHHELD
    row = photos.decide(session, platform.storage, report, number, status, by=by, reason=body.reason, now=now)
    return ReportPhotoOut.of(row, base, reference)


@router.post(
    "/reports/{reference}/removal-requests",
    operation_id="create_removal_request",
    status_code=201,
    responses=problems(*ACTING, RemovalInvalid),
)
def create_removal_request(
    reference: ReportReference,
    body: RemovalRequestIn,
    session: WriteSession,
    by: CanWriteReports,
    now: Now,
    base: Base,
    response: Response,
) -> RemovalRequestOut:
    """Ask that a report, its text, a comment or a photo be taken out of the public's sight; a person answers."""
    report = moderators.held_report(session, reference, by=by)
    row = removals.ask_removal(session, report, body.told(), by=by, now=now)
    response.headers["Location"] = f"{base}/reports/{report.reference}/removal-requests/{row.number}"
    return RemovalRequestOut.of(row, report)


@router.get(
    "/reports/{reference}/removal-requests/{number}",
    operation_id="get_removal_request",
    responses=problems(*ACTING, RemovalNotFound),
)
def get_removal_request(
    reference: ReportReference, number: Number, session: ReadSession, by: CanWriteReports
) -> RemovalRequestOut:
    """Read what became of a wish for removal that you have sent, or that was sent to your organization."""
    report = moderators.seen_report(session, reference, by=by)
    return RemovalRequestOut.of(removals.get_removal(session, report, number, by=by), report)


@router.patch(
    "/reports/{reference}/removal-requests/{number}",
    operation_id="settle_removal_request",
    responses=problems(*ACTING, NotYourOrganization, RemovalNotFound, RemovalSettled, DecisionInvalid),
)
def settle_removal_request(
    reference: ReportReference,
    number: Number,
    body: RemovalRequestDecision,
    session: WriteSession,
    by: CanModerateReports,
    now: Now,
) -> RemovalRequestOut:
    """Answer a wish for removal. It removes nothing by itself: hide, redact, withhold or erase first, and say so."""
    report = moderators.moderated_report(session, reference, by=by)
    status = RemovalStatus(body.decision)
    row = removals.settle_removal(session, report, number, status, answer=body.answer, by=by, now=now)
    return RemovalRequestOut.of(row, report)
