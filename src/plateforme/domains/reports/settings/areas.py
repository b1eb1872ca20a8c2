"""Areas that an organization draws: GeoJSON polygons in degrees (RFC 7946), and whether a point lies in one."""

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import shapely  # type: ignore[import-untyped]

from plateforme.domains.reports.places.places import EARTH, Box
from plateforme.kit.errors import Detail

MAX_VERTICES: Final = 20_000
POLYGONS: Final = ("Polygon", "MultiPolygon")
SQUARE_KM: Final = 111.195**2
"""Square kilometres in a square degree at the equator."""


def read(given: Mapping[str, Any], pointer: str) -> tuple[dict[str, Any], list[Detail]]:
    """Read an area: a geometry, or a feature that has one; what is wrong with it comes back beside it."""
    geometry = given.get("geometry") if given.get("type") == "Feature" else given
    if not isinstance(geometry, Mapping) or geometry.get("type") not in POLYGONS:
        return {}, [
            _fault(
                pointer,
                "geojson",
                "Draw the area as a GeoJSON Polygon or MultiPolygon.",
                "Dessinez la zone en GeoJSON, comme Polygon ou MultiPolygon.",
            )
        ]
    told = {"type": geometry["type"], "coordinates": geometry.get("coordinates")}
    try:
        shape = shapely.from_geojson(json.dumps(told))
    except (shapely.errors.GEOSException, ValueError, TypeError):
        shape = None
    return told, _shape_faults(shape, pointer)


def _shape_faults(shape: Any, pointer: str) -> list[Detail]:
    if shape is None or shape.is_empty:
        return [
            _fault(
                pointer,
                "geojson",
                "Give closed rings of at least four positions, each longitude, latitude.",
                "Donnez des anneaux fermés d’au moins quatre positions, chacune longitude, latitude.",
            )
        ]
    if shapely.get_num_coordinates(shape) > MAX_VERTICES:
        return [
            _fault(
                pointer,
                "too_long",
                f"Simplify the area to {MAX_VERTICES} positions.",
                f"Simplifiez la zone à {MAX_VERTICES} positions.",
            )
        ]
    west, south, east, north = shape.bounds
    if west < EARTH[0] or south < EARTH[1] or east > EARTH[2] or north > EARTH[3]:
        return [
            _fault(
                pointer,
                "range",
                "Positions are longitude then latitude, in degrees (WGS 84).",
                "Les positions sont longitude puis latitude, en degrés (WGS 84).",
            )
        ]
    if not shape.is_valid:
        return [
            _fault(
                pointer,
                "crossing",
                "The outline crosses itself: draw it so that it does not.",
                "Le contour se recoupe : dessinez-le sans croisement.",
            )
        ]
    return []


def _fault(pointer: str, code: str, english: str, french: str) -> Detail:
    return Detail("pointer", pointer, code, english, french)


def bounds(area: Mapping[str, Any]) -> Box:
    """West, south, east and north of an area."""
    west, south, east, north = _shape(_written(area)).bounds
    return west, south, east, north


def size_km2(area: Mapping[str, Any]) -> float:
    """About how large an area is, in square kilometres: good enough to say which of two is the smaller one."""
    shape = _shape(_written(area))
    narrowing = shapely.get_coordinates(shape)[:, 1].mean()
    return float(shape.area * SQUARE_KM * math.cos(math.radians(narrowing)))


def within(shape: Any, lon: float, lat: float) -> bool:
    """Whether the point lies in the shape of an area, its edge included."""
    return bool(shapely.intersects_xy(shape, lon, lat))


def point_inside(shape: Any) -> tuple[float, float]:
    """Longitude and latitude of a point that surely lies in the shape, which its centre need not."""
    point = shapely.point_on_surface(shape)
    return round(float(point.x), 6), round(float(point.y), 6)


def holds(area: Mapping[str, Any], lon: float, lat: float) -> bool:
    """Whether the point lies in the area, its edge included."""
    return bool(shapely.intersects_xy(_shape(_written(area)), lon, lat))


def _written(area: Mapping[str, Any]) -> str:
    return json.dumps({"type": area["type"], "coordinates": area["coordinates"]}, separators=(",", ":"))


def shape_of(area: Mapping[str, Any]) -> Any:
    """The shape of an area, ready to be asked from several threads."""
    return _shape(_written(area))


@lru_cache(maxsize=512)
def _shape(written: str) -> Any:
    """The shape that a text draws, made ready to be asked many times."""
    shape = shapely.from_geojson(written)
    shapely.prepare(shape)
    # GEOS builds its index when it is first asked, which two threads must not do at once
    shapely.intersects_xy(shape, *shape.bounds[:2])
    return shape
