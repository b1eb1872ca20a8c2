"""The place of a record: its point unless that stands for "unknown", and its words."""

from collections.abc import Mapping
from typing import Any, Final

from plateforme.consumers.loader.street.dating import Remarks
from plateforme.consumers.loader.street.mapping import SourceMapping
from plateforme.consumers.loader.street.texts import code_of, holds, number, point, said
from plateforme.consumers.loader.street.untold import Untold

MOST_LON: Final = 180
MOST_LAT: Final = 90
POSTCODE_DIGITS: Final = 5
INSEE_DIGITS: Final = 5


def place_of(texts: Mapping[str, str], mapping: SourceMapping, remarks: Remarks) -> dict[str, Any]:
    """Where it is, as far as the record knows."""
    fields = mapping.fields
    found: dict[str, Any] = {}
    spot = _spot(texts, mapping)
    if spot is not None and not _is_possible(*spot):
        remarks.append(("impossible_point", "The point is not on earth, or is 0, 0: it was left out."))
        spot = None
    if spot is not None:
        found["lon"], found["lat"] = spot
    address = said(texts, fields.address) or (mapping.place.address if spot is None else None)
    if address is None and spot is None:
        raise Untold("no_place", "The record has neither a point nor an address: give [place] an address for these.")
    codes = {
        "postcode": code_of(said(texts, fields.postcode), digits=POSTCODE_DIGITS),
        "insee_code": code_of(said(texts, fields.insee_code), digits=INSEE_DIGITS),
    }
    others = {
        "address": address,
        "address_id": said(texts, fields.address_id),
        "district": said(texts, fields.district),
    }
    return found | {name: text for name, text in (codes | others).items() if text is not None}


def _spot(texts: Mapping[str, str], mapping: SourceMapping) -> tuple[float, float] | None:
    if any(holds(texts, rule) for rule in mapping.place.nowhere):
        return None
    fields = mapping.fields
    if fields.point is not None:
        return point(texts.get(fields.point), mapping.place.point_order)
    lon, lat = number(texts.get(fields.lon or "")), number(texts.get(fields.lat or ""))
    return None if lon is None or lat is None else (lon, lat)


def _is_possible(lon: float, lat: float) -> bool:
    return abs(lon) <= MOST_LON and abs(lat) <= MOST_LAT and (lon, lat) != (0, 0)
