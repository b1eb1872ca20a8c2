"""How the cells of a declared column are read: what Table Schema says of each type, format and option."""

import re
from collections.abc import Mapping

from plateforme.domains.datasets.tabular.columns.declared_texts import text_reading
from plateforme.domains.datasets.tabular.columns.readings import (
    BY_NAME,
    FINITE,
    ISO_DATE,
    SQL_TYPES,
    TIME,
    YEAR,
    ZONE,
    Reading,
    parsed,
    quoted,
)
from plateforme.domains.datasets.tabular.table_schema import Column
from plateforme.kit.grammar.column_types import ColumnType

# As strptime reads them: one digit is enough where two are usual.
_MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?"
_DIRECTIVES: Mapping[str, str] = {
    "%Y": YEAR,
    "%y": r"\d{2}",
    "%m": r"(?:0?[1-9]|1[0-2])",
    "%d": r"(?:0?[1-9]|[12]\d|3[01])",
    "%j": r"\d{1,3}",
    "%b": f"(?i:{_MONTHS}|nov(?:ember)?|dec(?:ember)?)",
    "%B": f"(?i:{_MONTHS}|nov(?:ember)?|dec(?:ember)?)",
    "%H": r"(?:[01]?\d|2[0-3])",
    "%I": r"(?:0?[1-9]|1[0-2])",
    "%p": r"(?i:am|pm)",
    "%M": r"[0-5]?\d",
    "%S": r"[0-5]?\d",
    "%f": r"\d{1,6}",
    "%z": r"(?:Z|[+-]\d{2}:?\d{2})",
    "%%": "%",
}
_SAYS = "The declared schema says so."
_DURATION_SECONDS = (("Y", 31_557_600), ("M", 2_629_800), ("W", 604_800), ("D", 86_400))
_CLOCK_SECONDS = (("H", 3_600), ("M", 60), ("S", 1))


def declared_reading(column: Column) -> Reading | None:
    """Give the reading of a declared column; None when its format is not one that can be checked."""
    kind, format_ = column.declared_as
    if kind == "time" and format_ != "default":
        return _clock(format_)
    if column.type is ColumnType.STRING:
        return text_reading(kind, format_)
    if column.type is ColumnType.INTEGER:
        return _integer(column, kind)
    if column.type is ColumnType.NUMBER:
        return _number(column)
    if column.type is ColumnType.BOOLEAN:
        return _boolean(column)
    return _moment(column.type, format_)


def comparable(column: Column) -> str:
    """Give the SQL, with `{v}` for a readable value, of what bounds and lists compare: a time, not its spelling."""
    kind, _ = column.declared_as
    if kind == "time":
        return "coalesce(TRY_CAST(replace({v}, 'Z', '+00') AS TIMETZ), TIMETZ '00:00:00')"
    if kind == "duration":
        return _seconds_of_duration()
    if kind in ("array", "object", "geojson"):
        return "CAST(json({v}) AS VARCHAR)"
    return "{v}"


def _seconds_of_duration() -> str:
    """Give the SQL of a length in seconds, a year being 365.25 days and a month a twelfth of it."""
    parts = []
    for half, units in (("split_part({v}, 'T', 1)", _DURATION_SECONDS), ("split_part({v}, 'T', 2)", _CLOCK_SECONDS)):
        for unit, seconds in units:
            amount = f"regexp_extract({half}, '(\\d+(?:[.,]\\d+)?){unit}', 1)"
            parts.append(f"{seconds} * coalesce(TRY_CAST(replace({amount}, ',', '.') AS DOUBLE), 0)")
    return f"(CASE WHEN starts_with({{v}}, '-') THEN -1 ELSE 1 END * ({' + '.join(parts)}))"


def _bare(column: Column, cell: str) -> str:
    if group := str(column.options.get("groupChar") or ""):
        cell = f"replace({cell}, {quoted(group)}, '')"
    if column.options.get("bareNumber") is False:
        cell = f"regexp_replace({cell}, '^[^0-9-]+|[^0-9]+$', '', 'g')"
    return cell


def _integer(column: Column, kind: str) -> Reading:
    if kind == "year":
        return Reading("year", ColumnType.INTEGER, r"\d{4}", "TRY_CAST({v} AS BIGINT)", _SAYS)
    if column.options.get("bareNumber") is False or column.options.get("groupChar"):
        bare = _bare(column, "{v}")
        # The engine would round `1.5`.
        value = f"CASE WHEN regexp_full_match({bare}, '[+-]?0*\\d{{1,18}}') THEN TRY_CAST({bare} AS BIGINT) END"
        return Reading("decorated integer", ColumnType.INTEGER, r"(?s:.*\d.*)", value, _SAYS)
    return Reading("integer", ColumnType.INTEGER, r"[+-]?0*\d{1,18}", "TRY_CAST({v} AS BIGINT)", _SAYS)


def _number(column: Column) -> Reading:
    point = str(column.options.get("decimalChar") or ".")
    group = str(column.options.get("groupChar") or "")
    cell = _bare(column, "{v}")
    if point != ".":
        cell = f"replace({cell}, {quoted(point)}, '.')"
    mark = re.escape(point)
    digits = rf"(?:\d|{re.escape(group)})" if group else r"\d"
    guard = rf"[+-]?(?:{digits}+(?:{mark}\d*)?|{mark}\d+)(?:[eE][+-]?\d{{1,3}})?"
    if column.options.get("bareNumber") is False:
        guard = rf"[^0-9]*{guard}[^0-9]*"
    return Reading("number", ColumnType.NUMBER, guard, FINITE.replace("{n}", cell), _SAYS)


def _boolean(column: Column) -> Reading:
    yes = [str(each) for each in column.options.get("trueValues") or ("true", "True", "TRUE", "1")]
    no = [str(each) for each in column.options.get("falseValues") or ("false", "False", "FALSE", "0")]
    guard = "|".join(re.escape(each) for each in (*yes, *no))
    among = ", ".join(quoted(each) for each in yes)
    return Reading("boolean", ColumnType.BOOLEAN, guard, f"({{v}} IN ({among}))", _SAYS)


def _moment(kind: ColumnType, format_: str) -> Reading | None:
    as_date = kind is ColumnType.DATE
    if format_ == "default":
        base = BY_NAME["date" if as_date else "datetime"]
        if as_date:
            return Reading(base.name, kind, base.guard, base.value, _SAYS)
        # Only the first and the last year may leave the calendar: the others need no second cast to prove it.
        value = f"CASE WHEN {{v}} BETWEEN '0002' AND '9999' THEN TRY_CAST({{v}} AS TIMESTAMPTZ) ELSE {base.value} END"
        return Reading(base.name, kind, f"{ISO_DATE}[T ]{TIME}{ZONE}", value, _SAYS)
    if format_ == "any":
        iso, french = (
            BY_NAME[each] for each in (("date", "french date") if as_date else ("datetime", "french datetime"))
        )
        value = f"CASE WHEN contains({{v}}, '/') THEN {french.value} ELSE {iso.value} END"
        return Reading(f"any {kind}", kind, f"{iso.guard}|{french.guard}", value, _SAYS)
    written = _guard_of(format_)
    if written is None:
        return None
    value = f"CAST({parsed(format_)} AS {SQL_TYPES[kind]})"
    return Reading(f"{kind} {format_}", kind, written, value, _SAYS)


def _clock(format_: str) -> Reading | None:
    """Give the reading of a time in a declared form; its text is kept as it is."""
    guard = TIME if format_ == "any" else _guard_of(format_)
    if guard is None:
        return None
    value = "{v}" if format_ == "any" else f"CASE WHEN {parsed(format_)} IS NOT NULL THEN {{v}} END"
    return Reading(f"time {format_}", ColumnType.STRING, guard, value, _SAYS)


def _guard_of(form: str) -> str | None:
    parts = re.split(r"(%.)", form)
    if any(part.startswith("%") and part not in _DIRECTIVES for part in parts):
        return None
    return "".join(_DIRECTIVES.get(part, re.escape(part)) for part in parts)
