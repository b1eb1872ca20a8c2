"""What a file is, told by its content: its name is a hint, never a proof."""

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from plateforme.domains.datasets.tabular.reading.encoding import BOMS, SAMPLE, Text
from plateforme.domains.datasets.tabular.reading.headers import BLANKS, clean_label, find_header, numbered_labels
from plateforme.domains.datasets.tabular.reading.json_stream import RECORD_SEPARATOR
from plateforme.domains.datasets.tabular.report import Report

DELIMITERS = ";,\t|"
_AS_TABLE = "Send the table as csv, tsv, xlsx, ods, json, geojson, ndjson or parquet."
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SEPARATOR = re.compile(r'\ufeff?"?sep=([;,|\t])"?\r?(?:\n|$)', re.IGNORECASE)
"""What some spreadsheets write above a text table to say how it is written."""
_LINES = ("ndjson", "jsonl", "geojsonl", "ndgeojson", "ldgeojson")
_MARKUP = re.compile(r"\s*<(!doctype|\?xml|html|[a-z]+[ >:])", re.IGNORECASE)


class Format(StrEnum):
    """How the table is written."""

    CSV = "csv"
    JSON = "json"
    NDJSON = "ndjson"
    PARQUET = "parquet"
    SPREADSHEET = "spreadsheet"
    GEOJSON = "geojson"
    SEQUENCE = "json-seq"


@dataclass(frozen=True)
class Dialect:
    """How a delimited text is written, where its header is and what it says; `header_row` is 0 when there is none."""

    delimiter: str
    labels: tuple[str, ...]
    newline: str = "\n"
    one_line_header: bool = True
    header_row: int = 1
    sample: tuple[tuple[str, ...], ...] = ()
    """The first rows below the header."""
    is_told: bool = False
    """Whether the producer said which row is the header."""


def fingerprint(path: Path) -> tuple[int, str]:
    """Give the size and the SHA-256 of a file."""
    with path.open("rb") as stream:
        return path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()


def binary_format(path: Path, report: Report) -> Format | None:
    """Tell a Parquet or a spreadsheet by its first bytes; None for text; anything else is refused."""
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
    if not head:
        raise report.refuse("source-error", "The file is empty (0 bytes).", _AS_TABLE)
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Format.SPREADSHEET
    for mark, name in _MAGIC:
        if head.startswith(mark):
            raise report.refuse("format-error", f"The file is {name}, not a table.", _AS_TABLE)
    in_wide_text = any(head.startswith(mark) for mark, _ in BOMS)
    marks = len(_CONTROLS.findall(head)) - (head.count(b"\x1e{") if head.lstrip().startswith(b"\x1e") else 0)
    if not in_wide_text and marks * 50 > len(head):
        raise report.refuse("format-error", "The file is binary, not a table.", _AS_TABLE)
    return None


def text_format(filename: str, text: Text, report: Report) -> Format:
    """Tell JSON, NDJSON and delimited text apart by the first characters, helped by the name."""
    start = text.sample.lstrip(BLANKS)
    if start.startswith(RECORD_SEPARATOR) and start.lstrip(BLANKS + RECORD_SEPARATOR)[:1] == "{":
        return Format.SEQUENCE
    named = filename.lower().rsplit(".", 1)[-1]
    if not start.strip("\0"):
        said = "The file holds only blanks." if not start else "The file holds only NUL bytes."
        raise report.refuse("source-error", said, _AS_TABLE)
    if _MARKUP.match(start):
        raise report.refuse("format-error", "The file is a web page or an XML document, not a table.", _AS_TABLE)
    if named in _LINES and start[0] == "{":
        return Format.NDJSON
    if named in ("json", "geojson", *_LINES) and start[0] not in "[{":
        raise report.refuse(
            "format-error",
            "The file is named as JSON and begins with neither [ nor {.",
            "Send an array of flat objects, [{…}, {…}], or one object per line (ndjson); name a csv .csv.",
        )
    if start[0] not in "[{" or (named in ("csv", "tsv", "txt") and not re.match(r"[\[{]\s*([{\"}\]]|$)", start)):
        return Format.CSV
    first, _, rest = start.partition("\n")
    is_lines = start[0] == "{" and first.rstrip().endswith("}") and rest.lstrip(BLANKS)[:1] == "{"
    return Format.NDJSON if is_lines else Format.JSON


def find_dialect(sample: str, *, delimiter: str | None = None, header_row: int | None = None) -> Dialect:
    """Find the delimiter that gives the header and the rows the same number of cells, and the row of the header.

    Counting characters is not enough: real headers hold other delimiters (`NOM,C,25;LONGUEUR,N`).
    """
    said = _SEPARATOR.match(sample)
    marks = delimiter or (said.group(1) if said else DELIMITERS)
    is_told = header_row is not None
    best, score = (
        Dialect(marks[0], (), header_row=header_row if header_row is not None else 1, is_told=is_told),
        (-1.0, 0),
    )
    for mark in marks:
        records = _records(sample, mark)[1 if said else 0 :]
        if not records:
            continue
        at = _header_at(records, header_row)
        header, body = records[at][1], [record for _, record in records[at + 1 :]]
        alike = sum(len(each) == len(header) for each in body) / len(body) if body else 1.0
        # A delimiter that the header lacks explains nothing, however regular the rows are.
        this = (alike if len(header) > 1 else -0.5, len(header))
        if this > score:
            place = records[at][0] if header_row is None else header_row
            labels = numbered_labels(len(header)) if header_row == 0 else tuple(clean_label(each) for each in header)
            best = Dialect(mark, labels, *_end_of_header(sample), place, tuple(map(tuple, body)), is_told)
            score = this
    return best


def _header_at(records: list[tuple[int, list[str]]], told: int | None) -> int:
    if told is None:
        return find_header([record for _, record in records])
    return next((at for at, (place, _) in enumerate(records) if place >= told), 0)


def _end_of_header(sample: str) -> tuple[str, bool]:
    """Give the first line end that no quotes enclose, and whether it is the first line end of all."""
    enclosed, at, lines = False, 0, 0
    for line in sample.split("\n"):
        at, lines = at + len(line), lines + 1
        enclosed ^= line.count('"') % 2 == 1
        if not enclosed:
            break
        at += 1
    return ("\r\n" if sample[at - 1 : at + 1] == "\r\n" else "\n"), lines == 1


def _records(sample: str, delimiter: str, most: int = 200) -> list[tuple[int, list[str]]]:
    """Give the first records that are not blank, each with its place."""
    cut = len(sample) * 9 // 10 if len(sample) > SAMPLE // 4 else len(sample)
    records: list[tuple[int, list[str]]] = []
    try:
        reader = csv.reader(io.StringIO(sample[:cut], newline=""), delimiter=delimiter)
        for place, record in enumerate(reader, start=1):
            if any(cell.strip(BLANKS) for cell in record):
                records.append((place, record))
            if len(records) > most:
                break
    except csv.Error:
        return records
    # The last record of a cut sample is itself cut.
    return records[:-1] if len(records) > 1 and cut < len(sample) and len(records) <= most else records
