"""Where rows are when a schema is declared, and how the schema tells it."""

import json
from typing import Any

import pytest
from tests.domains.datasets.tabular.ingest_cases import publish, warned
from tests.domains.datasets.tabular.place_cases import places, shapes, table

from plateforme.domains.datasets.tabular.errors import SchemaInvalid
from plateforme.domains.datasets.tabular.geometry import Geometry, crs_of
from plateforme.domains.datasets.tabular.table_schema import TableSchema

# --- Declared ---------------------------------------------------------------------------------------------------------


def fields(*names: str, **members: Any) -> dict[str, Any]:
    return {"fields": [{"name": name, "type": "number"} for name in names], **members}


def test_a_declared_schema_without_geometry_derives_nothing():
    made, _ = publish(table("x,y", "770964.5,6279421.5"), declared=fields("x", "y"))

    assert made.schema.names == ("x", "y")
    assert made.schema.geometry is None


def test_a_declared_schema_with_longitude_and_latitude_is_described():
    made, _ = publish(table("lon,lat", "3.87,43.61"), declared=fields("lon", "lat"))

    assert made.schema.geometry == Geometry("point", "lon", "lat")
    assert made.schema.names == ("lon", "lat")


def test_the_crs_of_the_schema_or_of_a_field_is_followed():
    whole = fields("x", "y", crs="EPSG:2975")
    one = {"fields": [{"name": each, "type": "number", "crs": "urn:ogc:def:crs:EPSG::2975"} for each in ("x", "y")]}

    found = [publish(table("x,y", "338000,7690000"), declared=each)[0].schema.geometry for each in (whole, one)]

    assert found == [Geometry("point", "longitude", "latitude", None, ("x", "y"), "EPSG:2975")] * 2


def test_a_crs_that_is_no_code_is_refused_where_it_stands():
    with pytest.raises(SchemaInvalid) as caught:
        TableSchema.from_descriptor(fields("x", "y", crs="Lambert"))

    assert [each.name for each in caught.value.errors] == ["/crs"]


def test_a_declared_geopoint_is_longitude_first_unless_its_values_prove_otherwise():
    declared = {"fields": [{"name": "ou", "type": "geopoint"}]}

    usual, rows = publish(table("ou", '"3.87, 43.61"'), declared=declared)
    abroad, others = publish(table("ou", '"-71.09, 42.34"'), declared=declared)

    assert places(usual, rows) == [(3.87, 43.61)]
    assert places(abroad, others) == [(-71.09, 42.34)]


def test_a_declared_geojson_keeps_its_text():
    cell = '{"type": "LineString", "coordinates": [[3.870, 43.61], [3.88, 43.62]]}'

    made, rows = publish(
        'trace\n"' + cell.replace('"', '""') + '"\n', declared={"fields": [{"name": "trace", "type": "geojson"}]}
    )

    assert rows[0][0] == cell
    assert made.schema.geometry == Geometry("geojson", column="trace")


@pytest.mark.parametrize(
    "content",
    [
        table("nom,x,y", "a,770964.5,6279421.5", "b,770965.5,6279422.5"),
        table("nom,lon,lat", "a,3.87,43.61"),
        table("nom,geo_point_2d", 'a,"43.61, 3.87"'),
        table("nom,position", 'a,"42.3474, -71.0944"'),
        table("nom,x_l93,y_l93", "a,770964.5,6279421.5", "b,n/a,6279422", "c,770964.5,6279421.5"),
        table("nom,lon,lat", "a,3.87,43.61", "b,n/a,43.61", "c,3.87,43.61"),
    ],
)
def test_the_schema_that_is_answered_can_be_declared_again(content: str):
    first, rows = publish(content)
    told = first.schema.to_descriptor()
    read = TableSchema.from_descriptor(told)

    again, same = publish(content, declared=told)

    assert read.geometry == first.schema.geometry == again.schema.geometry
    assert read.to_descriptor() == told
    assert same == rows
    assert again.digest == first.digest


def test_a_declared_table_of_points_tells_the_rows_that_are_something_else():
    told = shapes("POINT (3.87 43.61)")[0].schema.to_descriptor()
    line = json.dumps({"type": "LineString", "coordinates": [[3, 43], [4, 44]]})
    point = json.dumps({"type": "Point", "coordinates": [3.88, 43.62]})

    made, _ = shapes(point, line, declared=told)

    assert made.schema.geometry == Geometry("point", "longitude", "latitude", "geom", ("geom",))
    assert warned(made) == [("geometry-warning", 3, "geom")]


@pytest.mark.parametrize(
    ("written", "crs"),
    [
        ("EPSG:2154", "EPSG:2154"),
        ("epsg:2154", "EPSG:2154"),
        (2154, "EPSG:2154"),
        ("urn:ogc:def:crs:EPSG::2154", "EPSG:2154"),
        ("urn:ogc:def:crs:EPSG:6.9:2154", "EPSG:2154"),
        ("http://www.opengis.net/def/crs/EPSG/0/2154", "EPSG:2154"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("OGC:CRS84", "EPSG:4326"),
        ("Lambert-93", None),
        (None, None),
        (True, None),
    ],
)
def test_reference_systems_are_named_in_many_ways(written: object, crs: str | None):
    assert crs_of(written) == crs


@pytest.mark.parametrize(
    "geometry",
    ["point", {"kind": "cube"}, {"kind": "point", "longitude": "x"}, {"kind": "geojson", "column": "absent"}],
)
def test_a_geometry_that_is_none_is_refused(geometry: object):
    with pytest.raises(SchemaInvalid):
        TableSchema.from_descriptor(fields("x", "y", geometry=geometry))
