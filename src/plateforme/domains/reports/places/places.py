"""Whether two numbers can be a place, and the mistakes people make with them."""

import re
from collections.abc import Sequence
from typing import Final

from plateforme.kit.errors import Detail
from plateforme.kit.ids import INSEE

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees (WGS 84)."""

EARTH: Final[Box] = (-180, -90, 180, 90)

FRANCE: Final[Sequence[Box]] = (
    (-5.6, 41.2, 9.8, 51.3),  # metropolitan France and Corsica
    (-63.3, 14.3, -60.7, 18.3),  # Saint-Martin, Saint-Barthélemy, Guadeloupe, Martinique
    (-54.7, 2.0, -51.5, 6.0),  # Guyane
    (55.1, -21.5, 55.9, -20.8),  # La Réunion
    (44.9, -13.1, 45.4, -12.5),  # Mayotte
    (-56.6, 46.7, -56.0, 47.2),  # Saint-Pierre-et-Miquelon
    (-155.0, -28.0, -134.0, -7.0),  # Polynésie française
    (163.0, -23.0, 169.0, -19.0),  # Nouvelle-Calédonie
    (-178.5, -14.6, -176.0, -13.0),  # Wallis-et-Futuna
)


INSEE_OF_ADDRESS: Final = slice(0, 5)
"""Where a key of the national address base (BAN) holds its commune: `77188_0120_00012`."""


def commune_of(address_id: str | None) -> str | None:
    """The INSEE code of the commune in which a key of the national address base lies, if it holds one."""
    code = (address_id or "")[INSEE_OF_ADDRESS]
    return code if re.fullmatch(INSEE, code) else None


def inside(box: Box, lon: float, lat: float) -> bool:
    """Whether the point is in the box, its edges included."""
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north


def in_france(lon: float, lat: float) -> bool:
    """Whether the point is near French land, by coarse boxes."""
    return any(inside(box, lon, lat) for box in FRANCE)


def faults(lon: float | None, lat: float | None, *, address: str | None) -> list[Detail]:
    """What is wrong with a place, if anything.

    A point outside France is accepted: a report beyond our remit is answered, not lost. Only what cannot be meant is
    refused.
    """
    if lon is None and lat is None:
        return (
            []
            if address
            else [
                _fault(
                    "/lon",
                    "required",
                    "Say where it is: lon and lat, or at least an address.",
                    "Dites où c’est : lon et lat, ou au moins une adresse.",
                )
            ]
        )
    if lon is None or lat is None:
        missing = "/lon" if lon is None else "/lat"
        return [
            _fault(
                missing,
                "required",
                "Send lon and lat together, or neither.",
                "Envoyez lon et lat ensemble, ou aucun des deux.",
            )
        ]
    if not inside(EARTH, lon, 0):
        return [
            _fault(
                "/lon",
                "range",
                "A longitude is between -180 and 180 degrees.",
                "Une longitude est entre -180 et 180 degrés.",
            ),
            *_latitude_faults(lon, lat),
        ]
    if in_france(lat, lon) and not in_france(lon, lat):
        return [
            _fault(
                "/lon",
                "swapped",
                "lon and lat look swapped: longitude goes in lon, latitude in lat.",
                "lon et lat semblent inversés : la longitude va dans lon, la latitude dans lat.",
            )
        ]
    return _latitude_faults(lon, lat)


def _latitude_faults(lon: float, lat: float) -> list[Detail]:
    if not inside(EARTH, 0, lat):
        return [
            _fault(
                "/lat", "range", "A latitude is between -90 and 90 degrees.", "Une latitude est entre -90 et 90 degrés."
            )
        ]
    if lon == 0 and lat == 0:
        return [
            _fault(
                "/lon",
                "null_island",
                "The point 0, 0 is in the sea: leave lon and lat out if unknown.",
                "Le point 0, 0 est en mer : ne donnez ni lon ni lat s’ils sont inconnus.",
            )
        ]
    return []


def _fault(pointer: str, code: str, detail: str, french: str) -> Detail:
    return Detail("pointer", pointer, code, detail, french=french)
