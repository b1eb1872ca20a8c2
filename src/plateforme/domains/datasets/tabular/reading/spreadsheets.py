"""Reading a sheet of an xlsx, xlsm, xlsb, xls or ods: typed cells become text, and their types are remembered.

The values that the file holds are read; a formula is never computed.
"""

from collections.abc import Iterator, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

from plateforme.domains.datasets.tabular.reading.containers import check_spreadsheet
from plateforme.domains.datasets.tabular.reading.headers import (
    BLANKS,
    clean_label,
    find_header,
    numbered_labels,
    reads_as_data,
    refuse_data_as_header,
    tell_preamble,
)
from plateforme.domains.datasets.tabular.reading.hints import Hints
from plateforme.domains.datasets.tabular.reading.rewriting import (
    BLANK_HEADER,
    Numbered,
    Rewritten,
    beyond_the_end,
    stop_if_too_many,
    write_rows,
)
from plateforme.domains.datasets.tabular.reading.sheet_extents import stop_if_vast
from plateforme.domains.datasets.tabular.reading.workbooks import choose_sheet, is_filled
from plateforme.domains.datasets.tabular.report import Report

_SEEN_ROWS = 200


def rewrite_spreadsheet(
    source: Path, target: Path, hints: Hints, *, most_columns: int, limit: int, strict: bool, report: Report
) -> Rewritten:
    """Write the rows of the table's sheet; with `strict` (a declared schema) the first filled row may be anything."""
    with source.open("rb") as stream:
        if stream.read(2) == b"PK":
            check_spreadsheet(source, limit=limit, report=report)
            stop_if_vast(source, report)
    sheet = choose_sheet(source, hints.sheet, _looks_like_a_table, report)
    report.source["sheet"] = sheet.name
    at = _header_at(sheet.rows, hints.header_row, report)
    header, below = (sheet.rows[at], sheet.rows[at + 1 :]) if hints.header_row != 0 else ([], sheet.rows)
    first = [[_text(cell) for cell in row] for row in below[:_SEEN_ROWS] if is_filled(row)]
    names = [_text(cell) for cell in header]
    if not strict and hints.header_row is None and reads_as_data(names, first):
        raise refuse_data_as_header(report, at + 1)
    kinds: list[set[str]] = [set() for _ in max(sheet.rows, key=len, default=[])]
    body = [(place, _read(row, kinds)) for place, row in enumerate(below, start=len(sheet.rows) - len(below) + 1)]
    # The used range of a sheet keeps columns that were emptied or only coloured: they are no part of the table.
    named = [bool(name.strip(BLANKS)) for name in names] or [False]
    width = max((n for n, kind in enumerate(kinds, start=1) if kind or (n <= len(named) and named[n - 1])), default=0)
    labels = tuple(clean_label(name) for name in names[:width]) if header else numbered_labels(width)
    stop_if_too_many(labels, most_columns, report)
    rectangular: Iterator[Numbered] = ((place, cells[:width]) for place, cells in body)
    longest = write_rows(target, rectangular, report)
    kept = tuple(frozenset(each) for each in kinds[:width])
    return Rewritten(target, labels, longest, kept, at + 1 if header else None)


def _header_at(rows: Sequence[Sequence[Any]], told: int | None, report: Report) -> int:
    """Give the index of the header's row, and tell what stands above it."""
    if told == 0:
        return 0
    if told is not None:
        if told > len(rows):
            raise beyond_the_end(told, report)
        if not is_filled(rows[told - 1]):
            raise report.refuse(*BLANK_HEADER, row=told)
        at = told - 1
    else:
        filled = [at for at, row in enumerate(rows) if is_filled(row)][:_SEEN_ROWS]
        if not filled:
            raise report.refuse("source-error", "The sheet is empty.", "Put the table on this sheet, or name another.")
        at = filled[find_header([[_text(cell) for cell in rows[each]] for each in filled])]
    tell_preamble([above + 1 for above in range(at) if is_filled(rows[above])], report)
    return at


def _looks_like_a_table(rows: Sequence[Sequence[Any]]) -> bool:
    """Tell two rows or more with two columns or more from a title, a note or a list of remarks."""
    filled = [row for row in rows[: 2 * _SEEN_ROWS] if is_filled(row)]
    wide = sum(sum(is_filled([cell]) for cell in row) > 1 for row in filled)
    return wide > 1 and wide * 2 >= len(filled)


def _read(row: Sequence[Any], kinds: list[set[str]]) -> list[str]:
    cells = [_text(each) for each in row]
    for at, cell in enumerate(cells):
        if cell.strip(BLANKS):
            kinds[at].add(_kind(row[at]))
    return cells


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
