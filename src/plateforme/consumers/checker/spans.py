"""Lengths of time as policies write them: ISO 8601 durations or working days."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from plateforme.consumers.checker.calendar import (
    PARIS,
    add_months,
    add_working_days,
    at_local_time,
    on_working_day,
)

DURATION = re.compile(
    r"P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)
SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Span:
    """A length of time. Months and days move the local date and keep the local hour; seconds are elapsed time."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    working_days: int | None = None

    @classmethod
    def parse(cls, duration: str | None, working_days: int | None = None) -> Self:
        """Read what a policy writes."""
        if working_days is not None:
            return cls(working_days=working_days)
        match = DURATION.fullmatch(duration or "")
        if match is None:
            raise ValueError("a policy's delay is neither an ISO 8601 duration nor a number of working days")
        years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return cls(years * 12 + months, weeks * 7 + days, hours * 3600 + minutes * 60 + seconds)

    @property
    def is_a_day_or_more(self) -> bool:
        """Whether it is counted in days, so that its end is moved to a working day."""
        return self.working_days is not None or self.months + self.days > 0 or self.seconds >= SECONDS_A_DAY

    def after(self, start: datetime) -> datetime:
        """The instant this long after another, in UTC."""
        if self.working_days is not None:
            return add_working_days(start, self.working_days).astimezone(UTC)
        local = start.astimezone(PARIS)
        day = add_months(local.date(), self.months) + timedelta(days=self.days)
        moved = start if day == local.date() else at_local_time(day, local.time())
        return moved.astimezone(UTC) + timedelta(seconds=self.seconds)

    def threshold(self, start: datetime) -> datetime:
        """The instant at which patience of this length ends: on a working day if it is a day or more."""
        end = self.after(start)
        return on_working_day(end).astimezone(UTC) if self.is_a_day_or_more else end

    def __str__(self) -> str:
        """In words, for the sentence that says why."""
        if self.working_days is not None:
            return _count(self.working_days, "working day")
        hours, rest = divmod(self.seconds, 3600)
        years, months = divmod(self.months, 12)
        parts = ((years, "year"), (months, "month"), (self.days, "day"), (hours, "hour"), (rest // 60, "minute"))
        return " and ".join(_count(number, unit) for number, unit in parts if number) or "no delay"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
