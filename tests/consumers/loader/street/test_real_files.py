"""Real files brought in: what the platform then counts is what DuckDB counts in the files themselves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import FiguresOut
from plateforme.consumers.loader.street.rejects import Rejects
from plateforme.consumers.loader.street.run import Target, load_file

BOSTON = "street/boston_street_lights_2015.csv"
PARIS = "street/dans_ma_rue_sample.csv"

BOSTON_CASES = """
with cases as (
    select *,
        timezone('America/New_York', strptime(OPEN_DT, '%m/%d/%Y %I:%M:%S %p')) as opened,
        timezone('America/New_York', strptime(TARGET_DT, '%m/%d/%Y %I:%M:%S %p')) as promised,
        timezone('America/New_York', strptime(CLOSED_DT, '%m/%d/%Y %I:%M:%S %p')) as closed,
        epoch(closed - opened) / 86400 as days,
        contains(CLOSURE_REASON, 'Duplicate of Existing Case') as is_duplicate
    from read_csv(?, all_varchar = true, header = true)
)
select {group} as part,
    count(*) as count,
    count(*) filter (CASE_STATUS = 'Open') as open,
    count(closed) as closed,
    count(closed) filter (contains(CLOSURE_REASON, 'Case Resolved') and not is_duplicate) as fixed,
    count(closed) filter (is_duplicate) as duplicate,
    count(promised) as promised,
    count(*) filter (coalesce(closed, timestamptz '2026-11-22 12:00:00+00') > promised) as late,
    quantile_cont(days, 0.5) as median_days_to_close,
    quantile_cont(days, 0.9) as p90_days_to_close
from cases group by 1 order by 1
"""


def sliced(source: Path, target: Path, step: int) -> Path:
    """The header and every so many lines of a file without line breaks in its values."""
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    target.write_text("".join([lines[0], *lines[1::step]]), encoding="utf-8")
    return target


def counted(path: Path, query: str) -> dict[str | None, dict[str, Any]]:
    """What DuckDB counts in the file, by group."""
    with duckdb.connect() as connection:
        found = connection.execute(query, [str(path)])
        names = [column[0] for column in found.description or ()]
        return {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in found.fetchall()}


def told(figures: FiguresOut) -> dict[str, Any]:
    """What the platform counts, under the names of the query."""
    names = ("count", "open", "closed", "promised", "late", "median_days_to_close", "p90_days_to_close")
    outcomes = {"fixed": figures.outcomes.fixed, "duplicate": figures.outcomes.duplicate}
    return {name: getattr(figures, name) for name in names} | outcomes


async def same_figures(town: PlateformeV1, path: Path, query: str, *, by: str) -> None:
    """The platform and DuckDB agree on every figure of every group and of the whole."""
    statistics = await town.get_report_statistics(group_by=by, organization="boston", limit=10_000)
    (total,) = counted(path, query.format(group="null")).values()
    groups = {figures.key[by]: told(figures) for figures in statistics.groups}
    expected = counted(path, query.format(group=GROUPS[by]))
    for ours, theirs in ((told(statistics.total), total), *((groups.get(key), row) for key, row in expected.items())):
        assert ours is not None
        assert {name: ours[name] for name in theirs} == pytest.approx(theirs, rel=1e-9)
    assert groups.keys() == expected.keys()


GROUPS = {
    "district": "nullif(trim(neighborhood), '')",
    "month": "strftime(timezone('Europe/Paris', opened), '%Y-%m')",
}


async def same_counts(town: PlateformeV1, path: Path) -> None:
    """The platform and DuckDB count the same reports of Paris, none of which has a closing date in the file."""
    for by, column in PARIS_GROUPS.items():
        query = f"select {column}, count(*) as count, count(*) as open from read_csv(?, all_varchar = true) group by 1"
        statistics = await town.get_report_statistics(group_by=by, limit=10_000)
        groups = {one.key[by]: {"count": one.count, "open": one.open} for one in statistics.groups}
        assert groups == counted(path, query)


PARIS_GROUPS = {"month": "mois_annee_decla", "postcode": "code_postal", "district": "conseilquartier"}


async def test_the_street_lights_of_boston_are_counted_as_duckdb_counts_them(
    town: PlateformeV1, target: Callable[..., Target], rejects: Rejects, shared_data: Path, tmp_path: Path
) -> None:
    path = sliced(shared_data / BOSTON, tmp_path / "boston.csv", 25)

    tally = await load_file(town, path, target("boston_street_lights"))

    assert (tally.created, tally.refused) == (len(path.read_text().splitlines()) - 1, 0), rejects.refused
    await same_figures(town, path, BOSTON_CASES, by="month")
    await same_figures(town, path, BOSTON_CASES, by="district")
    again = await load_file(town, path, target("boston_street_lights"))
    assert (again.created, again.changed, again.kept) == (0, 0, tally.created)


async def test_dans_ma_rue_is_counted_as_duckdb_counts_it(
    town: PlateformeV1, target: Callable[..., Target], rejects: Rejects, shared_data: Path, tmp_path: Path
) -> None:
    path = sliced(shared_data / PARIS, tmp_path / "paris.csv", 40)

    tally = await load_file(town, path, target("dans_ma_rue"))

    assert (tally.created, tally.refused) == (250, 0), rejects.refused
    await same_counts(town, path)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_all_of_dans_ma_rue_is_in(
    town: PlateformeV1, target: Callable[..., Target], rejects: Rejects, shared_data: Path
) -> None:
    tally = await load_file(town, shared_data / PARIS, target("dans_ma_rue"))

    assert (tally.created, tally.refused) == (10_000, 0), rejects.refused
    await same_counts(town, shared_data / PARIS)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_all_street_lights_of_boston_are_in_with_their_closing_dates(
    town: PlateformeV1, target: Callable[..., Target], rejects: Rejects, shared_data: Path
) -> None:
    tally = await load_file(town, shared_data / BOSTON, target("boston_street_lights"))

    assert (tally.created, tally.refused) == (7956, 0), rejects.refused
    await same_figures(town, shared_data / BOSTON, BOSTON_CASES, by="month")
