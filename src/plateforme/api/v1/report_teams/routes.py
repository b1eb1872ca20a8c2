"""Teams: who in an organization deals with which reports, and which programs act for them."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Response

from plateforme.api.conditional import etag
from plateforme.api.deps import (
    Base,
    CanConfigureReports,
    IfMatch,
    Now,
    PreconditionFailed,
    PreconditionRequired,
    ReadSession,
    WriteSession,
    check_match,
)
from plateforme.api.filtering import filterable
from plateforme.api.paging import LISTED, Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.report_teams.wire import ReportTeamIn, ReportTeamOut, ReportTeamQuery
from plateforme.api.v1.settled import Organization, Slug, check_put
from plateforme.api.wire import Page
from plateforme.domains.access.errors import (
    InsufficientScope,
    NotYourOrganization,
    OrganizationNotFound,
    Unauthenticated,
)
from plateforme.domains.reports.listings.setting_listings import REPORT_TEAMS
from plateforme.domains.reports.settings import teams
from plateforme.domains.reports.settings.setting_errors import ReportTeamInvalid, ReportTeamNotFound, SettledMeanwhile

router = Resource(tags=["reports"])

Team = Annotated[Slug, Path(description="Slug of the team.", examples=["voirie-nord"])]
CHANGING = (
    Unauthenticated,
    InsufficientScope,
    NotYourOrganization,
    OrganizationNotFound,
    PreconditionFailed,
    PreconditionRequired,
)


@router.get(
    "/organizations/{organization}/report-teams",
    operation_id="list_report_teams",
    responses=problems(*LISTED, OrganizationNotFound),
    openapi_extra=filterable(REPORT_TEAMS),
)
def list_report_teams(
    organization: Organization,
    query: Annotated[ReportTeamQuery, Query()],
    session: ReadSession,
    paging: Paging,
    base: Base,
) -> Page[ReportTeamOut]:
    """List the teams of an organization, retired ones included."""
    found = teams.list_teams(session, organization, paging.asked(query))
    return paging.page(found, partial(ReportTeamOut.of, base=base))


@router.get(
    "/organizations/{organization}/report-teams/{team}",
    operation_id="get_report_team",
    responses=problems(ReportTeamNotFound),
)
def get_report_team(
    organization: Organization, team: Team, session: ReadSession, base: Base, response: Response
) -> ReportTeamOut:
    """Read one team of an organization."""
    row = teams.get_team(session, organization, team)
    response.headers["ETag"] = etag(row.revision)
    return ReportTeamOut.of(row, base=base)


@router.put(
    "/organizations/{organization}/report-teams/{team}",
    operation_id="put_report_team",
    responses={
        **problems(*CHANGING, ReportTeamInvalid, SettledMeanwhile),
        201: {"model": ReportTeamOut, "description": "Settled for the first time."},
    },
)
def put_report_team(
    organization: Organization,
    team: Team,
    body: ReportTeamIn,
    session: WriteSession,
    by: CanConfigureReports,
    now: Now,
    base: Base,
    response: Response,
    if_match: IfMatch = None,
) -> ReportTeamOut:
    """Settle a team of your organization, or settle it anew; a retired one comes back.

    The first time needs no `If-Match`; replacing does.
    """
    by.require_organization(organization)
    check_put(if_match, teams.held_team_revision(session, organization, team))
    row, is_new = teams.put_team(session, organization, team, body.told(), by=by, now=now)
    out = ReportTeamOut.of(row, base=base)
    response.headers.update({"ETag": etag(row.revision), "Content-Location": out.links.self})
    response.status_code = 201 if is_new else 200
    return out


@router.delete(
    "/organizations/{organization}/report-teams/{team}",
    operation_id="retire_report_team",
    responses=problems(*CHANGING, ReportTeamNotFound),
)
def retire_report_team(
    organization: Organization,
    team: Team,
    session: WriteSession,
    by: CanConfigureReports,
    now: Now,
    base: Base,
    response: Response,
    if_match: IfMatch = None,
) -> ReportTeamOut:
    """Retire a team: rules and categories give it nothing any more; the reports that it has stay its own."""
    by.require_organization(organization)
    check_match(if_match, teams.get_team(session, organization, team, hold=True).revision)
    row = teams.retire_team(session, organization, team, by=by, now=now)
    response.headers["ETag"] = etag(row.revision)
    return ReportTeamOut.of(row, base=base)
