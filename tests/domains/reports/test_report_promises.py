from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.domains.reports.settings.category import ServiceLevelKind
from plateforme.domains.reports.settings.promises import holidays, is_working_day, promised
from plateforme.domains.reports.settings.shared_categories import BY_CODE

PARIS = ZoneInfo("Europe/Paris")


# The oracle leaves Whit Monday out from 2005 to 2007, when it was a working day of solidarity by default.
@pytest.mark.parametrize("year", [1990, 2000, *range(2008, 2060)])
def test_the_eleven_public_holidays_agree_with_the_oracle(year):
    assert holidays(year) == set(oracle.country_holidays("FR", years=year))


def test_a_promise_of_one_working_day_made_on_friday_ends_on_monday_night():
    friday = datetime(2026, 3, 6, 10, 0, tzinfo=UTC)

    assert promised(BY_CODE["traffic_light"], friday) == datetime(2026, 3, 9, 23, 59, 59, tzinfo=PARIS)


def test_a_promise_steps_over_easter_monday():
    good_friday = datetime(2026, 4, 3, 10, 0, tzinfo=UTC)

    assert promised(BY_CODE["traffic_light"], good_friday).astimezone(PARIS).date() == date(2026, 4, 7)


def test_a_report_made_late_at_night_counts_from_the_local_day():
    sunday_in_utc_monday_in_paris = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)

    assert promised(BY_CODE["traffic_light"], sunday_in_utc_monday_in_paris).astimezone(PARIS).date() == date(
        2026, 3, 10
    )


@given(st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_promise_is_a_working_day_ahead(opened_at):
    due = promised(BY_CODE["water_drain"], opened_at)

    assert is_working_day(due.astimezone(PARIS).date())
    assert timedelta(0) < due - opened_at < timedelta(days=9)


def test_calendar_days_are_counted_through_weekends():
    scooter = replace(BY_CODE["pothole"], service_level_days=2, service_level_kind=ServiceLevelKind.CALENDAR)
    friday = datetime(2026, 3, 6, 10, 0, tzinfo=UTC)

    assert promised(scooter, friday) == datetime(2026, 3, 8, 23, 59, 59, tzinfo=PARIS)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 60),
)
def test_a_promise_in_working_days_is_never_sooner_than_one_in_calendar_days(opened_at, days):
    working = replace(BY_CODE["pothole"], service_level_days=days)
    calendar = replace(working, service_level_kind=ServiceLevelKind.CALENDAR)

    assert opened_at < promised(calendar, opened_at) <= promised(working, opened_at)
