"""What the sender of a request is told with its identifier, in the words of citizens: `service_notice`.

In French, and in English for those who prefer it (`Accept-Language`).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from plateforme.api.problems.language import Language
from plateforme.domains.reports.duplicates import duplicates
from plateforme.domains.reports.tables import Report, ReportVisibility, TextStatus
from plateforme.kit.db import Session

PHOTO_LINK: Final = "media_url"
"""Under which name the address of a photo that was not fetched is kept among what the service does not ask."""

NAMED: Final = 3
"""How many reports nearby are named."""

Told = Mapping[Language, str]
"""A sentence in each language."""


def told(*, french: str, english: str) -> Told:
    """The same in both languages."""
    return {"fr": french, "en": english}


SANDBOX: Final = told(
    french="Ceci est un essai : personne n’interviendra, et la demande sera supprimée dans sept jours.",
    english="This is a trial: nobody will come, and the request will be deleted in seven days.",
)
IN_REVIEW: Final = told(
    french="Votre texte sera relu avant d’être publié, car il semble contenir des données personnelles.",
    english="Your text will be read by a person before it is published, as it seems to hold personal data.",
)
WAITING: Final = told(
    french="Votre demande est bien enregistrée. Son numéro sera connu sous peu.",
    english="Your request is safely kept. Its number will be known shortly.",
)
NEAR: Final = told(
    french="Un problème semblable est peut-être déjà signalé tout près : {named}.",
    english="A similar problem may have been reported close by already: {named}.",
)
PHOTO_REFUSED: Final = told(
    french="Une photo n’a pas pu être conservée. {reason}", english="A photo could not be kept. {reason}"
)

WARNINGS: Final[Mapping[str, Told]] = {
    "occurred_in_future": told(
        french="La date indiquée est dans le futur ; elle a été conservée telle quelle.",
        english="The date that you gave is in the future; it was kept as it is.",
    ),
    "occurred_long_ago": told(
        french="Le problème date de plus de trente jours.", english="The problem is more than thirty days old."
    ),
    "outside_france": told(french="Ce lieu semble hors de France.", english="This place seems to be outside France."),
    "outside_territory": told(
        french="Ce lieu ne relève pas de cet organisme ; la demande sera orientée.",
        english="This organization does not answer for this place; the request will be passed on.",
    ),
    "photo_link": told(
        french="L’adresse de la photo est conservée pour les agents ; la photo elle-même n’a pas été lue.",
        english="The address of the photo is kept for the staff; the photo itself was not read.",
    ),
    "unknown_attribute": told(
        french="Des informations que ce service ne demande pas ont été conservées à part.",
        english="Details that this service does not ask for were kept apart.",
    ),
}
"""What each warning of a report says to whoever sent it."""


def notice(
    session: Session, report: Report, refused_photos: Sequence[Told], *, now: datetime, language: Language
) -> str | None:
    """One text, or none when there is nothing to say. Reports nearby are advice: this one was taken in."""
    sentences = [each[language] for each in _sentences(session, report, now=now)]
    refused = [PHOTO_REFUSED[language].format(reason=reason[language]) for reason in refused_photos]
    return " ".join([*sentences, *refused]) or None


def _sentences(session: Session, report: Report, *, now: datetime) -> Iterator[Told]:
    if report.visibility == ReportVisibility.SANDBOX:
        yield SANDBOX
    near = duplicates.candidates_of(session, report, now=now, limit=NAMED)
    if near:
        named = ", ".join(f"{each.report.reference} ({round(each.distance_m)} m)" for each in near)
        yield {language: text.format(named=named) for language, text in NEAR.items()}
    if report.text_status == TextStatus.IN_REVIEW:
        yield IN_REVIEW
    for warning in _warnings(report):
        yield WARNINGS[warning]


def _warnings(report: Report) -> Iterator[str]:
    """Those that have words. The address of a photo is kept beside what was not asked, and is called what it is."""
    if PHOTO_LINK in report.unknown_attributes:
        yield "photo_link"
    is_only_link = report.unknown_attributes.keys() <= {PHOTO_LINK}
    for warning in report.warnings:
        if warning in WARNINGS and not (warning == "unknown_attribute" and is_only_link):
            yield warning
