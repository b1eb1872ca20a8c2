"""A copy as rows: NDJSON and CSV, as the platform exports them, read and written one row at a time."""

import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Literal, Protocol

Row = dict[str, Any]
Key = tuple[str, ...]


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take the next bytes."""


@dataclass(frozen=True)
class Kept:
    """A row of the copy, and its bytes: who has nothing to change passes them on."""

    row: Row
    raw: bytes


class Form(ABC):
    """One way of writing a copy."""

    name: Literal["csv", "ndjson"]

    @abstractmethod
    def read(self, path: Path, columns: Sequence[str]) -> Iterator[Kept]:
        """Each row of a copy."""

    @abstractmethod
    def header(self, columns: Sequence[str]) -> bytes:
        """What stands before the first row."""

    @abstractmethod
    def written(self, row: Row, columns: Sequence[str]) -> bytes:
        """One row, with these columns in this order."""

    @abstractmethod
    def key(self, row: Mapping[str, Any], columns: Sequence[str]) -> Key:
        """What identifies a row, the same for a row of the copy and for a change of the platform."""


class Ndjson(Form):
    """One JSON object a line."""

    name = "ndjson"

    def read(self, path: Path, columns: Sequence[str]) -> Iterator[Kept]:
        """Each line; the columns are named in it."""
        del columns
        with path.open("rb") as file:
            for line in file:
                yield Kept(json.loads(line), line)

    def header(self, columns: Sequence[str]) -> bytes:
        """Nothing."""
        del columns
        return b""

    def written(self, row: Row, columns: Sequence[str]) -> bytes:
        """One line."""
        kept = {name: row.get(name) for name in columns}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    def key(self, row: Mapping[str, Any], columns: Sequence[str]) -> Key:
        """The values as JSON writes them."""
        return tuple(json.dumps(row[name]) for name in columns)


class Csv(Form):
    """UTF-8, commas, a header; a missing value is an empty cell."""

    name = "csv"

    def read(self, path: Path, columns: Sequence[str]) -> Iterator[Kept]:
        """Each row below the header."""
        with path.open(encoding="utf-8", newline="") as file:
            cells = csv.reader(file)
            next(cells, None)
            for row in cells:
                yield Kept(dict(zip(columns, row, strict=True)), _csv_line(row))

    def header(self, columns: Sequence[str]) -> bytes:
        """The names of the columns."""
        return _csv_line(columns)

    def written(self, row: Row, columns: Sequence[str]) -> bytes:
        """One row of cells."""
        return _csv_line([_cell(row.get(name)) for name in columns])

    def key(self, row: Mapping[str, Any], columns: Sequence[str]) -> Key:
        """The cells."""
        return tuple(_cell(row[name]) for name in columns)


FORMS: Mapping[str, Form] = {".ndjson": Ndjson(), ".jsonl": Ndjson(), ".csv": Csv()}
"""By the end of the name of the copy."""


def _csv_line(cells: Sequence[str]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)
