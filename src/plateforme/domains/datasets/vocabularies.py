"""Controlled vocabularies of the catalogue: update frequencies and licences.

Frequencies are the codes of the EU Publications Office (`http://publications.europa.eu/resource/authority/frequency`),
with the identifiers of udata and older portals accepted as aliases.
"""

from collections.abc import Mapping
from typing import Final

FREQUENCIES: Final[Mapping[str, str]] = {
    "UPDATE_CONT": "continuously updated",
    "1MIN": "every minute",
    "5MIN": "every five minutes",
    "10MIN": "every ten minutes",
    "15MIN": "every fifteen minutes",
    "30MIN": "every thirty minutes",
    "HOURLY": "every hour",
    "BIHOURLY": "every two hours",
    "TRIHOURLY": "every three hours",
    "12HRS": "every twelve hours",
    "CONT": "several times a day",
    "DAILY_3": "three times a day",
    "DAILY_2": "twice a day",
    "DAILY": "daily",
    "WEEKLY_5": "five times a week",
    "WEEKLY_3": "three times a week",
    "WEEKLY_2": "twice a week",
    "WEEKLY": "weekly",
    "BIWEEKLY": "every two weeks",
    "MONTHLY_3": "three times a month",
    "MONTHLY_2": "twice a month",
    "MONTHLY": "monthly",
    "BIMONTHLY": "every two months",
    "QUARTERLY": "quarterly",
    "ANNUAL_3": "three times a year",
    "ANNUAL_2": "twice a year",
    "ANNUAL": "annual",
    "BIENNIAL": "every two years",
    "TRIENNIAL": "every three years",
    "QUADRENNIAL": "every four years",
    "QUINQUENNIAL": "every five years",
    "DECENNIAL": "every ten years",
    "BIDECENNIAL": "every twenty years",
    "TRIDECENNIAL": "every thirty years",
    "AS_NEEDED": "as needed",
    "IRREG": "irregular",
    "NOT_PLANNED": "not planned",
    "OTHER": "other",
    "NEVER": "never",
    "UNKNOWN": "unknown",
    "OP_DATPRO": "provisional data",
}

FREQUENCY_ALIASES: Final[Mapping[str, str]] = {
    "continuous": "UPDATE_CONT",
    "realtime": "UPDATE_CONT",
    "oneMinute": "1MIN",
    "fiveMinutes": "5MIN",
    "tenMinutes": "10MIN",
    "fifteenMinutes": "15MIN",
    "thirtyMinutes": "30MIN",
    "hourly": "HOURLY",
    "bihourly": "BIHOURLY",
    "trihourly": "TRIHOURLY",
    "twelveHours": "12HRS",
    "severalTimesADay": "CONT",
    "fourTimesADay": "CONT",
    "threeTimesADay": "DAILY_3",
    "semidaily": "DAILY_2",
    "daily": "DAILY",
    "fiveTimesAWeek": "WEEKLY_5",
    "fourTimesAWeek": "OTHER",
    "threeTimesAWeek": "WEEKLY_3",
    "semiweekly": "WEEKLY_2",
    "weekly": "WEEKLY",
    "biweekly": "BIWEEKLY",
    "fortnighly": "BIWEEKLY",
    "threeTimesAMonth": "MONTHLY_3",
    "semimonthly": "MONTHLY_2",
    "monthly": "MONTHLY",
    "bimonthly": "BIMONTHLY",
    "quarterly": "QUARTERLY",
    "threeTimesAYear": "ANNUAL_3",
    "semiannual": "ANNUAL_2",
    "biannual": "ANNUAL_2",
    "annual": "ANNUAL",
    "biennial": "BIENNIAL",
    "triennial": "TRIENNIAL",
    "quadrennial": "QUADRENNIAL",
    "quinquennial": "QUINQUENNIAL",
    "decennial": "DECENNIAL",
    "bidecennial": "BIDECENNIAL",
    "tridecennial": "TRIDECENNIAL",
    "punctual": "AS_NEEDED",
    "irregular": "IRREG",
    "notPlanned": "NOT_PLANNED",
    "never": "NEVER",
    "other": "OTHER",
    "unknown": "UNKNOWN",
}

LICENSES: Final[Mapping[str, str]] = {
    "etalab-2.0": "Licence Ouverte 2.0 (Etalab)",
    "ODbL-1.0": "Open Database License 1.0",
    "ODC-By-1.0": "Open Data Commons Attribution License 1.0",
    "PDDL-1.0": "Open Data Commons Public Domain Dedication and License 1.0",
    "CC0-1.0": "Creative Commons Zero 1.0",
    "CC-BY-4.0": "Creative Commons Attribution 4.0",
    "CC-BY-SA-4.0": "Creative Commons Attribution Share Alike 4.0",
    "notspecified": "Licence not specified",
}
"""SPDX identifiers; `notspecified` is said aloud rather than left empty."""


def canonical_frequency(code: str) -> str | None:
    """The EU code of a frequency written as such or as an alias; None when it is neither."""
    if code in FREQUENCIES:
        return code
    return FREQUENCY_ALIASES.get(code)
