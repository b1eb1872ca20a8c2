"""Dates on the wire: instants that name their offset in bodies, and the bounds that lists are asked with."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from plateforme.kit.clock import PARIS

FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

BOUND = "An instant with its offset, or a day: its start in Europe/Paris."


def _no_number(value: object) -> object:
    """An instant is written as text; digits alone, as in 20260301, would be taken for seconds since 1970."""
    if isinstance(value, int | float) or (isinstance(value, str) and not re.match(r"\d{4}-\d\d-\d\d", value)):
        raise ValueError("Write the instant as RFC 3339 does, with its offset: 2026-03-01T18:20:00+01:00.")
    return value


def _written(value: object) -> object:
    """Refuse bare numbers, and take back the space that an unescaped `+` of an offset became."""
    if not isinstance(value, str) or not re.match(r"\d{4}-", value):
        raise ValueError("Write it as 2026-03-01 or 2026-03-01T18:20:00+01:00.")
    return re.sub(r" (?=\d\d:\d\d$)", "+", value) if "T" in value else value


def _in_reach(value: datetime) -> datetime:
    """The same instant in UTC, in years that no zone can push out of the calendar.

    A day or an hour without offset is the town's own.
    """
    aware = value.replace(tzinfo=PARIS) if value.tzinfo is None else value
    if not FIRST <= aware <= LAST:
        raise ValueError("Choose a date between 1900 and 2200.")
    return aware.astimezone(UTC)


Instant = Annotated[AwareDatetime, BeforeValidator(_no_number), AfterValidator(_in_reach)]
"""An instant in a body."""

Bound = Annotated[datetime, BeforeValidator(_written), AfterValidator(_in_reach)]
"""A bound on an instant, in a query."""

DayBound = Annotated[date, BeforeValidator(_written)]
"""A bound on a day, in a query."""
