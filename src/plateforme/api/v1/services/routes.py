"""The catalogue of public services: find, read, add, and keep up to date."""

from functools import partial
from typing import Annotated, Any

from fastapi import Path, Query, Response

from plateforme.api.conditional import etag
from plateforme.api.deps import (
    Base,
    CanWriteServices,
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
from plateforme.api.v1.services.changes import ServiceChange, ServiceIn
from plateforme.api.v1.services.queries import ServiceQuery
from plateforme.api.v1.services.wire import ServiceOut
from plateforme.api.wire import Page
from plateforme.domains.access.errors import InsufficientScope, NotYourOrganization, Unauthenticated
from plateforme.domains.public_services import catalogue
from plateforme.domains.public_services.errors import ServiceExists, ServiceInvalid, ServiceNotFound
from plateforme.domains.public_services.listings import SERVICES

router = Resource(tags=["services"])

Slug = Annotated[
    str, Path(alias="service", description="Slug of the public service.", examples=["etat-civil-acte-de-naissance"])
]

MERGE_PATCH: dict[str, Any] = {
    "requestBody": {
        "content": {"application/merge-patch+json": {"schema": {"$ref": "#/components/schemas/ServiceChange"}}}
    }
}
"""RFC 7396 has a media type of its own; plain JSON is read as the same patch."""


@router.get("/services", operation_id="list_services", responses=problems(*LISTED), openapi_extra=filterable(SERVICES))
def list_services(
    query: Annotated[ServiceQuery, Query()], session: ReadSession, paging: Paging, base: Base
) -> Page[ServiceOut]:
    """List what the administration offers, by words, place, owner and age."""
    found = catalogue.list_services(session, paging.asked(query))
    return paging.page(found, partial(ServiceOut.of, base=base))


@router.post(
    "/services",
    operation_id="create_service",
    status_code=201,
    responses=problems(Unauthenticated, InsufficientScope, NotYourOrganization, ServiceExists, ServiceInvalid),
)
def create_service(
    body: ServiceIn, session: WriteSession, by: CanWriteServices, now: Now, base: Base, response: Response
) -> ServiceOut:
    """Add a public service of your organization to the catalogue."""
    row = catalogue.create_service(
        session, slug=body.slug, organization=body.organization, entry=body.entry(), by=by, now=now
    )
    out = ServiceOut.of(row, base)
    response.headers.update({"Location": out.links.self, "ETag": etag(row.revision)})
    return out


@router.get("/services/{service}", operation_id="get_service", responses=problems(ServiceNotFound))
def get_service(service: Slug, session: ReadSession, base: Base, response: Response) -> ServiceOut:
    """Read one public service: what it gives, to whom, where, when, and how sure that is."""
    row = catalogue.get_service(session, service)
    response.headers["ETag"] = etag(row.revision)
    return ServiceOut.of(row, base)


@router.patch(
    "/services/{service}",
    operation_id="update_service",
    openapi_extra=MERGE_PATCH,
    responses=problems(
        Unauthenticated,
        InsufficientScope,
        NotYourOrganization,
        ServiceNotFound,
        ServiceInvalid,
        PreconditionFailed,
        PreconditionRequired,
    ),
)
def update_service(
    service: Slug,
    body: ServiceChange,
    session: WriteSession,
    by: CanWriteServices,
    now: Now,
    base: Base,
    response: Response,
    if_match: IfMatch = None,
) -> ServiceOut:
    """Change a public service of your organization (JSON Merge Patch).

    What is left out stays, null empties, lists are replaced as a whole. A patch that changes nothing leaves the ETag
    as it was. To say that a part is still correct, send its day in `assurances`.
    """
    row = catalogue.held_service(session, service, by=by)
    check_match(if_match, row.revision)
    catalogue.update_service(session, row, body.applied_to(row), now=now)
    response.headers["ETag"] = etag(row.revision)
    return ServiceOut.of(row, base)
