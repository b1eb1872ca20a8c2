"""What the sender of a request is told with its identifier, in the words of citizens: `service_notice`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from plateforme.domains.reports.duplicates import duplicates
from plateforme.domains.reports.tables import Report, ReportVisibility, TextStatus
from plateforme.kit.db import Session

PHOTO_LINK: Final = "media_url"
"""Under which name the address of a photo that was not fetched is kept among what the service does not ask."""

NAMED: Final = 3
"""How many reports nearby are named."""

SANDBOX: Final = "Ceci est un essai : personne n’interviendra, et la demande sera supprimée dans sept jours."
IN_REVIEW: Final = "Votre texte sera relu avant d’être publié, car il semble contenir des données personnelles."
WAITING: Final = "Votre demande est bien enregistrée. Son numéro sera connu sous peu."

WARNINGS: Final[Mapping[str, str]] = {
    "occurred_in_future": "La date indiquée est dans le futur ; elle a été conservée telle quelle.",
    "occurred_long_ago": "Le problème date de plus de trente jours.",
    "outside_france": "Ce lieu semble hors de France.",
    "outside_territory": "Ce lieu ne relève pas de cet organisme ; la demande sera orientée.",
    "photo_link": "L’adresse de la photo est conservée pour les agents ; la photo elle-même n’a pas été lue.",
    "unknown_attribute": "Des informations que ce service ne demande pas ont été conservées à part.",
}
"""What each warning of a report says to whoever sent it."""


def notice(session: Session, report: Report, refused_photos: Sequence[str], *, now: datetime) -> str | None:
    """One text, or none when there is nothing to say. Reports nearby are advice: this one was taken in."""
    return " ".join(_sentences(session, report, refused_photos, now=now)) or None


def _sentences(session: Session, report: Report, refused_photos: Sequence[str], *, now: datetime) -> Iterator[str]:
    if report.visibility == ReportVisibility.SANDBOX:
        yield SANDBOX
    near = duplicates.candidates_of(session, report, now=now, limit=NAMED)
    if near:
        named = ", ".join(f"{each.report.reference} ({round(each.distance_m)} m)" for each in near)
        yield f"Un problème semblable est peut-être déjà signalé tout près : {named}."
    if report.text_status == TextStatus.IN_REVIEW:
        yield IN_REVIEW
    for warning in _warnings(report):
        yield WARNINGS[warning]
    for reason in refused_photos:
        yield f"Une photo n’a pas pu être conservée. {reason}"


def _warnings(report: Report) -> Iterator[str]:
    """Those that have words. The address of a photo is kept beside what was not asked, and is called what it is."""
    if PHOTO_LINK in report.unknown_attributes:
        yield "photo_link"
    is_only_link = report.unknown_attributes.keys() <= {PHOTO_LINK}
    for warning in report.warnings:
        if warning in WARNINGS and not (warning == "unknown_attribute" and is_only_link):
            yield warning
