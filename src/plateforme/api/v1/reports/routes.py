"""Street reports: tell of a problem, see where it stands, move it, and read what happened to it."""

from functools import partial
from typing import Annotated

from fastapi import Query, Request, Response

from plateforme.api.deps import (
    CanMoveReports,
    CanTriageReports,
    CanWriteReports,
    IfMatch,
    PreconditionFailed,
    PreconditionRequired,
    check_match,
)
from plateforme.api.filtering import filterable
from plateforme.api.paging import LISTED, Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.paths import ReportReference
from plateforme.api.v1.reports.features import CONTENT, FORM, Form, one_in_features, page_in_features, wants_features
from plateforme.api.v1.reports.queries import ReportEventQuery, ReportQuery
from plateforme.api.v1.reports.telling import ReportEventOut, ReportOut, Telling, TellingChange, tag_of
from plateforme.api.v1.reports.wire import ReportChange, ReportContentIn, ReportIn, ReportNoteIn
from plateforme.api.v1.reports.writing import write_page, write_report
from plateforme.api.wire import Page
from plateforme.domains.access.errors import InsufficientScope, NotYourOrganization, Unauthenticated
from plateforme.domains.reports.errors import (
    BadBox,
    ClientIdReused,
    ForbiddenMove,
    ImportNotAllowed,
    MoveInvalid,
    NothingToDo,
    ReportErased,
    ReportInvalid,
    ReportNotFound,
    StillADraft,
)
from plateforme.domains.reports.intake import intake
from plateforme.domains.reports.lifecycle import completing, lifecycle
from plateforme.domains.reports.listings.listings import REPORT_EVENTS, REPORTS
from plateforme.domains.reports.search import search
from plateforme.domains.reports.settings.setting_errors import NotYourTeam

router = Resource(tags=["reports"])


@router.get(
    "/reports",
    operation_id="list_reports",
    response_model=Page[ReportOut],
    responses={200: {"content": CONTENT}, **problems(*LISTED, BadBox)},
    openapi_extra=filterable(REPORTS),
)
def list_reports(
    query: Annotated[ReportQuery, Query()], telling: Telling, paging: Paging, request: Request
) -> Response:
    """List street reports, newest first, by what they are, where they are and how they fare.

    With a key: also your own drafts and, for those who work on reports, those of your organization that are hidden.
    """
    found = search.list_reports(telling.session, paging.asked(query), caller=telling.caller)
    if wants_features(request, query.format):
        return page_in_features(paging.page(found, telling.in_list))
    body, headers = write_page(paging, found, partial(write_report, told=telling))
    return Response(body, headers=headers, media_type="application/json")


@router.post(
    "/reports",
    operation_id="create_report",
    status_code=201,
    responses={
        200: {"model": ReportOut, "description": "This client_id has made this report before; nothing was created."},
        **problems(Unauthenticated, InsufficientScope, ImportNotAllowed, ClientIdReused, ReportErased, ReportInvalid),
    },
)
def create_report(body: ReportIn, by: CanWriteReports, telling: TellingChange, response: Response) -> ReportOut:
    """Report a problem in public space. Any organization's key may report to any other.

    Send a `client_id` of your own to be able to repeat the request after a lost answer, days later if need be. What is
    odd is kept with a warning: see `warnings`. A text that seems to hold personal data is read by a human before the
    public reads it: see `text_status`.
    """
    row, is_new = intake.create_report(telling.session, body.told(), by=by, now=telling.now)
    out = telling.one(row)
    response.status_code = 201 if is_new else 200
    response.headers.update({"Location": out.links.self, "ETag": tag_of(out)})
    return out


@router.get(
    "/reports/{reference}",
    operation_id="get_report",
    response_model=ReportOut,
    responses={200: {"content": CONTENT}, **problems(ReportNotFound, ReportErased)},
)
def get_report(
    reference: ReportReference,
    telling: Telling,
    request: Request,
    response: Response,
    form: Annotated[Form | None, Query(alias="format", description=FORM, examples=["geojson"])] = None,
) -> ReportOut | Response:
    """Read one street report: what is wrong, where it stands, what is promised.

    With the key of its author, or of those who work on it, `private` holds what only they read.
    """
    row = search.get_report(telling.session, reference, caller=telling.caller)
    out = telling.one(row)
    response.headers["ETag"] = tag_of(out)
    return one_in_features(out) if wants_features(request, form) else out


CHANGED = (
    *(Unauthenticated, InsufficientScope, NotYourOrganization, NotYourTeam, ReportNotFound, ReportErased),
    *(PreconditionFailed, PreconditionRequired),
)


@router.patch(
    "/reports/{reference}",
    operation_id="move_report",
    responses=problems(*CHANGED, ForbiddenMove, MoveInvalid, NothingToDo, StillADraft),
)
def move_report(
    reference: ReportReference,
    body: ReportChange,
    by: CanMoveReports,
    telling: TellingChange,
    response: Response,
    if_match: IfMatch = None,
) -> ReportOut:
    """Move a report of your organization to another status, team or category, and tell the public about it.

    Closing needs an outcome and an explanation; planning needs a date; reopening is a move out of `closed`. Each of the
    three is an entry of its history. Reports that follow this one move with it. Whoever made a report may withdraw it
    and, once it is closed, open it again, with the scope reports:write.
    """
    row = lifecycle.held_report(telling.session, reference, by=by)
    check_match(if_match, row.revision)
    lifecycle.move_report(telling.session, row, body.move(), by=by, now=telling.now)
    out = telling.one(row)
    response.headers["ETag"] = tag_of(out)
    return out


@router.patch(
    "/reports/{reference}/content",
    operation_id="complete_report",
    responses=problems(*CHANGED, ReportInvalid),
)
def complete_report(
    reference: ReportReference,
    body: ReportContentIn,
    by: CanMoveReports,
    telling: TellingChange,
    response: Response,
    if_match: IfMatch = None,
) -> ReportOut:
    """Complete a draft of yours, or put right what a report of your organization tells.

    A draft that says where and what is public from then on, and its service level counts from then. The words are
    screened again; a report that leaves its place leaves its group of duplicates too.
    """
    row = completing.held_content(telling.session, reference, by=by)
    check_match(if_match, row.revision)
    completing.complete_report(telling.session, row, body.changes(), by=by, now=telling.now)
    out = telling.one(row)
    response.headers["ETag"] = tag_of(out)
    return out


@router.post(
    "/reports/{reference}/notes",
    operation_id="add_report_note",
    status_code=201,
    responses=problems(
        *(Unauthenticated, InsufficientScope, NotYourOrganization, NotYourTeam, ReportNotFound, ReportErased),
        MoveInvalid,
    ),
)
def add_report_note(
    reference: ReportReference, body: ReportNoteIn, by: CanTriageReports, telling: TellingChange
) -> ReportEventOut:
    """Write an internal note into the history of a report: those who work on it read it, the public does not.

    The report itself stays as it is, with its revision and its `updated_at`.
    """
    row = lifecycle.held_report(telling.session, reference, by=by)
    entry = lifecycle.add_note(telling.session, row, body.text, by=by, now=telling.now)
    return ReportEventOut.of(entry, caller=by, organization=row.organization)


@router.get(
    "/reports/{reference}/events",
    operation_id="list_report_events",
    responses=problems(ReportNotFound, ReportErased, *LISTED),
    openapi_extra=filterable(REPORT_EVENTS),
)
def list_report_events(
    reference: ReportReference, query: Annotated[ReportEventQuery, Query()], telling: Telling, paging: Paging
) -> Page[ReportEventOut]:
    """List what happened to a report, oldest first: who acted, when, and what the public was told.

    Those who work on the report read its internal entries too, at this same address.
    """
    report, found = search.list_history(telling.session, reference, asked=paging.asked(query), caller=telling.caller)
    return paging.page(found, partial(ReportEventOut.of, caller=telling.caller, organization=report.organization))
