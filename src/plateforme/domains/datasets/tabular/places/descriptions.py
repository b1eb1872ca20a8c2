"""What the search for places asks of the engine that holds the table, and tells of rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from plateforme.domains.datasets.tabular.places.coordinates import NAMES_OF_CRS, Box, Flags, Numbers
from plateforme.domains.datasets.tabular.report import Report

Array = NDArray[Any]
ROWS_SHOWN = 5


class Holder(Protocol):
    """The engine that holds the table."""

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask a question."""

    def one(self, sql: str) -> tuple[Any, ...]:
        """Ask a question that has one row for an answer."""

    def arrays(self, sql: str) -> list[Array]:
        """Ask a question and have its columns as arrays, NaN and None where there is nothing."""

    def add_columns(self, kinds: Mapping[str, str], pieces: Iterator[Mapping[str, Array]]) -> None:
        """Add computed columns to the table, one value per row in the order of the rows, given by pieces."""


@dataclass
class Places:
    """The table, as the search for places sees it."""

    holder: Holder
    _made: int = 0

    def arrays(self, expressions: Sequence[str]) -> list[Array]:
        """Give expressions over the cells as arrays, in the order of the rows."""
        named = ", ".join(f"{each} AS e{at}" for at, each in enumerate(expressions))
        return self.holder.arrays(f"SELECT {named} FROM source ORDER BY _row")

    def filled(self, cell: str) -> Flags:
        """Tell which rows have something in this cell."""
        (found,) = self.arrays([f"{cell} IS NOT NULL"])
        return found.astype(np.bool_)

    def first_cells(self, cells: Sequence[str], rows: int) -> list[list[str]]:
        """Give the filled cells of the first rows, one list per column."""
        found = self.holder.all(f"SELECT {', '.join(cells)} FROM source LIMIT {rows}")
        columns = zip(*found, strict=True) if found else ([] for _ in cells)
        return [[str(each) for each in column if each is not None] for column in columns]

    def any_cell(self, cell: str) -> list[str]:
        """Give one filled cell of a column whose first ones are empty."""
        (found,) = self.holder.one(f"SELECT any_value({cell}) FROM source")
        return [] if found is None else [str(found)]

    def rows(self) -> int:
        """Count the rows."""
        return int(self.holder.one("SELECT count(*) FROM source")[0])

    def new_cells(self, many: int) -> list[str]:
        """Give names for computed columns."""
        self._made += many
        return [f"g{at}" for at in range(self._made - many, self._made)]

    def add_numbers(self, columns: Sequence[Numbers]) -> list[str]:
        """Add computed numbers to the table; give the names of their cells."""
        cells = self.new_cells(len(columns))
        kinds = dict.fromkeys(cells, "DOUBLE")
        self.holder.add_columns(kinds, iter([dict(zip(cells, columns, strict=True))]))
        return cells

    def tell_rows(self, report: Report, wrong: Flags, said: str, remedy: str, column: str) -> None:
        """Warn of rows, once for all of them: their number, and where the first ones are."""
        many = int(wrong.sum())
        if not many:
            return
        first = ", ".join(str(at + 1) for at in np.flatnonzero(wrong)[:ROWS_SHOWN])
        lines = [line for (line,) in self.holder.all(f"SELECT _line FROM source WHERE _row IN ({first}) ORDER BY _row")]
        shown = ", ".join(map(str, lines)) + (", …" if many > len(lines) else "")
        where = f"row {shown}" if many == 1 else f"{many} rows ({shown})"
        report.warn("geometry-warning", f"{said}: {where}.", remedy, row=lines[0], column=column)


def box_of(x: Numbers, y: Numbers) -> Box | None:
    """Give the smallest box around the points; None when there is none."""
    present = np.isfinite(x) & np.isfinite(y)
    if not present.any():
        return None
    x, y = x[present], y[present]
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def shown_crs(crs: str) -> str:
    """Name a reference system for people."""
    return NAMES_OF_CRS.get(crs, f"coordinates of {crs}")
