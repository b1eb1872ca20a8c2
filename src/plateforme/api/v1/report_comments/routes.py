"""Comments on street reports: add, read, decide, take back."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Response

from plateforme.api.deps import Caller, CanModerateReports, CanWriteReports, Now, ReadSession, WriteSession
from plateforme.api.filtering import Filtered, filterable
from plateforme.api.paging import LISTED, ListQuery, Paging, sort_by
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.paths import ReportReference
from plateforme.api.v1.report_comments.wire import ReportCommentIn, ReportCommentOut
from plateforme.api.v1.report_texts.wire import TextDecision
from plateforme.api.wire import Page
from plateforme.domains.access.errors import InsufficientScope, NotYourOrganization, Unauthenticated
from plateforme.domains.reports.errors import ClientIdReused, ReportErased, ReportNotFound
from plateforme.domains.reports.listings.comment_listing import REPORT_COMMENTS
from plateforme.domains.reports.people import moderators
from plateforme.domains.reports.people.privacy_errors import (
    CommentInvalid,
    CommentNotFound,
    DecisionInvalid,
    NotYoursToDecide,
    OriginalGone,
)
from plateforme.domains.reports.privacy import comments

router = Resource(tags=["report-privacy"])

Number = Annotated[int, Path(description="Number of the comment in its report.", ge=1, le=1_000_000, examples=[1])]
ACTING = (Unauthenticated, InsufficientScope, ReportNotFound, ReportErased)


class ReportCommentQuery(ListQuery, Filtered):
    """Which comments, in which order, and how many."""

    listing = REPORT_COMMENTS
    sort: str | None = sort_by(*REPORT_COMMENTS.sortable, default="number")


@router.get(
    "/reports/{reference}/comments",
    operation_id="list_report_comments",
    responses=problems(ReportNotFound, ReportErased, *LISTED),
    openapi_extra=filterable(REPORT_COMMENTS),
)
def list_report_comments(
    reference: ReportReference,
    query: Annotated[ReportCommentQuery, Query()],
    session: ReadSession,
    paging: Paging,
    caller: Caller,
) -> Page[ReportCommentOut]:
    """List the comments on a report: what a person has looked at, what is official, and with your key your own."""
    report, found = comments.list_comments(session, reference, asked=paging.asked(query), caller=caller)
    works_on = moderators.works_on(caller, report.organization)
    return paging.page(found, partial(ReportCommentOut.of, caller=caller, works_on=works_on))


@router.post(
    "/reports/{reference}/comments",
    operation_id="create_report_comment",
    status_code=201,
    responses={
        200: {"model": ReportCommentOut, "description": "This client_id has made this comment before."},
        **problems(*ACTING, ClientIdReused, CommentInvalid),
    },
)
def create_report_comment(
    reference: ReportReference,
    body: ReportCommentIn,
    session: WriteSession,
    by: CanWriteReports,
    now: Now,
    response: Response,
) -> ReportCommentOut:
    """Add a comment to a report. It is public once a person of the responsible organization has looked at it.

    What that organization itself says, with a key that holds reports:triage, is official and public at once.
    """
    report = moderators.held_report(session, reference, by=by)
    row, is_new = comments.add_comment(session, report, body.told(), by=by, now=now)
    response.status_code = 201 if is_new else 200
    return ReportCommentOut.of(row, by)


@router.patch(
    "/reports/{reference}/comments/{number}",
    operation_id="decide_report_comment",
    responses=problems(*ACTING, NotYourOrganization, CommentNotFound, DecisionInvalid, OriginalGone),
)
def decide_report_comment(
    reference: ReportReference,
    number: Number,
    body: TextDecision,
    session: WriteSession,
    by: CanModerateReports,
    now: Now,
) -> ReportCommentOut:
    """Decide what the public reads of a comment: publish it as written, redact it, or withhold it."""
    report = moderators.moderated_report(session, reference, by=by)
    row = comments.decide_comment(session, report, number, body.decided(), by=by, now=now)
    return ReportCommentOut.of(row, by, works_on=True)


@router.delete(
    "/reports/{reference}/comments/{number}",
    operation_id="delete_report_comment",
    status_code=204,
    responses=problems(*ACTING, CommentNotFound, NotYoursToDecide),
)
def delete_report_comment(
    reference: ReportReference, number: Number, session: WriteSession, by: CanWriteReports, now: Now
) -> None:
    """Take a comment of yours back; its words are purged, its number stays taken.

    With the scope reports:moderate, the organization that answers for the report may do it too.
    """
    report = moderators.held_report(session, reference, by=by)
    comments.remove_comment(session, report, number, by=by, now=now)
