"""Which version a question is about, as its parameters say: a number, a moment, or a schema."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from plateforme.kit.clock import PARIS
from plateforme.kit.grammar.errors import BadValue

PARAMETERS: Final = ("version", "as_of", "schema")
"""At most one of them says which version is meant; without any, the current one is."""

_DIGITS: Final = re.compile(r"[0-9]{1,9}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d([.]\d+)?)?([Zz]|[+ -]\d\d:\d\d)", re.ASCII)
_SCHEMA: Final = re.compile(r"[0-9]{1,6}([.][0-9]{1,6}[.][0-9]{1,6})?")


@dataclass(frozen=True)
class Which:
    """A version: by its number, as the newest published at or before an instant, or as the newest with a schema.

    `schema` is a major number, `1`, or a whole one, `1.2.0`. All empty: the current version.
    """

    version: int | None = None
    at: datetime | None = None
    schema: str | None = None


CURRENT: Final = Which()


def read_which(pairs: Sequence[tuple[str, str]]) -> Which:
    """Read which version the parameters of a URL mean."""
    asked = [(name, text) for name, text in pairs if name in PARAMETERS]
    if not asked:
        return CURRENT
    if len(asked) > 1:
        raise BadValue(asked[1][0], "give one of version, as_of and schema, once: each says which version is meant.")
    name, text = asked[0]
    if name == "version":
        return _version(text)
    return _schema(text) if name == "schema" else _as_of(text)


def _version(text: str) -> Which:
    if not _DIGITS.fullmatch(text):
        raise BadValue("version", "version is the number of a version, such as version=3, given once.")
    return Which(version=int(text))


def _schema(text: str) -> Which:
    if not _SCHEMA.fullmatch(text):
        raise BadValue("schema", "schema is the number of a schema, such as schema=1 or schema=1.2.0.")
    return Which(schema=".".join(str(int(part)) for part in text.split(".")))


def _as_of(text: str) -> Which:
    if _DIGITS.fullmatch(text):
        return Which(version=int(text))
    try:
        if _DAY.fullmatch(text):
            return Which(at=_end_of(date.fromisoformat(text)))
        if _INSTANT.fullmatch(text):
            # An unescaped + of an offset arrives as a space.
            return Which(at=datetime.fromisoformat(text.upper().replace(" ", "+")).astimezone(UTC))
    except (ValueError, OverflowError):
        pass  # a day that the calendar does not have
    raise BadValue(
        "as_of",
        "as_of is a day such as 2026-03-31 (its end in Europe/Paris), an instant with its offset such as "
        "2026-03-31T18:00:00+02:00, or the number of a version.",
    )


def _end_of(day: date) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=PARIS)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)
