"""Our contract, version 1: one application, one OpenAPI document, one folder per resource."""

from typing import Final

from fastapi import Depends, FastAPI

from plateforme import __version__
from plateforme.api import idempotency, problems
from plateforme.api.admission import Admission
from plateforme.api.deps import identify
from plateforme.api.v1.aggregates import routes as aggregates
from plateforme.api.v1.attachments import routes as attachments
from plateforme.api.v1.changes import routes as changes
from plateforme.api.v1.consumers import routes as consumers
from plateforme.api.v1.coverage import routes as coverage
from plateforme.api.v1.datasets import routes as datasets
from plateforme.api.v1.descriptions import routes as descriptions
from plateforme.api.v1.entry import routes as entry
from plateforme.api.v1.exports import routes as exports
from plateforme.api.v1.feed import routes as feed
from plateforme.api.v1.metrics import routes as metrics
from plateforme.api.v1.organizations import routes as organizations
from plateforme.api.v1.parameters import refuse_unknown
from plateforme.api.v1.publications import routes as publications
from plateforme.api.v1.pulls import routes as pulls
from plateforme.api.v1.quality import routes as quality
from plateforme.api.v1.report_categories import routes as report_categories
from plateforme.api.v1.report_comments import routes as report_comments
from plateforme.api.v1.report_confirmations import routes as report_confirmations
from plateforme.api.v1.report_duplicates import routes as report_duplicates
from plateforme.api.v1.report_imports import routes as report_imports
from plateforme.api.v1.report_people import routes as report_people
from plateforme.api.v1.report_photos import routes as report_photos
from plateforme.api.v1.report_places import routes as report_places
from plateforme.api.v1.report_retention import routes as report_retention
from plateforme.api.v1.report_reviews import routes as report_reviews
from plateforme.api.v1.report_statistics import routes as report_statistics
from plateforme.api.v1.report_teams import routes as report_teams
from plateforme.api.v1.report_texts import routes as report_texts
from plateforme.api.v1.reports import routes as reports
from plateforme.api.v1.routing import routes as routing
from plateforme.api.v1.rows import routes as rows
from plateforme.api.v1.rows import write_routes as row_writes
from plateforme.api.v1.services import routes as services
from plateforme.api.v1.versions import routes as versions
from plateforme.api.v1.versions import routes_schemas as schemas
from plateforme.api.v1.vocabularies import routes as vocabularies

RESOURCES: Final = (
    entry,
    metrics,
    organizations,
    datasets,
    attachments,
    vocabularies,
    publications,
    pulls,
    versions,
    schemas,
    rows,
    exports,
    aggregates,
    descriptions,
    row_writes,
    changes,
    report_categories,
    report_teams,
    coverage,
    routing,
    report_places,
    report_statistics,
    reports,
    report_imports,
    report_duplicates,
    report_photos,
    report_confirmations,
    report_comments,
    report_texts,
    report_reviews,
    report_people,
    report_retention,
    feed,
    services,
    quality,
    consumers,
)
"""In the order in which the document shows them."""


def build() -> FastAPI:
    """The application of `/v1`; the one that mounts it puts the platform on its `state`."""
    app = FastAPI(
        title="Plateforme",
        version=__version__,
        summary="Open data of local governments, used by the administration itself.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
        # a bad key is refused everywhere, even where none is needed; so is a parameter that nobody documented
        dependencies=[Depends(identify), Depends(refuse_unknown)],
    )
    problems.install(app)
    idempotency.install(app)
    app.add_middleware(Admission)
    for resource in RESOURCES:
        app.include_router(resource.router)
    return app
