"""The only place that reads the time: everything else receives it as an argument."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
"""Working days, date-only values and promises to citizens are counted in this zone."""


CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead somebody else's clock may be before what it says counts as the future."""


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is told to move: for tests and for replays."""

    def __init__(self, instant: datetime) -> None:
        """Start at an aware instant."""
        self.instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        """The instant that was set."""
        return self.instant


def paris_date(instant: datetime) -> date:
    """The calendar day of an instant, as the town lives it."""
    return instant.astimezone(PARIS).date()
