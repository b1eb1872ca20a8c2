"""What a source holds, one record at a time: where it stands in the source, and its texts by column."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plateforme.consumers.loader.street.mapping import MappingError, SourceFile

WIDEST: Final = 1_000_000


@dataclass(frozen=True)
class Record:
    """One record; `place` says where it stands, such as `line 12`."""

    place: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Broken:
    """A place of the source that cannot be read as a record."""

    place: str
    code: str
    detail: str


def read_csv(path: Path, how: SourceFile) -> Iterator[Record | Broken]:
    """The records of a CSV file with a header, in order, with constant memory."""
    csv.field_size_limit(WIDEST)
    try:
        with path.open(encoding=how.encoding, newline="") as file:
            yield from _records(csv.reader(file, delimiter=how.delimiter))
    except (UnicodeDecodeError, LookupError) as error:
        raise MappingError(f"{path.name} is not written in {how.encoding}: say its encoding in [file].") from error


def _records(rows: "Iterator[list[str]]") -> Iterator[Record | Broken]:
    reader = rows
    header = [name.strip() for name in next(reader, [])]
    if len(set(header)) < len(header):
        raise MappingError("Two columns have the same name: rename one, so that a mapping can tell them apart.")
    while True:
        line = getattr(reader, "line_num", 0) + 1
        try:
            row = next(reader, None)
        except csv.Error:
            yield Broken(f"line {line}", "unreadable", "This line is no CSV: look at its quotes and its length.")
            continue
        if row is None:
            return
        if len(row) == len(header):
            yield Record(f"line {line}", dict(zip(header, (text.strip() for text in row), strict=True)))
        elif any(row):
            yield Broken(
                f"line {line}", "wrong_width", f"This line has {len(row)} values for {len(header)} columns: mend it."
            )


def count_lines(path: Path) -> int:
    """How many records a file holds at most, to tell how far a load is."""
    with path.open("rb") as file:
        return max(sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1, 0)
