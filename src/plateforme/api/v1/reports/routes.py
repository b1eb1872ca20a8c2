"""Street reports: tell of a problem, see where it stands, move it, and read what happened to it."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from plateforme.api.conditional import etag
from plateforme.api.deps import (
    Base,
    CanTriageReports,
    CanWriteReports,
    IfMatch,
    Now,
    PreconditionFailed,
    PreconditionRequired,
    ReadSession,
    WriteSession,
    check_match,
)
from plateforme.api.filtering import filterable
from plateforme.api.paging import LISTED, BadCursor, BadSort, Paging
from plateforme.api.problems import problems
from plateforme.api.v1.reports.queries import ReportCategoryQuery, ReportEventQuery, ReportQuery
from plateforme.api.v1.reports.wire import ReportCategoryOut, ReportChange, ReportEventOut, ReportIn, ReportOut
from plateforme.api.wire import Page
from plateforme.domains.access.errors import InsufficientScope, NotYourOrganization, Unauthenticated
from plateforme.domains.reports import categories, intake, lifecycle, search
from plateforme.domains.reports.errors import (
    BadBox,
    ClientIdReused,
    ForbiddenMove,
    ImportNotAllowed,
    MoveInvalid,
    ReportInvalid,
    ReportNotFound,
)
from plateforme.domains.reports.listings import REPORT_EVENTS, REPORTS

router = APIRouter(tags=["reports"])

Reference = Annotated[str, Path(description="Public reference of the report.", examples=["2026-0302-7QK2M9"])]


@router.get("/report-categories", operation_id="list_report_categories", responses=problems(BadCursor, BadSort))
def list_report_categories(query: Annotated[ReportCategoryQuery, Query()], paging: Paging) -> Page[ReportCategoryOut]:
    """List the problems that can be reported, with the time promised for each."""
    return paging.page(categories.list_categories(paging.asked(query)), ReportCategoryOut.of)


@router.get(
    "/reports", operation_id="list_reports", responses=problems(*LISTED, BadBox), openapi_extra=filterable(REPORTS)
)
def list_reports(
    query: Annotated[ReportQuery, Query()], session: ReadSession, paging: Paging, base: Base
) -> Page[ReportOut]:
    """List street reports, newest first, by what they are, where they are and how they fare."""
    found = search.list_reports(session, paging.asked(query))
    return paging.page(found, partial(ReportOut.of, base=base))


@router.post(
    "/reports",
    operation_id="create_report",
    status_code=201,
    responses={
        200: {"model": ReportOut, "description": "This client_id has made this report before; nothing was created."},
        **problems(Unauthenticated, InsufficientScope, ImportNotAllowed, ClientIdReused, ReportInvalid),
    },
)
def create_report(
    body: ReportIn, session: WriteSession, by: CanWriteReports, now: Now, base: Base, response: Response
) -> ReportOut:
    """Report a problem in public space. Any organization's key may report to any other.

    Send a `client_id` of your own to be able to repeat the request after a lost answer, days later if need be.
    """
    row, is_new = intake.create_report(session, body.told(), by=by, now=now)
    out = ReportOut.of(row, base)
    response.status_code = 201 if is_new else 200
    response.headers.update({"Location": out.links.self, "ETag": etag(row.revision)})
    return out


@router.get("/reports/{reference}", operation_id="get_report", responses=problems(ReportNotFound))
def get_report(reference: Reference, session: ReadSession, base: Base, response: Response) -> ReportOut:
    """Read one street report: what is wrong, where it stands, what is promised."""
    row = search.get_report(session, reference)
    response.headers["ETag"] = etag(row.revision)
    return ReportOut.of(row, base)


@router.patch(
    "/reports/{reference}",
    operation_id="move_report",
    responses=problems(
        Unauthenticated,
        InsufficientScope,
        NotYourOrganization,
        ReportNotFound,
        ForbiddenMove,
        MoveInvalid,
        PreconditionFailed,
        PreconditionRequired,
    ),
)
def move_report(
    reference: Reference,
    body: ReportChange,
    session: WriteSession,
    by: CanTriageReports,
    now: Now,
    base: Base,
    response: Response,
    if_match: IfMatch = None,
) -> ReportOut:
    """Move a report of your organization to another status, and tell the public about it.

    Closing needs an outcome and an explanation; planning needs a date; reopening is a move out of `closed`.
    """
    row = lifecycle.held_report(session, reference, by=by)
    check_match(if_match, row.revision)
    lifecycle.move_report(session, row, body.move(), by=by, now=now)
    response.headers["ETag"] = etag(row.revision)
    return ReportOut.of(row, base)


@router.get(
    "/reports/{reference}/events",
    operation_id="list_report_events",
    responses=problems(ReportNotFound, *LISTED),
    openapi_extra=filterable(REPORT_EVENTS),
)
def list_report_events(
    reference: Reference, query: Annotated[ReportEventQuery, Query()], session: ReadSession, paging: Paging
) -> Page[ReportEventOut]:
    """List what happened to a report, oldest first: who acted, when, and what the public was told."""
    found = search.list_events(session, reference, asked=paging.asked(query))
    return paging.page(found, ReportEventOut.of)
