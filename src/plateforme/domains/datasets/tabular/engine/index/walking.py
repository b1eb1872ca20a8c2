"""Finding the first rows of an ordered question, by whichever way looks at fewer rows.

A *walk* goes through rows in the order that was asked, tests each, and stops once there are enough: along the rows
themselves, along the rows of one value or with some words, which stand in row order too, or along the order of the
column to sort by. The other way is to take *all* rows that match, from the rows of the rarest condition or from a scan
of the codes, and to choose the first ones. A walk assumes that conditions have nothing to do with each other; one that
finds less than it should is given up for the other way once it has cost as much, so that no question costs more than
twice its best way.

Costs are counted in rows looked up at random; rows looked at one after the other cost a fraction of that.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from plateforme.domains.datasets.tabular.engine.index.columns import PIECE, Column, Span
from plateforme.domains.datasets.tabular.engine.index.grid import Grid
from plateforme.domains.datasets.tabular.engine.index.layout import Array
from plateforme.domains.datasets.tabular.engine.index.places import TESTED, Distances, Within
from plateforme.domains.datasets.tabular.engine.index.sieves import IN_A_ROW, AnySieve, Listed, Sieve

LEAST: Final = 64
"""Rows that are looked at together at least."""

LEAST_SHARE: Final = 1e-30
"""A smaller part of the rows is as good as none."""

GROUP: Final = 4_096
"""A group of equal values with more rows than this is a question of its own."""

WORTH: Final = 50_000
"""From this cost on, what is counted is counted another way if there is one."""

PairCount = Callable[[Sequence[AnySieve], Callable[[float], None]], int | None]

NONE: Final = np.empty(0, np.uint32)


class TooMuch(Exception):
    """The question costs more than it may."""


@dataclass(frozen=True)
class Step:
    """One step of a sort."""

    column: Column | Distances
    descending: bool = False


@dataclass(frozen=True)
class Way:
    """What can be told of an ordered question before any of its rows is looked at."""

    sieves: Sequence[AnySieve]
    steps: Sequence[Step]
    """Those that decide something."""
    at_most: float
    """What it costs to take all rows that pass."""
    others: Sequence[AnySieve] = ()
    """What is tested along the column to sort by, whose own conditions are `spans` of it."""
    spans: Sequence[Span] = ()
    passing: float = 1.0
    """Which part of the rows passes the others."""
    work: float = 1.0

    @classmethod
    def of(cls, sieves: Sequence[AnySieve], steps: Sequence[Step], rows: int) -> "Way":
        """Judge a question about so many rows."""
        steps = _needed(steps, sieves)
        at_most = _cost_of_all(sieves, rows)
        if not steps or isinstance(steps[0].column, Distances):
            return cls(sieves, steps, at_most)
        column = steps[0].column
        own = next((sieve for sieve in sieves if sieve.column is column), None)
        others = [sieve for sieve in sieves if sieve is not own]
        spans = own.spans if isinstance(own, Sieve) else ((0, column.missing + 1),)
        return cls(sieves, steps, at_most, others, spans, _share(others), max(1, _work(others)))

    @property
    def is_steady(self) -> bool:
        """Tell whether it holds nothing but columns and values, and may be kept for the next one who asks the same."""
        return all(isinstance(sieve, Sieve) for sieve in self.sieves) and not self.is_by_distance

    @cached_property
    def is_by_distance(self) -> bool:
        """Tell whether the order needs something that no column holds."""
        return any(isinstance(step.column, Distances) for step in self.steps)

    @cached_property
    def is_empty(self) -> bool:
        """Tell whether no row passes, for sure."""
        return not all(sieve.size for sieve in self.sieves)


class Walker:
    """Answers one question about the rows of an index, within a bound on its cost."""

    def __init__(
        self, rows: int, *, most: float = float("inf"), grid: Grid | None = None, pairing: PairCount | None = None
    ) -> None:
        """Spend `most` at most; TooMuch is raised beyond, as soon as it is known.

        `grid` counts places, `pairing` two conditions that are often asked together.
        """
        self._rows = rows
        self._grid, self._pairing = grid, pairing
        self._most = most
        self._spent = 0.0
        self._known: tuple[Sequence[AnySieve], Array] | None = None

    def spend(self, cost: float) -> None:
        """Write down what is about to be done."""
        self._spent += cost
        if self._spent > self._most:
            raise TooMuch

    def _require(self, cost: float) -> None:
        """Begin nothing that is sure to cost too much."""
        if self._spent + cost > self._most:
            raise TooMuch

    def every(self, sieves: Sequence[AnySieve]) -> Array:
        """Give all rows that pass, in any order."""
        return self._all(sieves) if self._rows and all(sieve.size for sieve in sieves) else NONE

    def count(self, sieves: Sequence[AnySieve]) -> int:
        """Count the rows that pass."""
        is_known = len(sieves) < 2 and not any(isinstance(sieve, Within) for sieve in sieves)  # noqa: PLR2004
        if is_known or not all(sieve.size for sieve in sieves):
            return min((sieve.size for sieve in sieves), default=self._rows)
        if self._known and self._known[0] is sieves:
            return len(self._all(sieves))
        cuts = self._grid.cuts(sieves) if self._grid else None
        if self._grid and cuts and (cost := 2 * sum(cut.cost for cut in cuts)) < _cost_of_all(sieves, self._rows):
            self.spend(cost)
            return self._grid.count(cuts)
        if self._pairing and _cost_of_all(sieves, self._rows) >= WORTH:
            count = self._pairing(sieves, self.spend)
            if count is not None:
                return count
        if self._is_rare(sieves):
            return len(self._all(sieves))
        return sum(self.count_between(first, end, sieves) for first, end in self._pieces())

    def count_between(self, first: int, end: int, sieves: Sequence[AnySieve]) -> int:
        """Count those of some consecutive rows that pass."""
        plain, areas = _parted(sieves)
        if areas:
            return len(self._between(first, end, sieves))
        self.spend((end - first) * len(plain) / IN_A_ROW)
        return int(np.count_nonzero(_passing(first, end, plain))) if plain else end - first

    def first(self, sieves: Sequence[AnySieve], steps: Sequence[Step], after: int | None, wanted: int) -> Array:
        """Give the first `wanted` rows that pass, in the order of the steps and then of the rows, after a row."""
        if not wanted or not self._rows or not all(sieve.size for sieve in sieves):
            return NONE
        return self.along(Way.of(sieves, steps, self._rows), after, wanted)

    def along(self, way: Way, after: int | None, wanted: int) -> Array:
        """Give the first `wanted` rows of a question that was judged, after a row."""
        if not wanted or not self._rows or way.is_empty:
            return NONE
        sieves, steps = way.sieves, way.steps
        if way.is_by_distance:
            return self._chosen(self._all(sieves), steps, after, wanted)
        if steps:
            looked_at = wanted / way.passing
            cost = looked_at * way.work
            pieces = self._through_column(way.others, steps, way.spans, after, wanted, size=int(looked_at))
        else:
            cost, pieces = self._along_rows(sieves, after, wanted)
        found = self._enough(pieces, wanted, self._spent + way.at_most) if cost <= way.at_most else None
        return self._chosen(self._all(sieves), steps, after, wanted) if found is None else found

    def _enough(self, pieces: Iterator[Array], wanted: int, until: float) -> Array | None:
        """Take rows until there are enough; None when that costs more than was thought."""
        found: list[Array] = []
        missing = wanted
        for piece in pieces:
            found.append(piece[:missing])
            missing -= len(found[-1])
            if not missing:
                break
            if self._spent > until:
                return None
        return found[0] if len(found) == 1 else np.concatenate(found) if found else NONE

    def _along_rows(self, sieves: Sequence[AnySieve], after: int | None, wanted: int) -> tuple[float, Iterator[Array]]:
        """Walk in the order of the rows: through all of them, or through those of one value."""
        share = _share(sieves)
        one: Sieve | Listed | None = None
        cost = wanted / share * _work(sieves, in_a_row=True)
        for sieve in sieves:
            if isinstance(sieve, Within) or not sieve.is_in_order:
                continue
            others = [each for each in sieves if each is not sieve]
            if (other := wanted / _share(others) * max(1, _work(others))) < cost:
                cost, one = other, sieve
        if one is None:
            return cost, self._through_rows(sieves, (after if after is not None else -1) + 1, int(wanted / share))
        others = [sieve for sieve in sieves if sieve is not one]
        return cost, self._through_these(one, others, after, int(wanted / _share(others)))

    def _through_rows(self, sieves: Sequence[AnySieve], first: int, size: int) -> Iterator[Array]:
        while first < self._rows:
            size = min(size + 1, PIECE)
            end = min(first + size, self._rows)
            yield self._between(first, end, sieves)
            first, size = end, 2 * size

    def _through_these(
        self, one: Sieve | Listed, others: Sequence[AnySieve], after: int | None, size: int
    ) -> Iterator[Array]:
        place, end = one.reach(after)
        while place < end:
            size = min(size + 1, PIECE)
            yield self._of_these(one.at(place, min(place + size, end)), others)
            place, size = place + size, 2 * size

    def _through_column(
        self,
        others: Sequence[AnySieve],
        steps: Sequence[Step],
        spans: Sequence[Span],
        after: int | None,
        wanted: int,
        *,
        size: int,
    ) -> Iterator[Array]:
        (step, *rest), column = steps, _indexed(steps[0])
        if after is not None:
            code = column.code(after)
            if column.start(code + 1) - column.start(code) > 1:
                yield self.first([*others, Sieve.of(column, [(code, code + 1)])], rest, after, wanted)
            spans = _beyond(spans, code, step)
        for low, high in column.groups(spans, max(LEAST, min(size, PIECE)), descending=step.descending):
            first, end = column.start(low), column.start(high)
            if high - low == 1 and end - first > GROUP:
                yield self.first([*others, Sieve.of(column, [(low, high)])], rest, None, wanted)
                continue
            rows = self._of_these(column.at(first, end), others)
            yield self._in_order(rows, steps, is_stable=True) if rest or step.descending else rows

    def _all(self, sieves: Sequence[AnySieve]) -> Array:
        """Give all rows that pass, in any order; they are kept for whoever asks again, to count them."""
        if self._known and self._known[0] is sieves:
            return self._known[1]
        self._require(_cost_of_all(_parted(sieves)[0], self._rows))
        if self._is_rare(sieves):
            plain, areas = _parted(sieves)
            rarest, *others = sorted(plain, key=lambda sieve: sieve.size)
            self.spend(rarest.size)
            found = self._of_these(rarest.gather(), [*others, *areas])
        else:
            found = np.concatenate([self._between(first, end, sieves) for first, end in self._pieces()])
        self._known = sieves, found
        return found

    def _is_rare(self, sieves: Sequence[AnySieve]) -> bool:
        return any(sieve.size <= self._rows / IN_A_ROW for sieve in _parted(sieves)[0])

    def _pieces(self) -> Iterator[Span]:
        return ((first, min(first + PIECE, self._rows)) for first in range(0, self._rows, PIECE))

    def _of_these(self, rows: Array, sieves: Sequence[AnySieve]) -> Array:
        plain, areas = _parted(sieves)
        self.spend(len(rows) * max(1, len(plain)))
        for sieve in plain:
            rows = rows[sieve.test(rows)]
        return self._within(rows, areas)

    def _between(self, first: int, end: int, sieves: Sequence[AnySieve]) -> Array:
        """Give those of some consecutive rows that pass."""
        plain, areas = _parted(sieves)
        self.spend((end - first) * max(1, len(plain)) / IN_A_ROW)
        if plain:
            rows = (np.flatnonzero(_passing(first, end, plain)) + first).astype(np.uint32)
        else:
            rows = np.arange(first, end, dtype=np.uint32)
        return self._within(rows, areas)

    def _within(self, rows: Array, areas: Sequence[Within]) -> Array:
        """Give those of these rows that lie in areas, which is asked last, for it takes longest."""
        for area in areas:
            self.spend(len(rows) * TESTED)
            rows = rows[area.test(rows)]
        return rows

    def _chosen(self, rows: Array, steps: Sequence[Step], after: int | None, wanted: int) -> Array:
        """Choose the first of these rows."""
        self.spend(len(rows) * sum(TESTED if isinstance(step.column, Distances) else 1 for step in steps))
        if after is not None:
            rows = rows[_is_beyond(rows, steps, after)]
        if len(rows) > 4 * wanted:
            first = steps[0].column.ranks(rows, descending=steps[0].descending) if steps else rows
            rows = rows[first <= np.partition(first, wanted - 1)[wanted - 1]]
        return self._in_order(rows, steps)[:wanted]

    def _in_order(self, rows: Array, steps: Sequence[Step], *, is_stable: bool = False) -> Array:
        """Sort rows; `is_stable`: those with equal values are in their order already."""
        if is_stable and len(steps) == 1:
            (step,) = steps
            return rows[step.column.ranks(rows, descending=step.descending).argsort(kind="stable")]
        ranks = [step.column.ranks(rows, descending=step.descending) for step in reversed(steps)]
        return rows[np.lexsort([rows, *ranks])]


def _needed(steps: Sequence[Step], sieves: Sequence[AnySieve]) -> list[Step]:
    """Leave out the steps that decide nothing: where there is one value, after distinct ones, in the order of rows."""
    constant = {sieve.column.name for sieve in sieves if sieve.column and sieve.is_one}
    needed: list[Step] = []
    for step in steps:
        if step.column.name not in constant:
            needed.append(step)
        if step.column.is_distinct:
            break
    while needed and needed[-1].column.is_natural and not needed[-1].descending:
        needed.pop()
    return needed


def _share(sieves: Sequence[AnySieve]) -> float:
    """Estimate which part of the rows passes, as if conditions had nothing to do with each other."""
    share = 1.0
    for sieve in sieves:
        share *= sieve.share
    return max(share, LEAST_SHARE)


def _parted(sieves: Sequence[AnySieve]) -> tuple[list[Sieve | Listed], list[Within]]:
    """Part the areas from what is cheaper to test."""
    plain: list[Sieve | Listed] = []
    areas: list[Within] = []
    for sieve in sieves:
        if isinstance(sieve, Within):
            areas.append(sieve)
        else:
            plain.append(sieve)
    return plain, areas


def _work(sieves: Sequence[AnySieve], *, in_a_row: bool = False) -> float:
    """Tell what testing a row costs, one after the other or looked up: areas are asked of what the others leave."""
    plain, areas = _parted(sieves)
    within = TESTED * len(areas) * _share(plain) if areas else 0.0
    return len(plain) / (IN_A_ROW if in_a_row else 1) + within


def _cost_of_all(sieves: Sequence[AnySieve], rows: int) -> float:
    """Tell what it costs to take all of so many rows that pass."""
    plain, areas = _parted(sieves)
    rarest = min((sieve.size for sieve in plain), default=rows)
    found = min(rarest, rows / IN_A_ROW) * max(1, len(plain))
    return found + (TESTED * len(areas) * rows * _share(plain) if areas else 0)


def _indexed(step: Step) -> Column:
    assert isinstance(step.column, Column)  # noqa: S101  # a sort by distance takes all rows
    return step.column


def _passing(first: int, end: int, sieves: Sequence[Sieve | Listed]) -> Array:
    passes = sieves[0].test_between(first, end)
    for sieve in sieves[1:]:
        passes &= sieve.test_between(first, end)
    return passes


def _beyond(spans: Sequence[Span], code: int, step: Step) -> list[Span]:
    """Cut away what comes up to a code in the order of a step."""
    missing = _indexed(step).missing
    if not step.descending:
        return [(max(low, code + 1), high) for low, high in spans]
    if code == missing:
        return []
    lower = [(low, min(high, code)) for low, high in spans]
    return [*lower, *((missing, high) for _, high in spans if high > missing)]


def _is_beyond(rows: Array, steps: Sequence[Step], after: int) -> Array:
    """Tell which rows come after a row in the order of the steps."""
    beyond: Array = rows > after
    last = np.array([after], np.uint32)
    for step in reversed(steps):
        ranks = step.column.ranks(rows, descending=step.descending)
        (rank,) = step.column.ranks(last, descending=step.descending)
        beyond = (ranks > rank) | ((ranks == rank) & beyond)
    return beyond
