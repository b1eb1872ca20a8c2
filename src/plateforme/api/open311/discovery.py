"""Discovery: where the endpoints are, what they write, who to ask, and how to get a key."""

from typing import Any

from fastapi import APIRouter, Response

from plateforme.api.deps import Now, PlatformDep, ReadSession, Site
from plateforme.api.open311.document import described
from plateforme.api.open311.endpoints import Endpoint, FormatDep
from plateforme.api.open311.formats import answer
from plateforme.api.open311.jurisdictions import jurisdictions
from plateforme.api.open311.questions import PAGE_MAX
from plateforme.api.open311.times import told
from plateforme.domains.reports.settings import offer

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
"""The address by which clients know the standard, to the letter."""

router = APIRouter(tags=["discovery"])
front = APIRouter(tags=["discovery"])
"""The same beside the endpoints, where clients look when they know only the mount."""


@front.get("/discovery.{format}", **described("discovery", name="discover_endpoints"))
@router.get("/discovery.{format}", **described("discovery"))
def discover(form: FormatDep, session: ReadSession, platform: PlatformDep, site: Site, now: Now) -> Response:
    """Say which endpoints there are, in which formats, and when what they offer last changed."""
    changeset = told(offer.changed_at(session, now=now))
    content = {
        "changeset": changeset,
        "contact": f"{site}/#contact",
        "key_service": "Reading needs no key. To send reports, ask the organization that you belong to, or the "
        f"operator of this platform ({site}/#contact), for a key with the scope reports:write. The test endpoint "
        "takes the key sandbox from anybody.",
        "max_requests": PAGE_MAX,
        "endpoints": [_endpoint(endpoint, site, changeset) for endpoint in Endpoint],
        "jurisdictions": list(jurisdictions(session, platform.settings)),
    }
    return answer("discovery", content, form)


def _endpoint(endpoint: Endpoint, site: str, changeset: str) -> dict[str, Any]:
    return {
        "specification": SPECIFICATION,
        "url": f"{site}{endpoint.path}",
        "changeset": changeset,
        "type": endpoint.value,
        "formats": ["text/xml", "application/json"],
    }
