"""Conditions as an index sees them: which codes of a column hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from plateforme.domains.datasets.tabular.engine.index.columns import Column, Span
from plateforme.domains.datasets.tabular.engine.index.layout import Array
from plateforme.domains.datasets.tabular.engine.index.places import Within, points_of
from plateforme.kit.grammar.areas import outer_box
from plateforme.kit.grammar.conditions import All, Box, Circle, Condition, Either, Filter, Shape

IN_A_ROW: Final = 8
"""So many codes are tested one after the other in the time of one that is looked up."""

FEW: Final = 32
"""Values that are looked for while everybody waits; each takes a search: some 0.1 ms the first time."""

MANY: Final = 2_000
"""Values that are looked for in a thread: beyond, to join what they let through would take seconds."""


class NotIndexed(Exception):
    """A question has a part that an index cannot answer."""


@dataclass(frozen=True)
class Sieve:
    """The rows whose code lies in one of these spans, which are apart and in order."""

    column: Column
    spans: tuple[Span, ...]
    size: int
    """How many rows it lets through."""

    @classmethod
    def of(cls, column: Column, spans: Iterable[Span]) -> "Sieve":
        """Join spans that touch, and count their rows."""
        joined: list[Span] = []
        for low, high in sorted(span for span in spans if span[0] < span[1]):
            if joined and low <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
            else:
                joined.append((low, high))
        return cls(column, tuple(joined), sum(column.start(high) - column.start(low) for low, high in joined))

    @property
    def share(self) -> float:
        """Which part of all rows passes."""
        return self.size / self.column.rows

    @property
    def is_one(self) -> bool:
        """Tell whether it lets a single value through."""
        return len(self.spans) == 1 and self.spans[0][1] - self.spans[0][0] == 1

    @property
    def is_in_order(self) -> bool:
        """Tell whether its rows stand in their own order: those of one value do."""
        return self.is_one

    def reach(self, after: int | None) -> Span:
        """Tell at which of its places the rows after one begin and end, if they are in order."""
        ((code, _),) = self.spans
        end = self.column.start(code + 1)
        return (self.column.start(code) if after is None else self.column.place_after(code, after)), end

    def at(self, first: int, end: int) -> Array:
        """Give the rows at some of its places, if they are in order."""
        return self.column.at(first, end)

    def both(self, other: "Sieve") -> "Sieve":
        """Give the rows that pass this one and another one on the same column."""
        pairs = ((max(a, c), min(b, d)) for a, b in self.spans for c, d in other.spans)
        return Sieve.of(self.column, pairs)

    def gather(self) -> Array:
        """Give its rows, value by value."""
        column = self.column
        return np.concatenate([column.at(column.start(low), column.start(high)) for low, high in self.spans])

    def test(self, rows: Array) -> Array:
        """Tell which rows pass."""
        return self.holds(self.column.codes_of(rows))

    def test_between(self, first: int, end: int) -> Array:
        """Tell which of some consecutive rows pass."""
        return self.holds(self.column.codes_between(first, end))

    def holds(self, codes: Array) -> Array:
        """Tell which codes of its column pass."""
        if len(self.spans) == 1:
            ((low, high),) = self.spans
            if high - low == 1:
                return np.equal(codes, low)
            # Below the first code the difference wraps around to a large number: one comparison is enough.
            within: Array = codes - codes.dtype.type(low) < high - low
            return within
        bounds = np.array(self.spans).ravel()
        return (np.searchsorted(bounds, codes, side="right") & 1).astype(bool)


@dataclass(frozen=True)
class Listed:
    """Rows that something else has found, in their order."""

    rows: Array
    among: int
    """How many rows there are in all."""
    column: None = None
    is_one: bool = False
    is_in_order: bool = True

    @property
    def size(self) -> int:
        """How many rows it lets through."""
        return len(self.rows)

    @property
    def share(self) -> float:
        """Which part of all rows passes."""
        return self.size / self.among

    def reach(self, after: int | None) -> Span:
        """Tell at which of its places the rows after one begin and end."""
        return (0 if after is None else int(np.searchsorted(self.rows, after, side="right"))), self.size

    def at(self, first: int, end: int) -> Array:
        """Give the rows at some of its places."""
        return self.rows[first:end]

    def gather(self) -> Array:
        """Give its rows."""
        return self.rows

    def test(self, rows: Array) -> Array:
        """Tell which rows pass."""
        places = np.minimum(np.searchsorted(self.rows, rows), max(self.size - 1, 0))
        passes: Array = self.rows[places] == rows
        return passes

    def test_between(self, first: int, end: int) -> Array:
        """Tell which of some consecutive rows pass."""
        passes = np.zeros(end - first, bool)
        low, high = np.searchsorted(self.rows, (first, end))
        passes[self.rows[low:high] - np.uint32(first)] = True
        return passes


AnySieve = Sieve | Listed | Within


def sieves_of(conditions: Sequence[Condition], columns: Mapping[str, Column], *, most: int) -> list[Sieve | Within]:
    """Give one sieve for each column that conditions are about, and one for each area that is no box.

    More than `most` searches are refused.
    """
    if _searches(conditions) > most:
        raise NotIndexed
    found: dict[str, Sieve] = {}
    for name, spans in _spans(conditions, columns):
        sieve = Sieve.of(columns[name], spans)
        found[name] = found[name].both(sieve) if name in found else sieve
    narrowing = [sieve for sieve in found.values() if sieve.size < sieve.column.rows]
    return [*narrowing, *_areas(conditions, columns)]


def _areas(conditions: Iterable[Condition], columns: Mapping[str, Column]) -> Iterable[Within]:
    for condition in conditions:
        match condition:
            case All(parts):
                yield from _areas(parts, columns)
            case Circle(place) | Shape(place):
                points = points_of(place, columns)
                if points is None:
                    raise NotIndexed
                yield Within.of(points, condition)


def _searches(conditions: Iterable[Condition]) -> int:
    """Count the values that must be looked for."""
    found = 0
    for condition in conditions:
        match condition:
            case Filter(_, _, values):
                found += len(values)
            case All(parts) | Either(parts):
                found += _searches(parts)
            case _:
                found += 4  # the sides of a box
    return found


def _spans(conditions: Iterable[Condition], columns: Mapping[str, Column]) -> Iterable[tuple[str, list[Span]]]:
    for condition in conditions:
        match condition:
            case Filter(name, operator, values) if name in columns:
                yield name, _filtered(columns[name], operator.name, values)
            case All(parts):
                yield from _spans(parts, columns)
            case Either(parts) if _is_of_one_column(parts):
                ((name, _), *_) = either = list(_spans(parts, columns))
                yield name, [span for _, spans in either for span in spans]
            case Circle() | Shape():
                yield from _spans([outer_box(condition)], columns)
            case Box() if condition.place.longitude in columns and condition.place.latitude in columns:
                yield from _boxed(condition, columns)
            case _:
                raise NotIndexed


def _is_of_one_column(parts: Sequence[Condition]) -> bool:
    """Tell whether these are comparisons of the same column, of which any may hold."""
    names = [part.column for part in parts if isinstance(part, Filter)]
    return len(names) == len(parts) and len(set(names)) == 1


def _boxed(box: Box, columns: Mapping[str, Column]) -> Iterable[tuple[str, list[Span]]]:
    place = box.place
    longitude, latitude = columns[place.longitude or ""], columns[place.latitude or ""]
    from_west = (longitude.first(lambda value: value >= box.west), longitude.missing)
    to_east = (0, longitude.first(lambda value: value > box.east))
    across = box.west > box.east
    yield longitude.name, [from_west, to_east] if across else [(from_west[0], to_east[1])]
    yield (
        latitude.name,
        [(latitude.first(lambda value: value >= box.south), latitude.first(lambda value: value > box.north))],
    )


def _filtered(column: Column, operator: str, values: Sequence[Any]) -> list[Span]:
    """Give the codes for which a comparison holds; missing values compare with nothing."""
    value, present, end = values[0] if values else None, column.missing, column.missing + 1
    match operator:
        case "eq" | "in":
            return [column.equal(each) for each in values]
        case "ne":
            low, high = column.equal(value)
            return [(0, low), (high, end)]
        case "gt" | "gte":
            return [(_from(column, value, beyond=operator == "gt"), present)]
        case "lt" | "lte":
            return [(0, _from(column, value, beyond=operator == "lte"))]
        case "startswith":
            size = len(values[0])
            return [(_from(column, value), column.first(lambda text: text[:size] > value))]
        case "isnull":
            return [(present, end)] if value else [(0, present)]
        case _:
            raise NotIndexed


def _from(column: Column, value: Any, *, beyond: bool = False) -> int:
    if beyond:
        return column.first(lambda each: bool(each > value))
    return column.first(lambda each: bool(each >= value))
