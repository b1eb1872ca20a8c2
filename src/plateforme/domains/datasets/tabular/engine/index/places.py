"""Places of rows: which ones lie in a circle or a shape, and how far they are.

The box around an area is a span of codes on each side, found like any comparison; what lies in it is tested here, as
exactly as the engine does.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from plateforme.domains.datasets.tabular.engine.index.columns import Column
from plateforme.domains.datasets.tabular.engine.index.degrees import Degrees
from plateforme.domains.datasets.tabular.engine.index.layout import Array
from plateforme.domains.datasets.tabular.place_shapes import Area, Held
from plateforme.domains.datasets.tabular.query import DISTANCE
from plateforme.kit.grammar.areas import outer_box
from plateforme.kit.grammar.conditions import Circle, Place, Shape

TESTED: Final = 40
"""What a test of a place costs, in rows looked up: some 0.1 µs."""


@dataclass(frozen=True)
class Points:
    """The two columns of degrees that say where rows are."""

    longitude: Column
    latitude: Column
    degrees: tuple[Degrees, Degrees]

    def of(self, rows: Array) -> tuple[Array, Array]:
        """Give the longitudes and latitudes of rows, NaN where there is none."""
        longitude, latitude = self.longitude, self.latitude
        return self.degrees[0].of(longitude.codes_of(rows)), self.degrees[1].of(latitude.codes_of(rows))


@dataclass(frozen=True)
class Within:
    """The rows that lie in an area. It knows no rows by itself: it is asked of those that other conditions leave."""

    points: Points
    held: Held
    share: float
    """Which part of the box around the area is in it, about."""
    size: int
    """It might let through all rows."""
    column: None = None
    is_one: bool = False
    is_in_order: bool = False

    @classmethod
    def of(cls, points: Points, condition: Circle | Shape) -> "Within":
        """Prepare the area of a condition."""
        held = Held.of(condition)
        share = math.pi / 4
        if isinstance(condition, Shape):
            box = outer_box(condition)
            share = held.area.shape.area / max((box.east - box.west) * (box.north - box.south), 1e-12)
        return cls(points, held, min(1.0, max(share, 1e-3)), points.longitude.rows)

    def test(self, rows: Array) -> Array:
        """Tell which rows pass."""
        return self.held.area.points(*self.points.of(rows))


@dataclass(frozen=True)
class Distances:
    """How far rows are from the centre of a circle, as a column to sort by that no index holds."""

    points: Points
    area: Area
    name: str = DISTANCE
    is_distinct: bool = False
    is_natural: bool = False

    @classmethod
    def of(cls, points: Points, circle: Circle) -> "Distances":
        """Measure from the centre of a circle."""
        return cls(points, Held.of(circle).area)

    def metres(self, rows: Array) -> Array:
        """Give the distances of rows as they are told."""
        return self.area.distances(*self.points.of(rows))

    def ranks(self, rows: Array, *, descending: bool) -> Array:
        """Give numbers that order rows as a sort by the distance does."""
        metres = self.metres(rows)
        return -metres if descending else metres


def points_of(place: Place, columns: Mapping[str, Column]) -> Points | None:
    """Give the columns of a place, if the index holds their values."""
    longitude, latitude = columns.get(place.longitude or ""), columns.get(place.latitude or "")
    if longitude is None or latitude is None or longitude.degrees is None or latitude.degrees is None:
        return None
    return Points(longitude, latitude, (longitude.degrees, latitude.degrees))
