"""Who gets a report: the rules of an organization, and what they would decide."""

from typing import Annotated

from fastapi import Query, Response

from plateforme.api.conditional import etag
from plateforme.api.deps import (
    CanConfigureReports,
    CanTriageReports,
    IfMatch,
    Now,
    PreconditionFailed,
    PreconditionRequired,
    ReadSession,
    WriteSession,
)
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.paths import ReportReference
from plateforme.api.v1.routing.wire import (
    ReportDestinationOut,
    ReportRoutingIn,
    ReportRoutingOut,
    RoutingOut,
    RoutingQuery,
)
from plateforme.api.v1.settled import Organization, check_put
from plateforme.domains.access.errors import (
    InsufficientScope,
    NotYourOrganization,
    OrganizationNotFound,
    Unauthenticated,
)
from plateforme.domains.reports.errors import ReportErased, ReportNotFound
from plateforme.domains.reports.lifecycle import destination
from plateforme.domains.reports.settings import routing, routing_settings
from plateforme.domains.reports.settings.setting_errors import (
    BadPlace,
    ReportCategoryNotFound,
    ReportRoutingInvalid,
    SettledMeanwhile,
)

router = Resource(tags=["reports"])


@router.get(
    "/routing",
    operation_id="get_routing",
    responses=problems(BadPlace, OrganizationNotFound, ReportCategoryNotFound),
)
def get_routing(query: Annotated[RoutingQuery, Query()], session: ReadSession) -> RoutingOut:
    """Say who would get a report of this kind, there, with these words, and which rule decides it.

    Nothing is stored: use it to try rules. Of a report that is there, ask `/reports/{reference}/routing`.
    """
    return RoutingOut.of(query.organization, routing.who_gets(session, query.organization, query.case()))


@router.get(
    "/reports/{reference}/routing",
    operation_id="get_report_destination",
    responses=problems(Unauthenticated, InsufficientScope, NotYourOrganization, ReportNotFound, ReportErased),
)
def get_report_destination(
    reference: ReportReference, session: ReadSession, by: CanTriageReports
) -> ReportDestinationOut:
    """Say which team a report of your organization should have by the rules as they stand, and which rule decides it.

    It is decided upon the report as it was written: a text that the public does not read yet counts whole, and so do
    answers that are not public. Nothing is stored: to assign the report, move it to this team.
    """
    report, decision = destination.who_gets_report(session, reference, by=by)
    return ReportDestinationOut.of_report(report, decision)


@router.get(
    "/organizations/{organization}/report-routing",
    operation_id="get_report_routing",
    responses=problems(OrganizationNotFound),
)
def get_report_routing(organization: Organization, session: ReadSession, response: Response) -> ReportRoutingOut:
    """Read the rules by which the reports of an organization find their team, in their order."""
    out = ReportRoutingOut.of(organization, routing_settings.get_routing(session, organization))
    response.headers["ETag"] = etag(out.revision)
    return out


@router.put(
    "/organizations/{organization}/report-routing",
    operation_id="put_report_routing",
    responses={
        **problems(
            Unauthenticated,
            InsufficientScope,
            NotYourOrganization,
            OrganizationNotFound,
            ReportRoutingInvalid,
            SettledMeanwhile,
            PreconditionFailed,
            PreconditionRequired,
        ),
        201: {"model": ReportRoutingOut, "description": "Settled for the first time."},
    },
)
def put_report_routing(
    organization: Organization,
    body: ReportRoutingIn,
    session: WriteSession,
    by: CanConfigureReports,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> ReportRoutingOut:
    """Settle all the rules of your organization at once. Reports that have a team keep it.

    The first time needs no `If-Match`; replacing does.
    """
    by.require_organization(organization)
    check_put(if_match, routing_settings.held_routing_revision(session, organization))
    row, is_new = routing_settings.put_routing(session, organization, body.told(), by=by, now=now)
    response.headers["ETag"] = etag(row.revision)
    response.status_code = 201 if is_new else 200
    return ReportRoutingOut.of(organization, row)
