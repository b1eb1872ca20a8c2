"""What can go wrong with the photos of street reports."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from plateforme.kit.errors import Conflict, Invalid, Missing, Refused


class PhotoFault(StrEnum):
    """Why a file is not taken for a photo."""

    EMPTY = "empty"
    TOO_MANY_BYTES = "too_many_bytes"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_A_PHOTO = "not_a_photo"
    HEIC = "heic"
    BROKEN = "broken"


_WHY: Final[Mapping[PhotoFault, tuple[str, str]]] = MappingProxyType(
    {
        PhotoFault.EMPTY: (
            "The file is empty. Take or choose the photo again.",
            "Le fichier est vide. Reprenez ou choisissez de nouveau la photo.",
        ),
        PhotoFault.TOO_MANY_BYTES: (
            "The photo is larger than {limit} bytes. Send a smaller one: 2048 pixels a side are kept.",
            "La photo dépasse {limit} octets. Envoyez-en une plus petite : 2048 pixels de côté sont conservés.",
        ),
        PhotoFault.TOO_MANY_PIXELS: (
            "The photo has more than {limit} pixels. Send a smaller one: 2048 pixels a side are kept.",
            "La photo a plus de {limit} pixels. Envoyez-en une plus petite : 2048 pixels de côté sont conservés.",
        ),
        PhotoFault.NOT_A_PHOTO: (
            "The file is no photo that can be read. Send a JPEG, PNG or WebP picture.",
            "Ce fichier n’est pas une photo lisible. Envoyez une image JPEG, PNG ou WebP.",
        ),
        PhotoFault.HEIC: (
            "HEIC and AVIF pictures are not read. Send the photo as JPEG: phones do when asked for compatibility.",
            "Les images HEIC et AVIF ne sont pas lues. Envoyez la photo en JPEG : les téléphones savent le faire.",
        ),
        PhotoFault.BROKEN: (
            "The photo is cut short or damaged. Send it again, or take another one.",
            "La photo est tronquée ou abîmée. Renvoyez-la, ou prenez-en une autre.",
        ),
    }
)


class PhotoRefused(Invalid):
    """The file is no photo that can be kept: empty, too large, damaged, or of a kind that is not read."""

    code = "photo_refused"
    title = "Photo refused"

    def __init__(self, fault: PhotoFault, *, limit: int = 0) -> None:
        """Say what is wrong with the file and what would do."""
        english, french = (sentence.format(limit=limit) for sentence in _WHY[fault])
        super().__init__(english, french=french, extra={"fault": fault.value})
        self.fault = fault


class PhotoNotFound(Missing):
    """The report has no photo of this number that the caller may see."""

    code = "photo_not_found"
    title = "Photo not found"

    def __init__(self, reference: str, number: int) -> None:
        """Say where the photos are listed."""
        super().__init__(
            f"Report {reference} has no photo {number}. GET /v1/reports/{reference}/photos lists its photos.",
            french=f"Le signalement {reference} n’a pas de photo {number}. "
            f"GET /v1/reports/{reference}/photos liste ses photos.",
        )


class TooManyPhotos(Conflict):
    """The report has as many photos as its category takes."""

    code = "too_many_photos"
    title = "Too many photos"

    def __init__(self, reference: str, limit: int) -> None:
        """Say how many there may be."""
        super().__init__(
            f"Report {reference} takes {limit} photos at most. Remove one with DELETE before you add another."
            if limit
            else f"Reports of the category of {reference} take no photos. Describe what is seen instead.",
            french=f"Le signalement {reference} accepte {limit} photos au plus. Retirez-en une avec DELETE avant "
            "d’en ajouter une autre."
            if limit
            else f"La catégorie du signalement {reference} n’accepte pas de photos. Décrivez plutôt ce qui se voit.",
            extra={"limit": limit},
        )


class PhotoNotYours(Refused):
    """Photos are added and removed by the author of the report and by the organization that answers for it."""

    code = "photo_not_yours"
    title = "Photos of somebody else"

    def __init__(self, reference: str) -> None:
        """Say who may."""
        super().__init__(
            f"Only the author of report {reference}, and the organization that answers for it with the scope "
            "reports:triage, add and remove its photos. Make a report of your own, or confirm this one.",
            french=f"Seuls l’auteur du signalement {reference} et l’organisation responsable, avec le droit "
            "reports:triage, en ajoutent et en retirent les photos. Faites votre propre signalement, ou confirmez "
            "celui-ci.",
        )


class PhotoDecided(Conflict):
    """A photo that was withheld is gone: nothing is left to decide."""

    code = "photo_decided"
    title = "Photo already withheld"

    def __init__(self, reference: str, number: int) -> None:
        """Say that it cannot come back."""
        super().__init__(
            f"Photo {number} of report {reference} was withheld and its picture deleted. Another one may be sent.",
            french=f"La photo {number} du signalement {reference} a été écartée et son image supprimée. "
            "Son auteur peut en envoyer une autre.",
        )
