"""What a client of GeoReport v2 asks with: arguments of the address, read as leniently as clients write them.

An empty argument is the same as none (GeoReport v2 §Arguments), and one that nobody knows is left alone.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Request

from plateforme.api.open311.errors import BadArgument
from plateforme.kit.clock import PARIS

FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

LIST_MAX: Final = 1000
"""Values of one list."""

# `+` that was not escaped arrives as a space; a space may stand for `T`; seconds may have fractions
_WHEN: Final = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"(?P<zone>[Zz]| ?[-+ ] ?[0-9]{2}(?::?[0-9]{2})?)?)?"
)
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")


class Arguments:
    """The arguments of one request; of one that is given twice, the last counts."""

    def __init__(self, given: Mapping[str, str]) -> None:
        """Hold those that are not empty."""
        self._given = {name: text.strip() for name, text in given.items() if text.strip()}

    def __contains__(self, name: str) -> bool:
        """Whether it was given, and not empty."""
        return name in self._given

    def again(self, **other: str) -> str:
        """The query string of the same question with other values; a key is not repeated."""
        return urlencode({name: text for name, text in self._given.items() if name != "api_key"} | other)

    def text(self, name: str) -> str | None:
        """An argument as it was sent."""
        return self._given.get(name)

    def some(self, name: str) -> tuple[str, ...]:
        """A list, its values separated by commas; empty when it was not given."""
        parts = tuple(dict.fromkeys(part.strip() for part in self._given.get(name, "").split(",") if part.strip()))
        if len(parts) > LIST_MAX:
            raise BadArgument(
                name,
                f"name {LIST_MAX} values at most; ask again for the others.",
                french=f"nommez au plus {LIST_MAX} valeurs ; demandez les autres ensuite.",
            )
        return parts

    def one_of(self, name: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """A list of which each value is one of these, in small letters."""
        values = tuple(dict.fromkeys(value.lower() for value in self.some(name)))
        if not set(values) <= set(allowed):
            listed = ", ".join(allowed)
            raise BadArgument(name, f"each value is one of {listed}.", french=f"chaque valeur est une de : {listed}.")
        return values

    def flag(self, name: str) -> bool:
        """Whether something is wished for."""
        return bool(self.one_of(name, ("true", "1", "yes", "false", "0", "no"))) and self._given[name].lower() in {
            "true",
            "1",
            "yes",
        }

    def whole(self, name: str, *, otherwise: int, most: int) -> int:
        """A whole number from 0 to `most`."""
        text = self._given.get(name)
        if text is None:
            return otherwise
        if not (text.isascii() and text.isdecimal() and len(text) < 10) or int(text) > most:  # noqa: PLR2004  # digits
            raise BadArgument(
                name, f"give a whole number up to {most}.", french=f"donnez un nombre entier, {most} au plus."
            )
        return int(text)

    def number(self, name: str) -> float | None:
        """A number that is finite."""
        text = self._given.get(name)
        if text is None:
            return None
        if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
            raise BadArgument(
                name,
                "give a number with a point before the decimals, such as 47.2173.",
                french="donnez un nombre, avec un point avant les décimales, tel que 47.2173.",
            )
        return float(text)

    def instant(self, name: str) -> datetime | None:
        """An instant in UTC. A day is its beginning; what has no offset is of Europe/Paris."""
        text = self._given.get(name)
        if text is None:
            return None
        try:
            return instant_of(text)
        except ValueError:
            raise BadArgument(
                name,
                "write the date as 2026-03-02T09:14:00+01:00, 2026-03-02T08:14:00Z or 2026-03-02.",
                french="écrivez la date ainsi : 2026-03-02T09:14:00+01:00, 2026-03-02T08:14:00Z ou 2026-03-02.",
            ) from None


def instant_of(text: str) -> datetime:
    """The instant that a text names, as real clients write them; ValueError when it names none from 1900 to 2200."""
    found = _WHEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    part = found.groupdict(default="0")
    day = datetime.fromisoformat(found["day"])
    told = day.replace(
        hour=int(part["hour"]),
        minute=int(part["minute"]),
        second=int(part["second"]),
        microsecond=int(part["fraction"].ljust(6, "0")[:6]),
        tzinfo=PARIS if found["zone"] is None else _zone(found["zone"]),
    )
    if not FIRST <= told <= LAST:
        raise ValueError(text)
    return told.astimezone(UTC)


def _zone(text: str) -> timezone:
    if text in {"Z", "z"}:
        return UTC
    sign = -1 if "-" in text else 1
    digits = re.sub(r"[^0-9]", "", text).ljust(4, "0")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


async def _arguments(request: Request) -> Arguments:
    return Arguments(dict(parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=False)))


ArgumentsDep = Annotated[Arguments, Depends(_arguments)]
