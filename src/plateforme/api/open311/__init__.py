"""Open311 GeoReport v2: street reports as the world's clients of that standard read and send them.

The same use cases as under `/v1`, behind the standard's own words, formats and errors. One application serves both
endpoints: `/open311/v2`, and the sandbox `/open311/test/v2`.
"""

from typing import Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from plateforme.api import problems
from plateforme.api.open311 import bulk, discovery, document, offers, posting, reading, tokens, updates
from plateforme.api.open311.endpoints import BELOW, Endpoint
from plateforme.api.open311.errors import MOUNT, ErrorBodies

__all__ = ["MOUNT", "VERSION", "ErrorBodies", "build"]

VERSION: Final = "2.0"
"""Of the standard: GeoReport v2."""

PARTS: Final = (discovery, offers, posting, tokens, updates, reading, bulk)
"""In the order in which the document shows them."""


def build() -> FastAPI:
    """The application of `/open311`; the one that mounts it puts the platform on its `state`."""
    app = FastAPI(
        title="Plateforme, Open311 GeoReport v2",
        version=VERSION,
        description=document.DESCRIPTION,
        servers=document.SERVERS,
        openapi_tags=document.TAGS,
        license_info={"name": "European Union Public Licence 1.2", "identifier": "EUPL-1.2"},
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_name,
    )
    generate = app.openapi
    problems.install(app)
    document.install(app, generate)  # not that of problems: here errors have the standard's own body
    app.include_router(discovery.front)
    for endpoint in Endpoint:
        for part in PARTS:
            app.include_router(part.router, prefix=BELOW[endpoint])
    return app


def _name(route: APIRoute) -> str:
    """The name of an operation: that of its function, and of the endpoint when that is the sandbox."""
    return f"{route.name}_in_sandbox" if route.path.startswith(BELOW[Endpoint.TEST]) else route.name
