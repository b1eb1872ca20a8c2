"""Working days as a town in France lives them: Monday to Friday, public holidays apart, in Europe/Paris."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
SATURDAY = 5
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)
"""Days from Easter Sunday to Easter Monday, Ascension and Whit Monday."""


def easter_sunday(year: int) -> date:
    """Easter in the Gregorian calendar, by the anonymous algorithm (Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of metropolitan France."""
    easter = easter_sunday(year)
    movable = {easter + timedelta(days=offset) for offset in AFTER_EASTER}
    return frozenset(movable | {date(year, month, day) for month, day in FIXED})


def is_working_day(day: date) -> bool:
    """Whether offices work on that day."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def on_working_day(moment: datetime) -> datetime:
    """The same local time on the same day, or on the next working day when that one is off."""
    local = moment.astimezone(PARIS)
    day = local.date()
    while not is_working_day(day):
        day += timedelta(days=1)
    return at_local_time(day, local.time())


def add_working_days(moment: datetime, count: int) -> datetime:
    """The same local time that many working days later; the first counted day is the one after."""
    local = moment.astimezone(PARIS)
    day = local.date()
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return at_local_time(day, local.time())


def add_months(day: date, count: int) -> date:
    """Calendar months later, clamped to the last day of a shorter month: 31 January and one month is 28 February."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)  # noqa: PLR2004  # December, counted from 0
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def at_local_time(day: date, hour: time) -> datetime:
    """That time of that day in Paris; a time that the clocks skip is read with the offset before the change."""
    return datetime.combine(day, hour.replace(fold=0), tzinfo=PARIS)


def end_of_day(day: date) -> datetime:
    """The last second of that day in Paris: what a date without an hour stands for."""
    return at_local_time(day, time(23, 59, 59))
