import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlmodel import Session
from tests.domains.reports.street_reports import LAT, LON, NOW, ROADS, add

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.reports.duplicates.duplicate_errors import BadSpot
from plateforme.domains.reports.duplicates.nearby import Surroundings, list_nearby
from plateforme.domains.reports.places import grid
from plateforme.domains.reports.places.distances import metres_between
from plateforme.domains.reports.search.search import list_reports
from plateforme.domains.reports.store import nearby as near_store
from plateforme.domains.reports.store import squares
from plateforme.domains.reports.tables import Report
from plateforme.kit.grammar.conditions import Box, Circle, Filter, Place
from plateforme.kit.grammar.operators import BY_NAME
from plateforme.kit.keyset import Asked

PLACE = Place("lon", "lat")


@pytest.fixture(autouse=True)
def town(session: Session) -> None:
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)


def scatter(session: Session, number: int, *, seed: int = 1, degrees: float = 0.02, lon: float = LON) -> list[Report]:
    drawn = random.Random(seed)  # noqa: S311  # test data
    first = add(session)
    names = [
        column for column in Report.model_fields if column not in {"id", "reference", "lon", "lat", "cell", "client_id"}
    ]
    rows = []
    for index in range(number):
        here = lon + drawn.uniform(-degrees, degrees), LAT + drawn.uniform(-degrees, degrees)
        here = ((here[0] + 180) % 360 - 180, here[1])
        rows.append(
            Report(
                **{name: getattr(first, name) for name in names},
                id=f"{seed:02d}{index:024d}",
                reference=f"2026-{seed:02d}{index:06d}",
                lon=here[0],
                lat=here[1],
                cell=grid.cell_of(*here),
            )
        )
    session.add_all(rows)
    session.flush()
    return rows


def around(session, radius, *, lon=LON, lat=LAT, **asked):
    return list_nearby(session, Surroundings(lon, lat, radius), Asked(**{"limit": 1000, **asked}))


@pytest.mark.parametrize("radius", [30, 200, 2000])
def test_the_nearest_come_first_with_their_distances(session, radius):
    rows = scatter(session, 300)
    centre = around(session, 1).rows[0].report

    found = around(session, radius).rows

    told = [each.distance_m for each in found]
    expected = sorted(metres for row in rows if (metres := metres_between(row, centre) or 0.0) <= radius)
    assert told == sorted(told)
    assert told[0] == 0  # the first report of all
    assert told[1:] == pytest.approx(expected)


def test_every_page_follows_the_one_before_even_in_a_crowd(session, monkeypatch):
    scatter(session, 200, degrees=0.003)
    monkeypatch.setattr(near_store, "CROWDED", 0)
    whole = [each.report.reference for each in around(session, 300).rows]

    pages, after = [], None
    while True:
        page = around(session, 300, limit=7, after=after)
        pages += [each.report.reference for each in page.rows]
        if (after := page.after) is None:
            break

    assert pages == whole
    assert len(whole) > 50


def test_those_at_one_point_are_told_apart_by_their_reference(session):
    for _ in range(5):
        add(session)

    first = around(session, 50, limit=2)
    second = around(session, 50, limit=9, after=first.after)

    told = [each.report.reference for each in (*first.rows, *second.rows)]
    assert told == sorted(told)
    assert len(told) == 5


def test_filters_narrow_and_a_count_counts_all_pages(session):
    scatter(session, 50, degrees=0.001)
    add(session, category="graffiti")
    only = (Filter("category", BY_NAME["eq"], ("graffiti",)),)

    assert [each.report.category for each in around(session, 200, where=only).rows] == ["graffiti"]
    page = around(session, 2000, limit=5, count="exact")
    assert (len(page.rows), page.total, page.counted) == (5, 52, "exact")


def test_the_antimeridian_and_the_poles_are_places_too(session):
    scatter(session, 40, degrees=0.002, lon=180.0)

    assert len(around(session, 2000, lon=180.0).rows) == 40
    assert around(session, 2000, lon=10.0, lat=89.999).rows == []


def test_a_point_that_is_none_is_refused(session):
    with pytest.raises(BadSpot) as refusal:
        around(session, 100, lon=LAT, lat=LON)
    assert refusal.value.errors[0].name == "lon"


def test_strangers_find_no_hidden_report(session):
    add(session).visibility = "hidden"
    session.flush()

    assert around(session, 100).rows == []
    staff = list_nearby(session, Surroundings(LON, LAT, 100), Asked(), caller=ROADS)
    assert len(staff.rows) == 1


def plans(session: Session, ask) -> str:
    """The plans of the statements about reports that a question makes."""
    engine = session.get_bind()
    made: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, parameters, *_):
        made.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    told = []
    for statement, parameters in made:
        if " reports" in statement:
            told += [str(tuple(row)) for row in session.connection().exec_driver_sql(explain + statement, parameters)]
    return "\n".join(told)


def analyzed(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("ANALYZE reports"))


def test_an_index_answers_and_nothing_is_scanned(session):
    scatter(session, 5000, degrees=0.3)
    analyzed(session)

    told = plans(session, lambda: around(session, 200))

    assert "ix_reports_cell_category" in told
    assert "SCAN reports" not in told
    assert "Seq Scan" not in told


def test_a_small_box_in_a_list_is_answered_by_the_same_index(session):
    scatter(session, 5000, degrees=0.3)
    analyzed(session)
    box = Box(PLACE, LON - 0.003, LAT - 0.003, LON + 0.003, LAT + 0.003)
    asked = Asked(sort=(("opened_at", True),), where=(box,))

    told = plans(session, lambda: list_reports(session, asked))

    assert "ix_reports_cell_category" in told
    assert "Seq Scan" not in told


def test_a_crowded_or_a_large_box_is_left_to_the_order_that_was_asked_for(session, monkeypatch):
    scatter(session, 100, degrees=0.01)
    monkeypatch.setattr(squares, "CROWDED", 10)
    small = Box(PLACE, LON - 0.01, LAT - 0.01, LON + 0.01, LAT + 0.01)
    large = Box(PLACE, -5, 42, 8, 51)

    for box in (small, large):
        told = plans(session, lambda box=box: list_reports(session, Asked(sort=(("opened_at", True),), where=(box,))))
        assert squares.in_squares(box) is None or box == small
        if session.get_bind().dialect.name == "sqlite":
            assert told.splitlines()[-2].count("ix_reports_opened_at_reference") == 1


boxes = st.tuples(*[st.floats(-0.02, 0.02)] * 4)


@given(boxes, st.floats(10, 3000))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_squares_change_nothing_of_what_is_found(session, edges, radius):
    if session.get(Report, f"03{0:024d}") is None:
        scatter(session, 150, seed=3)
    west, east = sorted(edges[:2])
    south, north = sorted(edges[2:])
    for area in (
        Box(PLACE, LON + west, LAT + south, LON + east, LAT + north),
        Circle(PLACE, LON + west, LAT + south, radius),
    ):
        asked = Asked(limit=1000, where=(area,))
        found = {row.reference for row in list_reports(session, asked).rows}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(squares, "in_squares", lambda _: None)
            plain = {row.reference for row in list_reports(session, asked).rows}
        assert found == plain


def test_the_squares_of_a_box_hold_each_of_its_points():
    drawn = random.Random(7)  # noqa: S311  # test data
    for _ in range(300):
        west, east = sorted(drawn.uniform(-180, 180) for _ in range(2))
        south = drawn.uniform(-90, 89.9)
        north = min(90.0, south + drawn.random() / 50)
        spans = grid.spans_of(west, south, east, north)
        lon, lat = drawn.uniform(west, east), drawn.uniform(south, north)
        assert any(first <= grid.cell_of(lon, lat) <= last for first, last in spans)
