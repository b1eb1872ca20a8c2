"""The way in."""

from plateforme import __version__
from plateforme.api.deps import Base, ReadSession, Site
from plateforme.api.resource import Resource
from plateforme.api.v1.entry.wire import CheckerOut, EntryLinks, EntryOut
from plateforme.domains.quality.runs import latest_run

router = Resource(tags=["entry"])

COLLECTIONS = {
    "organizations": "organizations",
    "datasets": "datasets",
    "report_categories": "report-categories",
    "reports": "reports",
    "report_statistics": "reports/statistics",
    "report_retention": "report-retention",
    "changes": "changes",
    "services": "services",
    "policies": "policies",
    "findings": "findings",
    "scores": "scores",
    "quality_runs": "quality-runs",
    "consumers": "consumers",
    "scopes": "scopes",
}


@router.get("/", operation_id="get_entry")
def get_entry(base: Base, site: Site, session: ReadSession) -> EntryOut:
    """Find everything from here."""
    collections = {name: f"{base}/{path}" for name, path in COLLECTIONS.items()}
    links = EntryLinks(
        self=f"{base}/",
        documentation=f"{site}/docs",
        openapi=f"{site}/openapi/v1.json",
        open311=f"{site}/open311/discovery.json",
        **collections,
    )
    run = latest_run(session)
    checker = CheckerOut(finished_at=run.finished_at) if run else None
    return EntryOut(name="Plateforme", api="v1", build=__version__, checker=checker, links=links)
