"""Dates as sources write them, as instants."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

ISO: Final = "iso"


def instant(text: str, formats: Sequence[str], zone: ZoneInfo) -> datetime | None:
    """The instant that a text tells, in the first format that fits; None where none does.

    A date without an offset is local: the first of two when clocks go back, and what comes after the gap when they go
    forward. A day alone is its first moment.
    """
    for form in formats:
        try:
            read = datetime.fromisoformat(text) if form == ISO else datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
        if read.tzinfo is None:
            read = read.replace(tzinfo=zone)
        return read.astimezone(UTC)  # Python compares two local times of one zone as if clocks never changed
    return None


def not_before(later: datetime, earlier: datetime, zone: ZoneInfo) -> datetime:
    """The later instant, read as the second of two equal hours where only that comes after the earlier one."""
    if later >= earlier:
        return later
    second = later.astimezone(zone).replace(fold=1).astimezone(UTC)
    return second if second >= earlier else later
