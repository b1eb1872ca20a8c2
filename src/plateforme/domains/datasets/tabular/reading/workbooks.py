"""Which sheet of a workbook holds the table: the one that is asked for, else the first that looks like one."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from plateforme.domains.datasets.tabular.reading.headers import BLANKS
from plateforme.domains.datasets.tabular.report import Report
from plateforme.kit.ids import ascii_of

_NOTICE = re.compile(
    r"(?:.*[^a-z])?(?:notice|lisez[ _-]?moi|read[ _-]?me|documentation|metadonnees|metadata|legende|sommaire|glossaire"
    r"|dictionnaire|notes?|a propos)(?:[^a-z].*)?"
)
_DAMAGED = (
    "The spreadsheet is damaged, encrypted or of an unknown kind.",
    "Save it again as xlsx or ods, without a password, and resend it.",
)
_MOST_NAMES, _LONGEST_NAME = 30, 60

Rows = list[list[Any]]


@dataclass(frozen=True)
class Sheet:
    """One sheet with its rows, the first of which is row 1 of the sheet."""

    name: str
    rows: Rows


def damaged(report: Report) -> Exception:
    """Give the refusal of a workbook that cannot be read."""
    return report.refuse("format-error", *_DAMAGED)


def choose_sheet(
    source: Path, told: str | None, looks_like_a_table: Callable[[Sequence[Sequence[Any]]], bool], report: Report
) -> Sheet:
    """Give the sheet that is asked for by its name or number, else the first that looks like a table.

    Hidden sheets and sheets of documentation are taken only when nothing else holds a table.
    """
    with _readable(report):
        workbook = CalamineWorkbook.from_path(str(source))
        sheets = [each for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        names = [each.name for each in sheets]
        hidden = {each.name for each in sheets if each.visible != SheetVisibleEnum.Visible}
    if not names:
        raise report.refuse("source-error", "The workbook holds no sheet of cells.", "Put the table on a sheet.")
    report.source["sheets"] = [_shown(name) for name in names]
    if told is not None:
        return Sheet(name := _asked(told, names, report), _rows(workbook, name, report))
    found: Sheet | None = None
    first: Sheet | None = None
    for name in sorted(names, key=lambda name: (name in hidden, _is_notice(name))):
        sheet = Sheet(name, _rows(workbook, name, report))
        if looks_like_a_table(sheet.rows):
            found = sheet
            break
        first = first or (sheet if any(is_filled(row) for row in sheet.rows) else None)
    found = found or first
    if found is None:
        raise report.refuse("source-error", "Every sheet is empty.", "Put the table on the first sheet.")
    _tell_others(found.name, names, report)
    return found


def is_filled(row: Sequence[Any]) -> bool:
    """Tell whether any cell of a row holds something."""
    return any(not isinstance(cell, str) or cell.strip(BLANKS) for cell in row if cell is not None)


@contextmanager
def _readable(report: Report) -> Iterator[None]:
    """Turn what the reader of workbooks may raise into a refusal."""
    try:
        yield
    except PasswordError as fault:
        raise report.refuse(
            "format-error", "The spreadsheet is encrypted.", "Save it again without a password."
        ) from fault
    except (CalamineError, OSError, ValueError, IndexError) as fault:
        raise damaged(report) from fault
    except BaseException as fault:
        # The reader is native code: its panics are no Exception, and a damaged file may cause one.
        if type(fault).__name__ != "PanicException":
            raise
        raise damaged(report) from fault


def _asked(told: str, names: Sequence[str], report: Report) -> str:
    if told in names:
        return told
    folded = {_fold(name): name for name in reversed(names)}
    if _fold(told) in folded:
        return folded[_fold(told)]
    if told.strip().isdigit() and 0 < int(told) <= len(names):
        return names[int(told) - 1]
    said = f"The workbook has no such sheet. It has: {_listed(names)}."
    raise report.refuse("source-error", said, "Give one of these names, or the number of the sheet, from 1.")


def _rows(workbook: CalamineWorkbook, name: str, report: Report) -> Rows:
    with _readable(report):
        sheet = workbook.get_sheet_by_name(name)
        # A used range may begin below the first row: without its empty area, rows would lose their numbers.
        return list(sheet.iter_rows())


def _tell_others(chosen: str, names: Sequence[str], report: Report) -> None:
    others = [name for name in names if name != chosen]
    if others:
        said = f"The table was read from the sheet “{_shown(chosen)}”; the workbook also has: {_listed(others)}."
        report.warn("other-sheets", said, "Say which sheet holds the table, or send one table in each file.")


def _is_notice(name: str) -> bool:
    return _NOTICE.fullmatch(_fold(name)) is not None


def _fold(name: str) -> str:
    return ascii_of(name).strip().lower()


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{_shown(name)}”" for name in names[:_MOST_NAMES])
    return shown + (f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else "")


def _shown(name: str) -> str:
    shown = "".join(each if each.isprintable() else "�" for each in name)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"
