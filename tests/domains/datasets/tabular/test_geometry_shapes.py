"""Columns of WKT and GeoJSON, and the real files that hold places."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyproj import Transformer
from tests.domains.datasets.tabular.ingest_cases import publish, warned, why_of
from tests.domains.datasets.tabular.place_cases import KNOWN, TOLD, near, places, shapes

from plateforme.domains.datasets.tabular.geometry import Geometry

# --- WKT and GeoJSON --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wkt",
    [
        "LINESTRING (3.87 43.61, 3.88 43.62)",
        "SRID=4326;LINESTRING(3.87 43.61,3.88 43.62)",
        '{"coordinates": [[3.87, 43.61], [3.88, 43.62]], "type": "LineString"}',
        '{"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[3.87, 43.61], [3.88, 43.62]]}}',
        "{'type': 'LineString', 'coordinates': [[3.87, 43.61], [3.88, 43.62]]}",
    ],
)
def test_shapes_are_stored_as_canonical_geojson(wkt: str):
    made, stored = shapes(wkt)

    assert stored == [{"type": "LineString", "coordinates": [[3.87, 43.61], [3.88, 43.62]]}]
    assert made.schema.geometry == Geometry("geojson", column="geom")
    assert made.schema.geometry.bbox == (3.87, 43.61, 3.88, 43.62)
    assert made.schema.column("geom").format == "geojson"
    assert "stored as GeoJSON in WGS84" in why_of(made, "geom")


@pytest.mark.parametrize("srid", ["", "SRID=2154;"])
def test_shapes_in_lambert_93_are_converted_in_place(srid: str):
    made, stored = shapes(f"{srid}POLYGON ((770000 6279000, 771000 6279000, 771000 6280000, 770000 6279000))")

    assert made.schema.geometry == Geometry("geojson", None, None, "geom", ("geom",), "EPSG:2154")
    corner = Transformer.from_crs(2154, 4326, always_xy=True).transform(770000, 6279000)
    assert near(stored[0]["coordinates"][0][0], corner)


@pytest.mark.parametrize("deep", [17, 200_000])
@pytest.mark.parametrize(
    ("opening", "inner", "closing"),
    [
        ("GEOMETRYCOLLECTION(", "POINT(3.87 43.61)", ")"),
        ('{"type":"GeometryCollection","geometries":[', '{"type":"Point","coordinates":[3.87,43.61]}', "]}"),
        ('{"x":"}}\\"}}","type":"GeometryCollection","geometries":[', '{"type":"Point","coordinates":[3,43]}', "]}"),
    ],
)
def test_geometries_nested_without_end_are_none_and_end_no_process(opening: str, inner: str, closing: str, deep: int):
    line = "LINESTRING (3.87 43.61, 3.88 43.62)"
    if inner.startswith("{"):
        line = '{"type": "LineString", "coordinates": [[3.87, 43.61], [3.88, 43.62]]}'

    _, stored = shapes(line, line, opening * deep + inner + closing * deep)

    assert stored == [*[{"type": "LineString", "coordinates": [[3.87, 43.61], [3.88, 43.62]]}] * 2, None]


def test_a_collection_of_many_geometries_side_by_side_is_one():
    many = ", ".join(["POINT(3.87 43.61)"] * 100)

    _, stored = shapes(f"GEOMETRYCOLLECTION({many})")

    assert len(stored[0]["geometries"]) == 100


def test_heights_stay_what_they_are():
    _, stored = shapes("POINT Z (770964 6279421 37.5)")

    assert stored[0]["coordinates"][2] == 37.5


def test_points_written_as_wkt_have_their_two_columns_too():
    made, _ = shapes("POINT (3.87 43.61)", "POINT (3.88 43.62)")

    assert made.schema.geometry == Geometry("point", "longitude", "latitude", "geom", ("geom",))
    assert made.schema.names == ("id", "geom", "longitude", "latitude")


def test_faulty_shapes_are_null_and_told_and_twisted_polygons_are_kept():
    bow = "POLYGON ((3 43, 4 44, 4 43, 3 44, 3 43))"

    made, stored = shapes("LINESTRING (3 43, 4 44)", "LINESTRING (3", "POLYGON EMPTY", bow, "LINESTRING (3 43, 5 44)")

    assert [each and each["type"] for each in stored] == ["LineString", None, None, "Polygon", "LineString"]
    assert sorted(warned(made)) == [("geometry-warning", 3, "geom"), ("geometry-warning", 5, "geom")]


def collection(point: list[int], **members: Any) -> str:
    feature = {"type": "Feature", "properties": {"nom": "a"}, "geometry": {"type": "Point", "coordinates": point}}
    return json.dumps({"type": "FeatureCollection", **members, "features": [feature]})


def test_a_geojson_file_in_metres_without_a_reference_system_is_converted():
    content = collection([770964, 6279421])

    made, rows = publish(content, "lieux.geojson")

    assert near(places(made, rows)[0], KNOWN["place de la Comédie"][1], TOLD)
    assert made.schema.geometry
    assert made.schema.geometry.column == "geometry"


def test_a_geojson_file_that_names_its_reference_system_is_believed():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2975"}}
    content = collection([338000, 7690000], crs=crs)

    made, rows = publish(content, "reunion.geojson")

    assert made.schema.geometry
    assert made.schema.geometry.source_crs == "EPSG:2975"
    assert near(places(made, rows)[0], Transformer.from_crs(2975, 4326, always_xy=True).transform(338000, 7690000))


# --- Real files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("national/bnlc.csv", Geometry("point", "xlong", "ylat")),
        ("geo/communes_herault_2018.geojson", Geometry("geojson", column="geometry")),
        (
            "montpellier/VilleMTP_MTP_ZAC.geojson",
            Geometry("geojson", column="geometry", source=("geometry",), source_crs="EPSG:2154"),
        ),
        (
            "montpellier/VilleMTP_MTP_Defibrilateurs.geojson",
            Geometry("point", "longitude", "latitude", "geometry", ("geometry",), "EPSG:2154"),
        ),
        ("montpellier/VilleMTP_MTP_JeuEnfantAge.csv", Geometry("point", "longitude_n_31_15", "latitude_n_31_15")),
        ("schemas/irve-statique/exemple-valide-statique.csv", None),
        ("messy/covoiturage_corse_latin1.csv", Geometry("point", "xlong", "ylat")),
        ("../street/boston_street_lights_2015.csv", Geometry("point", "longitude", "latitude")),
        ("../street/dans_ma_rue_sample.csv", None),
    ],
)
def test_real_files_are_where_they_are(shared_data: Path, path: str, wanted: Geometry | None):
    source = shared_data / "tabular" / path

    made, _ = publish(source, source.name)

    found = made.schema.geometry
    assert found
    assert found.bbox
    assert wanted is None or found == wanted


def test_the_defibrillators_are_at_the_same_places_in_both_files(shared_data: Path):
    folder = shared_data / "tabular" / "montpellier"

    metres = publish(folder / "VilleMTP_MTP_Defibrilateurs.geojson", "d.geojson")
    degrees = publish(folder / "VilleMTP_MTP_Defibrillateurs.csv", "d.csv")

    assert all(near(one, other) for one, other in zip(places(*metres), places(*degrees), strict=True))


def test_the_swapped_row_of_the_car_sharing_example_is_told(shared_data: Path):
    source = shared_data / "tabular/schemas/lieux-covoiturage/exemple-invalide.csv"

    made, _ = publish(source, source.name)

    assert ("geometry-warning", 3, "Xlong, Ylat") in warned(made)
