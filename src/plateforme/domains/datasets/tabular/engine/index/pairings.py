"""How many rows pass two conditions, without looking at those in the middle: a category in a year, a status by then.

A *pairing* holds the codes of a column with few values in the order of another one, a byte a row, and for every so many
rows how many before them have each smaller code (a summed-area table). A range of the other column is then a stretch of
bytes, of which only those at its ends are looked at. Pairings are made in memory, of columns that are asked together
again and again: a table has too many pairs of columns to write them all.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from plateforme.domains.datasets.tabular.engine.index.columns import Column
from plateforme.domains.datasets.tabular.engine.index.layout import Array
from plateforme.domains.datasets.tabular.engine.index.sieves import IN_A_ROW, AnySieve, Sieve

BLOCK: Final = 4096
"""Rows between two lines of the table."""

OFTEN: Final = 2
"""Times that two columns are asked together, from which on they will be again."""

MOST_ROWS: Final = 20_000_000
"""Rows of a table of which pairings are made, in less than 0.2 s each."""

MOST_SPANS: Final = 8
"""Stretches of the other column; each costs what it takes to look at two blocks."""

MOST_BYTES: Final = 64 * 1024 * 1024
"""Memory for pairings, in one process."""

_ASKED: Final = 1024
"""Pairs of columns of which it is known how often they were asked."""

Name = tuple[str, str, str]
"""A table, a column with few values, and the one along which they are counted."""


@dataclass(frozen=True)
class Pairing:
    """Two columns of one table."""

    codes: Array
    sums: Array

    @classmethod
    def of(cls, few: Column, along: Column) -> "Pairing":
        """Pair two columns; the first one's codes take a byte each."""
        codes = few.codes_of(along.at(0, few.rows))
        blocks = range(0, few.rows, BLOCK)
        counts = np.array([np.bincount(codes[at : at + BLOCK], minlength=few.missing + 1) for at in blocks])
        return cls(codes, np.pad(counts, ((1, 0), (1, 0))).cumsum(0).cumsum(1).astype(np.uint32))

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return self.codes.nbytes + self.sums.nbytes

    def count(self, few: Sieve, along: Sieve) -> int:
        """Count the rows that pass both conditions."""
        column = along.column
        ends = [(column.start(low), column.start(high)) for low, high in along.spans]
        return sum(self._before(end, few) - self._before(first, few) for first, end in ends)

    def _before(self, place: int, few: Sieve) -> int:
        block = place // BLOCK
        line = self.sums[block]
        whole = sum(int(line[high]) - int(line[low]) for low, high in few.spans)
        return whole + int(np.count_nonzero(few.holds(self.codes[block * BLOCK : place])))


class Pairings:
    """The pairings of one process, those that were asked for longest ago making room."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Hold so many bytes."""
        self._most = most_bytes
        self._lock = threading.Lock()
        self._made: OrderedDict[Name, Pairing] = OrderedDict()
        self._asked: OrderedDict[Name, int] = OrderedDict()

    def count(self, table: str, sieves: Sequence[AnySieve], spend: Callable[[float], None]) -> int | None:
        """Count the rows of a table that pass two conditions; None when they are others, or seldom asked together.

        `spend` is told beforehand, in rows looked up, what it costs.
        """
        if (pair := paired(sieves)) is None:
            return None
        few, along = pair
        name = table, few.column.name, along.column.name
        pairing = self._find(name)
        if pairing is None:
            if not self._is_wanted(name):
                return None
            spend(few.column.rows)
            pairing = Pairing.of(few.column, along.column)
            self._keep(name, pairing)
        spend(2 * len(along.spans) * BLOCK / IN_A_ROW)
        return pairing.count(few, along)

    def forget(self, table: str) -> None:
        """Let go of what was made of a table."""
        with self._lock:
            for name in [name for name in self._made if name[0] == table]:
                del self._made[name]

    def _find(self, name: Name) -> Pairing | None:
        with self._lock:
            if name in self._made:
                self._made.move_to_end(name)
            return self._made.get(name)

    def _is_wanted(self, name: Name) -> bool:
        """Write down that two columns are asked together; says whether that happens often."""
        with self._lock:
            self._asked[name] = times = self._asked.pop(name, 0) + 1
            if len(self._asked) > _ASKED:
                self._asked.popitem(last=False)
            return times >= OFTEN

    def _keep(self, name: Name, pairing: Pairing) -> None:
        with self._lock:
            self._made[name] = pairing
            while sum(each.size for each in self._made.values()) > self._most:
                self._made.popitem(last=False)


def paired(sieves: Sequence[AnySieve]) -> tuple[Sieve, Sieve] | None:
    """Give two conditions, that on a column with few values first; None when they are others."""
    plain = [sieve for sieve in sieves if isinstance(sieve, Sieve)]
    if len(plain) != len(sieves) or len(plain) != 2 or plain[0].column.rows > MOST_ROWS:  # noqa: PLR2004
        return None
    few, along = sorted(plain, key=lambda sieve: sieve.column.missing)
    codes = few.column.codes
    if codes is None or codes.dtype != np.uint8 or max(len(few.spans), len(along.spans)) > MOST_SPANS:
        return None
    return few, along
