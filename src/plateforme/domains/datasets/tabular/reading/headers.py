"""Which row holds the labels, told by the rows themselves: titles and notes above it are told, never taken for data.

A row is passed over only when the evidence is plain: it fills at most half as many cells as the header below it, and
that header is the first row to name every column that the rows below fill.
"""

import re
from collections.abc import Sequence

from plateforme.domains.datasets.tabular.report import Report

BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\ufeff"
"""What an empty-looking cell may be made of."""
MOST_PREAMBLE = 50
"""How many filled rows may come before the header."""
LONGEST_NAME = 300
LARGEST_RANK = 366
"""Whole numbers up to this one are as likely to be labels (days, ages, weeks) as values."""
_YEAR = re.compile(r"(?:1[89]|20|21)\d\d")
_INTEGER = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?\d[\d \u00a0\u202f]*[.,]\d+(?: ?[%€])?|[+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+")
_MOMENT = re.compile(r"(?:\d{4}-\d\d?-\d\d?|\d\d?[/.]\d\d?[/.]\d{2,4})(?:[ T].{1,30})?")
_SHARE, _SHARE_OF_DATES = 0.5, 0.1
_CODE_DIGITS = 5

Row = Sequence[str]


def clean_label(label: str) -> str:
    """Take blanks and byte order marks off a header cell."""
    return label.strip(BLANKS)


def find_header(rows: Sequence[Row]) -> int:
    """Give the index of the row that holds the labels, among the first rows of a table, none of them blank."""
    filled = [_filled(row) for row in rows]
    most_before = 0
    for at, row in enumerate(rows[: MOST_PREAMBLE + 1]):
        mine = filled[at]
        if at and most_before > max(1, len(mine) // 2):
            most_before = max(most_before, len(mine))
            continue
        core = _core(filled[at + 1 :])
        if core and core <= mine and (at == 0 or _names(row, rows[at + 1 :], core, most_before)):
            return at
        # A comment is written for a person, with as many commas as it pleases.
        is_comment = row[0].lstrip(BLANKS).startswith("#") and len(mine) < len(core)
        most_before = max(most_before, 1 if is_comment else len(mine))
    return 0


def all_names(row: Row) -> bool:
    """Tell whether every filled cell of a row may be a label."""
    return all(_is_name(cell) for cell in row if cell.strip(BLANKS))


def reads_as_data(header: Row, rows: Sequence[Row]) -> bool:
    """Tell a first row whose cells are values of their columns: dates over dates, large numbers over numbers."""
    numbers = 0
    for at, cell in enumerate(header):
        kind = _kind(cell)
        if kind in ("name", "year", "rank"):
            continue
        below = [_kind(row[at]) for row in rows if at < len(row) and row[at].strip(BLANKS)]
        alike = sum(_is_alike(each, kind) for each in below) / len(below) if below else 0.0
        if kind == "date" and alike >= _SHARE_OF_DATES:
            return True
        if kind == "decimal" and alike >= _SHARE:
            return True
        if kind == "integer" and alike >= _SHARE:
            numbers += 2 if len(cell.strip(BLANKS)) >= _CODE_DIGITS else 1
    return numbers > 1


def tell_preamble(rows: Sequence[int], report: Report) -> None:
    """Say which rows before the header hold something and were left out."""
    if rows:
        shown = ", ".join(map(str, rows[:20])) + (f" and {len(rows) - 20} more" if len(rows) > 20 else "")  # noqa: PLR2004
        said = f"What comes before the header was left out: row{'s' if len(rows) > 1 else ''} {shown}."
        report.warn(
            "preamble",
            said,
            "Begin the file with the header; if one of these rows is the header, say so with header_row.",
            row=rows[0],
        )


def refuse_data_as_header(report: Report, row: int) -> Exception:
    """Give the refusal of a table whose first row holds values: taking it for the header would lose it."""
    return report.refuse(
        "label-error",
        "The first row holds values where names are expected: the header is missing.",
        "Add a header; or say with header_row which row is the header, 0 when there is none.",
        row=row,
    )


def numbered_labels(width: int) -> tuple[str, ...]:
    """Name the columns of a table that has no header."""
    return tuple(f"column_{at}" for at in range(1, width + 1))


def _names(row: Row, below: Sequence[Row], core: frozenset[int], most_before: int) -> bool:
    """Tell whether a row that titles precede is a header: names only, and either many of them or values below."""
    if len(core) < 2 or not all_names(row):  # noqa: PLR2004 (one column is no proof)
        return False
    return (most_before == 1 and len(core) > 2) or any(_is_of_values(at, below) for at in core)  # noqa: PLR2004


def _filled(row: Row) -> frozenset[int]:
    return frozenset(at for at, cell in enumerate(row) if cell.strip(BLANKS))


def _core(filled: Sequence[frozenset[int]]) -> frozenset[int]:
    """Give the columns that at least half of the rows fill."""
    counts: dict[int, int] = {}
    for each in filled:
        for at in each:
            counts[at] = counts.get(at, 0) + 1
    return frozenset(at for at, count in counts.items() if count * 2 >= len(filled))


def _is_of_values(at: int, rows: Sequence[Row]) -> bool:
    cells = [row[at] for row in rows if at < len(row) and row[at].strip(BLANKS)]
    return bool(cells) and sum(_kind(cell) != "name" for cell in cells) * 5 >= len(cells) * 4


def _is_name(cell: str) -> bool:
    text = cell.strip(BLANKS)
    return 0 < len(text) <= LONGEST_NAME and _kind(text) in ("name", "year")


def _kind(cell: str) -> str:
    text = cell.strip(BLANKS)
    if _YEAR.fullmatch(text):
        return "year"
    if _INTEGER.fullmatch(text):
        return "rank" if len(text) < _CODE_DIGITS and abs(int(text)) <= LARGEST_RANK else "integer"
    if _MOMENT.fullmatch(text):
        return "date"
    return "decimal" if _DECIMAL.fullmatch(text) else "name"


def _is_alike(kind: str, other: str) -> bool:
    numbers = ("integer", "rank", "year", "decimal")
    return kind == other or (other != "date" and kind in numbers)
