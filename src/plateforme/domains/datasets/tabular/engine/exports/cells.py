"""Cells as SQL: what a column's values are called in each format. Names come from the schema and are quoted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from plateforme.domains.datasets.tabular.engine.files import literal
from plateforme.domains.datasets.tabular.engine.quoting import quoted
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.kit.grammar.column_types import ColumnType

Kinds = Mapping[str, ColumnType]

BY_HAND: Final = ("\\u00", "e-0")
"""Where the engine's JSON may differ from the API's: letters of an escape, tiny numbers. Such rows take longer."""

_MARK: Final = "\U0010fffe"
"""Stands for what JSON will escape; texts that hold it themselves are told apart by the sign that follows."""

_LETTERED: Final = (0x0B, 0x0E, 0x0F, *range(0x1A, 0x20))
"""Control characters whose escape has letters: the engine writes them large, the API small."""

_NO_XML: Final = (*range(0x09), *range(0x0B, 0x20), 0xFFFE, 0xFFFF)
"""Characters that XML does not hold, and the carriage return, which it would turn into a line feed."""

RISKY_XML: Final = r"[\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]|_x"
_RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters that make a formula, as OWASP lists them, with the wide ones of Asian keyboards."""

_MOST_DIGITS: Final = 999_999_999_999_999
_NO_CELL: Final = "'<c/>'"


def instant(name: str) -> str:
    """Write an instant as RFC 3339 does, with six decimals or none, as the rows of the API have it."""
    column = quote(name)
    whole, exact = (f"strftime({column}, '%Y-%m-%dT%H:%M:%S{more}Z')" for more in ("", ".%f"))
    return f"CASE WHEN {column} = date_trunc('second', {column}) THEN {whole} ELSE {exact} END"


def typed(name: str, kind: ColumnType) -> str:
    """Give the value itself; an instant says that it is in UTC."""
    column = quote(name)
    return f"CAST({column} AS TIMESTAMPTZ) AS {column}" if kind is ColumnType.DATETIME else column


def text_cell(name: str, kind: ColumnType, *, delimiter: str, decimal: str, escapes: bool, is_plain: bool) -> str:
    """Give the cell of a text file, between quotes where it needs them; a `plain` column's cells never do.

    A missing value is one for whoever puts the cells together.
    """
    column = quote(name)
    if kind is ColumnType.DATETIME:
        return instant(name)
    if kind is ColumnType.NUMBER and decimal != ".":
        number = f"replace(CAST({column} AS VARCHAR), '.', {literal(decimal)})"
        return f"""'"' || {number} || '"'""" if decimal == delimiter else number
    if kind is not ColumnType.STRING:
        return f"CAST({column} AS VARCHAR)"
    if escapes:
        signs = ", ".join(literal(sign) for sign in _RUNS)
        column = f"CASE WHEN left({column}, 1) IN ({signs}) THEN '''' || {column} ELSE {column} END"
    return column if is_plain else quoted(column, delimiter=delimiter)


def escaped(text: str) -> str:
    """Escape a header as `text_cell` does a cell."""
    return f"'{text}" if text.startswith(_RUNS) else text


def json_object(names: Sequence[str], kinds: Kinds, *, by_hand: bool) -> str:
    """Give a row as a JSON object; `by_hand` to the letter as the API writes it."""
    parts = [
        f"{literal(('{' if not at else ',') + _quoted(name) + ':')}, {json_value(name, kinds[name], by_hand=by_hand)}"
        for at, name in enumerate(names)
    ]
    return f"concat({', '.join(parts)}, '}}')" if parts else "'{}'"


def json_value(name: str, kind: ColumnType, *, by_hand: bool) -> str:
    """Give a value as JSON text."""
    column = quote(name)
    if kind is ColumnType.STRING:
        value = _json_text(column) if by_hand else f"CAST(to_json({column}) AS VARCHAR)"
    elif kind is ColumnType.NUMBER and by_hand:
        value = _json_number(column)
    elif kind is ColumnType.DATE:
        value = f"'\"' || {column} || '\"'"
    elif kind is ColumnType.DATETIME:
        value = f"'\"' || {instant(name)} || '\"'"
    else:
        value = f"CAST({column} AS VARCHAR)"
    return f"coalesce({value}, 'null')"


def sheet_row(names: Sequence[str], kinds: Kinds, *, by_hand: bool) -> str:
    """Give a row of a sheet; `by_hand` also for texts with characters that XML does not hold."""
    return f"concat('<row>', {', '.join(_sheet_cell(name, kinds[name], by_hand=by_hand) for name in names)}, '</row>')"


def too_long(name: str, most: int) -> str:
    """Tell a text that has more than so many characters, as Excel counts them: two beyond the first 65 536."""
    column = quote(name)
    counted = f"regexp_replace({column}, '[\\x{{10000}}-\\x{{10FFFF}}]', '__', 'g')"
    return f"(strlen({column}) > {most:d} AND length({counted}) > {most:d})"


def _quoted(name: str) -> str:
    return '"' + name + '"'  # machine names hold nothing that JSON escapes


def _json_text(column: str) -> str:
    marked = f"replace({column}, '{_MARK}', '{_MARK}-')"
    for code in _LETTERED:
        marked = f"replace({marked}, chr({code}), '{_MARK}{code:02x}')"
    text = f"CAST(to_json({marked}) AS VARCHAR)"
    for code in _LETTERED:
        text = f"replace({text}, '{_MARK}{code:02x}', '\\u{code:04x}')"
    return f"replace({text}, '{_MARK}-', '{_MARK}')"


def _json_number(column: str) -> str:
    text = f"CAST({column} AS VARCHAR)"
    digits = f"replace(replace(replace({text}, 'e-05', ''), '.', ''), '-', '')"
    small = f"CASE WHEN {column} < 0 THEN '-' ELSE '' END || '0.0000' || {digits}"
    return f"CASE WHEN ends_with({text}, 'e-05') THEN {small} ELSE replace({text}, 'e-0', 'e-') END"


def _sheet_cell(name: str, kind: ColumnType, *, by_hand: bool) -> str:
    column = quote(name)
    if kind is ColumnType.STRING:
        return f"coalesce({_sheet_text(_xml(column, by_hand=by_hand))}, {_NO_CELL})"
    if kind is ColumnType.BOOLEAN:
        return f"""coalesce('<c t="b"><v>' || CAST({column} AS TINYINT) || '</v></c>', {_NO_CELL})"""
    if kind is ColumnType.NUMBER:
        return f"coalesce('<c><v>' || {column} || '</v></c>', {_NO_CELL})"
    if kind is ColumnType.INTEGER:
        number, text = f"'<c><v>' || {column} || '</v></c>'", _sheet_text(f"CAST({column} AS VARCHAR)")
        fits = f"{column} BETWEEN -{_MOST_DIGITS} AND {_MOST_DIGITS}"
    elif kind is ColumnType.DATE:
        number = f"""'<c s="1"><v>' || ({column} - DATE '1899-12-30') || '</v></c>'"""
        text, fits = _sheet_text(f"CAST({column} AS VARCHAR)"), f"{column} >= DATE '1900-03-01'"
    else:
        number = f"""'<c s="2"><v>' || (epoch_us({column}) / 86400000000.0 + 25569) || '</v></c>'"""
        text, fits = _sheet_text(instant(name)), f"{column} >= TIMESTAMP '1900-03-01'"
    # Excel counts days from 1900 and takes that year for a leap year; before, a date is a text.
    return f"CASE WHEN {column} IS NULL THEN {_NO_CELL} WHEN {fits} THEN {number} ELSE {text} END"


def _sheet_text(text: str) -> str:
    return f"""'<c t="inlineStr"><is><t xml:space="preserve">' || {text} || '</t></is></c>'"""


def _xml(text: str, *, by_hand: bool) -> str:
    if by_hand:
        text = f"replace({text}, '_x', '_x005F_x')"
        for code in _NO_XML:
            text = f"replace({text}, chr({code}), '_x{code:04X}_')"
    for sign, name in _entities():
        text = f"replace({text}, '{sign}', '{name}')"
    return text


def _entities() -> Iterator[tuple[str, str]]:
    yield "&", "&amp;"
    yield "<", "&lt;"
    yield ">", "&gt;"
