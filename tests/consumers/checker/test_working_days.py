"""The French calendar, against an oracle, and arithmetic at its edges."""

from datetime import UTC, date, datetime, timedelta

import holidays as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.consumers.checker.calendar import (
    PARIS,
    add_months,
    add_working_days,
    easter_sunday,
    end_of_day,
    holidays,
    is_working_day,
    on_working_day,
)


@pytest.mark.parametrize(("year", "day"), [(2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28))])
def test_easter_falls_where_it_falls(year, day):
    assert easter_sunday(year) == date(year, *day)


def test_holidays_are_those_of_metropolitan_france():
    for year in range(2008, 2100):  # Whit Monday was no holiday from 2005 to 2007
        assert set(holidays(year)) == set(oracle.country_holidays("FR", years=year)), year


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-03-06T15:00", 2, "2026-03-10T15:00"),  # a Friday: over the weekend
        ("2026-03-07T10:00", 2, "2026-03-10T10:00"),  # a Saturday: Monday is the first day
        ("2026-04-03T10:00", 1, "2026-04-07T10:00"),  # over Easter Monday
        ("2026-05-07T10:00", 1, "2026-05-11T10:00"),  # over 8 May and a weekend
        ("2025-12-31T10:00", 1, "2026-01-02T10:00"),  # over New Year
        ("2026-03-27T02:30", 1, "2026-03-30T02:30"),  # over the night when clocks go forward
    ],
)
def test_working_days_skip_weekends_and_holidays(start, count, end):
    moment = datetime.fromisoformat(start).replace(tzinfo=PARIS)

    assert add_working_days(moment, count) == datetime.fromisoformat(end).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-15", 12, "2027-12-15"),
    ],
)
def test_months_are_calendar_months_clamped(day, months, end):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(end)


def test_a_day_ends_with_its_last_second_in_paris():
    assert end_of_day(date(2026, 1, 31)).astimezone(UTC) == datetime(2026, 1, 31, 22, 59, 59, tzinfo=UTC)
    assert end_of_day(date(2026, 7, 31)).astimezone(UTC) == datetime(2026, 7, 31, 21, 59, 59, tzinfo=UTC)


@given(st.integers(631_152_000, 3_786_912_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_rolling_lands_on_the_first_working_day_and_stays_there(moment):
    rolled = on_working_day(moment)

    assert is_working_day(rolled.date())
    assert rolled.date() >= moment.astimezone(PARIS).date()
    assert rolled.date() - moment.astimezone(PARIS).date() <= timedelta(days=5)
    assert on_working_day(rolled) == rolled
