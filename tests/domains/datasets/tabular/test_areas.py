"""Rows in boxes, circles and polygons, against what shapely and the geodesics of the ellipsoid say."""

import json
from typing import Any

import numpy as np
import orjson
import pytest
import shapely  # type: ignore[import-untyped]
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from tests.domains.datasets.tabular.row_tables import FakeTable, a_table

from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.geometry import POINT, SHAPE, Geometry
from plateforme.domains.datasets.tabular.place_shapes import Area
from plateforme.domains.datasets.tabular.query import parse
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import Circle, Shape

GEOD = Geod(ellps="WGS84")
POINTS = TableSchema(
    (
        Column("nom", "Nom", ColumnType.STRING),
        Column("longitude", "Longitude", ColumnType.NUMBER),
        Column("latitude", "Latitude", ColumnType.NUMBER),
    ),
    geometry=Geometry(POINT, "longitude", "latitude"),
)
OUTLINES = TableSchema((Column("contour", "Contour", ColumnType.STRING),), geometry=Geometry(SHAPE, column="contour"))

LON, LAT = st.floats(-180, 180), st.floats(-90, 90)
NEAT = st.integers(-8, 8).map(float)
CELL = st.tuples(st.text(max_size=2), st.none() | NEAT | LON, st.none() | NEAT | LAT)
SLOW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def engine(scanning_or_indexed: RowEngine) -> RowEngine:
    return scanning_or_indexed


def rows_of(engine: RowEngine, table: FakeTable, *pairs: tuple[str, str]) -> list[dict[str, Any]]:
    question = parse([("limit", "1000"), ("count", "exact"), *pairs], table.schema)
    page = engine.page(table, question)
    rows: list[dict[str, Any]] = orjson.loads(page.items)
    assert page.total == len(rows)
    return rows


def places(rows: list[dict[str, Any]]) -> list[int]:
    return [row["_row"] for row in rows]


def polygons() -> st.SearchStrategy[Any]:
    """Any polygons that are valid: stars around a point, with or without a hole."""

    def star(centre: tuple[float, float], radii: list[float], *, hole: bool) -> Any:
        angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
        ring = [(centre[0] + r * np.cos(a), centre[1] + r * np.sin(a)) for r, a in zip(radii, angles, strict=True)]
        holes = [[(centre[0] + (x - centre[0]) / 3, centre[1] + (y - centre[1]) / 3) for x, y in ring]] if hole else []
        return shapely.Polygon(ring, holes)

    neat = st.tuples(NEAT, NEAT, NEAT, NEAT).map(
        lambda b: shapely.box(min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
    )
    stars = st.builds(
        star, st.tuples(NEAT, NEAT), st.lists(st.floats(0.1, 9), min_size=3, max_size=30), hole=st.booleans()
    )
    return st.one_of(neat, stars).filter(lambda shape: bool(shape.is_valid and shape.area > 0))


@given(rows=st.lists(CELL, max_size=20), box=st.tuples(NEAT | LON, NEAT | LAT, NEAT | LON, NEAT | LAT))
@SLOW
@example(rows=[("a", 180.0, 0.0), ("b", -180.0, 0.0), ("c", 0.0, 0.0)], box=(179.0, -1.0, -179.0, 1.0))
def test_a_box_holds_what_lies_in_it_and_on_its_edges(tmp_path, engine, rows, box):
    west, low, east, high = box
    south, north = sorted((low, high))
    table = a_table(tmp_path, POINTS, rows)

    found = rows_of(engine, table, ("bbox", f"{west},{south},{east},{north}"))

    def inside(lon: float | None, lat: float | None) -> bool:
        if lon is None or lat is None or not south <= lat <= north:
            return False
        return bool(west <= lon <= east if west <= east else lon >= west or lon <= east)

    assert places(found) == [at for at, (_, lon, lat) in enumerate(rows, 1) if inside(lon, lat)]


@given(rows=st.lists(CELL, max_size=20), centre=st.tuples(LON, LAT), radius=st.floats(1, 1_000_000))
@SLOW
@example(rows=[("a", 179.9, 0.0), ("b", -179.9, 0.0)], centre=(179.99, 0.0), radius=30_000)
@example(rows=[("a", 0.0, 89.9), ("b", 180.0, 89.9), ("c", 90.0, -90.0)], centre=(10.0, 90.0), radius=20_000)
def test_a_circle_holds_what_is_near_on_the_ground(tmp_path, engine, rows, centre, radius):
    table = a_table(tmp_path, POINTS, rows)

    found = rows_of(engine, table, ("near", f"{centre[0]},{centre[1]}"), ("radius", str(radius)))

    for at, (_, lon, lat) in enumerate(rows, 1):
        if lon is None or lat is None:
            assert at not in places(found)
            continue
        metres = GEOD.inv(centre[0], centre[1], lon, lat)[2]
        if metres < radius * 0.994:
            assert at in places(found)
        if metres > radius * 1.006:
            assert at not in places(found)
    for row in found:
        metres = GEOD.inv(centre[0], centre[1], row["longitude"], row["latitude"])[2]
        assert row["_distance"] == pytest.approx(metres, rel=0.006, abs=0.1)


@given(rows=st.lists(CELL, min_size=1, max_size=20), shape=polygons())
@SLOW
def test_a_polygon_holds_what_shapely_says(tmp_path, engine, rows, shape):
    edges = list(shape.exterior.coords)  # rows on the corners of the polygon too
    rows = [*rows, *(("corner", x, y) for x, y in edges)]
    table = a_table(tmp_path, POINTS, rows)

    found = rows_of(engine, table, ("within", shapely.to_geojson(shape)))

    expected = [
        at
        for at, (_, lon, lat) in enumerate(rows, 1)
        if lon is not None and lat is not None and shape.intersects(shapely.Point(lon, lat))
    ]
    assert places(found) == expected


@given(rows=st.lists(st.one_of(st.none(), polygons()), max_size=8), shape=polygons(), box=st.tuples(NEAT, NEAT))
@SLOW
def test_outlines_are_found_when_they_touch_the_area(tmp_path, engine, rows, shape, box):
    table = a_table(tmp_path, OUTLINES, [(each and shapely.to_geojson(each),) for each in rows])
    area = shapely.box(*box, box[0] + 1, box[1] + 1)

    within = rows_of(engine, table, ("within", shapely.to_geojson(shape)))
    boxed = rows_of(engine, table, ("bbox", ",".join(map(str, area.bounds))))

    read = [each and shapely.from_geojson(shapely.to_geojson(each)) for each in rows]
    assert places(within) == [at for at, each in enumerate(read, 1) if each and shape.intersects(each)]
    assert places(boxed) == [at for at, each in enumerate(read, 1) if each and area.intersects(each)]


def test_outlines_are_near_when_their_nearest_place_is(tmp_path, engine):
    texts = [
        '{"type":"LineString","coordinates":[[0,45.01],[0.001,45.01]]}',
        '{"type":"Point","coordinates":[0,45.02]}',
        '{"type":"Polygon","coordinates":[[[-1,44],[1,44],[1,46],[-1,46],[-1,44]]]}',
        "no geometry",
        None,
    ]
    table = a_table(tmp_path, OUTLINES, [(text,) for text in texts])

    found = rows_of(engine, table, ("near", "0,45"), ("radius", "1500"), ("sort", "_distance"))

    assert places(found) == [3, 1]
    assert found[0]["_distance"] == 0
    assert found[1]["_distance"] == pytest.approx(GEOD.inv(0, 45, 0, 45.01)[2], rel=0.006)


def test_rows_come_by_distance_and_every_page_goes_on(tmp_path, engine):
    rows = [(str(at), at % 7 / 1000, 45.0) for at in range(100)]
    table = a_table(tmp_path, POINTS, rows)
    pairs = [("near", "0,45"), ("radius", "400"), ("sort", "-_distance"), ("limit", "7"), ("fields", "nom,_distance")]
    question, seen = parse(pairs, POINTS), []

    while True:
        page = engine.page(table, question)
        seen.extend(orjson.loads(page.items))
        if page.after is None:
            break
        question = parse(pairs, POINTS)
        question = type(question)(**{**vars(question), "after": page.after})

    assert len(seen) == len({row["nom"] for row in seen}) == sum(at % 7 <= 5 for at in range(100))
    assert [row["_distance"] for row in seen] == sorted((row["_distance"] for row in seen), reverse=True)


@given(
    points=st.lists(st.tuples(NEAT | LON, NEAT | LAT), min_size=1, max_size=20),
    shape=polygons(),
    centre=st.tuples(LON, LAT),
)
@SLOW
def test_the_index_and_the_engine_test_places_alike(tmp_path, engine, points, shape, centre):
    rows = [("", *each) for each in points]
    table = a_table(tmp_path, POINTS, rows)
    lon, lat = (np.array(each) for each in zip(*points, strict=True))

    for pairs in (
        [("within", shapely.to_geojson(shape))],
        [("near", f"{centre[0]},{centre[1]}"), ("radius", "700000")],
    ):
        (condition,) = parse(pairs, POINTS).filters
        assert isinstance(condition, Shape | Circle)
        flags = Area(condition).points(lon, lat)
        assert places(rows_of(engine, table, *pairs)) == [at for at, flag in enumerate(flags, 1) if flag]


def test_a_contour_that_crosses_itself_is_mended_where_it_is_published(tmp_path, engine):
    bowtie = '{"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}'
    table = a_table(tmp_path, OUTLINES, [(bowtie,)])
    square = json.dumps({"type": "Polygon", "coordinates": [[[1.8, 0.9], [2, 0.9], [2, 1.1], [1.8, 1.1], [1.8, 0.9]]]})

    assert places(rows_of(engine, table, ("within", square))) == [1]
