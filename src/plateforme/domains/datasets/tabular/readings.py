"""How the text of a cell is read as a value of a type: a guard, then a cast, both in SQL.

The engine's own casts are too kind (`1.5` becomes 2, `0x1F` becomes 31, `epoch` becomes a date): a cell is cast
only when the whole of it matches the guard.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from plateforme.domains.datasets.tabular.detection import BLANKS
from plateforme.domains.datasets.tabular.table_schema import ColumnType

LOCAL_ZONE = "Europe/Paris"
SQL_TYPES: Mapping[ColumnType, str] = {
    ColumnType.STRING: "VARCHAR",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE",
    ColumnType.DATETIME: "TIMESTAMP WITH TIME ZONE",
}


def quoted(text: str) -> str:
    """Write a text as an SQL literal, in which no placeholder can be taken for ours."""
    literal = "'" + text.replace("'", "''") + "'"
    return "(" + literal.replace("{v}", "{' || 'v}") + ")" if "{v}" in text else literal


@dataclass(frozen=True)
class Reading:
    """One way to read cells: `value` is SQL where `{v}` is the text of a cell that matches `guard`.

    A `sure` reading always gives a value when the guard matches.
    """

    name: str
    type: ColumnType
    guard: str
    value: str
    why: str
    fold: bool = False
    sure: bool = False

    def may_match(self, value: str) -> bool:
        """Tell, without the engine, whether a value looks like this."""
        return re.fullmatch(self.guard, value, re.IGNORECASE if self.fold else 0) is not None

    def matches(self, cell: str) -> str:
        """Give the SQL that is true when the cell can be read; NULL when the cell is missing."""
        guarded = self._guarded(cell)
        return (
            guarded
            if self.sure or self.value == "{v}"
            else f"({guarded} AND ({self.value.replace('{v}', cell)}) IS NOT NULL)"
        )

    def typed(self, cell: str, *, checked: bool = False) -> str:
        """Give the SQL of the value, NULL when the cell cannot be read; `checked` columns need no guard."""
        value = self.value.replace("{v}", cell)
        if checked or not self.guard:
            return value
        return f"CASE WHEN {self._guarded(cell)} THEN {value} END"

    def _guarded(self, cell: str) -> str:
        if not self.guard:
            return f"({cell} IS NOT NULL)"
        flags = ", 'i'" if self.fold else ""
        return f"regexp_full_match({cell}, {quoted(self.guard)}{flags})"


_BLANK = "[" + "".join(f"\\x{{{ord(each):x}}}" for each in BLANKS) + "]"
YEAR = r"(?:[1-9]\d{3}|0[1-9]\d{2}|00[1-9]\d|000[1-9])"
MONTH, DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
TIME = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?"
ZONE = r"(?:[Zz]|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?"
ISO_DATE = f"{YEAR}-{MONTH}-{DAY}"
_FRENCH_DATE = f"{DAY}/{MONTH}/{YEAR}"
_INTEGER = r"-?(?:0|[1-9]\d{0,14})"
_FRENCH_INTEGER = r"-?(?:0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:[   ]\d{3}){1,4})"
_NUMBER = "TRY_CAST({n} AS DOUBLE)"
FINITE = f"CASE WHEN isfinite({_NUMBER}) THEN {_NUMBER} END"
# An instant of year 1 or 9999 may leave the calendar once it is told in UTC.
_INSTANT = (
    "CASE WHEN TRY_CAST({n} AS TIMESTAMPTZ) BETWEEN TIMESTAMPTZ '0001-01-03 00:00:00+00' "
    "AND TIMESTAMPTZ '9999-12-29 00:00:00+00' THEN TRY_CAST({n} AS TIMESTAMPTZ) END"
)


def _french_decimal(cell: str = "{v}") -> str:
    return FINITE.replace("{n}", f"replace(regexp_replace({cell}, '[ \\x{{a0}}\\x{{202f}}]', '', 'g'), ',', '.')")


def parsed(form: str) -> str:
    """Give the SQL that reads a moment written in a strptime form."""
    return f"try_strptime({{v}}, {quoted(form)})"


TEXT = Reading("text", ColumnType.STRING, "", "{v}", "Text: the cells have no other type in common.")
READINGS: tuple[Reading, ...] = (
    Reading(
        "boolean",
        ColumnType.BOOLEAN,
        "true|false|vrai|faux|oui|non",
        "(lower({v}) IN ('true', 'vrai', 'oui'))",
        "Every value is one of true/false, vrai/faux, oui/non.",
        fold=True,
        sure=True,
    ),
    Reading(
        "integer",
        ColumnType.INTEGER,
        _INTEGER,
        "TRY_CAST({v} AS BIGINT)",
        "Every value is a whole number.",
        sure=True,
    ),
    Reading(
        "number",
        ColumnType.NUMBER,
        rf"{_INTEGER}(?:\.\d+(?:[eE][+-]?\d{{1,2}})?)?",
        FINITE.replace("{n}", "{v}"),
        "Every value is a number with a decimal point.",
    ),
    Reading(
        "french number",
        ColumnType.NUMBER,
        rf"{_FRENCH_INTEGER}(?:,\d+)?",
        _french_decimal(),
        "Every value is a number with a decimal comma.",
    ),
    Reading("date", ColumnType.DATE, ISO_DATE, "TRY_CAST({v} AS DATE)", "Every value is a date YYYY-MM-DD."),
    Reading(
        "french date",
        ColumnType.DATE,
        _FRENCH_DATE,
        f"CAST({parsed('%d/%m/%Y')} AS DATE)",
        "Every value is a date written day/month/year.",
    ),
    Reading(
        "datetime",
        ColumnType.DATETIME,
        f"{ISO_DATE}(?:[T ]{TIME}{ZONE})?",
        _INSTANT.replace("{n}", "{v}"),
        f"Every value is a date with a time; without a zone it is {LOCAL_ZONE} time.",
    ),
    Reading(
        "french datetime",
        ColumnType.DATETIME,
        f"{_FRENCH_DATE} {TIME}",
        _INSTANT.replace("{n}", "regexp_replace({v}, '^(..)/(..)/(....) ', '\\3-\\2-\\1 ')"),
        f"Every value is a date day/month/year with a time, read as {LOCAL_ZONE} time.",
    ),
)
TYPED_NUMBER = Reading(
    "typed number",
    ColumnType.NUMBER,
    r"-?\d{1,40}(?:\.\d+)?(?:[eE][+-]?\d{1,3})?",
    FINITE.replace("{n}", "{v}"),
    "The file itself states that these are numbers.",
)
BY_NAME: Mapping[str, Reading] = {each.name: each for each in (*READINGS, TYPED_NUMBER, TEXT)}

CLASSES: tuple[tuple[str, str], ...] = (
    (r"[+-]?\d+", "a whole number"),
    (r"[+-]?\d*\.\d+(?:[eE][+-]?\d+)?", "a decimal number"),
    (r"[+-]?\d+,\d+", "a number with a decimal comma"),
    (ISO_DATE, "a date YYYY-MM-DD"),
    (r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", "a date written day/month/year"),
    (rf"{ISO_DATE}[T ].*", "a date with a time"),
    (r"(?i:true|false|vrai|faux|oui|non|yes|no)", "a yes/no word"),
    (r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!).*", "a spreadsheet error"),
    (r"(?i:null|none|nan|na|n/a|nc|nd|-)", "a word for nothing"),
)
OTHER_CLASS = "text"


def class_of(cell: str) -> str:
    """Give the SQL that names the class of a value, which may be told where the value itself may not."""
    cases = " ".join(f"WHEN regexp_full_match({cell}, {quoted(guard)}) THEN {quoted(name)}" for guard, name in CLASSES)
    return f"CASE {cases} ELSE {quoted(OTHER_CLASS)} END"


def is_blank(cell: str) -> str:
    """Give the SQL that is true for a cell that looks empty."""
    return f"regexp_full_match({cell}, '{_BLANK}*')"


def is_padded(cell: str) -> str:
    """Give the SQL that is true for a cell with blanks at either end."""
    blanks = ", ".join(quoted(each) for each in BLANKS)
    return f"(left({cell}, 1) IN ({blanks}) OR right({cell}, 1) IN ({blanks}))"


def starts_with_zero(cell: str) -> str:
    """Give the SQL that is true for digits whose first is a zero that a number would lose."""
    return f"CASE WHEN starts_with({cell}, '0') THEN regexp_full_match({cell}, '0\\d+') END"


def stripped(cell: str) -> str:
    """Give the SQL of the cell without blanks at either end."""
    return f"regexp_replace({cell}, '^{_BLANK}+|{_BLANK}+$', '', 'g')"
