"""How far the cells of a workbook reach, counted without its reader.

One cell in a far corner would make the reader reserve the whole memory.
"""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError, iterparse

from plateforme.domains.datasets.tabular.errors import FileRefused
from plateforme.domains.datasets.tabular.reading.workbooks import damaged
from plateforme.domains.datasets.tabular.report import Report

MOST_CELLS = 20_000_000
_CHUNK = 1 << 20
_REFERENCE = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]{1,7})"')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ROW_RECORD, _LAST_CELL_RECORD = 0, 11
"""BrtRowHdr, and the last of the records of cells, from BrtCellBlank (1) to BrtFmlaError (11): [MS-XLSB] 2.3."""


def stop_if_vast(source: Path, report: Report) -> None:
    """Refuse a workbook one of whose sheets spans more cells than a table may have."""
    try:
        with zipfile.ZipFile(source) as archive:
            for name in archive.namelist():
                extent = _extent_of(name)
                if extent is None:
                    continue
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
        raise damaged(report) from fault


def _extent_of(name: str) -> Callable[[IO[bytes]], tuple[int, int]] | None:
    if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name, re.IGNORECASE):
        return _xlsx_extent
    if re.fullmatch(r"xl/worksheets/[^/]+\.bin", name, re.IGNORECASE):
        return _xlsb_extent
    return _ods_extent if name == "content.xml" else None


def _xlsx_extent(part: IO[bytes]) -> tuple[int, int]:
    height, width, tail = 0, 0, b""
    columns: set[bytes] = set()
    while chunk := part.read(_CHUNK):
        text = tail + chunk
        for letters, digits in _REFERENCE.findall(text):
            columns.add(letters)
            height = max(height, int(digits))
        height = max(height, *map(int, _ROW.findall(text)), 0)
        tail = text[-200:]
    for letters in columns:
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        width = max(width, number)
    return height, max(width, 1)


def _xlsb_extent(part: IO[bytes]) -> tuple[int, int]:
    """Walk the records of a binary sheet: a type and a size of 7 bits a byte each, then the content."""
    data, at, height, width = part.read(), 0, 0, 0
    while at < len(data):
        kind, at = _packed(data, at, most=2)
        size, at = _packed(data, at, most=4)
        if kind <= _LAST_CELL_RECORD:
            number = int.from_bytes(data[at : at + 4], "little") + 1
            height, width = (max(height, number), width) if kind == _ROW_RECORD else (height, max(width, number))
        at += size
    return height, width


def _packed(data: bytes, at: int, *, most: int) -> tuple[int, int]:
    number = 0
    for shift in range(most):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << 7 * shift
        if not byte & 0x80:
            break
    return number, at


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
