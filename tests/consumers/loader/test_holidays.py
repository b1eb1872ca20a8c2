"""The computed public holidays, against those that were published."""

import csv
from datetime import date

import holidays as oracle
import pytest

from plateforme.consumers.loader.holidays import all_holidays, easter, holidays, write_csv


@pytest.mark.parametrize("day", [date(1818, 3, 22), date(1943, 4, 25), date(2008, 3, 23), date(2026, 4, 5)])
def test_easter_falls_where_the_tables_put_it(day):
    assert easter(day.year) == day


def test_eleven_days_a_year():
    assert [one.name for one in holidays(2026)][:3] == ["1er janvier", "Lundi de Pâques", "1er mai"]
    assert len(list(all_holidays())) == 26 * 11


def test_our_calendar_agrees_with_another_one():
    theirs = set(oracle.country_holidays("FR", years=range(2008, 2032)))

    assert {one.day for year in range(2008, 2032) for one in holidays(year)} == theirs


def test_the_file_is_the_same_as_the_national_one(tmp_path, shared_data):
    write_csv(tmp_path / "ours.csv")
    national = shared_data / "tabular" / "national" / "jours_feries_metropole.csv"

    ours = {(row["date"], row["name"]) for row in _rows(tmp_path / "ours.csv")}

    assert ours == {(row["date"], row["nom_jour_ferie"]) for row in _rows(national)}


def _rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
