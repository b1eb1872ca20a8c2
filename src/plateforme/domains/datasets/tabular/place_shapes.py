"""Whether a place lies in an area, exactly: one test for every plan, whatever reads the rows."""

import math
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any, Final
from weakref import WeakValueDictionary

import numpy as np
import orjson
import shapely  # type: ignore[import-untyped]
from numpy.typing import NDArray

from plateforme.kit.grammar.areas import EARTH_RADIUS, outer_box
from plateforme.kit.grammar.conditions import Box, Circle, Place, Shape

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

GRID: Final = 64
"""Cells a side, into which the box of a shape is cut: most places lie in a cell that is all in or all out."""

DISTANCE_DIGITS: Final = 1
"""Decimals of a distance in metres, as it is told and sorted by."""

_SURE: Final = 1e-4
"""Metres, or tenths, beyond which no rounding of a distance decides."""

_BOXES_MAX: Final = 100_000
_NOWHERE: Final = Place()


class Area:
    """An area that is ready to be compared with places."""

    def __init__(self, condition: Box | Circle | Shape) -> None:
        """Prepare the geometry."""
        self.condition = condition
        box = outer_box(condition)
        self.boxes = tuple(shapely.box(*each) for each in _halves(box))
        match condition:
            case Shape(_, geojson):
                read = shapely.from_geojson(geojson)
                self.shape = read if shapely.is_valid(read) else shapely.make_valid(read)
            case Circle(_, longitude, latitude):
                self.shape = shapely.Point(longitude, latitude)
            case Box():
                self.shape = self.boxes[0] if len(self.boxes) == 1 else shapely.MultiPolygon(self.boxes)
        shapely.prepare(self.shape)
        self._bounds = [each.bounds for each in self.boxes]

    def points(self, longitude: Numbers, latitude: Numbers) -> Flags:
        """Tell which points lie in the area; one without a coordinate (NaN) does not."""
        condition = self.condition
        if isinstance(condition, Box):
            inside = [
                (w <= longitude) & (longitude <= e) & (s <= latitude) & (latitude <= n) for w, s, e, n in self._bounds
            ]
            either: Flags = np.logical_or.reduce(inside)
            return either
        if isinstance(condition, Circle):
            metres = self._about(longitude, latitude)
            near: Flags = metres <= condition.radius
            self._exactly(near, np.abs(metres - condition.radius) < _SURE, longitude, latitude, self._is_in_reach)
            return near
        test = shapely.contains_xy if condition.relation == "inside" else shapely.intersects_xy
        flags: Flags = np.asarray(test(self.shape, longitude, latitude))
        return flags

    def holds(self, longitude: float, latitude: float) -> bool:
        """Tell whether a point lies in a shape."""
        inside = isinstance(self.condition, Shape) and self.condition.relation == "inside"
        return bool((shapely.contains_xy if inside else shapely.intersects_xy)(self.shape, longitude, latitude))

    def reach(self, longitude: float, latitude: float) -> float:
        """Tell the metres between the centre of a circle and a point, operation by operation as the SQL does."""
        circle = self.condition
        assert isinstance(circle, Circle)  # noqa: S101  # only a circle has a centre
        north_south = math.sin(math.radians(latitude - circle.latitude) / 2)
        east_west = math.sin(math.radians(longitude - circle.longitude) / 2)
        parallel = math.cos(math.radians(circle.latitude)) * math.cos(math.radians(latitude))
        squared = north_south * north_south + parallel * (east_west * east_west)
        return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, squared)))

    def distances(self, longitude: Numbers, latitude: Numbers) -> Numbers:
        """Tell how far points are from the centre of a circle, in metres, as it is told: rounded as the SQL does."""
        tenths = self._about(longitude, latitude) * 10**DISTANCE_DIGITS
        rounded: Numbers = np.floor(tenths + 0.5) / 10**DISTANCE_DIGITS
        unsure = np.abs(tenths - np.floor(tenths) - 0.5) < _SURE
        self._exactly(rounded, unsure, longitude, latitude, self.told)
        return rounded

    def told(self, longitude: float, latitude: float) -> float:
        """Tell the metres between the centre of a circle and a point, rounded."""
        tenths = self.reach(longitude, latitude) * 10**DISTANCE_DIGITS
        whole = math.floor(tenths)
        return (whole + (tenths - whole >= 0.5)) / 10**DISTANCE_DIGITS  # noqa: PLR2004  # half away from zero

    def _is_in_reach(self, longitude: float, latitude: float) -> bool:
        assert isinstance(self.condition, Circle)  # noqa: S101  # only a circle has a radius
        return self.reach(longitude, latitude) <= self.condition.radius

    def _about(self, longitude: Numbers, latitude: Numbers) -> Numbers:
        """Tell the metres of `reach`, but for the last digits: many at once are computed by other instructions."""
        circle = self.condition
        assert isinstance(circle, Circle)  # noqa: S101  # only a circle has a centre
        north_south = np.sin(np.radians(latitude - circle.latitude) / 2)
        east_west = np.sin(np.radians(longitude - circle.longitude) / 2)
        parallel = math.cos(math.radians(circle.latitude)) * np.cos(np.radians(latitude))
        squared = north_south * north_south + parallel * (east_west * east_west)
        metres: Numbers = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(1.0, squared)))
        return metres

    @staticmethod
    def _exactly(
        told: NDArray[Any], unsure: Flags, longitude: Numbers, latitude: Numbers, tell: Callable[[float, float], Any]
    ) -> None:
        """Tell one by one what last digits decide."""
        for place in np.flatnonzero(unsure):
            told[place] = tell(float(longitude[place]), float(latitude[place]))

    def meets(self, text: str | None) -> bool | None:
        """Tell whether a geometry, as GeoJSON text, lies in a box or shape or touches it; None when it is none."""
        box = _box_of(text)
        if box is None or text is None:
            return None
        inside = isinstance(self.condition, Shape) and self.condition.relation == "inside"
        if not self._may_meet(box):
            return False
        geometry = shapely.from_geojson(text, on_invalid="ignore")
        try:
            return bool((self.shape.contains if inside else self.shape.intersects)(geometry))
        except shapely.GEOSException:  # an outline that crosses itself
            geometry = shapely.make_valid(geometry)
            return bool((self.shape.contains if inside else self.shape.intersects)(geometry))

    def distance(self, text: str | None) -> float | None:
        """Tell the metres between the centre of a circle and the nearest place of a geometry; 0 within it."""
        if _box_of(text) is None:
            return None
        geometry = shapely.from_geojson(text, on_invalid="ignore")
        try:
            if self.shape.intersects(geometry):
                return 0.0
        except shapely.GEOSException:
            geometry = shapely.make_valid(geometry)
        return float(shapely.distance(_ORIGIN, shapely.transform(geometry, self._flattened)))

    def reaches(self, text: str | None) -> bool | None:
        """Tell whether a geometry lies within the distance of a circle."""
        circle = self.condition
        assert isinstance(circle, Circle)  # noqa: S101  # only a circle has a radius
        box = _box_of(text)
        if box is None:
            return None
        found = self.distance(text) if self._may_meet(box) else None
        return found is not None and found <= circle.radius

    @cached_property
    def cells(self) -> tuple[str, str]:
        """Cut the box of a shape into cells, row by row from the south-west: those all in, those that are cut.

        Each is a text of 0 and 1. A cell is widened a little before it is looked at, so that rounding changes nothing.
        """
        west, south, east, north = self.shape.bounds
        wide, high = (east - west) / GRID, (north - south) / GRID
        rows, columns = np.divmod(np.arange(GRID * GRID), GRID)
        left, low = west + columns * wide, south + rows * high
        more = 1e-6
        boxes = shapely.box(left - more * wide, low - more * high, left + (1 + more) * wide, low + (1 + more) * high)
        whole = shapely.contains_properly(self.shape, boxes)
        cut = shapely.intersects(self.shape, boxes) & ~whole
        return "".join(map(str, whole.astype(int))), "".join(map(str, cut.astype(int)))

    def _may_meet(self, box: tuple[float, float, float, float]) -> bool:
        west, south, east, north = box
        return any(w <= east and west <= e and s <= north and south <= n for w, s, e, n in self._bounds)

    def _flattened(self, positions: Numbers) -> Numbers:
        """Lay positions flat around the centre, each at its true distance and direction from it (on the sphere)."""
        circle = self.condition
        assert isinstance(circle, Circle)  # noqa: S101  # only a circle has a centre
        longitude, latitude = np.radians(positions[:, 0]), np.radians(positions[:, 1])
        centre, turned = math.radians(circle.latitude), longitude - math.radians(circle.longitude)
        east = np.cos(latitude) * np.sin(turned)
        north = math.cos(centre) * np.sin(latitude) - math.sin(centre) * np.cos(latitude) * np.cos(turned)
        up = math.sin(centre) * np.sin(latitude) + math.cos(centre) * np.cos(latitude) * np.cos(turned)
        aside = np.hypot(east, north)
        angle = np.arctan2(aside, up)
        scale = EARTH_RADIUS * np.divide(angle, aside, out=np.ones_like(aside), where=aside > 0)
        return np.column_stack((east * scale, north * scale))


class Held(str):
    """The name under which a query calls an area, which is kept for as long as the query holds its name."""

    area: Area
    __slots__ = ("area",)

    @classmethod
    def of(cls, condition: Box | Circle | Shape) -> "Held":
        """Name the area of a condition, wherever the places are kept."""
        area = _prepared(type(condition)(_NOWHERE, *list(vars(condition).values())[1:]))
        held = cls(f"{id(area):x}")
        held.area = area
        _HELD[str(held)] = area
        return held


def called(name: str) -> Area:
    """Give the area that a running query calls by this name."""
    return _HELD[name]


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "place_holds": lambda longitude, latitude, name: _HELD[name].holds(longitude, latitude),
    "place_meets": lambda text, name: _HELD[name].meets(text),
    "place_reaches": lambda text, name: _HELD[name].reaches(text),
    "place_distance": lambda text, name: _HELD[name].distance(text),
}
"""What SQL calls by these names."""

_HELD: Final[WeakValueDictionary[str, Area]] = WeakValueDictionary()
_ORIGIN: Final = shapely.Point(0, 0)
_KNOWN_BOXES: Final[dict[int, tuple[float, float, float, float] | tuple[()]]] = {}


@lru_cache(maxsize=64)
def _prepared(condition: Box | Circle | Shape) -> Area:
    return Area(condition)


def _box_of(text: str | None) -> tuple[float, float, float, float] | None:
    """Give the box of a geometry, which is remembered: to read an outline takes longer than to compare it."""
    if text is None:
        return None
    name = hash(text)
    known = _KNOWN_BOXES.get(name)
    if known is None:
        known = _read_box(text)
        if len(_KNOWN_BOXES) >= _BOXES_MAX:
            _KNOWN_BOXES.clear()
        _KNOWN_BOXES[name] = known
    return known or None


def _read_box(text: str) -> tuple[float, float, float, float] | tuple[()]:
    """Read the box of a geometry from its numbers, ten times as fast as from the geometry."""
    try:
        rings = list(_rings(orjson.loads(text)["coordinates"]))
        longitudes = [each[0] for ring in rings for each in ring]
        latitudes = [each[1] for ring in rings for each in ring]
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)
    except (ValueError, TypeError, KeyError, IndexError):  # no geometry, or a collection of several
        geometry = shapely.from_geojson(text, on_invalid="ignore")
        if geometry is None or geometry.is_empty:
            return ()
        west, south, east, north = geometry.bounds
        return west, south, east, north


def _rings(coordinates: Any) -> Iterator[list[Any]]:
    if isinstance(coordinates[0], int | float):
        yield [coordinates]
    elif isinstance(coordinates[0][0], int | float):
        yield coordinates
    else:
        for part in coordinates:
            yield from _rings(part)


def _halves(box: Box) -> list[tuple[float, float, float, float]]:
    if box.west <= box.east:
        return [(box.west, box.south, box.east, box.north)]
    return [(box.west, box.south, 180.0, box.north), (-180.0, box.south, box.east, box.north)]
