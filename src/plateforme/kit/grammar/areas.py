"""Which places are meant: a box, a circle around a point, a polygon; read from `bbox`, `near` with `radius`, `within`.

Everything is in degrees of WGS84, longitude first as in RFC 7946, and metres. Edges of polygons are straight lines in
degrees. What lies on an edge lies within.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, Literal

import shapely  # type: ignore[import-untyped]

from plateforme.kit.errors import BadQuery, Detail
from plateforme.kit.grammar.conditions import Box, Circle, Condition, Place, Shape
from plateforme.kit.grammar.errors import BadValue

AREAS: Final = frozenset({"bbox", "near", "radius", "within"})
"""The words that this module reads."""

EARTH_RADIUS: Final = 6_371_008.8
"""Metres: the mean radius R1 of the Earth (IUGG). Against the ellipsoid, distances are wrong by less than 0.6 %."""

RADIUS_MAX: Final = 1_000_000
"""Metres."""

SHAPE_MAX: Final = 10_000
"""Characters of a polygon that is sent in a URL."""

_MARGIN: Final = 1e-9
"""Degrees by which the box around a circle is widened, so that no rounding cuts its rim off."""

_NUMBER: Final = re.compile(r"\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\s*")
_BOX_SHOWN: Final = "bbox=-1.65,47.18,-1.47,47.30"
_NEAR_SHOWN: Final = "near=-1.5536,47.2184&radius=500"
_WITHIN_SHOWN: Final = 'within={"type":"Polygon","coordinates":[[[-1.6,47.2],[-1.5,47.2],[-1.5,47.3],[-1.6,47.2]]]}'
_RING_MIN: Final = 4

Relation = Literal["touches", "inside"]


class Contour(str):
    """The GeoJSON text of an outline that is published here, which a code in `within` stood for."""

    __slots__ = ()


class NoPlaces(BadQuery):
    """A question about places, put to things that have none."""

    code = "no_places"
    title = "No places here"

    def __init__(self, parameter: str) -> None:
        """Name the parameter, and say what would give places."""
        said = (
            f"{parameter} asks where things are, and these have no place. Leave it out, or filter on a column such as "
            "a commune's code."
        )
        french = (
            f"{parameter} demande où sont les choses, et celles-ci n’ont pas de lieu. Retirez-le, ou filtrez sur une "
            "colonne telle que le code d’une commune."
        )
        super().__init__(said, errors=[Detail("parameter", parameter, "no_places", said, french=french)], french=french)


def read_areas(steering: Mapping[str, str], place: Place | None) -> tuple[Condition, ...]:
    """Read the areas that a question names; all of them must hold.

    `place` says where the things are kept, or that they have no place.
    """
    asked = [name for name in ("bbox", "near", "radius", "within") if name in steering]
    if not asked:
        return ()
    if place is None:
        raise NoPlaces(asked[0])
    found: list[Condition] = []
    if "bbox" in steering:
        found.append(read_box(steering["bbox"], place))
    if "near" in steering or "radius" in steering:
        found.append(_read_circle(steering.get("near"), steering.get("radius"), place))
    if "within" in steering:
        found.append(_read_within(steering["within"], place))
    return tuple(found)


def is_drawn(within: str) -> bool:
    """Tell a polygon in `within` from the code of one."""
    return within.lstrip().startswith("{")


def read_box(text: str, place: Place, parameter: str = "bbox") -> Box:
    """Read `west,south,east,north`."""
    numbers = _numbers(text)
    if numbers is not None and len(numbers) == 6:  # noqa: PLR2004  # the other form of OGC API Features
        raise BadValue(
            parameter,
            f"heights are not kept here: give four numbers, such as {_BOX_SHOWN}.",
            french=f"les altitudes ne sont pas gardées ici : donnez quatre nombres, comme {_BOX_SHOWN}.",
        )
    if numbers is None or len(numbers) != 4:  # noqa: PLR2004
        raise BadValue(
            parameter,
            f"give west,south,east,north in degrees, such as {_BOX_SHOWN}.",
            french=f"donnez ouest,sud,est,nord en degrés, comme {_BOX_SHOWN}.",
        )
    west, south, east, north = numbers
    _require_degrees(parameter, [(west, south), (east, north)], _BOX_SHOWN)
    if south > north:
        hint, french = _swapped((west, south), (east, north))
        raise BadValue(
            parameter,
            f"south is greater than north{hint}: give west,south,east,north, as in {_BOX_SHOWN}.",
            french=f"le sud est plus grand que le nord{french} : donnez ouest,sud,est,nord, comme {_BOX_SHOWN}.",
        )
    return Box(place, west, south, east, north)


def read_shape(
    geometry: Any, place: Place, parameter: str, *, kinds: Mapping[str, int], relation: Relation = "touches"
) -> Shape:
    """Check a GeoJSON geometry, and write it in one way.

    `kinds` are the types that are taken, each with how deep its positions lie.
    """
    if not isinstance(geometry, Mapping) or geometry.get("type") not in kinds:
        raise BadValue(
            parameter,
            f"give the GeoJSON of a {' or '.join(kinds)}, such as {_WITHIN_SHOWN}.",
            french=f"donnez le GeoJSON d’un objet {' ou '.join(kinds)}, comme {_WITHIN_SHOWN}.",
        )
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    try:
        read = _positions(coordinates, kinds[kind])
    except (TypeError, ValueError):
        raise BadValue(
            parameter,
            f"the coordinates are no {kind} of pairs longitude, latitude, as in {_WITHIN_SHOWN}.",
            french=f"les coordonnées ne sont pas un {kind} de paires longitude, latitude, comme {_WITHIN_SHOWN}.",
        ) from None
    _require_degrees(parameter, list(_each(read, kinds[kind])), _WITHIN_SHOWN)
    if kind.endswith("Polygon"):
        for ring in read if kind == "Polygon" else [ring for part in read for ring in part]:
            if len(ring) < _RING_MIN or ring[0] != ring[-1]:
                said = "every ring has four positions or more, and ends where it begins"
                french = "chaque anneau a au moins quatre positions et finit où il commence"
                raise BadValue(parameter, f"{said}, as in {_WITHIN_SHOWN}.", french=f"{french}, comme {_WITHIN_SHOWN}.")
    told = json.dumps({"type": kind, "coordinates": read}, separators=(",", ":"))
    if not shapely.is_valid(shapely.from_geojson(told)):
        raise BadValue(
            parameter,
            "the outline crosses itself, or its parts overlap. Mend it, or draw it anew.",
            french="le contour se recoupe, ou ses parties se chevauchent. Corrigez-le, ou redessinez-le.",
        )
    return Shape(place, told, relation)


POLYGONS: Final = {"Polygon": 2, "MultiPolygon": 3}
GEOMETRIES: Final = {**POLYGONS, "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2}


def outer_box(area: Box | Circle | Shape) -> Box:
    """Give a box that holds the whole area: nothing outside of it is meant. It may cross the antimeridian."""
    match area:
        case Box():
            return area
        case Circle(place, longitude, latitude, radius):
            return Box(place, *_around(longitude, latitude, radius))
        case Shape(place, geojson):
            return Box(place, *_extent(geojson))


def _read_circle(near: str | None, radius: str | None, place: Place) -> Circle:
    if near is None:
        raise BadValue(
            "radius",
            f"radius goes with near, as in {_NEAR_SHOWN}.",
            french=f"radius va avec near, comme {_NEAR_SHOWN}.",
        )
    if radius is None:
        raise BadValue(
            "near",
            f"near needs radius, in metres, as in {_NEAR_SHOWN}.",
            french=f"near demande radius, en mètres, comme {_NEAR_SHOWN}.",
        )
    point = _numbers(near)
    if point is None or len(point) != 2:  # noqa: PLR2004
        raise BadValue(
            "near",
            f"give longitude,latitude in degrees, such as {_NEAR_SHOWN}.",
            french=f"donnez longitude,latitude en degrés, comme {_NEAR_SHOWN}.",
        )
    _require_degrees("near", [(point[0], point[1])], _NEAR_SHOWN)
    metres = _numbers(radius)
    if metres is None or len(metres) != 1 or not 0 < metres[0] <= RADIUS_MAX:
        raise BadValue(
            "radius",
            f"give metres, above 0 and up to {RADIUS_MAX}, such as {_NEAR_SHOWN}.",
            french=f"donnez des mètres, plus de 0 et {RADIUS_MAX} au plus, comme {_NEAR_SHOWN}.",
        )
    return Circle(place, point[0], point[1], metres[0])


def _read_within(text: str, place: Place) -> Shape:
    if isinstance(text, Contour):
        return Shape(place, str(text))
    if not is_drawn(text):
        raise BadValue(
            "within",
            f"codes are for rows of datasets. Give a polygon, such as {_WITHIN_SHOWN}.",
            french=f"les codes sont pour les lignes des jeux de données. Donnez un polygone, comme {_WITHIN_SHOWN}.",
        )
    if len(text) > SHAPE_MAX:
        raise BadValue(
            "within",
            f"a polygon has {SHAPE_MAX} characters at most: leave out decimals beyond the sixth, or points.",
            french=f"un polygone a {SHAPE_MAX} caractères au plus : retirez les décimales après la sixième, ou des "
            "points.",
        )
    try:
        geometry = json.loads(text)
    except (ValueError, RecursionError):
        raise BadValue(
            "within",
            f"this is no JSON. Give a polygon, such as {_WITHIN_SHOWN}.",
            french=f"ce n’est pas du JSON. Donnez un polygone, comme {_WITHIN_SHOWN}.",
        ) from None
    if isinstance(geometry, Mapping) and geometry.get("type") == "Feature":
        geometry = geometry.get("geometry")
    return read_shape(geometry, place, "within", kinds=POLYGONS)


def _numbers(text: str) -> list[float] | None:
    parts = text.split(",", 8)
    if not all(_NUMBER.fullmatch(part) and len(part) < 40 for part in parts):  # noqa: PLR2004  # no number is longer
        return None
    read = [float(part) for part in parts]
    return read if all(math.isfinite(each) for each in read) else None


def _require_degrees(parameter: str, points: list[tuple[float, float]], shown: str) -> None:
    if all(_is_degrees(*point) for point in points):
        return
    said = "longitudes lie between -180 and 180, latitudes between -90 and 90"
    told = "une longitude est entre -180 et 180, une latitude entre -90 et 90"
    hint, french = _swapped(*points)
    raise BadValue(
        parameter,
        f"{said}{hint}: longitude comes first, as in {shown}.",
        french=f"{told}{french} : la longitude vient d’abord, comme {shown}.",
    )


def _is_degrees(longitude: float, latitude: float) -> bool:
    return abs(longitude) <= 180 and abs(latitude) <= 90  # noqa: PLR2004  # degrees


def _swapped(*points: tuple[float, float]) -> tuple[str, str]:
    """Say, in English and in French, that the numbers look like places of France the other way round."""
    is_french = all(41 < latitude < 52 and -6 < longitude < 10 for latitude, longitude in points)  # noqa: PLR2004  # degrees
    if not is_french:
        return "", ""
    return " (these look like latitude,longitude)", " (on dirait latitude,longitude)"


def _positions(coordinates: Any, depth: int) -> Any:
    """Check nested lists of positions; a height is left out."""
    if depth:
        if not isinstance(coordinates, list | tuple) or not coordinates:
            raise ValueError
        return [_positions(each, depth - 1) for each in coordinates]
    longitude, latitude, *_ = coordinates
    for each in (longitude, latitude):
        if isinstance(each, bool) or not isinstance(each, int | float) or not math.isfinite(each):
            raise ValueError
    return [float(longitude), float(latitude)]


def _each(coordinates: Any, depth: int) -> Iterator[tuple[float, float]]:
    if depth:
        for part in coordinates:
            yield from _each(part, depth - 1)
    else:
        yield coordinates[0], coordinates[1]


@lru_cache(maxsize=256)
def _extent(geojson: str) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.from_geojson(geojson).bounds
    return west, south, east, north


def _around(longitude: float, latitude: float, radius: float) -> tuple[float, float, float, float]:
    """The box of degrees that holds a circle; all longitudes when there is a pole in it."""
    angle = radius / EARTH_RADIUS
    reach = math.degrees(angle) + _MARGIN
    south, north = latitude - reach, latitude + reach
    if south <= -90 or north >= 90:  # noqa: PLR2004  # degrees
        return -180.0, max(south, -90.0), 180.0, min(north, 90.0)
    # near a pole, a rim that all but reaches it is as wide as can be
    aside = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(latitude))))) + _MARGIN
    west, east = (_turned(longitude + side) for side in (-aside, aside))
    return west, south, east, north


def _turned(longitude: float) -> float:
    """The same meridian between -180 and 180."""
    return longitude if abs(longitude) <= 180 else (longitude + 180) % 360 - 180  # noqa: PLR2004  # degrees
