"""Categories of street reports: what can be reported, what is promised, and what an organization makes of it."""

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
)
from plateforme.api.paging import BadCursor, BadSort, Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.report_categories.bodies import ReportCategoryIn
from plateforme.api.v1.report_categories.queries import ReportCategoryQuery
from plateforme.api.v1.report_categories.wire import ReportCategoryOut
from plateforme.api.v1.settled import Organization, check_put
from plateforme.api.wire import Page
from plateforme.domains.access.errors import (
    InsufficientScope,
    NotYourOrganization,
    OrganizationNotFound,
    Unauthenticated,
)
from plateforme.domains.reports.settings import category_settings, coverage_offers
from plateforme.domains.reports.settings.setting_errors import (
    BadPlace,
    ReportCategoryInvalid,
    ReportCategoryNotFound,
    SettledMeanwhile,
)

router = Resource(tags=["reports"])

Category = Annotated[str, Path(description="Code of the category.", examples=["pothole"], max_length=64)]
CHANGING = (
    Unauthenticated,
    InsufficientScope,
    NotYourOrganization,
    OrganizationNotFound,
    PreconditionFailed,
    PreconditionRequired,
)


@router.get(
    "/report-categories",
    operation_id="list_report_categories",
    responses=problems(BadCursor, BadSort, BadPlace, OrganizationNotFound),
)
def list_report_categories(
    query: Annotated[ReportCategoryQuery, Query()], session: ReadSession, paging: Paging, base: Base
) -> Page[ReportCategoryOut]:
    """List the problems that can be reported, with the time promised for each.

    Without a place and without `organization`: the categories that all organizations share. With a place: those for
    which somebody answers there, so that a form shows what can be reported, and asks what the responsible body needs.
    """
    found = coverage_offers.list_offered(
        session,
        paging.asked(query),
        lon=query.lon,
        lat=query.lat,
        insee_code=query.insee_code,
        organization=query.organization,
    )
    return paging.page(found, partial(ReportCategoryOut.of, base=base))


@router.get("/report-categories/{code}", operation_id="get_report_category", responses=problems(ReportCategoryNotFound))
def get_report_category(code: Category, session: ReadSession, base: Base) -> ReportCategoryOut:
    """Read one of the categories that all organizations share."""
    return ReportCategoryOut.of(category_settings.get_category(session, code), base=base)


@router.get(
    "/organizations/{organization}/report-categories/{code}",
    operation_id="get_organization_report_category",
    responses=problems(OrganizationNotFound, ReportCategoryNotFound),
)
def get_organization_report_category(
    organization: Organization, code: Category, session: ReadSession, base: Base, response: Response
) -> ReportCategoryOut:
    """Read a category as an organization has it, retired or not; its `ETag` is needed to change it."""
    found = category_settings.get_category(session, code, organization)
    response.headers["ETag"] = etag(found.revision)
    return ReportCategoryOut.of(found, base=base)


@router.put(
    "/organizations/{organization}/report-categories/{code}",
    operation_id="put_organization_report_category",
    responses={
        **problems(*CHANGING, ReportCategoryInvalid, SettledMeanwhile),
        201: {"model": ReportCategoryOut, "description": "Settled for the first time."},
    },
)
def put_organization_report_category(
    organization: Organization,
    code: Category,
    body: ReportCategoryIn,
    session: WriteSession,
    by: CanConfigureReports,
    now: Now,
    base: Base,
    response: Response,
    if_match: IfMatch = None,
) -> ReportCategoryOut:
    """Settle a category of your organization: one of its own, or a shared one on other terms. A retired one comes back.

    The first time needs no `If-Match`; replacing does. Reports that there are keep the dates promised to them.
    """
    by.require_organization(organization)
    check_put(if_match, category_settings.held_category_revision(session, organization, code))
    category, is_new = category_settings.put_category(session, organization, code, body.terms(), by=by, now=now)
    out = ReportCategoryOut.of(category, base=base)
    response.headers.update({"ETag": etag(category.revision), "Content-Location": out.links.self})
    response.status_code = 201 if is_new else 200
    return out


@router.delete(
    "/organizations/{organization}/report-categories/{code}",
    operation_id="retire_organization_report_category",
    responses=problems(*CHANGING, ReportCategoryNotFound, SettledMeanwhile),
)
def retire_organization_report_category(
    organization: Organization,
    code: Category,
    session: WriteSession,
    by: CanConfigureReports,
    now: Now,
    base: Base,
    response: Response,
    if_match: IfMatch = None,
) -> ReportCategoryOut:
    """Retire a category: it takes no further reports, and those that there are keep it.

    A shared category about which your organization has settled nothing needs no `If-Match`.
    """
    by.require_organization(organization)
    check_put(if_match, category_settings.held_category_revision(session, organization, code))
    category = category_settings.retire_category(session, organization, code, by=by, now=now)
    response.headers["ETag"] = etag(category.revision)
    return ReportCategoryOut.of(category, base=base)
