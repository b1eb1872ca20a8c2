"""The complete table of EU update frequencies, with the delays that we grant to each.

One line per code of the EU authority table: `due` is the rhythm itself, `overdue` adds the grace that the rhythm
deserves, `delinquent` is when patience ends. Legacy names are those of udata's catalogues.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Delay:
    """A length of time: an ISO 8601 duration (calendar months, clamped), or a count of French working days."""

    duration: str | None = None
    working_days: int | None = None


@dataclass(frozen=True)
class Frequency:
    """What one code of the EU table means for the freshness of a dataset."""

    code: str
    aliases: tuple[str, ...] = ()
    due: Delay | None = None
    overdue: Delay | None = None
    delinquent: Delay | None = None
    exempt: str | None = None
    not_evaluable: str | None = None
    review: Delay | None = None
    requires: str | None = None


def delay(text: str) -> Delay:
    """Read `P1M8D` as a duration and `2wd` as working days."""
    return Delay(working_days=int(text[:-2])) if text.endswith("wd") else Delay(duration=text)


def _every(code: str, due: str, overdue: str, delinquent: str, *aliases: str, requires: str | None = None) -> Frequency:
    return Frequency(code, aliases, delay(due), delay(overdue), delay(delinquent), requires=requires)


def _no_rhythm(code: str, review: str, *aliases: str) -> Frequency:
    return Frequency(code, aliases, exempt="no_rhythm" if code != "NEVER" else "never_updated", review=delay(review))


FREQUENCIES = (
    # Without a timestamp given by the endpoint itself, nobody can tell whether a stream is alive.
    _every("UPDATE_CONT", "PT15M", "PT15M", "PT24H", "continuous", "realtime", requires="http_last_modified"),
    _every("1MIN", "PT1M", "PT15M", "PT6H", "oneMinute"),
    _every("5MIN", "PT5M", "PT15M", "PT6H", "fiveMinutes"),
    _every("10MIN", "PT10M", "PT30M", "PT6H", "tenMinutes"),
    _every("15MIN", "PT15M", "PT45M", "PT6H", "fifteenMinutes"),
    _every("30MIN", "PT30M", "PT1H30M", "PT12H", "thirtyMinutes"),
    _every("HOURLY", "PT1H", "PT3H", "PT24H", "hourly"),
    _every("BIHOURLY", "PT2H", "PT6H", "PT24H", "bihourly"),
    _every("TRIHOURLY", "PT3H", "PT9H", "PT24H", "trihourly"),
    _every("12HRS", "PT12H", "PT24H", "P3D", "twelveHours"),
    _every("CONT", "P1D", "2wd", "5wd", "severalTimesADay", "fourTimesADay"),
    _every("DAILY_3", "PT8H", "2wd", "5wd", "threeTimesADay"),
    _every("DAILY_2", "PT12H", "2wd", "5wd", "semidaily"),
    _every("DAILY", "P1D", "2wd", "5wd", "daily"),
    _every("WEEKLY_5", "1wd", "2wd", "5wd", "fiveTimesAWeek"),
    _every("WEEKLY_3", "P3D", "P5D", "P10D", "threeTimesAWeek"),
    _every("WEEKLY_2", "P4D", "P5D", "P10D", "semiweekly"),
    _every("WEEKLY", "P7D", "P11D", "P21D", "weekly"),
    _every("BIWEEKLY", "P14D", "P18D", "P28D", "biweekly", "fortnightly", "fortnighly"),
    _every("MONTHLY_3", "P10D", "P15D", "P25D", "threeTimesAMonth"),
    _every("MONTHLY_2", "P15D", "P20D", "P31D", "semimonthly"),
    _every("MONTHLY", "P1M", "P1M8D", "P2M", "monthly"),
    _every("BIMONTHLY", "P2M", "P2M15D", "P108D", "bimonthly"),
    _every("QUARTERLY", "P3M", "P3M21D", "P5M", "quarterly"),
    _every("ANNUAL_3", "P4M", "P4M27D", "P6M", "threeTimesAYear"),
    _every("ANNUAL_2", "P6M", "P6M30D", "P8M", "semiannual", "biannual"),
    _every("ANNUAL", "P1Y", "P1Y45D", "P15M", "annual"),
    _every("BIENNIAL", "P2Y", "P2Y55D", "P840D", "biennial"),
    # The period and a tenth, then two tenths; a tenth of n times 365 days is rounded up to a whole day.
    _every("TRIENNIAL", "P3Y", "P3Y110D", "P3Y219D", "triennial"),
    _every("QUADRENNIAL", "P4Y", "P4Y146D", "P4Y292D", "quadrennial"),
    _every("QUINQUENNIAL", "P5Y", "P5Y183D", "P5Y365D", "quinquennial"),
    _every("DECENNIAL", "P10Y", "P10Y6M", "P11Y", "decennial"),
    _every("BIDECENNIAL", "P20Y", "P20Y6M", "P21Y", "bidecennial"),
    _every("TRIDECENNIAL", "P30Y", "P30Y6M", "P31Y", "tridecennial"),
    _no_rhythm("AS_NEEDED", "P12M", "punctual"),
    _no_rhythm("IRREG", "P12M", "irregular"),
    _no_rhythm("NOT_PLANNED", "P12M", "notPlanned"),
    _no_rhythm("OTHER", "P12M", "other", "fourTimesAWeek"),
    _no_rhythm("NEVER", "P36M", "never"),
    Frequency("UNKNOWN", ("unknown",), not_evaluable="no_policy"),
    Frequency("OP_DATPRO", not_evaluable="no_policy"),
)
"""Every code; a test walks it, so that no dataset falls through."""

BY_CODE: Mapping[str, Frequency] = {frequency.code: frequency for frequency in FREQUENCIES}
