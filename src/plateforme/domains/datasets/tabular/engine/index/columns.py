"""One column of an index: its rows in the order of its values.

`order` holds the row numbers (from 0) sorted by value, then by row; missing values come last. Each distinct value has a
code, its place among them; missing is the last code. `codes` holds the code of each row, and `starts` where the rows of
each code begin in `order`. What follows from the others is not stored: an `order` in which every row is in its place,
the codes of such a column when its values are distinct, the `starts` of distinct values. Nor are the values: one is
looked up in the first row that has it. Only those of the columns that say where rows are have an array (`degrees`), and
some of those of a text key (`fences`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

import duckdb
import numpy as np

from plateforme.domains.datasets.tabular.engine.index.degrees import Degrees, write_degrees
from plateforme.domains.datasets.tabular.engine.index.fences import Fences
from plateforme.domains.datasets.tabular.engine.index.layout import Array, Reader, Writer
from plateforme.domains.datasets.tabular.engine.index.texts import Texts
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.domains.datasets.tabular.table_schema import ROW
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.values import Scalar

Span = tuple[int, int]
"""Codes from the first to before the second."""

PIECE: Final = 65_536
"""Rows that are looked at together at most: their codes stay in the processor's cache."""

LONG: Final = 64
"""Bytes of a text, on average."""

LOOKED_AT: Final = 16
"""One row in so many is looked at to tell how long texts are."""

_REMEMBERED: Final = 16_384
"""Values of a column that are looked at first in every search, and kept."""


@dataclass(frozen=True)
class Coded:
    """The code of each row in a column that was written, and the code of missing values."""

    codes: Array
    missing: int


def write_column(
    writer: Writer, cursor: duckdb.DuckDBPyConnection, table: str, place: int, name: str, *, with_values: bool = False
) -> Coded:
    """Write the arrays of one column; the engine puts the values in order, so that its own order decides.

    `with_values` also writes the values, which must be numbers.
    """
    column = quote(name)
    in_order = f"SELECT ({ROW} - 1)::UINTEGER, {column} FROM {table} ORDER BY {column} NULLS LAST, {ROW}"
    # A window without an order follows the rows as they come.
    asked = "SELECT n, cell IS DISTINCT FROM lag(cell) OVER () AS is_new, cell IS NULL AS is_missing"
    asked += ", cell::DOUBLE AS value" if with_values else ""
    found = cursor.execute(f"{asked} FROM ({in_order}) AS sorted(n, cell)").fetchnumpy()
    order, is_new = np.asarray(found["n"], np.uint32), np.asarray(found["is_new"], bool)
    present = len(order) - int(np.count_nonzero(found["is_missing"]))
    is_new[:1] = True
    starts = np.append(np.flatnonzero(is_new), len(order)).astype(np.uint32)
    distinct = len(starts) - 1 - (present < len(order))
    is_natural = bool(np.array_equal(order, np.arange(len(order), dtype=np.uint32)))
    writer.add(f"{place}.facts", np.array([distinct], np.uint64))
    if not is_natural:
        writer.add(f"{place}.order", order)
    codes = order
    if not (is_natural and distinct == len(order)):
        codes = np.empty(len(order), np.min_scalar_type(distinct))
        codes[order] = np.cumsum(is_new, dtype=np.uint32) - np.uint32(1)
        writer.add(f"{place}.codes", codes)
    if distinct != present:
        writer.add(f"{place}.starts", starts)
    if with_values:
        write_degrees(writer, f"{place}.degrees", np.asarray(found["value"], np.float64)[starts[:distinct]])
    return Coded(codes, distinct)


def ordered(
    cursor: duckdb.DuckDBPyConnection, table: str, kinds: Mapping[str, ColumnType], key: Sequence[str]
) -> set[str]:
    """Choose the columns to put in order: all but long texts, which are searched for words, and cost most to sort."""
    texts = [name for name, kind in kinds.items() if kind is ColumnType.STRING and name not in key]
    lengths: tuple[float | None, ...] = ()
    if texts:
        asked = ", ".join(f"avg(strlen({quote(name)}))" for name in texts)
        lengths = cursor.execute(f"SELECT {asked} FROM {table} WHERE hash({ROW}) % {LOOKED_AT} = 0").fetchall()[0]
    long = {name for name, length in zip(texts, lengths, strict=True) if (length or 0) > LONG}
    return {name for name in kinds if name != ROW and name not in long}


@dataclass
class Column:
    """One column of an opened index. `missing` is the code of rows without a value."""

    name: str
    rows: int
    missing: int
    value: Callable[[int], Any]
    """Gives the value of a row."""
    order: Array | None = None
    codes: Array | None = None
    starts: Array | None = None
    degrees: Degrees | None = None
    fences: Fences | None = None

    def __post_init__(self) -> None:
        self._known: dict[int, Any] = {}
        # These give one number in half the time.
        self._start_of = None if self.starts is None else self.starts.data
        self._code_of = None if self.codes is None else self.codes.data
        self._row_at = None if self.order is None else self.order.data

    @property
    def is_natural(self) -> bool:
        """Tell whether the order of its values is the order of the rows."""
        return self.order is None

    @property
    def is_distinct(self) -> bool:
        """Tell whether no two rows have the same value, or none."""
        return self.missing == self.rows

    @cached_property
    def has_missing(self) -> bool:
        """Tell whether some row has no value."""
        return self.start(self.missing) < self.rows

    def start(self, code: int) -> int:
        """Tell where the rows of a code begin in the order; one after the last code gives the end."""
        if code > self.missing:
            return self.rows
        return code if self._start_of is None else self._start_of[code]

    def at(self, first: int, end: int) -> Array:
        """Give the rows at some places of the order."""
        return np.arange(first, end, dtype=np.uint32) if self.order is None else self.order[first:end]

    def place_after(self, code: int, row: int) -> int:
        """Tell where the rows of a code that come after a row begin in the order."""
        first, end = self.start(code), self.start(code + 1)
        if self.order is None:
            return max(first, row + 1)
        return first + int(np.searchsorted(self.order[first:end], row, side="right"))

    def code_at(self, place: int) -> int:
        """Give the code of the row at a place of the order."""
        return self.code(place if self._row_at is None else self._row_at[place])

    def code(self, row: int) -> int:
        """Give the code of a row."""
        return row if self._code_of is None else self._code_of[row]

    def codes_of(self, rows: Array) -> Array:
        """Give the codes of rows."""
        return rows if self.codes is None else self.codes[rows]

    def codes_between(self, first: int, end: int) -> Array:
        """Give the codes of consecutive rows."""
        return np.arange(first, end, dtype=np.uint32) if self.codes is None else self.codes[first:end]

    def equal(self, value: Any) -> Span:
        """Give the code of a value, or none."""
        among = self.fences.around(value) if self.fences is not None and self.is_natural else None
        code = self.first(lambda each: bool(each >= value), among=among)
        return code, code + (code < self.missing and self._value_of(code, self.missing) == value)

    def row_of(self, value: Any) -> int | None:
        """Give the row with this value; None when there is none. The column is distinct."""
        code, end = self.equal(value)
        if code == end:
            return None
        place = self.start(code)
        return place if self._row_at is None else self._row_at[place]

    def first(self, is_there: Callable[[Any], bool], *, among: Span | None = None) -> int:
        """Give the first code whose value is there; `is_there` holds from some value on, known to be `among` some."""
        low, high = (0, self.missing) if among is None else (among[0], min(among[1], self.missing))
        while low < high:
            middle = (low + high) // 2
            if is_there(self._value_of(middle, high - low)):
                high = middle
            else:
                low = middle + 1
        return low

    def ranks(self, rows: Array, *, descending: bool) -> Array:
        """Give numbers that order rows as a sort by this column does: missing values come last."""
        codes = self.codes_of(rows).astype(np.int64)
        if not descending:
            return codes
        if self.has_missing:
            return np.where(codes == self.missing, codes, self.missing - 1 - codes)
        return np.subtract(self.missing - 1, codes, out=codes)

    def groups(self, spans: Iterable[Span], size: int, *, descending: bool) -> Iterator[Span]:
        """Cut codes, in the order of a sort, into pieces of about `size` rows that grow; missing values come last."""
        for low, high in self._in_direction(spans) if descending else spans:
            first, end = low, high
            while first < end:
                if descending:
                    cut = self._back(first, end, size)
                    yield cut, end
                    end = cut
                else:
                    cut = self._on(first, end, size)
                    yield first, cut
                    first = cut
                size = min(2 * size, PIECE)

    def _in_direction(self, spans: Iterable[Span]) -> Iterator[Span]:
        every = list(spans)
        yield from ((low, min(high, self.missing)) for low, high in reversed(every))
        yield from ((self.missing, high) for _, high in every if high > self.missing)

    def _on(self, low: int, high: int, size: int) -> int:
        place = self.start(low) + size
        return high if place >= self.start(high) else max(self.code_at(place), low + 1)

    def _back(self, low: int, high: int, size: int) -> int:
        place = self.start(high) - size
        return low if place <= self.start(low) else min(self.code_at(place) + 1, high - 1)

    def _value_of(self, code: int, within: int) -> Any:
        if self.degrees is not None:
            return self.degrees.at(code)
        if code in self._known:
            return self._known[code]
        place = self.start(code)
        value = self.value(place if self._row_at is None else self._row_at[place])
        if within * _REMEMBERED >= self.missing:
            self._known[code] = value
        return value


def open_columns(reader: Reader, texts: Texts, kinds: Mapping[str, ColumnType]) -> dict[str, Column]:
    """Give the columns of an index that are in order, `_row` among them."""
    rows = len(texts)
    columns = {ROW: Column(ROW, rows, rows, lambda row: row + 1)}
    for place, (name, kind) in enumerate(kinds.items()):
        if f"{place}.facts" in reader:
            arrays = {
                part: reader.array(f"{place}.{part}")
                for part in ("order", "codes", "starts")
                if f"{place}.{part}" in reader
            }
            missing = int(reader.array(f"{place}.facts")[0])
            degrees, fences = Degrees.read(reader, f"{place}.degrees"), Fences.read(reader, f"{place}.fences")
            value = _value(texts, name, kind)
            columns[name] = Column(name, rows, missing, value, **arrays, degrees=degrees, fences=fences)
    return columns


def typed(kind: ColumnType, cell: Any) -> Scalar:
    """Give a cell as the engine would, from what JSON knows of it."""
    if cell is None:
        return None
    if kind is ColumnType.DATE:
        return date.fromisoformat(cell)
    if kind is ColumnType.DATETIME:
        return datetime.fromisoformat(cell[:-1])
    told: Scalar = cell
    return told


def _value(texts: Texts, name: str, kind: ColumnType) -> Callable[[int], Scalar]:
    return lambda row: typed(kind, texts.cells(row)[name])
