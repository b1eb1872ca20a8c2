import random
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select
from tests.domains.reports.street_reports import NOW, add

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.reports.search.statistics import GROUPINGS, BadGrouping, read_grouping, statistics
from plateforme.domains.reports.store import statistics as stored
from plateforme.domains.reports.tables import Report, ReportOutcome
from plateforme.kit.grammar.conditions import Circle, Filter, Place
from plateforme.kit.grammar.operators import BY_NAME
from plateforme.kit.interrupts import Interrupt, Interrupted

THEN = NOW + timedelta(days=40)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def town(session: Session) -> None:
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)


def scatter(session: Session, number: int, seed: int = 5) -> list[Report]:
    drawn = random.Random(seed)  # noqa: S311  # test data
    first = add(session)
    fixed = {name: getattr(first, name) for name in Report.model_fields}
    rows = []
    for index in range(number):
        opened_at = NOW - timedelta(seconds=drawn.randrange(400 * 86400), microseconds=drawn.randrange(10**6))
        is_closed = drawn.random() < 0.6
        rows.append(
            Report(
                **fixed
                | {
                    "id": f"{index:026d}",
                    "reference": f"2026-{index:06d}",
                    "client_id": None,
                    "category": drawn.choice(["pothole", "graffiti", "waste_bin"]),
                    "district": drawn.choice(["Centre", "Nord", None]),
                    "team": drawn.choice(["roads", None]),
                    "status": "closed" if is_closed else drawn.choice(["received", "planned"]),
                    "outcome": drawn.choice(list(ReportOutcome)).value if is_closed else None,
                    "opened_at": opened_at,
                    "closed_at": opened_at + timedelta(seconds=drawn.random() * 10**6) if is_closed else None,
                    "expected_at": drawn.choice([None, opened_at + timedelta(days=drawn.randrange(1, 15))]),
                    "times_reopened": drawn.choice([0, 0, 0, 1, 2]),
                    "sample": drawn.random() < 0.1,
                }
            )
        )
    session.add_all(rows)
    session.flush()
    return rows


def key_of(row: Report, by: tuple[str, ...]) -> tuple[str | None, ...]:
    local = row.opened_at.astimezone(PARIS)
    made = {"month": f"{local:%Y-%m}", "year": f"{local:%Y}"}
    return tuple(made[name] if name in made else getattr(row, name) for name in by)


def by_hand(rows: list[Report]) -> dict[str, Any]:
    closed = [row for row in rows if row.status == "closed"]
    seconds = sorted(int((row.closed_at or NOW).timestamp()) - int(row.opened_at.timestamp()) for row in closed)
    tenths = quantiles(seconds, n=10, method="inclusive") if len(seconds) > 1 else seconds * 9
    late = [row for row in rows if row.expected_at and (row.closed_at or THEN) > row.expected_at]
    return {
        "count": len(rows),
        "open": len(rows) - len(closed),
        "closed": len(closed),
        "median_days": pytest.approx(tenths[4] / 86400) if seconds else None,
        "p90_days": pytest.approx(tenths[8] / 86400) if seconds else None,
        "promised": sum(row.expected_at is not None for row in rows),
        "late": len(late),
        "ever_closed": sum(row.status == "closed" or row.times_reopened > 0 for row in rows),
        "reopened": sum(row.times_reopened > 0 for row in rows),
        "outcomes": {outcome.value: sum(row.outcome == outcome for row in rows) for outcome in ReportOutcome},
    }


def told(figures):
    return {name: getattr(figures, name) for name in by_hand([])}


@pytest.mark.parametrize(
    "by", [("category",), ("district",), ("category", "district"), ("month",), ("year", "team"), ("outcome", "status")]
)
def test_the_figures_are_those_counted_by_hand(session, by):
    scatter(session, 250)
    rows = [row for row in session.exec(select(Report)).all() if not row.sample]

    found = statistics(session, (), by=by, now=THEN)

    groups: dict[tuple[str | None, ...], list[Report]] = {}
    for row in rows:
        groups.setdefault(key_of(row, by), []).append(row)
    assert told(found.total) == by_hand(rows)
    assert {tuple(each.key.values()): told(each) for each in found.groups} == {
        key: by_hand(some) for key, some in groups.items()
    }
    assert [each.count for each in found.groups] == sorted((len(some) for some in groups.values()), reverse=True)


def test_every_grouping_that_is_offered_works(session):
    scatter(session, 20)

    for name in GROUPINGS:
        found = statistics(session, (), by=(name,), now=THEN)
        assert sum(each.count for each in found.groups) == found.total.count


def test_nothing_comes_to_nothing(session):
    found = statistics(session, (), by=("category",), now=THEN)

    assert (found.total.count, found.total.median_days, found.total.share_late, found.groups) == (0, None, None, [])


def test_filters_and_places_choose_what_is_counted(session):
    add(session, category="graffiti")
    add(session, metres=5000)
    only = Filter("category", BY_NAME["eq"], ("graffiti",))
    here = Circle(Place("lon", "lat"), -1.5534, 47.2173, 100)

    assert statistics(session, (only,), now=THEN).total.count == 1
    assert statistics(session, (here,), now=THEN).total.count == 1


def test_made_up_and_hidden_reports_do_not_count_unless_the_first_are_asked_for(session):
    add(session, sample=True)
    add(session).visibility = "hidden"
    session.flush()

    assert statistics(session, (), now=THEN).total.count == 0
    assert statistics(session, (Filter("sample", BY_NAME["eq"], (True,)),), now=THEN).total.count == 1


def test_shares_are_of_those_that_could_be(session):
    report = add(session)
    report.expected_at = THEN - timedelta(days=1)
    other = add(session)
    other.expected_at = None
    session.flush()

    total = statistics(session, (), now=THEN).total

    assert (total.promised, total.late, total.share_late, total.share_reopened) == (1, 1, 1.0, None)


def test_months_are_those_of_the_town_in_every_year(session):
    report = add(session)
    for year in (1995, 1996, 2026):
        for month in range(1, 13):
            begins = datetime(year, month, 1, tzinfo=PARIS).astimezone(UTC)
            for instant in (begins - timedelta(microseconds=1), begins, begins + timedelta(hours=1, minutes=59)):
                report.opened_at = instant
                session.flush()
                (group,) = statistics(session, (), by=("month", "year"), now=THEN).groups
                local = instant.astimezone(PARIS)
                assert group.key == {"month": f"{local:%Y-%m}", "year": f"{local:%Y}"}


@pytest.mark.parametrize("text", ["colour", "category,category", "category,district,team,month", "category;district"])
def test_a_grouping_that_is_none_is_refused_in_two_languages(text):
    with pytest.raises(BadGrouping) as refusal:
        read_grouping(text)
    assert "district" in refusal.value.detail
    assert refusal.value.french


def test_a_grouping_may_be_left_out():
    assert (read_grouping(None), read_grouping(""), read_grouping("category, district")) == (
        (),
        (),
        ("category", "district"),
    )


def test_figures_that_nobody_waits_for_are_not_computed(session):
    scatter(session, 5)
    interrupt = Interrupt()
    interrupt.fire()

    with interrupt.in_force(), pytest.raises(Interrupted):
        statistics(session, (), by=("category",), now=THEN)


def test_times_that_come_in_several_batches_are_all_counted(session, monkeypatch):
    scatter(session, 60)
    whole = statistics(session, (), by=("category",), now=THEN)
    monkeypatch.setattr(stored, "BATCH", 7)

    assert statistics(session, (), by=("category",), now=THEN) == whole
