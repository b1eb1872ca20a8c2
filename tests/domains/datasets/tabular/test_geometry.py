"""Where rows are: recognised by names and values, converted to WGS84, told in the schema and in the report."""

import csv
import io
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from tests.domains.datasets.tabular.ingest_cases import publish, types_of, warned, why_of
from tests.domains.datasets.tabular.place_cases import KNOWN, TOLD, details, near, places, table

from plateforme.domains.datasets.tabular.geometry import Geometry

# --- Degrees that the file has already --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "pair"),
    [
        ("nom,lon,lat", ("lon", "lat")),
        ("nom,Longitude,Latitude", ("longitude", "latitude")),
        ("nom,Xlong,Ylat", ("xlong", "ylat")),
        ("nom,consolidated_longitude,consolidated_latitude", ("consolidated_longitude", "consolidated_latitude")),
        ("nom,x,y", ("x", "y")),
        ("nom,geo_x,geo_y", ("geo_x", "geo_y")),
        ("nom,F03_COORDONNEES_X,F05_COORDONNEES_Y", ("f03_coordonnees_x", "f05_coordonnees_y")),
    ],
)
def test_two_columns_of_degrees_are_where_the_rows_are(header: str, pair: tuple[str, str]):
    made, _ = publish(table(header, "a,3.87,43.61", "b,3.88,43.62"))

    assert made.schema.geometry == Geometry("point", *pair)
    assert made.schema.geometry.bbox == (3.87, 43.61, 3.88, 43.62)
    assert len(made.schema.columns) == 3


def test_decimal_commas_are_degrees_too():
    made, rows = publish(table("nom;longitude;latitude", "a;3,87;43,61"))

    assert places(made, rows) == [(3.87, 43.61)]


def test_columns_called_x_and_y_that_are_no_place_stay_numbers():
    made, _ = publish(table("id,x,y", "1,0.5,120.25", "2,0.75,130.5"))

    assert made.schema.geometry is None
    assert made.report["warnings"] == []


def test_rows_that_look_swapped_are_told_and_left_as_they_are():
    made, rows = publish(table("id,lon,lat", "a,3.87,43.61", "b,43.61,3.87"))

    assert places(made, rows)[1] == (43.61, 3.87)
    assert warned(made) == [("geometry-warning", 3, "lon, lat")]
    assert "look swapped" in details(made)[0]


def test_columns_are_read_the_other_way_round_when_every_value_proves_it():
    made, rows = publish(table("id,longitude,latitude", "a,-21.1,155.5", "b,-20.9,155.6"))

    assert made.schema.geometry == Geometry("point", "latitude", "longitude")
    assert places(made, rows) == [(155.5, -21.1), (155.6, -20.9)]
    assert details(made) == ["“longitude” and “latitude” are swapped: every value proves it, and they were read so."]


def test_degrees_outside_the_globe_are_told_with_their_rows():
    made, _ = publish(table("id,lon,lat", "a,3.87,43.61", "b,3.88,95.5", "c,3.88,43.6"))

    assert warned(made) == [("geometry-warning", 3, "lon, lat")]
    assert made.schema.geometry
    assert made.schema.geometry.bbox == (3.87, 43.6, 3.88, 43.61)


# --- Metres -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", KNOWN)
def test_lambert_93_becomes_degrees_at_known_places(place: str):
    (x, y), degrees = KNOWN[place]

    made, rows = publish(table("nom,x,y", f"{place},{x},{y}"))

    assert near(places(made, rows)[0], degrees, TOLD)
    assert near(places(made, rows)[0], Transformer.from_crs(2154, 4326, always_xy=True).transform(x, y))


def test_metres_are_kept_and_the_degrees_are_added_and_explained():
    made, rows = publish(table("nom,x,y", "a,770964.5,6279421"))

    assert types_of(made) == {
        "nom": "string",
        "x": "number",
        "y": "integer",
        "longitude": "number",
        "latitude": "number",
    }
    assert rows[0][:3] == ("a", 770964.5, 6279421)
    assert made.schema.geometry == Geometry("point", "longitude", "latitude", None, ("x", "y"), "EPSG:2154")
    assert made.schema.column("longitude").label == "longitude (derived)"
    assert "converted from Lambert-93 metres (EPSG:2154)" in why_of(made, "longitude")
    assert [each["name"] for each in made.report["columns"]] == ["nom", "x", "y", "longitude", "latitude"]


@pytest.mark.parametrize("header", ["id,x_l93,y_l93", "id,coord_x_lambert93,coord_y_lambert93", "id,X_LAMB93,Y_LAMB93"])
def test_names_that_tell_lambert_93_are_understood(header: str):
    made, _ = publish(table(header, "a,770964.5,6279421.5"))

    assert made.schema.geometry
    assert made.schema.geometry.source_crs == "EPSG:2154"


def test_a_conic_zone_is_proved_by_its_range():
    made, rows = publish(table("id,x,y", "a,1768329.35,2266914.33"))

    assert made.schema.geometry
    assert made.schema.geometry.source_crs == "EPSG:3943"
    assert near(places(made, rows)[0], (3.846286, 43.599239), 1e-5)


def test_single_values_that_are_no_place_are_null_and_told():
    good = [f"{at},{700000 + at},6280000" for at in range(20)]

    made, rows = publish(table("id,x,y", *good, "20,0,0", "21,,6280000", "22,,"))

    assert places(made, rows)[20:] == [(None, None)] * 3
    assert len(details(made)) == 1
    assert "2 rows (22, 23)" in details(made)[0]


def test_texts_among_the_metres_do_not_hide_the_others():
    made, rows = publish(table("id,x_l93,y_l93", "a,770964.5,6279421.5", "b,n/a,6279421.5", "c,770964.5,6279421.5"))

    assert places(made, rows)[1] == (None, None)
    assert places(made, rows)[0] == places(made, rows)[2] != (None, None)


def test_derived_columns_take_no_name_that_is_taken():
    made, _ = publish(table("id,longitude,x_l93,y_l93", "a,loin,770964.5,6279421.5"))

    assert made.schema.names == ("id", "longitude", "x_l93", "y_l93", "longitude_2", "latitude_2")


def test_degrees_of_the_file_are_preferred_to_its_metres():
    made, _ = publish(table("id,x,y,long,lat", "a,539416.13,6225601.11,1.028392,43.111637"))

    assert made.schema.geometry == Geometry("point", "long", "lat")


# --- Both coordinates in one text -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "cell", "why"),
    [
        ("geo_point_2d", "43.61, 3.87", "holds latitude then longitude: the values prove it"),
        ("geo_point_2d", "3.87, 43.61", "holds longitude then latitude: the values prove it"),
        ("coordonneesXY", "[3.87, 43.61]", "holds longitude then latitude: the values prove it"),
        ("position", "(43.61, 3.87)", "holds latitude then longitude: the values prove it"),
        ("geo_point_2d", "{'lon': 3.87, 'lat': 43.61}", "names its longitude and its latitude"),
        ("gps", '{"lat": 43.61, "lon": 3.87}', "names its longitude and its latitude"),
        ("remarque", "43.61,3.87", "holds latitude then longitude: the values prove it"),
    ],
)
def test_one_text_holds_both_coordinates(name: str, cell: str, why: str):
    quoted = cell.replace('"', '""')

    made, rows = publish(table(f"id,{name}", f'a,"{quoted}"'))

    assert places(made, rows) == [(3.87, 43.61)]
    assert why in why_of(made, "longitude")
    assert rows[0][1] == cell


def test_the_order_of_a_place_abroad_follows_the_name_and_then_the_custom():
    by_name, rows = publish(table("id,geo_point_2d", 'a,"42.3474, -71.0944"'))
    by_custom, others = publish(table("id,position", 'a,"42.3474, -71.0944"'))

    assert places(by_name, rows) == places(by_custom, others) == [(-71.0944, 42.3474)]
    assert details(by_name) == []
    assert "neither its values nor its name tell" in details(by_custom)[0]


def test_two_numbers_that_are_no_place_stay_text():
    made, _ = publish(table("id,mesures", 'a,"12.5, 99.25"', 'b,"13.5, 98.25"'))

    assert made.schema.geometry is None


def test_a_cell_without_two_numbers_has_no_place():
    made, rows = publish(table("id,geo_point_2d", 'a,"43.61, 3.87"', "b,", 'c,"inconnu"', 'd,"43.62, 3.88"'))

    assert places(made, rows) == [(3.87, 43.61), (None, None), (None, None), (3.88, 43.62)]
    assert warned(made) == [("geometry-warning", 4, "geo_point_2d")]


# --- Laws -------------------------------------------------------------------------------------------------------------


def lambert_93(longitude: float, latitude: float) -> tuple[float, float]:
    """Project by the formula of the Lambert conic on GRS80, parallels 44° and 49°: an oracle apart from PROJ."""
    excentricity = math.sqrt(2 / 298.257222101 - 1 / 298.257222101**2)

    def isometric(phi: float) -> float:
        sine = excentricity * math.sin(phi)
        return math.log(math.tan(math.pi / 4 + phi / 2) * ((1 - sine) / (1 + sine)) ** (excentricity / 2))

    def normal(phi: float) -> float:
        return 6378137.0 / math.sqrt(1 - (excentricity * math.sin(phi)) ** 2)

    south, north, origin = (math.radians(each) for each in (44.0, 49.0, 46.5))
    ratio = math.log(normal(north) * math.cos(north) / (normal(south) * math.cos(south)))
    cone = ratio / (isometric(south) - isometric(north))
    scale = normal(south) * math.cos(south) / cone * math.exp(cone * isometric(south))
    radius = scale * math.exp(-cone * isometric(math.radians(latitude)))
    angle = cone * math.radians(longitude - 3)
    top = 6600000.0 + scale * math.exp(-cone * isometric(origin))
    return 700000.0 + radius * math.sin(angle), top - radius * math.cos(angle)


slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
in_france = st.tuples(st.floats(-4.5, 8.0), st.floats(42.5, 51.0))
anything = st.tuples(
    st.one_of(st.floats(), st.text("0123456789.-eE ", max_size=9)),
    st.one_of(st.floats(), st.text("0123456789.-eE ", max_size=9)),
)


@slow
@given(st.lists(in_france, min_size=1, max_size=30))
def test_degrees_to_lambert_93_and_back_are_the_same(points: list[tuple[float, float]]):
    metres = [lambert_93(*point) for point in points]

    made, rows = publish(table("id,x,y", *(f"{at},{x:.6f},{y:.6f}" for at, (x, y) in enumerate(metres))))

    assert all(near(found, point) for found, point in zip(places(made, rows), points, strict=True))


@slow
@given(st.lists(anything, max_size=12), st.sampled_from(["lon,lat", "x,y", "x_l93,y_l93", "geo_point_2d,wkt"]))
def test_no_value_makes_the_search_fail(points: list[tuple[Any, Any]], header: str):
    made, rows = publish(table(f"id,{header}", "a,3.87,43.61", *(f"{at},{x},{y}" for at, (x, y) in enumerate(points))))

    assert len(rows) == len(points) + 1
    assert made.report["valid"]


@slow
@given(st.lists(st.text("POINTLYG(),. 0123456789-{}\"':[]abc", max_size=40), max_size=8))
def test_no_text_makes_the_reading_of_shapes_fail(cells: list[str]):
    stream = io.StringIO()
    csv.writer(stream).writerows([["id", "geom"], ["a", "POINT (3.87 43.61)"], *(["b", cell] for cell in cells)])

    made, _ = publish(stream.getvalue())

    assert made.report["valid"]


@pytest.mark.parametrize(
    "content",
    [table("id,x,y", "b,770964.5,6279421.5", "a,770965,6279422"), table("id,geom", "b,POINT(3 43)", "a,POINT(4 44)")],
)
def test_the_same_file_has_the_same_bytes(content: str):
    assert publish(content, key=("id",))[0].digest == publish(content, key=("id",))[0].digest
