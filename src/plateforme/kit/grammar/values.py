"""How the text of a URL becomes a typed value, and how a value of a row goes into a cursor and back."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from typing import Any, Final

from plateforme.kit.clock import PARIS
from plateforme.kit.grammar.column_types import ColumnType

Scalar = str | int | float | bool | date | datetime | None
"""What a cell holds. Instants are naive and in UTC, as the engine keeps them."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A `+` that was not percent-encoded arrives as a space: the offset is understood all the same.
_INSTANT = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"([T ](?P<time>[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?)(?P<zone>Z|[ +-][0-9]{2}:[0-9]{2})?)?"
)
_LONG_MAX = 2**63 - 1
_ITEM = re.compile(r'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^,]*))(?P<comma>,|\Z)', re.DOTALL)


@dataclass(frozen=True)
class Reading:
    """How one type is written in a URL: the reader, what it expects in words, an example, and the words in French."""

    read: Callable[[str], Scalar]
    expected: str
    example: str
    french: str


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text) or abs(int(text)) > _LONG_MAX:
        raise ValueError
    return int(text)


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise ValueError
    return float(text)


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError
    return date.fromisoformat(text)


def _instant(text: str, zone: tzinfo = UTC) -> datetime:
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise ValueError
    offset = (found["zone"] or "").replace(" ", "+")
    told = datetime.fromisoformat(f"{found['day']}T{found['time'] or '00:00'}{offset}")
    local = told.replace(tzinfo=zone) if told.tzinfo is None else told
    return local.astimezone(UTC).replace(tzinfo=None)


READINGS: Mapping[ColumnType, Reading] = {
    ColumnType.STRING: Reading(str, "a text", "Nantes", "un texte"),
    ColumnType.INTEGER: Reading(_integer, "a whole number of 64 bits", "42", "un nombre entier de 64 bits"),
    ColumnType.NUMBER: Reading(
        _number, "a number, with a point before the decimals", "12.5", "un nombre, avec un point avant les décimales"
    ),
    ColumnType.BOOLEAN: Reading(_boolean, "true or false", "true", "true ou false"),
    ColumnType.DATE: Reading(_date, "a date, year first", "2026-03-01", "une date, l’année d’abord"),
    ColumnType.DATETIME: Reading(
        _instant,
        "an instant of RFC 3339 (UTC when no offset is given)",
        "2026-03-01T08:30:00Z",
        "un instant de la RFC 3339 (UTC sans décalage indiqué)",
    ),
}

"""In tables of rows, whose instants bear no zone."""

TOWN_READINGS: Final[Mapping[ColumnType, Reading]] = {
    **READINGS,
    ColumnType.DATETIME: Reading(
        partial(_instant, zone=PARIS),
        "an instant with its offset, or a day, which stands for its start in Europe/Paris",
        "2026-03-01T08:30:00+01:00",
        "un instant avec son décalage, ou un jour, qui vaut pour son début à l’heure de Paris",
    ),
}
"""In what the platform keeps itself: a day or an hour without offset is the town's own."""


def read(kind: ColumnType, text: str, readings: Mapping[ColumnType, Reading] = READINGS) -> Scalar:
    """Read a value of this type; ValueError when the text is none."""
    try:
        return readings[kind].read(text)
    except (ValueError, KeyError, OverflowError) as error:
        raise ValueError(readings[kind].expected) from error


def split_list(text: str) -> list[str]:
    """Split on commas; an item between double quotes may hold commas, and `""` for a quote."""
    items: list[str] = []
    position = 0
    while found := _ITEM.match(text, position):
        quoted = found["quoted"]
        items.append(found["plain"] if quoted is None else quoted.replace('""', '"'))
        position = found.end()
        if not found["comma"]:
            break
    return items


def pack(value: Scalar) -> str | int | float | bool | None:
    """Make a cell fit for JSON, without loss."""
    return value.isoformat() if isinstance(value, date) else value


def unpack(kind: ColumnType, packed: Any) -> Scalar:
    """Give back the cell that was packed; what comes here was signed by us."""
    if packed is None:
        return None
    if kind is ColumnType.DATE:
        return date.fromisoformat(packed)
    if kind is ColumnType.DATETIME:
        return datetime.fromisoformat(packed)
    cell: Scalar = packed
    return cell
