"""What can be reported: the services of GeoReport v2, and what each of them asks."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from plateforme.api.deps import PlatformDep, ReadSession
from plateforme.api.open311.arguments import ArgumentsDep
from plateforme.api.open311.document import JURISDICTION, POINT, described
from plateforme.api.open311.endpoints import FormatDep
from plateforme.api.open311.errors import ServiceUnknown
from plateforme.api.open311.formats import answer
from plateforme.api.open311.jurisdictions import organization_for
from plateforme.api.open311.points import read_point
from plateforme.domains.reports.settings import offer
from plateforme.domains.reports.settings.category import LISTS, Attribute, Category
from plateforme.kit.db import Session
from plateforme.kit.settings import Settings

router = APIRouter(tags=["services"])

Code = Annotated[
    str,
    Path(description="Code of the service, as the list of services gives it.", examples=["illegal_dumping"]),
]


@router.get("/services.{format}", **described("services", JURISDICTION, *POINT))
def list_services(form: FormatDep, arguments: ArgumentsDep, session: ReadSession, platform: PlatformDep) -> Response:
    """List what can be reported, to one organization or to any; with a point, what somebody answers for there."""
    organization = organization_for(session, platform.settings, arguments.text("jurisdiction_id"))
    found = offered(session, organization)
    point = read_point(arguments)
    if point is not None:
        found = offer.answered_at(session, found, lon=point[0], lat=point[1], organization=organization)
    return answer("services", [service(category, kind_of(platform.settings)) for category in found], form)


@router.get("/services/{service_code}.{format}", **described("service_definition", JURISDICTION))
def get_service_definition(
    service_code: Code, form: FormatDep, arguments: ArgumentsDep, session: ReadSession, platform: PlatformDep
) -> Response:
    """Say what a service asks beside what every report tells."""
    organization = organization_for(session, platform.settings, arguments.text("jurisdiction_id"))
    found = offered(session, organization)
    category = next((one for one in found if one.code == service_code), None)
    if category is None:
        raise ServiceUnknown
    return answer("service_definition", definition(category), form)


def offered(session: Session, organization: str | None) -> Sequence[Category]:
    """What can be reported to an organization; without one, to anybody here."""
    return offer.offered_anywhere(session) if organization is None else offer.offered_by(session, organization)


def kind_of(settings: Settings) -> str:
    """Whether a request gets its identifier at once, or a token first."""
    return "realtime" if settings.open311_tokens == "never" else "batch"


def service(category: Category, kind: str = "realtime") -> dict[str, Any]:
    """A service of GeoReport v2 (§GET Service List)."""
    return {
        "service_code": category.code,
        "service_name": category.label_fr,
        "description": category.help_fr,
        "metadata": bool(category.attributes),
        "type": kind,
        "keywords": ",".join(category.keywords),
        "group": category.group,
    }


def definition(category: Category) -> dict[str, Any]:
    """A service definition of GeoReport v2 (§GET Service Definition)."""
    asked = sorted(category.attributes, key=lambda attribute: attribute.position)
    return {
        "service_code": category.code,
        "attributes": [_attribute(attribute, order) for order, attribute in enumerate(asked, start=1)],
    }


def _attribute(attribute: Attribute, order: int) -> dict[str, Any]:
    values = attribute.values if attribute.datatype in LISTS else ()
    return {
        "variable": attribute.variable,
        "code": attribute.code,
        "datatype": attribute.datatype.value,
        "required": attribute.required and attribute.variable,
        "datatype_description": attribute.help_fr or None,
        "order": order,
        "description": attribute.label_fr,
        "values": [{"key": key, "name": name} for key, name in values],
    }
