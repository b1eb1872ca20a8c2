"""What a question asks of the things it wants, as data: comparisons, words, places, and how they are joined.

Each part is whole in itself: it names the columns that it is about, so that whoever compiles it needs nothing else.
"""

import json
from dataclasses import dataclass, field
from typing import Literal

from plateforme.kit.grammar.operators import Operator
from plateforme.kit.grammar.values import Scalar, pack


@dataclass(frozen=True)
class Filter:
    """One comparison: an operator on a column, with its typed value or values."""

    column: str
    operator: Operator
    values: tuple[Scalar, ...]


@dataclass(frozen=True)
class Words:
    """Every one of these words is in the texts of these columns, whatever their case, accents and plurals.

    The words are folded already; one that ends with `*` stands for all that begin so.
    """

    words: tuple[str, ...]
    columns: tuple[str, ...]
    rows: str | None = field(default=None, compare=False, repr=False)
    """Which rows hold them, counted from 0 and separated by commas, where an index has told."""


@dataclass(frozen=True)
class Place:
    """Where a thing is kept: two columns of degrees (WGS84), or one of GeoJSON texts."""

    longitude: str | None = None
    latitude: str | None = None
    column: str | None = None


@dataclass(frozen=True)
class Box:
    """What lies in or touches a box of degrees; one whose west is greater than its east crosses the antimeridian."""

    place: Place
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Circle:
    """What lies within a distance, in metres on the ground, of a point."""

    place: Place
    longitude: float
    latitude: float
    radius: float


@dataclass(frozen=True)
class Shape:
    """What touches a shape, its edge included, or lies inside of it: the GeoJSON text of a geometry, in degrees."""

    place: Place
    geojson: str
    relation: Literal["touches", "inside"] = "touches"


@dataclass(frozen=True)
class All:
    """Every one of these holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True)
class Either:
    """At least one of these holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True)
class Not:
    """This does not hold; as in SQL, what compares with a missing value neither holds nor does not."""

    part: "Condition"


Condition = Filter | Words | Box | Circle | Shape | All | Either | Not


def canonical(conditions: tuple[Condition, ...]) -> str:
    """Write conditions that must all hold in one way, whatever their order: equal texts mean equal questions."""
    return json.dumps(sorted(json.dumps(_told(each), default=str) for each in conditions))


def _told(condition: Condition) -> list[object]:
    match condition:
        case Filter(column, operator, values):
            return [column, operator.name, [pack(value) for value in values]]
        case All(parts):
            return ["and", *sorted((_told(part) for part in parts), key=repr)]
        case Either(parts):
            return ["or", *sorted((_told(part) for part in parts), key=repr)]
        case Not(part):
            return ["not", _told(part)]
        case _:
            return [type(condition).__name__, repr(condition)]
