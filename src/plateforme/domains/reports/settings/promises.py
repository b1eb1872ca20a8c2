"""When a report should be dealt with: the days of its category, working ones counted on the French calendar.

The promise ends with the local day, Europe/Paris, whatever the hour at which the report came in.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from plateforme.domains.reports.settings.category import Category, ServiceLevelKind
from plateforme.kit.clock import PARIS, paris_date

SATURDAY = 5
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))


def promised(category: Category, opened_at: datetime) -> datetime:
    """The instant before which a report of this category, opened then, should be closed."""
    day = paris_date(opened_at)
    if category.service_level_kind is ServiceLevelKind.CALENDAR:
        return _end_of(day + timedelta(days=category.service_level_days))
    return after_working_days(opened_at, category.service_level_days)


def after_working_days(instant: datetime, days: int) -> datetime:
    """The end of the day that is so many working days after this one."""
    day, left = paris_date(instant), days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return _end_of(day)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=PARIS).astimezone(UTC)


def is_working_day(day: date) -> bool:
    """Monday to Friday, public holidays of metropolitan France apart."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of a year."""
    easter = easter_sunday(year)
    movable = {easter + timedelta(days=offset) for offset in (1, 39, 50)}
    return frozenset(movable | {date(year, month, day) for month, day in FIXED})


def easter_sunday(year: int) -> date:
    """Easter in the Gregorian calendar, by the anonymous algorithm (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, skipped = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    weekday = (32 + 2 * skipped + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
