"""Boxes, circles and shapes are answered by the index as by the engine, byte for byte, and without a scan."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import FakeTable, a_table
from tests.domains.datasets.tabular.test_row_index import HERE, LAW, MAPPED, POINTS, WAYS, pages

from plateforme.domains.datasets.tabular.engine.index import grid as grid_
from plateforme.domains.datasets.tabular.engine.index import sieves
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.query import parse
from plateforme.kit.grammar.conditions import Box, Circle, Filter, Shape
from plateforme.kit.grammar.operators import BY_NAME

DEGREE = st.one_of(st.integers(-30, 30).map(lambda tenths: tenths / 10), st.floats(-3, 3))
DEGREES = st.one_of(st.none(), DEGREE)
AREAS = st.one_of(
    st.builds(Circle, st.just(HERE), st.floats(-3, 3), st.floats(-3, 3), st.floats(1, 400_000)),
    st.builds(Circle, st.just(HERE), st.integers(-3, 3), st.integers(-3, 3), st.sampled_from([11_119.5, 111_195.1])),
    st.builds(
        lambda x, y, wide, high: Shape(
            HERE, f'{{"type":"Polygon","coordinates":[[[{x},{y}],[{x + wide},{y}],[{x},{y + high}],[{x},{y}]]]}}'
        ),
        *(st.integers(-3, 3), st.integers(-3, 3), st.integers(1, 4), st.integers(1, 4)),
    ),
)


@LAW
@given(
    st.lists(st.tuples(*[st.one_of(st.none(), st.floats(-3, 3))] * 2), max_size=40),
    st.tuples(*[st.floats(-3, 3)] * 4),
    st.integers(1, 5),
)
def test_a_box_on_points_is_answered_by_the_index(engine, plain, tmp_path, points, edges, limit):
    table = a_table(tmp_path, POINTS, points)
    engine.build_index(table)
    west, south, east, north = edges
    question = replace(parse([("limit", str(limit)), ("count", "exact")], POINTS), filters=(Box(HERE, *edges),))

    assert engine.quick(table, question) is not None
    assert pages(engine, table, question) == pages(plain, table, question)
    assert engine.total(table, question) == sum(
        x is not None and y is not None and south <= y <= north and (x >= west) + (x <= east) > (west <= east)
        for x, y in points
    )


@LAW
@given(
    st.lists(st.tuples(DEGREES, DEGREES), max_size=40),
    st.lists(AREAS, min_size=1, max_size=2),
    st.sampled_from(["", "_distance", "-_distance", "lon,-_distance", "-lat"]),
    st.sampled_from([(), (Filter("lon", BY_NAME["gte"], (0.5,)),)]),
    st.integers(1, 5),
    WAYS,
)
def test_circles_and_shapes_are_answered_by_the_index(
    engine, plain, choosing, tmp_path, points, areas, sort, filters, limit, way
):
    choosing(way)
    table = a_table(tmp_path, MAPPED, points)
    engine.build_index(table)
    near = [("near", "0,0"), ("radius", "1")] if isinstance(areas[0], Circle) else []
    sort = sort if near else sort.replace("-_distance", "lat").replace("_distance", "lon")
    question = parse([("limit", str(limit)), ("count", "exact"), *near, ("sort", sort)], MAPPED)
    question = replace(question, filters=(*areas, *filters))

    assert engine.quick(table, question) is not None
    assert pages(engine, table, question) == pages(plain, table, question)
    written = replace(question, fields=("lat", "_distance") if near else ("lat",))
    assert pages(engine, table, written) == pages(plain, table, written)


@pytest.fixture(scope="module")
def million(tmp_path_factory) -> Iterator[tuple[RowEngine, FakeTable]]:
    """A million points over France, to six decimals."""
    folder = tmp_path_factory.mktemp("million")
    path = folder / "points.parquet"
    spread = "round({low} + (i * {prime} % 1000003) / 1000003.0 * {wide}, 6)"
    lon, lat = spread.format(low=-4.5, prime=32452843, wide=12), spread.format(low=42.4, prime=49979687, wide=8.6)
    duckdb.sql(f"COPY (SELECT {lon} AS lon, {lat} AS lat, i + 1 AS _row FROM range(1000000) t(i)) TO '{path}'")
    engine = RowEngine(folder / "serving", locate=Path, memory="512MB", seconds=20)
    table = FakeTable("3" * 64, str(path), 1, 1_000_000, MAPPED)
    engine.build_index(table)
    yield engine, table
    engine.close()


@LAW
@given(
    st.lists(st.tuples(DEGREES, DEGREES), max_size=60),
    st.lists(st.tuples(*[DEGREE] * 4), min_size=1, max_size=8),
    st.integers(0, 3),
)
def test_the_places_in_a_box_are_counted_by_a_grid(engine, plain, tmp_path, points, boxes, bits):
    with pytest.MonkeyPatch.context() as patched:  # a few strips, for few points to lie in several
        patched.setattr(grid_, "bits_for", lambda _: bits)
        table = a_table(tmp_path, MAPPED, points)
        engine.build_index(table)
        index = engine.indexes.of(table)
        for edges in boxes:
            question = replace(parse([], MAPPED), filters=(Box(HERE, *edges),))
            cuts = index.grid.cuts(index.ask(question, quick=True)._sieves)

            assert cuts is None or index.grid.count(cuts) == plain.total(table, question)
            assert index.ask(question, quick=True).total() == plain.total(table, question)


def test_a_large_box_among_a_million_points_is_counted_at_once(million, plain, metered):
    engine, table = million
    question = parse([("bbox", "-1,44,4,49"), ("count", "exact")], MAPPED)

    answer = engine.quick(table, question)

    assert answer == plain.page(table, question)
    assert sum(metered) < table.rows / 20


@pytest.mark.parametrize(
    "asked_for",
    [
        [("bbox", "2.2,48.8,2.4,48.9")],
        [("near", "2.35,48.85"), ("radius", "3000")],
        [("near", "2.35,48.85"), ("radius", "3000"), ("sort", "_distance")],
        [("within", '{"type":"Polygon","coordinates":[[[2.2,48.8],[2.4,48.8],[2.3,48.9],[2.2,48.8]]]}')],
    ],
    ids=["box", "circle", "nearest", "polygon"],
)
def test_small_areas_among_a_million_points_take_no_scan(million, plain, metered, asked_for):
    engine, table = million
    question = parse([*asked_for, ("count", "exact")], MAPPED)

    answer = engine.quick(table, question)

    assert answer is not None
    assert answer == plain.page(table, question)
    assert answer.total is not None
    assert 20 < answer.total < 1_000
    assert sum(metered) < table.rows / sieves.IN_A_ROW  # what looking at one code of each row would cost
