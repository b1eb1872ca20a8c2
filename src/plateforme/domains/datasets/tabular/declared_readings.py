"""How the cells of a declared column are read: what Table Schema says of each type, format and option."""

import re
from collections.abc import Mapping

from plateforme.domains.datasets.tabular.readings import (
    BY_NAME,
    DAY,
    FINITE,
    ISO_DATE,
    MONTH,
    SQL_TYPES,
    TIME,
    YEAR,
    ZONE,
    Reading,
    parsed,
    quoted,
)
from plateforme.domains.datasets.tabular.table_schema import Column, ColumnType

_DIRECTIVES: Mapping[str, str] = {
    "%Y": YEAR,
    "%y": r"\d{2}",
    "%m": MONTH,
    "%d": DAY,
    "%H": r"(?:[01]\d|2[0-3])",
    "%M": r"[0-5]\d",
    "%S": r"[0-5]\d",
    "%f": r"\d{1,6}",
    "%z": r"[+-]\d{2}:?\d{2}",
    "%%": "%",
}
_STRING_FORMATS: Mapping[str, str] = {
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:\S+",
    "uuid": r"(?i:[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12})",
    "time": TIME,
    "yearmonth": f"{YEAR}-{MONTH}",
    "duration": r"-?P(?:\d.*|T\d.*)",
    "geopoint": r"\s*\[?\s*-?\d+(?:\.\d+)?\s*,\s*-?\d+(?:\.\d+)?\s*\]?\s*",
}
_JSON_FORMATS: Mapping[str, str] = {"array": r"(?s:\[.*\])", "object": r"(?s:\{.*\})", "geojson": r"(?s:\{.*\})"}
_SAYS = "The declared schema says so."


def declared_reading(column: Column) -> Reading | None:
    """Give the reading of a declared column; None when its format is not one that can be checked."""
    format_ = column.format or "default"
    if column.type is ColumnType.STRING:
        return _string(format_)
    if column.type is ColumnType.INTEGER:
        return _integer(column)
    if column.type is ColumnType.NUMBER:
        return _number(column)
    if column.type is ColumnType.BOOLEAN:
        return _boolean(column)
    return _moment(column.type, format_)


def _string(format_: str) -> Reading:
    if format_ in _JSON_FORMATS:
        value = "CASE WHEN json_valid({v}) THEN {v} END"
        return Reading(format_, ColumnType.STRING, _JSON_FORMATS[format_], value, _SAYS)
    guard = _STRING_FORMATS.get(format_, "")
    return Reading(format_ if guard else "text", ColumnType.STRING, guard, "{v}", _SAYS)


def _bare(column: Column, cell: str) -> str:
    if group := str(column.options.get("groupChar") or ""):
        cell = f"replace({cell}, {quoted(group)}, '')"
    if column.options.get("bareNumber") is False:
        cell = f"regexp_replace({cell}, '^[^0-9+-]+|[^0-9]+$', '', 'g')"
    return cell


def _integer(column: Column) -> Reading:
    if column.format == "year":
        return Reading("year", ColumnType.INTEGER, r"-?\d{4}", "TRY_CAST({v} AS BIGINT)", _SAYS)
    if column.options.get("bareNumber") is False or column.options.get("groupChar"):
        value = f"TRY_CAST({_bare(column, '{v}')} AS BIGINT)"
        return Reading("decorated integer", ColumnType.INTEGER, r"[^0-9]*\d[\d\D]*", value, _SAYS)
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
        guard = base.guard if as_date else f"{ISO_DATE}[T ]{TIME}{ZONE}"
        return Reading(base.name, kind, guard, base.value, _SAYS)
    if format_ == "any":
        iso, french = (
            BY_NAME[each] for each in (("date", "french date") if as_date else ("datetime", "french datetime"))
        )
        value = f"CASE WHEN contains({{v}}, '/') THEN {french.value} ELSE {iso.value} END"
        return Reading(f"any {kind}", kind, f"{iso.guard}|{french.guard}", value, _SAYS)
    parts = re.split(r"(%.)", format_)
    if any(part.startswith("%") and part not in _DIRECTIVES for part in parts):
        return None
    guard = "".join(_DIRECTIVES.get(part, re.escape(part)) for part in parts)
    value = f"CAST({parsed(format_)} AS {SQL_TYPES[kind]})"
    return Reading(f"{kind} {format_}", kind, guard, value, _SAYS)
