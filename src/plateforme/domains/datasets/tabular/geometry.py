"""Where the rows of a table are: what its schema says of it, in the words of GeoJSON and EPSG."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from plateforme.kit.errors import Detail

WGS84 = "EPSG:4326"
"""Degrees, longitude before latitude as in RFC 7946: the form in which every place is stored."""

DERIVED = "derived"
"""The member of a field that tells a column computed at publication, which the producer's file need not have."""

POINT, SHAPE = "point", "geojson"
ORDERS = ("longitude, latitude", "latitude, longitude")
_URN = r"(?:urn:(?:x-)?ogc:def:crs:)?"
_EPSG = re.compile(rf"(?:{_URN}EPSG:{{1,2}}(?:[\w.]*:)?|https?://\S+/EPSG/[\w.]+/)?(\d{{4,6}})", re.IGNORECASE)
_CRS84 = re.compile(rf"{_URN}OGC:{{1,2}}(?:[\w.]*:)?(?:CRS)?84|https?://\S+/CRS84|CRS84", re.IGNORECASE)
_SIDES = 4


@dataclass(frozen=True)
class Geometry:
    """Where rows are, always in WGS84 degrees.

    A `point` is reached by two columns of numbers, `longitude` and `latitude`, and also by `column` when the table has
    its GeoJSON text. Any other geometry is the GeoJSON text (RFC 7946) of `column`. `source` are the columns that the
    places were computed from, in `source_crs`; it is empty when the columns of the file are the places themselves.
    `latitude_first` tells the order of the two numbers when the source is one column of texts.
    `bbox` is west, south, east, north; it follows the rows and is no part of what the table is.
    """

    kind: str
    longitude: str | None = None
    latitude: str | None = None
    column: str | None = None
    source: tuple[str, ...] = ()
    source_crs: str = WGS84
    latitude_first: bool | None = None
    bbox: tuple[float, float, float, float] | None = field(default=None, compare=False)

    def to_descriptor(self) -> dict[str, Any]:
        """Give the `geometry` member of the schema's descriptor, without its empty parts."""
        told: dict[str, Any] = {"kind": self.kind, "longitude": self.longitude, "latitude": self.latitude}
        told |= {"column": self.column, "crs": WGS84, "from": list(self.source)}
        order = None if self.latitude_first is None else ORDERS[self.latitude_first]
        told |= {"source_crs": self.source_crs, "order": order, "bbox": list(self.bbox) if self.bbox else None}
        return {name: value for name, value in told.items() if value}


def read_geometry(declared: object, names: Collection[str], faults: list[Detail]) -> Geometry | None:
    """Read the `geometry` member of a descriptor; `names` are the machine names of the fields."""
    if declared is None:
        return None
    if not isinstance(declared, Mapping) or declared.get("kind") not in (POINT, SHAPE):
        said = "The geometry is an object whose `kind` is point or geojson, as in the schema of a published dataset."
        faults.append(_fault("/geometry", "type", said))
        return None
    found: dict[str, str] = {
        part: str(declared[part]) for part in ("longitude", "latitude", "column") if declared.get(part)
    }
    listed = declared.get("from") or []
    source = tuple(str(each) for each in listed) if isinstance(listed, list) else ()
    if not set(names).issuperset((*found.values(), *source)):
        faults.append(_fault("/geometry", "reference", "The geometry names a field that the schema does not have."))
    whole = {"longitude", "latitude"} <= found.keys() if declared["kind"] == POINT else "column" in found
    if not whole:
        faults.append(_fault("/geometry", "required", "A point has a longitude and a latitude, a geojson a column."))
    crs = read_crs(declared.get("source_crs"), "/geometry/source_crs", faults)
    order = ORDERS.index(declared["order"]) if declared.get("order") in ORDERS else None
    return Geometry(
        declared["kind"],
        **found,
        source=source,
        source_crs=crs or WGS84,
        latitude_first=None if order is None else bool(order),
        bbox=_box(declared.get("bbox")),
    )


def read_crs(declared: object, pointer: str, faults: list[Detail]) -> str | None:
    """Read a `crs` member of a schema or of a field, such as `EPSG:2154`."""
    if declared is None:
        return None
    crs = crs_of(declared)
    if crs is None:
        faults.append(_fault(pointer, "enum", "Name the reference system by its EPSG code, such as EPSG:2154."))
    return crs


def crs_of(written: object) -> str | None:
    """Give the `EPSG:…` form of a reference system written as a code, a URN or an address; None when it is none."""
    text = str(written).strip() if isinstance(written, str | int) and not isinstance(written, bool) else ""
    if _CRS84.fullmatch(text):
        return WGS84
    found = _EPSG.fullmatch(text)
    return f"EPSG:{int(found.group(1))}" if found else None


def _box(told: object) -> tuple[float, float, float, float] | None:
    if not isinstance(told, list | tuple) or not all(isinstance(each, int | float) for each in told):
        return None
    return (float(told[0]), float(told[1]), float(told[2]), float(told[3])) if len(told) == _SIDES else None


def _fault(pointer: str, code: str, detail: str) -> Detail:
    return Detail("pointer", pointer, code, detail)
