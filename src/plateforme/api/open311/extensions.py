"""What a record tells beyond the standard, for clients that ask for it with `extensions=true`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from plateforme.api.open311.times import told
from plateforme.domains.reports.listings.public_questions import PublicReport
from plateforme.domains.reports.settings.category import LISTS, Category
from plateforme.domains.reports.tables import (
    ReportEvent,
    ReportEventKind,
    ReportOutcome,
    ReportPhoto,
    ReportStatus,
    TextStatus,
)

DETAILED: Final[Mapping[str, str]] = {
    ReportStatus.RECEIVED: "RECEIVED",
    ReportStatus.ACKNOWLEDGED: "RECEIVED",
    ReportStatus.PLANNED: "IN_PROCESS",
    ReportStatus.IN_PROGRESS: "IN_PROCESS",
    ReportStatus.TRANSFERRED: "IN_PROCESS",
    ReportStatus.CLOSED: "PROCESSED",
}
"""The words of CitySDK for where a report stands."""

TURNED_AWAY: Final = (ReportOutcome.NOT_RESPONSIBLE, ReportOutcome.REJECTED)

SUMMARIES: Final[Mapping[str, str]] = {
    ReportEventKind.OPENED: "Signalement reçu",
    ReportEventKind.MOVED: "Avancement",
    ReportEventKind.REOPENED: "Signalement rouvert",
    ReportEventKind.COMPLETED: "Signalement complété",
    ReportEventKind.ASSIGNED: "Signalement confié à une équipe",
    ReportEventKind.RECATEGORIZED: "Catégorie modifiée",
    ReportEventKind.PHOTO_ADDED: "Photo ajoutée",
    ReportEventKind.PHOTO_REMOVED: "Photo retirée",
    ReportEventKind.COMMENTED: "Commentaire",
    ReportEventKind.MERGED: "Signalement rattaché à un autre",
    ReportEventKind.SPLIT: "Signalement détaché d’un autre",
    ReportEventKind.FOLLOWED: "Autre personne concernée",
}

STATES: Final[Mapping[str, str]] = {
    ReportStatus.ACKNOWLEDGED: "Signalement pris en compte",
    ReportStatus.PLANNED: "Intervention planifiée",
    ReportStatus.IN_PROGRESS: "Intervention en cours",
    ReportStatus.TRANSFERRED: "Signalement transmis",
    ReportStatus.CLOSED: "Signalement clos",
}

TYPES: Final[Mapping[str, str]] = {ReportEventKind.OPENED: "submitted", ReportEventKind.REOPENED: "opened"}
"""What Chicago calls the entries of its notes; all others are `activity`, or `closed`."""


def extended(
    report: PublicReport,
    category: Category | None,
    *,
    photos: Sequence[tuple[str, ReportPhoto]],
    history: Sequence[ReportEvent],
    now: datetime,
) -> dict[str, Any]:
    """The members that are added; `photos` come with their addresses."""
    return {
        "extended_attributes": {
            "channel": report.channel,
            "outcome": report.outcome,
            "detailed_status": detailed_status(report),
            "duplicate": report.duplicate_of is not None,
            "parent_service_request_id": report.duplicate_of,
            "photos": [
                {
                    "media_url": url,
                    "title": photo.title,
                    "width": photo.width,
                    "height": photo.height,
                    "created_at": told(photo.at),
                }
                for url, photo in photos
            ],
            "location_precision": report.location_precision,
            "freshness": freshness(report, now=now),
        },
        "attributes": answers(report, category),
        "notes": [note(event) for event in history],
    }


def detailed_status(report: PublicReport) -> str:
    """Where it stands, in more words than open and closed."""
    if report.outcome in TURNED_AWAY:
        return "REJECTED"
    if report.status == ReportStatus.RECEIVED and report.text_status == TextStatus.IN_REVIEW:
        return "PENDING"
    return DETAILED[report.status]


def freshness(report: PublicReport, *, now: datetime) -> str:
    """Whether what was promised is kept: `fresh`, `overdue`, or `settled` once closed."""
    if report.status == ReportStatus.CLOSED:
        return "settled"
    return "overdue" if report.expected_at is not None and report.expected_at < now else "fresh"


def answers(report: PublicReport, category: Category | None) -> list[dict[str, Any]]:
    """What was answered to the public questions of the category; one item for each value of a list."""
    found: list[dict[str, Any]] = []
    for asked in category.attributes if category is not None and report.attributes else ():
        if not asked.is_public or asked.code not in report.attributes:
            continue
        given = report.attributes[asked.code]
        names = dict(asked.values) if asked.datatype in LISTS else {}
        for value in given if isinstance(given, list) else [given]:
            name = names.get(str(value), str(value))
            found.append({"code": asked.code, "label": asked.label_fr, "name": name, "value": str(value)})
    return found


def note(event: ReportEvent) -> dict[str, Any]:
    """One entry of the history, in the shape of Chicago's notes."""
    is_closing = event.to_status == ReportStatus.CLOSED and event.kind == ReportEventKind.MOVED
    summary = STATES.get(event.to_status) if event.kind == ReportEventKind.MOVED else None
    return {
        "datetime": told(event.at),
        "summary": summary or SUMMARIES.get(event.kind, "Mise à jour"),
        "description": event.explanation,
        "type": "closed" if is_closing else TYPES.get(event.kind, "activity"),
        "extended_attributes": {
            "number": event.number,
            "status": event.to_status,
            "outcome": event.outcome,
            "related_service_request_id": event.related,
        },
    }
