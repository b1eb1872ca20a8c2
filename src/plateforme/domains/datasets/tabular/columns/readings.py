"""How the text of a cell is read as a value of a type: a guard, then a cast, both in SQL.

The engine's own casts are too kind (`1.5` becomes 2, `0x1F` becomes 31, `epoch` becomes a date): a cell is cast
only when the whole of it matches the guard.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from plateforme.domains.datasets.tabular.reading.headers import BLANKS
from plateforme.kit.grammar.column_types import ColumnType

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

    A `sure` reading always gives a value when the guard matches; for another, `has_value` is SQL that tells whether
    it does, when that costs less than the value. `checked` is SQL of the value of a cell that is known to have one.
    One that other readings could explain as well needs
    a proof: a share of the cells that match `proof` too, from `least_proven` on, and not all when `not_all_proven`.
    """

    name: str
    type: ColumnType
    guard: str
    value: str
    why: str
    fold: bool = False
    sure: bool = False
    proof: str = ""
    least_proven: float = 0.0
    not_all_proven: bool = False
    has_value: str = ""
    checked: str = ""

    def is_proven(self, cells: int, filled: int) -> bool:
        """Tell whether enough of the filled cells could be nothing else."""
        if not self.proof:
            return True
        return cells > 0 and cells >= self.least_proven * filled and not (self.not_all_proven and cells == filled)

    def may_match(self, value: str) -> bool:
        """Tell, without the engine, whether a value looks like this."""
        return re.fullmatch(self.guard, value, re.IGNORECASE if self.fold else 0) is not None

    def matches(self, cell: str) -> str:
        """Give the SQL that is true when the cell can be read; NULL when the cell is missing."""
        guarded = self._guarded(cell)
        if self.sure or self.value == "{v}":
            return guarded
        has_value = (self.has_value or f"({self.value}) IS NOT NULL").replace("{v}", cell)
        return f"({guarded} AND {has_value})"

    def typed(self, cell: str, *, checked: bool = False) -> str:
        """Give the SQL of the value, NULL when the cell cannot be read; `checked` columns need no guard."""
        value = ((checked and self.checked) or self.value).replace("{v}", cell)
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
_CENTURY_YEAR = r"(?:1[89]|20|21)\d\d"
_US_DATE = f"{MONTH}/{DAY}/{_CENTURY_YEAR}"
_US_PROOF = r"\d\d/(?:1[3-9]|2\d|3[01])/.*"
_SHORT_DATE = r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])/(?:[0-4]\d|[7-9]\d)"
_SHORT_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_HALF_DAY_TIME = r"(?:0?[1-9]|1[0-2]):[0-5]\d(?::[0-5]\d)? ?[AaPp][Mm]"
_ENOUGH = 0.2
"""Days after the 12th are 60 % of days: a column of dates where they are rarer than this is no proof of their order."""
_INTEGER = r"-?(?:0|[1-9]\d{0,14})"
_FRENCH_INTEGER = r"-?(?:0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:[   ]\d{3}){1,4})"
_TINY = r"-?[1-9]e-\d\d"
"""How programs write 0.00008. A capital is left to codes, such as the room 2E-04."""
_NUMBER = "TRY_CAST({n} AS DOUBLE)"
FINITE = f"CASE WHEN isfinite({_NUMBER}) THEN {_NUMBER} END"
# An instant of year 1 or 9999 may leave the calendar once it is told in UTC.
_MOMENT = "TRY_CAST({n} AS TIMESTAMPTZ)"
_IS_INSTANT = (
    f"({_MOMENT} BETWEEN TIMESTAMPTZ '0001-01-03 00:00:00+00' AND TIMESTAMPTZ '9999-12-29 00:00:00+00') IS TRUE"
)
_INSTANT = f"CASE WHEN {_IS_INSTANT} THEN {_MOMENT} END"


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
        rf"{_INTEGER}(?:\.\d+(?:[eE][+-]?\d{{1,2}})?)?|-?\.\d+|{_TINY}",
        FINITE.replace("{n}", "{v}"),
        "Every value is a number with a decimal point.",
        has_value=f"isfinite({_NUMBER}) IS TRUE".replace("{n}", "{v}"),
        checked=_NUMBER.replace("{n}", "{v}"),
    ),
    Reading(
        "french number",
        ColumnType.NUMBER,
        rf"{_FRENCH_INTEGER}(?:,\d+)?|-?,\d+",
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
        has_value=_IS_INSTANT.replace("{n}", "{v}"),
        checked=_MOMENT.replace("{n}", "{v}"),
    ),
    Reading(
        "french datetime",
        ColumnType.DATETIME,
        f"{_FRENCH_DATE} {TIME}",
        _INSTANT.replace("{n}", "regexp_replace({v}, '^(..)/(..)/(....) ', '\\3-\\2-\\1 ')"),
        f"Every value is a date day/month/year with a time, read as {LOCAL_ZONE} time.",
    ),
    Reading(
        "initial of oui or non",
        ColumnType.BOOLEAN,
        "[on]",
        "(lower({v}) = 'o')",
        "Every value is O or N, and both are seen: oui or non.",
        fold=True,
        sure=True,
        proof="[oO]",
        not_all_proven=True,
    ),
    Reading(
        "short french date",
        ColumnType.DATE,
        _SHORT_DATE,
        "CAST(try_strptime(concat(left({v}, -2), CASE WHEN right({v}, 2) < '50' THEN '20' ELSE '19' END, "
        "right({v}, 2)), '%d/%m/%Y') AS DATE)",
        "Every value is a date written day/month/year with a year of two digits, 50 to 69 never seen: 00 to 49 are of "
        "the years 2000, 70 to 99 of the years 1900.",
        proof=r"(?:1[3-9]|2\d|3[01])/.*",
        least_proven=_ENOUGH,
    ),
    Reading(
        "us date",
        ColumnType.DATE,
        _US_DATE,
        f"CAST({parsed('%m/%d/%Y')} AS DATE)",
        "Every value is a date written MM/DD/YYYY.",
        proof=_US_PROOF,
        least_proven=_ENOUGH,
    ),
    Reading(
        "us datetime",
        ColumnType.DATETIME,
        rf"{_US_DATE} (?:{_SHORT_TIME}|{_HALF_DAY_TIME})",
        "CAST(try_strptime({v}, ['%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %I:%M %p', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M'])"
        " AS TIMESTAMPTZ)",
        f"Every value is a date written MM/DD/YYYY with a time, read as {LOCAL_ZONE} time.",
        proof=_US_PROOF,
        least_proven=_ENOUGH,
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


def begins_blank(cell: str) -> str:
    """Give the SQL that is true for a cell that begins with a blank.

    Few cells begin outside of what ASCII prints: a comparison settles the others at a fraction of the price. It takes
    a CASE, since the engine evaluates both sides of an AND in the filter of an aggregate.
    """
    return f"CASE WHEN {cell} NOT BETWEEN '!' AND '\x7f' THEN {_is_one_blank(f'left({cell}, 1)')} ELSE false END"


def is_padded(cell: str) -> str:
    """Give the SQL that is true for a cell with blanks at either end."""
    return f"({_is_one_blank(f'left({cell}, 1)')} OR {_is_one_blank(f'right({cell}, 1)')})"


def looks_padded(cell: str) -> str:
    """Give the SQL of `is_padded` that is planned sooner and takes longer to answer: for a sample of many columns."""
    return f"regexp_matches({cell}, '^{_BLANK}|{_BLANK}$')"


def _is_one_blank(end: str) -> str:
    # One function rather than a list of ten texts: a question about hundreds of columns is planned much sooner.
    return f"({end} <> '' AND contains({quoted(BLANKS)}, {end}))"


def starts_with_zero(cell: str) -> str:
    """Give the SQL that is true for digits whose first is a zero that a number would lose."""
    return f"CASE WHEN {cell} BETWEEN '0' AND '1' THEN regexp_full_match({cell}, '0\\d+') END"


def stripped(cell: str) -> str:
    """Give the SQL of the cell without blanks at either end."""
    return f"regexp_replace({cell}, '^{_BLANK}+|{_BLANK}+$', '', 'g')"
