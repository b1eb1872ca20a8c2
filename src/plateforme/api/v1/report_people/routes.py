"""Who reported: read by those who must reach them, forgotten when they wish."""

from fastapi import Response

from plateforme.api.deps import CanReadContacts, CanWriteReports, Now, WriteSession
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.paths import ReportReference
from plateforme.api.v1.report_people.wire import ReporterOut
from plateforme.domains.access.errors import InsufficientScope, NotYourOrganization, Unauthenticated
from plateforme.domains.reports.errors import ReportErased, ReportNotFound
from plateforme.domains.reports.people import moderators, people
from plateforme.domains.reports.people.privacy_errors import NotYoursToDecide, ReporterNotFound

router = Resource(tags=["report-privacy"])

ACTING = (Unauthenticated, InsufficientScope, ReportNotFound, ReportErased)


@router.get(
    "/reports/{reference}/reporter",
    operation_id="get_report_reporter",
    responses=problems(*ACTING, NotYourOrganization, ReporterNotFound),
)
def get_report_reporter(
    reference: ReportReference, session: WriteSession, by: CanReadContacts, now: Now, response: Response
) -> ReporterOut:
    """Read who made a report to your organization, and how to reach them.

    Each reading is written down in the internal history of the report, with the consumer that read. The contact is
    removed as `GET /report-retention` says.
    """
    report = moderators.moderated_report(session, reference, by=by)
    response.headers["Cache-Control"] = "no-store"
    return ReporterOut.of(report, people.read_contact(session, report, by=by, now=now))


@router.delete(
    "/reports/{reference}/reporter",
    operation_id="delete_report_reporter",
    status_code=204,
    responses=problems(*ACTING, NotYoursToDecide, ReporterNotFound),
)
def delete_report_reporter(reference: ReportReference, session: WriteSession, by: CanWriteReports, now: Now) -> None:
    """Remove what is known about who made a report, at their wish; the report itself stays.

    Whoever sent the report may, and with the scope reports:moderate the organization that answers for it.
    """
    report = moderators.held_report(session, reference, by=by)
    people.forget_contact(session, report, by=by, now=now)
