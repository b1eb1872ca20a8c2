"""Coordinates of any reference system turned into WGS84 degrees, many at a time, by PROJ and GEOS."""

import re
from functools import lru_cache, partial

import numpy as np
import shapely  # type: ignore[import-untyped]
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from plateforme.domains.datasets.tabular.geometry import WGS84
from plateforme.domains.datasets.tabular.places.coordinates import WORLD, Box, Flags, Numbers, inside

Texts = NDArray[np.object_]
DECIMALS = 7
"""Decimals of computed degrees: about one centimetre."""

# Reference systems are used a little beyond the area they were made for: one degree.
_MARGIN = 1.0
# What GEOS numbers the kinds of geometry with.
_POINT, _POLYGONS = 0, (3, 6)
_DEEPEST = 16
"""How deep geometries may be nested. GEOS recurses: a hundred thousand collections in each other end the process, and
a few thousand take it minutes to write, without anybody being able to stop it."""
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)


class UnknownCrs(Exception):
    """PROJ has no reference system of this code, or none that can be turned into degrees."""


@lru_cache(maxsize=32)
def _transformer(crs: str) -> tuple[Transformer, Box]:
    try:
        source = CRS.from_user_input(crs)
        # Longitude or x first, whatever order the authority prescribes: so do GeoJSON and every file met.
        made = Transformer.from_crs(source, WGS84, always_xy=True)
    except CRSError as fault:
        raise UnknownCrs(crs) from fault
    area = source.area_of_use
    if area is None or not (source.is_projected or source.is_geographic):
        raise UnknownCrs(crs)
    west, south, east, north = area.bounds
    if west > east:  # the area crosses the 180th meridian
        west, east = -180.0, 180.0
    return made, (west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)


def known(crs: str) -> bool:
    """Tell whether coordinates of this reference system can be converted."""
    try:
        return bool(_transformer(crs))
    except UnknownCrs:
        return False


def to_degrees(x: Numbers, y: Numbers, crs: str) -> tuple[Numbers, Numbers]:
    """Give longitudes and latitudes; NaN where a coordinate is missing or falls outside the system's area."""
    transformer, area = _transformer(crs)
    lon, lat = transformer.transform(x, y)
    lon, lat = np.round(lon, DECIMALS), np.round(lat, DECIMALS)
    lost = ~inside(lon, lat, area)
    if lost.any():
        lon[lost] = np.nan
        lat[lost] = np.nan
    # Adding zero turns -0.0 into 0.0: the same place has the same bytes.
    return lon + 0.0, lat + 0.0


def parse(texts: Texts, *, wkt: bool) -> Texts:
    """Read geometries; None where a text is missing or is none, or nests them deeper than anybody needs."""
    held = [None if text is None or _is_deep(text, wkt=wkt) else text for text in texts]
    read = shapely.from_wkt if wkt else shapely.from_geojson
    shapes: Texts = read(np.array(held, dtype=object), on_invalid="ignore")
    return shapes


def _is_deep(text: str, *, wkt: bool) -> bool:
    opening, closing = "()" if wkt else "{}"
    if text.count(opening) <= _DEEPEST:  # nearly all: counting costs next to nothing
        return False
    depth = 0
    for piece in (text if wkt else _JSON_STRING.sub("", text)).split(opening)[1:]:
        depth += 1
        if depth > _DEEPEST:
            return True
        depth = max(0, depth - piece.count(closing))
    return False


def shapes_to_degrees(shapes: Texts, crs: str) -> Texts:
    """Convert geometries, heights untouched; None where any vertex falls outside the system's area."""
    converted = shapes.copy()
    if crs == WGS84:
        edges = bounds_of(shapes)
        outside = ~(inside(edges[:, 0], edges[:, 1], WORLD) & inside(edges[:, 2], edges[:, 3], WORLD))
        converted[outside] = None
        return converted
    for has_z in (False, True):
        some = shapely.has_z(shapes) == has_z
        if some.any():
            converted[some] = shapely.transform(shapes[some], partial(_vertices, crs=crs), include_z=has_z)
    vertices, owners = shapely.get_coordinates(converted, return_index=True)
    converted[np.unique(owners[~np.isfinite(vertices).all(axis=1)])] = None
    return converted


def bounds_of(shapes: Texts) -> Numbers:
    """Give west, south, east and north of each geometry, NaN where there is none."""
    edges: Numbers = shapely.bounds(shapes)
    return edges


def are_shapes(shapes: Texts) -> Flags:
    """Tell where there is a geometry, be it empty."""
    there: Flags = ~shapely.is_missing(shapes)
    return there


def are_empty(shapes: Texts) -> Flags:
    """Tell which geometries hold no vertex."""
    empty: Flags = shapely.is_empty(shapes)
    return empty


def are_points(shapes: Texts) -> Flags:
    """Tell which geometries are one point."""
    points: Flags = shapely.get_type_id(shapes) == _POINT
    return points


def are_twisted(shapes: Texts) -> Flags:
    """Tell which polygons are invalid, such as one that crosses itself."""
    twisted: Flags = np.isin(shapely.get_type_id(shapes), _POLYGONS)
    twisted[twisted] = ~shapely.is_valid(shapes[twisted])
    return twisted


def written(shapes: Texts) -> Texts:
    """Write geometries as GeoJSON (RFC 7946), None as None."""
    texts: Texts = shapely.to_geojson(shapes)
    return texts


def _vertices(vertices: Numbers, crs: str) -> Numbers:
    lon, lat = to_degrees(vertices[:, 0], vertices[:, 1], crs)
    return np.column_stack([lon, lat, *vertices[:, 2:].T])
