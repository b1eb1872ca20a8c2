"""Rewriting a table into the one text form that the engine loads, each row with its place in the source."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from plateforme.domains.datasets.tabular.reading.detection import Dialect
from plateforme.domains.datasets.tabular.reading.encoding import Text
from plateforme.domains.datasets.tabular.reading.headers import BLANKS, all_names, clean_label, tell_preamble
from plateforme.domains.datasets.tabular.report import MOST_ERRORS, Report
from plateforme.kit import interrupts

LARGEST_CELL = 1 << 24
csv.field_size_limit(LARGEST_CELL)


@dataclass(frozen=True)
class Rewritten:
    """A table as plain CSV: place in the source, then the cells as text; and what its source told of it."""

    path: Path
    labels: tuple[str, ...]
    longest: int
    kinds: tuple[frozenset[str], ...] = ()
    header_row: int | None = 1


Numbered = tuple[int, Sequence[str]]


def write_rows(target: Path, rows: Iterable[Numbered], report: Report) -> int:
    """Write the rows, leaving blank ones out with a warning; give the length of the longest."""
    longest = 0
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for count, (place, cells) in enumerate(rows):
            if not count % 4096:
                interrupts.check()
            text = "".join(cells)
            if not text.strip(BLANKS):
                report.warn("blank-row", "The row is blank and was left out.", "Delete the row.", row=place)
                continue
            longest = max(longest, len(text))
            try:
                writer.writerow((place, *cells))
            except UnicodeEncodeError:
                report.add(
                    "encoding-error",
                    "A cell holds half of a character pair, which no encoding can write.",
                    "Replace the broken character.",
                    row=place,
                )
    return longest


def rewrite_delimited(
    source: Path, text: Text, dialect: Dialect, target: Path, *, most_columns: int, strict: bool, report: Report
) -> Rewritten:
    """Read a delimited text cell by cell: slower than the engine and exact about every line.

    Without `strict` (no declared schema) cells beyond the header are left out when they are empty.
    """
    records = _below_preamble(_records(source, text, dialect.delimiter, report), dialect, report)
    header_row: int | None = None
    if dialect.header_row:
        header_row, header = next(records, (1, []))
        labels = tuple(clean_label(each) for each in header)
    else:
        labels = dialect.labels
    stop_if_too_many(labels, most_columns, report)
    rows = _rectangular(records, labels, may_hold_nul=text.nul, strict=strict, report=report)
    longest = write_rows(target, rows, report)
    return Rewritten(target, labels, longest, header_row=header_row)


def _below_preamble(records: Iterator[Numbered], dialect: Dialect, report: Report) -> Iterator[Numbered]:
    """Pass over what comes before the header, and tell it."""
    passed: list[int] = []
    unnamed: int | None = None
    for place, record in records:
        is_blank = not any(cell.strip(BLANKS) for cell in record)
        if is_blank and (place < dialect.header_row or not dialect.header_row):
            unnamed = unnamed or (place if len(record) > 1 else None)
            report.warn("blank-row", "The line before the header is blank.", "Delete the line.", row=place)
            continue
        if place < dialect.header_row:
            passed.append(place)
            continue
        if is_blank:
            raise report.refuse(*BLANK_HEADER, row=place)
        if unnamed and not (dialect.is_told or all_names(record)):
            said = "The row holds delimiters and no name, and what follows holds values: the header is empty."
            raise report.refuse("blank-label", said, "Name each column there, or delete the row.", row=unnamed)
        tell_preamble(passed, report)
        yield place, record
        yield from records
        return
    if dialect.header_row > 1:
        raise beyond_the_end(dialect.header_row, report)


BLANK_HEADER = ("blank-label", "The row that was said to be the header is blank.", "Give the row of the labels.")


def beyond_the_end(header_row: int, report: Report) -> Exception:
    """Give the refusal of a header that is said to be where the table is over."""
    said = f"The header is said to be on row {header_row}, and the table ends before it."
    return report.refuse("source-error", said, "Give the row of the labels, counted from 1.")


def stop_if_too_many(labels: Sequence[str], most: int, report: Report) -> None:
    """Refuse a table that is wider than the platform serves."""
    if len(labels) > most:
        raise report.refuse(
            "source-error",
            f"The table has {len(labels)} columns; at most {most} are allowed.",
            "Turn repeated columns into rows, or split the table.",
        )


def _records(source: Path, text: Text, delimiter: str, report: Report) -> Iterator[tuple[int, list[str]]]:
    encoding = "utf-8-sig" if text.encoding == "utf-8" else text.encoding
    place = 0
    with source.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        while True:
            place += 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                raise _unreadable(place, fault, report) from fault
            except UnicodeDecodeError as fault:
                raise report.refuse(
                    "encoding-error", "The text is cut or damaged here.", "Save the file again as UTF-8.", row=place
                ) from fault
            yield place, record


def _unreadable(place: int, fault: csv.Error, report: Report) -> Exception:
    if "field larger" in str(fault):
        said = f"A cell is longer than {LARGEST_CELL} characters; a quote is probably missing."
    elif "unexpected end" in str(fault):
        said = "A quoted cell begins here and never ends."
    else:
        said = "A quoted cell is followed by something else than a delimiter."
    remedy = "Put cells that hold quotes or delimiters between double quotes, and double the quotes inside."
    return report.refuse("format-error", said, remedy, row=place)


def _rectangular(
    records: Iterable[Numbered], labels: Sequence[str], *, may_hold_nul: bool, strict: bool, report: Report
) -> Iterator[Numbered]:
    width, cut = len(labels), Trailing(labels)
    for place, record in records:
        if len(record) != width and not strict:
            record = cut.mended(place, record)  # noqa: PLW2901 (the row as it is meant)
        if len(record) != width and any(cell.strip(BLANKS) for cell in record):
            _tell_ragged(place, record, labels, report)
        elif may_hold_nul and any("\0" in cell for cell in record):
            _tell_nul(place, record, labels, report)
        elif report.totals.total() <= MOST_ERRORS:
            yield place, record
    cut.tell(report)


class Trailing:
    """Separators that end some rows and name no column: what follows them is empty, and is no cell."""

    def __init__(self, labels: Sequence[str]) -> None:
        """Begin with the header."""
        self.width = len(labels)
        self.named = max((at for at, label in enumerate(labels, start=1) if label), default=0)
        self.first, self.rows = 0, 0

    def mended(self, place: int, record: Sequence[str]) -> Sequence[str]:
        """Give the row with as many cells as the header, if only empty ones are too many or unnamed ones missing."""
        if len(record) > self.width and not any(cell.strip(BLANKS) for cell in record[self.width :]):
            self.first, self.rows = self.first or place, self.rows + 1
            return record[: self.width]
        if self.named <= len(record) < self.width:
            return [*record, *[""] * (self.width - len(record))]
        return record

    def tell(self, report: Report) -> None:
        """Say how many rows went beyond the header."""
        if self.rows:
            said = f"{self.rows} row(s) end with more separators than the header; the empty cells were left out."
            report.warn("extra-cell", said, "Delete the separators at the end of the rows.", row=self.first)


def _tell_ragged(place: int, record: Sequence[str], labels: Sequence[str], report: Report) -> None:
    found, width = len(record), len(labels)
    said = f"The row has {found} {'cell' if found == 1 else 'cells'} instead of {width}."
    if found < width:
        code, column = "missing-cell", labels[found]
        remedy = "Add the missing cells, or their delimiters when they are empty."
    else:
        code, column = "extra-cell", None
        remedy = "Remove the extra delimiter, or put the cell that holds it between double quotes."
    report.add(code, said, remedy, row=place, column=column)


def _tell_nul(place: int, record: Sequence[str], labels: Sequence[str], report: Report) -> None:
    column = next(label for label, cell in zip(labels, record, strict=False) if "\0" in cell)
    said = "The cell holds NUL bytes: the file is damaged, or was saved in an encoding that it does not announce."
    report.add("source-error", said, "Export the file again, as UTF-8.", row=place, column=column)
