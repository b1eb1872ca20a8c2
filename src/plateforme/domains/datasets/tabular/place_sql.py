"""Where rows are, as SQL: a box by comparisons, then, where a box is not enough, an exact test of what lies in it.

The engine has no geography of its own. What arithmetic cannot tell, it asks of `place_shapes`, by the functions
registered under the names of its FUNCTIONS. A row without a place is neither in an area nor out of it: null.
"""

from math import cos, radians
from typing import Final

from plateforme.domains.datasets.tabular.place_shapes import DISTANCE_DIGITS, GRID, Held
from plateforme.domains.datasets.tabular.statements import Statement, quote
from plateforme.kit.grammar.areas import EARTH_RADIUS, outer_box
from plateforme.kit.grammar.conditions import Box, Circle, Place, Shape

_CELL: Final = (
    f"(greatest(0, least({GRID - 1}, CAST(floor(({{latitude}} - ?) * ?) AS INTEGER))) * {GRID}"
    f" + greatest(0, least({GRID - 1}, CAST(floor(({{longitude}} - ?) * ?) AS INTEGER))))"
)


def within_box(box: Box) -> Statement:
    """Rows in a box of degrees, or that touch it."""
    place = box.place
    if place.column is not None:
        return Statement(f"place_meets({quote(place.column)}, ?)", (Held.of(box),))
    longitude, latitude = _point(place)
    north_south = f"{latitude} BETWEEN ? AND ?"
    if box.west <= box.east:
        values = (box.west, box.east, box.south, box.north)
        return Statement(f"({longitude} BETWEEN ? AND ? AND {north_south})", values)
    across = f"({longitude} >= ? OR {longitude} <= ?)"
    return Statement(f"({across} AND {north_south})", (box.west, box.east, box.south, box.north))


def within_circle(circle: Circle) -> Statement:
    """Rows within a distance of a point."""
    if circle.place.column is not None:
        return Statement(f"place_reaches({quote(circle.place.column)}, ?)", (Held.of(circle),))
    box, metres = within_box(outer_box(circle)), _metres(circle)
    return Statement(f"({box.sql} AND {metres.sql} <= ?)", (*box.values, *metres.values, circle.radius))


def within_shape(shape: Shape) -> Statement:
    """Rows within a shape, or that touch it."""
    held = Held.of(shape)
    if shape.place.column is not None:
        return Statement(f"place_meets({quote(shape.place.column)}, ?)", (held,))
    longitude, latitude = _point(shape.place)
    around = outer_box(shape)
    box = within_box(around)
    wide, high = around.east - around.west, around.north - around.south
    if not wide or not high:
        exact = f"CASE WHEN {box.sql} THEN place_holds({longitude}, {latitude}, ?) ELSE FALSE END"
        return Statement(f"({box.sql} AND {exact})", (*box.values, *box.values, held))
    whole, cut = held.area.cells
    cell = _CELL.format(longitude=longitude, latitude=latitude)
    place = (around.south, GRID / high, around.west, GRID / wide)
    # the box comes first, for the engine to skip blocks of rows; a row that is not in it never reaches the last test
    sql = (
        f"({box.sql} AND CASE WHEN NOT {box.sql} THEN FALSE WHEN get_bit(CAST(? AS BIT), {cell}) = 1 THEN TRUE"
        f" WHEN get_bit(CAST(? AS BIT), {cell}) = 0 THEN FALSE ELSE place_holds({longitude}, {latitude}, ?) END)"
    )
    return Statement(sql, (*box.values, *box.values, whole, *place, cut, *place, held))


def distance(circle: Circle) -> Statement:
    """Metres between the centre of a circle and a row's place, to a tenth; null without a place."""
    if circle.place.column is not None:
        metres = Statement(f"place_distance({quote(circle.place.column)}, ?)", (Held.of(circle),))
    else:
        metres = _metres(circle)
    return Statement(f"round({metres.sql}, {DISTANCE_DIGITS})", metres.values)


def _metres(circle: Circle) -> Statement:
    """The haversine distance, operation by operation as `place_shapes` computes it."""
    longitude, latitude = _point(circle.place)
    north_south, east_west = f"sin(radians({latitude} - ?) / 2)", f"sin(radians({longitude} - ?) / 2)"
    squared = f"{north_south} * {north_south} + ? * cos(radians({latitude})) * ({east_west} * {east_west})"
    sides = (circle.latitude, circle.latitude, cos(radians(circle.latitude)), circle.longitude, circle.longitude)
    return Statement(f"? * asin(sqrt(least(1.0::DOUBLE, {squared})))", (2 * EARTH_RADIUS, *sides))


def _point(place: Place) -> tuple[str, str]:
    return quote(place.longitude or ""), quote(place.latitude or "")
