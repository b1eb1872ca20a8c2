"""Who publishes here and who uses what is published."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Response

from plateforme.api.conditional import etag
from plateforme.api.deps import Base, CanWriteOrganizations, Now, ReadSession, WriteSession
from plateforme.api.filtering import filterable
from plateforme.api.paging import LISTED, Paging
from plateforme.api.problems import problems
from plateforme.api.resource import Resource
from plateforme.api.v1.organizations.wire import OrganizationIn, OrganizationOut, OrganizationQuery
from plateforme.api.wire import Page
from plateforme.domains.access import organizations
from plateforme.domains.access.errors import (
    InsufficientScope,
    OrganizationExists,
    OrganizationNotFound,
    Unauthenticated,
)
from plateforme.domains.access.listings import ORGANIZATIONS

router = Resource(tags=["organizations"])

Slug = Annotated[str, Path(description="Slug of the organization.", examples=["nantes"])]


@router.get(
    "/organizations",
    operation_id="list_organizations",
    responses=problems(*LISTED),
    openapi_extra=filterable(ORGANIZATIONS),
)
def list_organizations(
    query: Annotated[OrganizationQuery, Query()], session: ReadSession, paging: Paging, base: Base
) -> Page[OrganizationOut]:
    """List the organizations."""
    found = organizations.list_organizations(session, paging.asked(query))
    return paging.page(found, partial(OrganizationOut.of, base=base))


@router.post(
    "/organizations",
    operation_id="create_organization",
    status_code=201,
    responses=problems(Unauthenticated, InsufficientScope, OrganizationExists),
)
def create_organization(
    body: OrganizationIn,
    response: Response,
    session: WriteSession,
    _by: CanWriteOrganizations,
    now: Now,
    base: Base,
) -> OrganizationOut:
    """Register an organization."""
    created = organizations.create_organization(session, **dict(body), now=now)
    out = OrganizationOut.of(created, base=base)
    response.headers.update({"Location": out.links.self, "ETag": etag(created.revision)})
    return out


@router.get("/organizations/{organization}", operation_id="get_organization", responses=problems(OrganizationNotFound))
def get_organization(organization: Slug, response: Response, session: ReadSession, base: Base) -> OrganizationOut:
    """Read one organization."""
    found = organizations.get_organization(session, organization)
    response.headers["ETag"] = etag(found.revision)
    return OrganizationOut.of(found, base=base)
