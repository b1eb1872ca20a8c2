"""« Moi aussi »: confirm somebody else's report instead of making another one."""

from typing import Annotated

from fastapi import Path, Response

from plateforme.api.deps import Caller, CanWriteReports, Now, ReadSession, WriteSession
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.paths import ReportReference
from plateforme.api.v1.report_confirmations.wire import PERSON, ReportConfirmationIn, ReportConfirmationsOut
from plateforme.domains.access.errors import InsufficientScope, Unauthenticated
from plateforme.domains.reports.errors import ReportErased, ReportNotFound
from plateforme.domains.reports.people import moderators
from plateforme.domains.reports.people.privacy_errors import ReportClosed
from plateforme.domains.reports.privacy import confirmations
from plateforme.domains.reports.search import search

router = Resource(tags=["reports"])

Person = Annotated[
    str,
    Path(description=PERSON, pattern=r"^[A-Za-z0-9._:-]{8,100}$", examples=["0d1c7c1e-5c36-4f5b-8a53-1d1d2b6c9f10"]),
]
ACTING = (Unauthenticated, InsufficientScope, ReportNotFound, ReportErased)


@router.get(
    "/reports/{reference}/confirmations",
    operation_id="get_report_confirmations",
    responses=problems(ReportNotFound, ReportErased),
)
def get_report_confirmations(
    reference: ReportReference, session: ReadSession, caller: Caller
) -> ReportConfirmationsOut:
    """Read how many people have confirmed a report; who they are is told to nobody."""
    return ReportConfirmationsOut.of(search.get_report(session, reference, caller=caller))


@router.post(
    "/reports/{reference}/confirmations",
    operation_id="create_report_confirmation",
    status_code=201,
    responses={
        200: {"model": ReportConfirmationsOut, "description": "This person has confirmed it before."},
        **problems(*ACTING, ReportClosed),
    },
)
def create_report_confirmation(
    reference: ReportReference,
    body: ReportConfirmationIn,
    session: WriteSession,
    by: CanWriteReports,
    now: Now,
    response: Response,
) -> ReportConfirmationsOut:
    """Say « moi aussi »: confirm an open report. Each person counts once, however often it is sent."""
    report = moderators.held_report(session, reference, by=by)
    is_new = confirmations.confirm(session, report, body.client_id, by=by, now=now)
    response.status_code = 201 if is_new else 200
    return ReportConfirmationsOut.of(report)


@router.delete(
    "/reports/{reference}/confirmations/{client_id}",
    operation_id="delete_report_confirmation",
    status_code=204,
    responses=problems(*ACTING),
)
def delete_report_confirmation(
    reference: ReportReference, client_id: Person, session: WriteSession, by: CanWriteReports, now: Now
) -> None:
    """Take a confirmation back; without one, nothing changes."""
    report = moderators.held_report(session, reference, by=by)
    confirmations.take_back(session, report, client_id, by=by, now=now)
