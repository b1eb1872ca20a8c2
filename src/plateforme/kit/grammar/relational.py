"""From conditions to SQL of the relational store, for any listing: SQLite and PostgreSQL give the same answers.

Every value is a bound parameter with a type of its own, so that a huge whole number is compared and not refused.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Float,
    String,
    and_,
    literal,
    not_,
    or_,
    true,
)
from sqlalchemy.types import TypeEngine

from plateforme.kit.db import Instant
from plateforme.kit.grammar.areas import outer_box
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import All, Box, Circle, Condition, Either, Filter, Not, Shape, Words
from plateforme.kit.grammar.dialects import Position
from plateforme.kit.grammar.errors import BadValue
from plateforme.kit.grammar.haversines import haversine, haversine_of
from plateforme.kit.grammar.listing import Field, Listing, Some
from plateforme.kit.grammar.operators import EQ
from plateforme.kit.grammar.values import Scalar

_TYPES: Final[Mapping[ColumnType, TypeEngine[Any]]] = {
    ColumnType.STRING: String(),
    ColumnType.INTEGER: BigInteger(),
    ColumnType.NUMBER: Float(53),
    ColumnType.BOOLEAN: Boolean(),
    ColumnType.DATE: Date(),
    ColumnType.DATETIME: Instant(),
}


def compiled(condition: Condition, listing: Listing) -> ColumnElement[bool]:
    """What a row must satisfy. As in SQL, what compares with a missing value neither holds nor does not."""
    match condition:
        case Filter(name):
            return _compared(condition, listing.fields[name])
        case Words(words):
            return and_(true(), *(Position(listing.text, literal(word, String())) > 0 for word in words))
        case Box() | Circle():
            return _placed(condition, listing)
        case Shape():
            raise BadValue(
                "filter",
                "polygons are for rows of datasets. Here, ask with a box or a circle.",
                french="les polygones sont pour les lignes des jeux de données. Ici, donnez un cadre ou un cercle.",
            )
        case All(parts):
            return and_(true(), *(compiled(part, listing) for part in parts))
        case Either(parts):
            return or_(*(compiled(part, listing) for part in parts))
        case Not(part):
            return not_(compiled(part, listing))


def _compared(condition: Filter, field: Field) -> ColumnElement[bool]:
    if field.some is not None:
        return _looked_through(condition, field.some)
    if field.is_test and condition.operator is EQ:
        test: ColumnElement[bool] = field.column
        return test if condition.values[0] else not_(test)
    compared: ColumnElement[bool] = condition.operator.relational(field.column, _bound(condition, field.kind))
    return compared


def _looked_through(condition: Filter, some: Some) -> ColumnElement[bool]:
    """A list: one of its items is so; `ne`, none is; missing is a list without items."""
    found: ColumnElement[bool]
    if condition.operator.name == "isnull":
        found = some(lambda _: true())
        return not_(found) if condition.values[0] else found
    if condition.operator.name == "ne":
        return not_(some(lambda item: item == literal(condition.values[0], String())))
    found = some(lambda item: condition.operator.relational(item, _bound(condition, ColumnType.STRING)))
    return found


def _bound(condition: Filter, kind: ColumnType) -> list[ColumnElement[Any]]:
    kind = kind if condition.operator.takes_value else ColumnType.BOOLEAN
    return [literal(_aware(value), _TYPES[kind]) for value in condition.values]


def _aware(value: Scalar) -> Scalar:
    """Questions hold instants without a zone, in UTC; the store wants it said."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def _placed(condition: Box | Circle, listing: Listing) -> ColumnElement[bool]:
    place = condition.place
    point = listing.fields[place.longitude or ""].column, listing.fields[place.latitude or ""].column
    if isinstance(condition, Circle):
        return _within(point, condition)
    return _boxed(point, condition.west, condition.south, condition.east, condition.north)


def _boxed(point: tuple[Any, Any], west: float, south: float, east: float, north: float) -> ColumnElement[bool]:
    lon, lat = point
    across = or_(lon >= west, lon <= east) if west > east else lon.between(west, east)
    return and_(across, lat.between(south, north))


def _within(point: tuple[Any, Any], circle: Circle) -> ColumnElement[bool]:
    """The haversine of the distance against that of the radius, behind a box that an index can answer."""
    around = outer_box(circle)
    in_box = _boxed(point, around.west, around.south, around.east, around.north)
    return and_(in_box, haversine(point, circle.longitude, circle.latitude) <= haversine_of(circle.radius))
