"""How many places lie in a box, without looking at those in its middle.

The codes of both columns of degrees are cut into as many strips each: 256 for a million rows. For each corner of the
cells between them the grid knows how many rows lie south-west of it, so that four numbers count the rows of any block
of cells (a summed-area table). What is left of a box, at its edges, lies in four strips; their rows are looked up.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from plateforme.domains.datasets.tabular.engine.index.columns import Coded, Column, Span
from plateforme.domains.datasets.tabular.engine.index.layout import Array, Reader, Writer
from plateforme.domains.datasets.tabular.engine.index.sieves import AnySieve, Sieve

_GRID: Final = "grid"


def write_grid(writer: Writer, longitude: Coded, latitude: Coded) -> None:
    """Write the grid of two columns."""
    bits = bits_for(len(longitude.codes))
    wide, high = (coded.codes >> _shift(coded.missing, bits) for coded in (longitude, latitude))
    side = 1 << bits
    cells = np.bincount(wide.astype(np.uint32) * side + high, minlength=side * side).reshape(side, side)
    writer.add(_GRID, np.pad(cells, ((1, 0), (1, 0))).cumsum(0).cumsum(1).astype(np.uint32).ravel())


@dataclass(frozen=True)
class Cut:
    """A box of codes: the cells that lie wholly in it, and the rest: spans of one column with spans of the other."""

    inner: tuple[Span, Span] | None
    edges: Sequence[tuple[Column, Span, Sieve]]

    @property
    def cost(self) -> int:
        """How many rows are looked up."""
        return sum(column.start(high) - column.start(low) for column, (low, high), _ in self.edges)


@dataclass(frozen=True)
class Grid:
    """The grid of an index."""

    longitude: Column
    latitude: Column
    sums: Array

    @classmethod
    def read(cls, reader: Reader, columns: Sequence[Column | None]) -> "Grid | None":
        """Read the grid of two columns; None when there is none."""
        longitude, latitude = columns
        if _GRID not in reader or longitude is None or latitude is None:
            return None
        sums = reader.array(_GRID)
        corners = math.isqrt(len(sums))
        return cls(longitude, latitude, sums.reshape(corners, corners))

    def _strips(self, column: Column, span: Span) -> tuple[Span | None, Span]:
        """Give the strips that lie wholly in a span of codes, and the codes that they begin and end with."""
        shift = _shift(column.missing, (len(self.sums) - 1).bit_length() - 1)
        first, end = -(-span[0] >> shift), span[1] >> shift
        return ((first, end) if first < end else None), (first << shift, end << shift)

    def cuts(self, sieves: Sequence[AnySieve]) -> list[Cut] | None:
        """Cut the boxes that these conditions ask for; None when they ask for something else."""
        wide, high = (
            next((each for each in sieves if isinstance(each, Sieve) and each.column is column), None)
            for column in (self.longitude, self.latitude)
        )
        if wide is None or high is None or len(sieves) != 2:  # noqa: PLR2004  # two sides of a box
            return None
        return [self._cut(*each) for each in product(wide.spans, high.spans)]

    def count(self, cuts: Sequence[Cut]) -> int:
        """Count the rows of boxes that are apart."""
        return sum(self._count(cut) for cut in cuts)

    def _cut(self, wide: Span, high: Span) -> Cut:
        across, (west, east) = self._strips(self.longitude, wide)
        up, (south, north) = self._strips(self.latitude, high)
        within = Sieve.of(self.latitude, [high])
        if across is None:
            return Cut(None, [(self.longitude, wide, within)])
        edges = [(self.longitude, span, within) for span in ((wide[0], west), (east, wide[1]))]
        middle = Sieve.of(self.longitude, [(west, east)])
        rest = [high] if up is None else [(high[0], south), (north, high[1])]
        edges += [(self.latitude, span, middle) for span in rest]
        return Cut(None if up is None else (across, up), edges)

    def _count(self, cut: Cut) -> int:
        found = 0
        if cut.inner is not None:
            (west, east), (south, north) = cut.inner
            sums = self.sums
            found = int(sums[east, north]) - int(sums[west, north]) - int(sums[east, south]) + int(sums[west, south])
        for column, (low, high), other in cut.edges:
            rows = column.at(column.start(low), column.start(high))
            found += int(np.count_nonzero(other.test(rows)))
        return found


def bits_for(rows: int) -> int:
    """Tell of how many bits the number of a strip is: a cell holds some 16 to 64 rows."""
    return max(0, (rows.bit_length() - 4) // 2)


def _shift(missing: int, bits: int) -> int:
    """Tell how many bits of a code say where in its strip it is; the last code is that of missing values."""
    return max(0, missing.bit_length() - bits)
