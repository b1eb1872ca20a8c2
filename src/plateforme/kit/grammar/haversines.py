"""Distances on the ground in SQL of the relational store, as haversines: they grow with the distance."""

from math import asin, cos, radians, sin, sqrt
from typing import Any, Final

from sqlalchemy import ColumnElement, Float, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from plateforme.kit.grammar.areas import EARTH_RADIUS

_NOTHING: Final = 1e-12
"""Degrees, a tenth of a micrometre: PostgreSQL refuses to multiply numbers so small that the product is none."""

_DOUBLE: Final = Float(53)


class _Haversine(FunctionElement[float]):
    """Written as text: as an expression of some thirty elements it takes longer to put together than to answer."""

    type = _DOUBLE
    inherit_cache = True


@compiles(_Haversine)
def _written(element: _Haversine, compiler: SQLCompiler, **options: Any) -> str:
    lon, lat, centre_lon, centre_lat, shrinking = (compiler.process(each, **options) for each in element.clauses)
    lon, lat = (f"radians(CASE WHEN abs({each}) < {_NOTHING} THEN 0.0 ELSE {each} END)" for each in (lon, lat))
    north_south, east_west = f"sin(({lat} - {centre_lat}) / 2.0)", f"sin(({lon} - {centre_lon}) / 2.0)"
    return f"({north_south} * {north_south} + cos({lat}) * {shrinking} * {east_west} * {east_west})"


def haversine(point: tuple[Any, Any], longitude: float, latitude: float) -> ColumnElement[float]:
    """The haversine of the angle between the points of two columns (degrees) and one place (degrees)."""
    lon, lat = (radians(0.0 if abs(each) < _NOTHING else each) for each in (longitude, latitude))
    return _Haversine(*point, *(literal(each, _DOUBLE) for each in (lon, lat, cos(lat))))


def haversine_of(metres: float) -> float:
    """The haversine of the angle that a distance on the ground makes."""
    return sin(metres / EARTH_RADIUS / 2) ** 2


def metres_of(haversine: float) -> float:
    """The distance on the ground whose angle has this haversine."""
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(haversine)))
