"""Who answers for a place: the question that comes before the form, and what organizations settle about it."""

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
from plateforme.api.v1.coverage.wire import (
    CoverageOut,
    CoverageQuery,
    ReportCoverageIn,
    ReportCoverageOut,
    ReportCoverageQuery,
)
from plateforme.api.v1.settled import Organization, Slug, check_put
from plateforme.api.wire import Page
from plateforme.domains.access.errors import (
    InsufficientScope,
    NotYourOrganization,
    OrganizationNotFound,
    Unauthenticated,
)
from plateforme.domains.reports.listings.setting_listings import REPORT_COVERAGES
from plateforme.domains.reports.settings import coverage, coverage_settings
from plateforme.domains.reports.settings.setting_errors import (
    BadPlace,
    ReportCoverageInvalid,
    ReportCoverageNotFound,
    SettledMeanwhile,
)

router = Resource(tags=["reports"])

Coverage = Annotated[Slug, Path(description="Slug of the coverage.", examples=["routes-departementales"])]
CHANGING = (
    Unauthenticated,
    InsufficientScope,
    NotYourOrganization,
    OrganizationNotFound,
    PreconditionFailed,
    PreconditionRequired,
)


@router.get("/coverage", operation_id="get_coverage", responses=problems(BadPlace))
def get_coverage(query: Annotated[CoverageQuery, Query()], session: ReadSession, base: Base) -> CoverageOut:
    """Say which body answers for a place, what decided it, and where to send a report otherwise.

    `unknown` is a valid answer: nobody has settled anything there. A report may be sent all the same: it is taken in,
    and the organization that gets it says who answers.
    """
    coverage.require_place(query.lon, query.lat, insee_code=query.insee_code)
    answer = coverage.answering(session, query.lon, query.lat, query.category, insee_code=query.insee_code)
    return CoverageOut.of(answer, base=base)


@router.get(
    "/organizations/{organization}/report-coverages",
    operation_id="list_report_coverages",
    responses=problems(*LISTED, OrganizationNotFound),
    openapi_extra=filterable(REPORT_COVERAGES),
)
def list_report_coverages(
    organization: Organization,
    query: Annotated[ReportCoverageQuery, Query()],
    session: ReadSession,
    paging: Paging,
    base: Base,
) -> Page[ReportCoverageOut]:
    """List what an organization settled about who answers where."""
    found = coverage_settings.list_coverages(session, organization, paging.asked(query))
    return paging.page(found, partial(ReportCoverageOut.of, base=base))


@router.get(
    "/organizations/{organization}/report-coverages/{slug}",
    operation_id="get_report_coverage",
    responses=problems(ReportCoverageNotFound),
)
def get_report_coverage(
    organization: Organization, slug: Coverage, session: ReadSession, base: Base, response: Response
) -> ReportCoverageOut:
    """Read one coverage of an organization, with its area."""
    row = coverage_settings.get_coverage(session, organization, slug)
    response.headers["ETag"] = etag(row.revision)
    return ReportCoverageOut.of(row, base=base)


@router.put(
    "/organizations/{organization}/report-coverages/{slug}",
    operation_id="put_report_coverage",
    responses={
        **problems(*CHANGING, ReportCoverageInvalid, SettledMeanwhile),
        201: {"model": ReportCoverageOut, "description": "Settled for the first time."},
    },
)
def put_report_coverage(
    organization: Organization,
    slug: Coverage,
    body: ReportCoverageIn,
    session: WriteSession,
    by: CanConfigureReports,
    now: Now,
    base: Base,
    response: Response,
    if_match: IfMatch = None,
) -> ReportCoverageOut:
    """Settle who answers in a place: your organization, or another body and where to send what is its own.

    The first time needs no `If-Match`; replacing does.
    """
    by.require_organization(organization)
    check_put(if_match, coverage_settings.held_coverage_revision(session, organization, slug))
    row, is_new = coverage_settings.put_coverage(session, organization, slug, body.told(), by=by, now=now)
    out = ReportCoverageOut.of(row, base=base)
    response.headers.update({"ETag": etag(row.revision), "Content-Location": out.links.self})
    response.status_code = 201 if is_new else 200
    return out


@router.delete(
    "/organizations/{organization}/report-coverages/{slug}",
    operation_id="delete_report_coverage",
    status_code=204,
    responses=problems(*CHANGING, ReportCoverageNotFound),
)
def delete_report_coverage(
    organization: Organization,
    slug: Coverage,
    session: WriteSession,
    by: CanConfigureReports,
    if_match: IfMatch = None,
) -> None:
    """Remove a coverage: nothing is settled about this place any more."""
    by.require_organization(organization)
    check_match(if_match, coverage_settings.get_coverage(session, organization, slug).revision)
    coverage_settings.remove_coverage(session, organization, slug, by=by)
