"""Reading the first sheet of an xlsx, ods or xls: typed cells become text, and their types are remembered."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, time
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError, iterparse

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from plateforme.domains.datasets.tabular.containers import check_spreadsheet
from plateforme.domains.datasets.tabular.detection import BLANKS, clean_label
from plateforme.domains.datasets.tabular.errors import FileRefused
from plateforme.domains.datasets.tabular.report import Report
from plateforme.domains.datasets.tabular.rewriting import Numbered, Rewritten, stop_if_too_many, write_rows

MOST_CELLS = 20_000_000
_REFERENCE = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DAMAGED = (
    "The spreadsheet is damaged, encrypted or of an unknown kind.",
    "Save it again as xlsx or ods and resend it.",
)


def rewrite_spreadsheet(source: Path, target: Path, *, most_columns: int, limit: int, report: Report) -> Rewritten:
    """Write the rows of the first sheet; the header is its first row that is not blank."""
    with source.open("rb") as stream:
        if stream.read(2) == b"PK":
            check_spreadsheet(source, limit=limit, report=report)
            _stop_if_vast(source, report)
    sheet = _first_sheet(source, report)
    rows = enumerate(sheet.iter_rows(), start=1)
    header_row, header = next(((place, row) for place, row in rows if _is_filled(row)), (1, []))
    if not header:
        raise report.refuse("source-error", "The first sheet is empty.", "Put the table on the first sheet.")
    kinds: list[set[str]] = [set() for _ in header]
    body = [(place, _read(row, kinds)) for place, row in rows]
    # The used range of a sheet keeps columns that were emptied or only coloured: they are no part of the table.
    width = max((at + 1 for at, cell in enumerate(header) if _is_filled([cell]) or kinds[at]), default=0)
    labels = tuple(clean_label(_text(cell)) for cell in header[:width])
    stop_if_too_many(labels, most_columns, report)
    rectangular: Iterator[Numbered] = ((place, cells[:width]) for place, cells in body)
    longest = write_rows(target, rectangular, report)
    return Rewritten(target, labels, longest, tuple(frozenset(each) for each in kinds[:width]), header_row)


def _first_sheet(source: Path, report: Report) -> CalamineSheet:
    try:
        sheet = CalamineWorkbook.from_path(str(source)).get_sheet_by_index(0)
    except (CalamineError, OSError, ValueError, IndexError) as fault:
        raise report.refuse("format-error", *_DAMAGED) from fault
    except BaseException as fault:
        # The reader is native code: its panics are no Exception, and a damaged file may cause one.
        if type(fault).__name__ != "PanicException":
            raise
        raise report.refuse("format-error", *_DAMAGED) from fault
    return sheet


def _read(row: Sequence[Any], kinds: list[set[str]]) -> list[str]:
    cells = [_text(each) for each in row]
    for at, cell in enumerate(cells):
        if cell:
            kinds[at].add(_kind(row[at]))
    return cells


def _is_filled(row: Sequence[Any]) -> bool:
    return any(_text(cell).strip(BLANKS) for cell in row)


def _kind(value: object) -> str:
    return "text" if isinstance(value, str) else type(value).__name__


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 (exact in a float)
        return str(int(value))
    if isinstance(value, date | time):
        return value.isoformat().replace("T", " ")
    return "" if value is None else str(value)


def _stop_if_vast(source: Path, report: Report) -> None:
    """Refuse a sheet whose far corner would make the reader reserve the whole memory."""
    try:
        with zipfile.ZipFile(source) as archive:
            sheets = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
            parts = ((name, _xlsx_extent) for name in sheets)
            if "content.xml" in archive.namelist():
                parts = ((name, _ods_extent) for name in ("content.xml",))
            for name, extent in parts:
                with archive.open(name) as part:
                    height, width = extent(part)
                if height * width > MOST_CELLS:
                    raise report.refuse(
                        "source-error",
                        f"The sheet spans more than {MOST_CELLS} cells.",
                        "Delete the rows and columns beyond the table, or send it as csv.",
                    )
    except FileRefused:
        raise
    except (zipfile.BadZipFile, ParseError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as fault:
        raise report.refuse("format-error", *_DAMAGED) from fault


def _xlsx_extent(part: IO[bytes]) -> tuple[int, int]:
    height, width, tail = 0, 0, b""
    columns: set[bytes] = set()
    while chunk := part.read(1 << 20):
        text = tail + chunk
        for letters, digits in _REFERENCE.findall(text):
            columns.add(letters)
            height = max(height, int(digits))
        tail = text[-200:]
    for letters in columns:
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        width = max(width, number)
    return height, width


def _ods_extent(part: IO[bytes]) -> tuple[int, int]:
    height = width = rows = cells = filled = 0
    for _, node in iterparse(part):  # noqa: S314 (expat limits entity expansion itself)
        if node.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            cells += int(node.get(f"{_TABLE}number-columns-repeated", "1"))
            filled = cells if len(node) or len(node.attrib) > 2 else filled  # noqa: PLR2004 (repeat and style)
        elif node.tag == f"{_TABLE}table-row":
            rows += int(node.get(f"{_TABLE}number-rows-repeated", "1"))
            height, width = (rows, max(width, filled)) if filled else (height, width)
            cells = filled = 0
            node.clear()
        elif node.tag == f"{_TABLE}table":
            rows = 0
            node.clear()
    return height, width
