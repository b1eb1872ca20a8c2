"""The public holidays of metropolitan France, computed: law and the date of Easter decide, no file is needed."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FIRST_YEAR, LAST_YEAR = 2006, 2031
ZONE = "Métropole"

# Code du travail, article L3133-1
FIXED = (
    (1, 1, "1er janvier"),
    (5, 1, "1er mai"),
    (5, 8, "8 mai"),
    (7, 14, "14 juillet"),
    (8, 15, "Assomption"),
    (11, 1, "Toussaint"),
    (11, 11, "11 novembre"),
    (12, 25, "Jour de Noël"),
)
AFTER_EASTER = ((1, "Lundi de Pâques"), (39, "Ascension"), (50, "Lundi de Pentecôte"))


@dataclass(frozen=True, order=True)
class Holiday:
    """A day off and its name. Two may fall on one day, as on 1 May 2008."""

    day: date
    name: str


def easter(year: int) -> date:
    """Easter Sunday: the Sunday after the full moon that the Gregorian tables give on or after 21 March (Lilius)."""
    cycle = year % 19
    century = year // 100
    # days that the moon of the tables is ahead of 21 March, corrected for dropped leap days and for the moon's drift
    moon = (15 + century - century // 4 - (13 + 8 * century) // 25 + 19 * cycle) % 30
    if moon == 29 or (moon == 28 and cycle > 10):  # noqa: PLR2004  # no full moon of the tables later than 18 April
        moon -= 1
    full_moon = date(year, 3, 21) + timedelta(days=moon)
    return full_moon + timedelta(days=6 - full_moon.weekday() or 7)


def holidays(year: int) -> list[Holiday]:
    """The eleven public holidays of a year, in order."""
    fixed = [Holiday(date(year, month, day), name) for month, day, name in FIXED]
    sunday = easter(year)
    return sorted(fixed + [Holiday(sunday + timedelta(days=offset), name) for offset, name in AFTER_EASTER])


def all_holidays() -> Iterator[Holiday]:
    """Those of every year of the dataset."""
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        yield from holidays(year)


def write_csv(path: Path) -> None:
    """Write the dataset; the same bytes every time."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("date", "name", "year", "zone"))
        writer.writerows((one.day.isoformat(), one.name, one.day.year, ZONE) for one in all_holidays())
