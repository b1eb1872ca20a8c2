"""Reports that may tell of one problem, and those that were said to: a group around the first of them, its anchor.

What is near is measured to the anchor and never from member to member: by such chains, thousands of reports of a dense
town would become one. A group is thus never wider than twice the radius of its category.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.duplicates.duplicate_errors import BadSpot
from plateforme.domains.reports.places import places
from plateforme.domains.reports.places.spots import Near, Spot, Wanted
from plateforme.domains.reports.search.search import get_report
from plateforme.domains.reports.settings import categories
from plateforme.domains.reports.settings.category import DUPLICATE_RADIUS_M
from plateforme.domains.reports.settings.shared_categories import BY_CODE
from plateforme.domains.reports.tables import Report
from plateforme.domains.reports.tables.listed import ListedReport
from plateforme.kit.errors import Detail
from plateforme.kit.keyset import Asked, Slice

CLOSED_FOR: Final = timedelta(days=30)
"""A report that was closed longer ago is no duplicate: the problem is a new one."""

CANDIDATES: Final = 10


def radius_of(session: Session, organization: str | None, category: str) -> int:
    """Metres within which two reports of a category may tell of one problem, as this organization has it."""
    terms = BY_CODE.get(category) if organization is None else categories.find(session, organization, category)
    return DUPLICATE_RADIUS_M if terms is None else terms.duplicate_radius_m


def candidates(session: Session, spot: Spot, *, now: datetime, limit: int = CANDIDATES) -> list[Near]:
    """Public reports, nearest first, that whoever is about to report this should be offered to follow instead.

    Of the same category, open or closed less than 30 days ago, and followers of none. This is advice: nobody is kept
    from reporting.
    """
    if faults := _faults(session, spot):
        raise BadSpot(faults)
    radius = radius_of(session, spot.organization, spot.category)
    return store.anchors_around(session, spot, radius, Wanted(closed_since=now - CLOSED_FOR), limit=limit)


def candidates_of(session: Session, report: Report, *, now: datetime, limit: int = CANDIDATES) -> list[Near]:
    """Public reports of the same organization, nearest first, that may tell of the problem of this one.

    None when it has no point: nothing can be measured.
    """
    if report.lon is None or report.lat is None:
        return []
    spot = Spot(
        category=report.category,
        lon=report.lon,
        lat=report.lat,
        organization=report.organization,
        sample=report.sample,
    )
    radius = radius_of(session, spot.organization, spot.category)
    wanted = Wanted(closed_since=now - CLOSED_FOR, but=report.reference)
    return store.anchors_around(session, spot, radius, wanted, limit=limit)


def list_members(
    session: Session, reference: str, asked: Asked, *, caller: Principal | None = None
) -> tuple[Report, Slice[Report]]:
    """A report, and one page of those that follow it."""
    anchor = get_report(session, reference, caller=caller)
    return anchor, store.list_members(session, anchor.reference, asked, caller=caller)


def is_first(one: ListedReport, other: ListedReport) -> bool:
    """Whether a report was made before another one, and is the anchor of a group of both."""
    return (one.opened_at, one.id) < (other.opened_at, other.id)


def _faults(session: Session, spot: Spot) -> list[Detail]:
    faults = [
        Detail("parameter", each.name.removeprefix("/"), each.code, each.detail, french=each.french)
        for each in places.faults(spot.lon, spot.lat, address=None)
    ]
    known = BY_CODE.get(spot.category)
    if spot.organization is not None:
        known = categories.find(session, spot.organization, spot.category)
    if known is None:
        faults.append(
            Detail(
                "parameter",
                "category",
                "unknown",
                "Use a code of GET /v1/report-categories; for a category of one organization, name it too.",
                french="Utilisez un code de GET /v1/report-categories ; pour une catégorie propre à une organisation, "
                "nommez aussi celle-ci.",
            )
        )
    return faults
