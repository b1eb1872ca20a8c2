"""Stretches of time that people count in, from hours to a thousand years, for the ranges of a histogram."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from plateforme.domains.datasets.tabular.aggregates.local_time import ZONE
from plateforme.domains.datasets.tabular.aggregates.measures import DATES, EPOCH, PART_BY_NAME, Clock, Part
from plateforme.kit.grammar.column_types import ColumnType

_PARIS: Final = ZoneInfo(ZONE)
_HOUR: Final = timedelta(hours=1)
_UNIX: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # naive and in UTC, as the engine keeps instants
_MONDAY: Final = 3
"""Days from a Monday to the first day of 1970, which was a Thursday."""

Moment = date | datetime


@dataclass(frozen=True)
class Span:
    """One length of ranges: how the engine numbers them, which number a moment has, where a number begins."""

    part: Part
    number: Callable[[date], int]
    begin: Callable[[int], date]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.part.name

    def number_of(self, moment: Moment) -> int:
        """Number the range in which a moment is."""
        if self.part.needs is Clock.UTC and isinstance(moment, datetime):
            return (moment - _UNIX) // _HOUR
        return self.number(_local(moment))

    def start(self, number: int, kind: ColumnType) -> Moment | None:
        """Say where a range begins: a date, or for instants that instant; None beyond the calendar."""
        try:
            if self.part.needs is Clock.UTC:
                return _UNIX + number * _HOUR
            day = self.begin(number)
            if kind is ColumnType.DATE:
                return day
            local = datetime(day.year, day.month, day.day, tzinfo=_PARIS)
            return local.astimezone(UTC).replace(tzinfo=None)
        except (ValueError, OverflowError):
            return None


def _local(moment: Moment) -> date:
    if not isinstance(moment, datetime):
        return moment
    try:
        return moment.replace(tzinfo=UTC).astimezone(_PARIS).date()
    except OverflowError:
        return moment.date()


def _part(name: str, sql: str, *, fits: tuple[ColumnType, ...] = DATES, needs: Clock = Clock.DAY) -> Part:
    return Part(name, sql, "", "", "", "integer", int, fits=fits, needs=needs)


def _month(count: int) -> Callable[[int], date]:
    return lambda number: date(number * count // 12, number * count % 12 + 1, 1)


def _years(count: int) -> Span:
    name = "year" if count == 1 else f"{count} years"
    sql = f"year({{column}}) // {count:d}"
    return Span(_part(name, sql), lambda day: day.year // count, lambda number: date(max(number * count, 1), 1, 1))


SPANS: Final = (
    Span(
        _part("hour", "epoch_us({column}) // 3600000000", fits=(ColumnType.DATETIME,), needs=Clock.UTC),
        lambda day: day.toordinal() * 24,
        date.fromordinal,
    ),
    Span(
        _part("day", PART_BY_NAME["day"].sql),
        lambda day: day.toordinal() - EPOCH,
        lambda number: date.fromordinal(number + EPOCH),
    ),
    Span(
        _part("week", f"CAST(floor((CAST({{column}} AS DATE) - DATE '1970-01-01' + {_MONDAY}) / 7) AS BIGINT)"),
        lambda day: (day.toordinal() - EPOCH + _MONDAY) // 7,
        lambda number: date.fromordinal(number * 7 + EPOCH - _MONDAY),
    ),
    Span(_part("month", PART_BY_NAME["month"].sql), lambda day: day.year * 12 + day.month - 1, _month(1)),
    Span(_part("quarter", PART_BY_NAME["quarter"].sql), lambda day: day.year * 4 + (day.month - 1) // 3, _month(3)),
    *(_years(count) for count in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000)),
)
"""From the narrowest to the widest; the last one holds every year."""


def span_for(kind: ColumnType, low: Moment, high: Moment, most: int) -> Span:
    """Choose the narrowest length of which no more than so many hold all from `low` to `high`."""
    fitting = (span for span in SPANS if kind in span.part.fits)
    return next(span for span in fitting if span.number_of(high) - span.number_of(low) < most)
