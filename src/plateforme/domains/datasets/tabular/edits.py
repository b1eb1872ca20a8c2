"""What a caller asks to change in the rows of a table: read from JSON, NDJSON or CSV, checked for its form only.

Values stay texts here, as those of a file do: the same rules read them. What is told of a fault is its place, never
the value.
"""

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

import orjson

from plateforme.domains.datasets.tabular.errors import EditsUnreadable
from plateforme.domains.datasets.tabular.geometry import DERIVED
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema, machine_name
from plateforme.kit.errors import Detail
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.errors import listed

MOST_EDITS: Final = 10_000
DELETE: Final = "_delete"
_AS_JSON: Final = frozenset({"any", "array", "object", "geojson"})
_YES: Final = frozenset({"true", "1", "yes", "oui", "vrai", "x"})
_NO: Final = frozenset({"", "false", "0", "no", "non", "faux"})
_DELIMITERS: Final = ",;\t|"


@dataclass(frozen=True)
class Fault:
    """One fault of what was sent: the operation (1 is the first), the column, the rule, how to mend it."""

    position: int | None
    column: str | None
    code: str
    detail: str


@dataclass(frozen=True)
class Edit:
    """One operation: the cells that were sent, by machine name; for a deletion, those of the key."""

    position: int
    is_delete: bool
    cells: Mapping[str, str | None]


@dataclass
class Edits:
    """The operations of one request, where each stands in the body, and what is wrong with their form."""

    operations: list[Edit] = field(default_factory=list)
    pointers: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def detail(self, fault: Fault) -> Detail:
        """Tell a fault with its JSON Pointer; for NDJSON and CSV, in the body as a list of rows."""
        if fault.position is None:
            return Detail("pointer", "", fault.code, fault.detail)
        column = "" if fault.column is None else f"/{fault.column}"
        said = f"Operation {fault.position}: {fault.detail}"
        return Detail("pointer", f"{self.pointers[fault.position - 1]}{column}", fault.code, said)


def read_json(body: bytes, schema: TableSchema) -> Edits:
    """Read `{"upserts": [{…}], "deletes": [{…}]}`; a deletion may be the bare value of a key of one column."""
    told = _loaded(body, "the body")
    if not isinstance(told, dict) or not told.keys() <= {"upserts", "deletes"}:
        raise EditsUnreadable('The body is an object with the lists "upserts" and "deletes", either or both.')
    reader = _Reader(schema)
    for name in ("upserts", "deletes"):
        items = told.get(name) or []
        if not isinstance(items, list):
            raise EditsUnreadable(f'"{name}" is a list of rows.')
        for index, item in enumerate(items):
            reader.add(f"/{name}/{index}", item, is_delete=name == "deletes")
    return reader.edits


def read_ndjson(body: bytes, schema: TableSchema) -> Edits:
    """Read one object a line: a row, or `{"_delete": true, …}` with the columns of the key."""
    reader = _Reader(schema)
    for number, line in enumerate(body.splitlines(), 1):
        if not line.strip():
            continue
        item = _loaded(line, f"line {number}")
        is_delete = item.pop(DELETE, False) if isinstance(item, dict) else False
        if not isinstance(is_delete, bool):
            raise EditsUnreadable(f"Line {number}: {DELETE} is true or false.")
        reader.add(f"/{len(reader.edits.pointers)}", item, is_delete=is_delete)
    return reader.edits


def read_csv(body: bytes, schema: TableSchema) -> Edits:
    """Read a table with a header; `_delete` is a column of yes and no, empty for no."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EditsUnreadable("The CSV is not in UTF-8. Save it as UTF-8 and send it again.") from error
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    try:
        header = next(rows, [])
        reader = _Reader(schema)
        for number, row in enumerate(rows, 2):
            if any(row):
                _add_line(reader, header, row, number)
    except csv.Error as error:
        raise EditsUnreadable(f"The CSV cannot be read near line {rows.line_num}: check its quotes.") from error
    return reader.edits


READERS: Final[Mapping[str, Callable[[bytes, TableSchema], Edits]]] = {
    "application/json": read_json,
    "application/x-ndjson": read_ndjson,
    "text/csv": read_csv,
}


def _add_line(reader: "_Reader", header: Sequence[str], row: Sequence[str], number: int) -> None:
    if len(row) != len(header):
        raise EditsUnreadable(f"Record {number} has {len(row)} cells and the header has {len(header)}.")
    if len(set(header)) < len(header):
        raise EditsUnreadable("Two columns of the header have the same name.")
    cells = dict(zip(header, row, strict=True))
    word = cells.pop(DELETE, "").strip().lower()
    if word not in _YES | _NO:
        raise EditsUnreadable(f"Record {number}: {DELETE} is true, false or empty.")
    reader.add(f"/{len(reader.edits.pointers)}", cells, is_delete=word in _YES)


def _loaded(text: bytes, where: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise EditsUnreadable(f"The JSON of {where} cannot be read: {error.msg}.") from error


class _Reader:
    """Operations one after the other, with the columns they name."""

    def __init__(self, schema: TableSchema) -> None:
        self.schema = schema
        self.edits = Edits()
        self._known: dict[str, Column] = {}
        for column in reversed(schema.columns):
            self._known |= {machine_name(column.label): column, column.label: column}
        self._known |= {column.name: column for column in schema.columns}
        self._named: dict[str, Column | None] = {}

    def add(self, pointer: str, item: object, *, is_delete: bool) -> None:
        position = len(self.edits.pointers) + 1
        if position > MOST_EDITS:
            raise EditsUnreadable(f"A request holds {MOST_EDITS} operations at most. Send the others in a next one.")
        self.edits.pointers.append(pointer)
        if is_delete and len(self.schema.key) == 1 and not isinstance(item, dict | list):
            item = {self.schema.key[0]: item}
        if not isinstance(item, dict):
            self._wrong(position, None, "type", "A row is an object with the names of its columns.")
            return
        told = len(self.edits.faults)
        cells = dict(self._cells(position, item))
        if is_delete:
            cells = {name: cell for name, cell in cells.items() if name in self.schema.key}
        unreadable = {each.column for each in self.edits.faults[told:]}
        lacking = [name for name in self.schema.key if not cells.get(name)]
        for name in lacking:
            if name not in unreadable:
                self._wrong(position, name, "primary-key", "The key is needed: give a value for each of its columns.")
        if not lacking:
            self.edits.operations.append(Edit(position, is_delete, cells))

    def _cells(self, position: int, item: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
        seen: set[str] = set()
        for name, value in item.items():
            column = self._column(name)
            if column is None:
                self._unknown(position, name)
            elif column.name in seen:
                self._wrong(position, column.name, "duplicate-label", "The column is there twice: by name and label.")
            elif not column.options.get(DERIVED):  # what the platform computes is computed again
                seen.add(column.name)
                try:
                    yield column.name, _text(value, column)
                except ValueError as error:
                    self._wrong(position, column.name, "type-error", str(error))

    def _column(self, name: str) -> Column | None:
        if name not in self._named:
            self._named[name] = self._known.get(name) or self._known.get(machine_name(name))
        return self._named[name]

    def _unknown(self, position: int, name: str) -> None:
        known = list(self.schema.names)
        near = get_close_matches(machine_name(name[:200]), known, n=1, cutoff=0.5)
        suggestion = f"Did you mean {near[0]}? " if near else ""
        said = f"The table has no column of this name. {suggestion}Its columns: {listed(known)}."
        self._wrong(position, None, "unknown-column", said)

    def _wrong(self, position: int, column: str | None, code: str, detail: str) -> None:
        self.edits.faults.append(Fault(position, column, code, detail))


def _text(value: object, column: Column) -> str | None:
    """Write a JSON value as a cell of a file would hold it; ValueError when no cell of this column can."""
    if value is None or isinstance(value, str):
        if value and "\0" in value:
            raise ValueError("The character U+0000 cannot be stored. Leave it out.")
        return value or None
    if column.type is ColumnType.STRING:
        if column.declared_as[0] in _AS_JSON:
            return orjson.dumps(value).decode()
        raise ValueError("Something else than a text is there. Write the value between quotes.")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("This is no number that can be stored.")
        return str(int(value)) if value.is_integer() and column.type is ColumnType.INTEGER else repr(value)
    if isinstance(value, int):
        return str(value)
    raise ValueError("A list or an object is there. Give a single value.")
