"""A street report as a request of GeoReport v2: every key on every record, null where there is nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from plateforme.api.open311.extensions import extended
from plateforme.api.open311.jurisdictions import names_of
from plateforme.api.open311.times import told, told_if
from plateforme.api.problems.language import Language
from plateforme.domains.reports.listings.public_questions import PublicReport
from plateforme.domains.reports.search import public_pages
from plateforme.domains.reports.settings import categories, teams
from plateforme.domains.reports.settings.category import Category
from plateforme.domains.reports.settings.territories import territory_point
from plateforme.domains.reports.tables import (
    LocationPrecision,
    ReportEvent,
    ReportPhoto,
    ReportStatus,
    ReportVisibility,
    TextStatus,
)
from plateforme.kit.db import Session
from plateforme.kit.keyset import Asked

NOTICES: Final[Mapping[Language, Mapping[str, str]]] = {
    "fr": {
        TextStatus.IN_REVIEW: "Le texte est relu avant d’être publié.",
        TextStatus.WITHHELD: "Le texte n’est pas publié : il contenait des données personnelles.",
    },
    "en": {
        TextStatus.IN_REVIEW: "The text is read by a person before it is published.",
        TextStatus.WITHHELD: "The text is not published: it held personal data.",
    },
}
"""What is said in the place of a description that is not public."""

_TEAMS: Final = Asked(sort=(("slug", False),), limit=1000)


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What the records of one answer need beside the reports: read once for all of them."""

    site: str
    now: datetime
    categories: Mapping[str, Mapping[str, Category]]
    organizations: Mapping[str, str]
    teams: Mapping[str, Mapping[str, str]]
    words: Mapping[str, str]
    photos: Mapping[str, Sequence[ReportPhoto]]
    is_extended: bool = False
    histories: Mapping[str, Sequence[ReportEvent]] = field(default_factory=dict)
    language: Language = "fr"
    territories: Mapping[str, tuple[float, float] | None] = field(default_factory=dict)

    def category(self, report: PublicReport) -> Category | None:
        """The category of a report as its organization has it."""
        return self.categories[report.organization].get(report.category)


def records(
    session: Session,
    reports: Sequence[PublicReport],
    *,
    site: str,
    now: datetime,
    is_extended: bool = False,
    language: Language = "fr",
) -> list[dict[str, Any]]:
    """The records of some reports, in their order; `site` is the absolute address of the platform."""
    beside = replace(gathered(session, reports, site=site, now=now, is_extended=is_extended), language=language)
    return [record(report, beside) for report in reports]


def gathered(
    session: Session, reports: Sequence[PublicReport], *, site: str, now: datetime, is_extended: bool = False
) -> Beside:
    """What goes with these reports, in a few statements whatever their number."""
    organizations = {report.organization for report in reports}
    placeless = {report.organization for report in reports if report.lon is None}
    with_teams = {report.organization for report in reports if report.team is not None}
    return Beside(
        site=site,
        now=now,
        categories={slug: categories.effective(session, slug) for slug in organizations},
        organizations=names_of(session, organizations),
        teams={
            slug: {one.slug: one.name for one in teams.list_teams(session, slug, _TEAMS).rows} for slug in with_teams
        },
        words=public_pages.latest_words(session, reports),
        photos=public_pages.shown_photos(session, reports),
        is_extended=is_extended,
        histories=public_pages.public_history(session, reports) if is_extended else {},
        territories={slug: territory_point(session, slug) for slug in placeless},
    )


def record(report: PublicReport, beside: Beside) -> dict[str, Any]:
    """One request of GeoReport v2 (§GET Service Requests)."""
    category = beside.category(report)
    photos = beside.photos.get(report.id, ())
    is_closed = report.status == ReportStatus.CLOSED
    lon, lat = point(report, beside)
    told_record: dict[str, Any] = {
        "service_request_id": report.reference,
        "status": "closed" if is_closed else "open",
        "status_notes": beside.words.get(report.id),
        "service_name": report.category if category is None else category.label_fr,
        "service_code": report.category,
        "description": report.description or None,
        "agency_responsible": agency(report, beside),
        "service_notice": NOTICES[beside.language].get(report.text_status),
        "requested_datetime": told(report.opened_at),
        # of closed ones, the standard wants the date on which they were closed
        "updated_datetime": told(report.closed_at or report.updated_at),
        "expected_datetime": told_if(report.expected_at),
        "address": address(report),
        "address_id": report.address_id,
        "zipcode": report.postcode,
        "lat": lat,
        "long": lon,
        "media_url": photo_url(report, photos[0], beside.site) if photos else None,
    }
    if beside.is_extended:
        urls = [photo_url(report, photo, beside.site) for photo in photos]
        history = beside.histories.get(report.id, ())
        told_record |= extended(
            report, category, photos=tuple(zip(urls, photos, strict=True)), history=history, now=beside.now
        )
        if lon is not None and report.lon is None:
            told_record["extended_attributes"]["location_precision"] = LocationPrecision.COMMUNE
    return told_record


def point(report: PublicReport, beside: Beside) -> tuple[float | None, float | None]:
    """Where it is. Of a report known by its address alone, a point of the territory, where the organization drew it.

    Readers of the standard put every record on a map, and some fail on one without a point; `extensions=true` says
    how well the point is known (`location_precision`).
    """
    if report.lon is not None or report.visibility == ReportVisibility.ERASED:
        return report.lon, report.lat
    return beside.territories.get(report.organization) or (None, None)


def agency(report: PublicReport, beside: Beside) -> str:
    """Who deals with it: the team, where one was named, and its organization."""
    organization = beside.organizations[report.organization]
    team = None if report.team is None else beside.teams[report.organization].get(report.team)
    return organization if team is None else f"{team} ({organization})"


def address(report: PublicReport) -> str:
    """Where it is, in words; never nothing: clients of the standard count on it."""
    if report.address:
        return report.address
    if report.lat is not None and report.lon is not None:
        return f"{report.lat:.6f}, {report.lon:.6f}"
    return (
        " ".join(part for part in (report.district, report.postcode, report.insee_code) if part) or "Lieu non précisé"
    )


def photo_url(report: PublicReport, photo: ReportPhoto, site: str) -> str:
    """Where anybody reads a photo."""
    return f"{site}/v1/reports/{report.reference}/photos/{photo.number}/content"
