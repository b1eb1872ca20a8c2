"""GeoJSON in: one collection, one feature, one feature a line, or a sequence."""

import json
from typing import Any

import pytest
from tests.domains.datasets.tabular.ingest_cases import faults, publish, refuse, types_of

from plateforme.domains.datasets.tabular.ingestion import Ingested
from plateforme.domains.datasets.tabular.reading.geojson import crs_name
from plateforme.domains.datasets.tabular.reading.json_stream import DECODER, written

POINT = {"type": "Point", "coordinates": [3.876, 43.61]}


def feature(geometry: object = POINT, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties or None, "geometry": geometry}


def collection(*features: dict[str, Any], **members: object) -> str:
    return json.dumps({"type": "FeatureCollection", **members, "features": features}, ensure_ascii=False)


def column(made: Ingested, rows: list[tuple[Any, ...]], label: str) -> list[Any]:
    at = [each.label for each in made.schema.columns].index(label)
    return [row[at] for row in rows]


FEATURES = (feature(nom="École", code="01001"), feature(None, nom="Gîte", n=2))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (collection(*FEATURES), "a.geojson"),
        (collection(*FEATURES, name="x", bbox=[1, 2, 3, 4]), "a.json"),
        (json.dumps({"features": FEATURES, "type": "FeatureCollection"}, indent=1), "a.geojson"),
        ("\n".join(map(json.dumps, FEATURES)), "a.geojsonl"),
        ("\n".join(map(json.dumps, FEATURES)), "a.geojson"),
        ("".join(f"\x1e{json.dumps(each)}\n" for each in FEATURES), "a.geojsons"),
        ("".join(f"\x1e{json.dumps(each, indent=2)}\n" for each in FEATURES), "a.json"),
        (json.dumps(FEATURES), "a.json"),
    ],
    ids=[
        "collection",
        "members",
        "type last",
        "lines",
        "lines named geojson",
        "sequence",
        "indented sequence",
        "array",
    ],
)
def test_features_become_rows_whatever_holds_them(text, name):
    made, rows = publish(text, name)

    assert made.report["source"]["format"] == "geojson"
    assert column(made, rows, "nom") == ["École", "Gîte"]
    assert column(made, rows, "code") == ["01001", None]
    assert column(made, rows, "n") == [None, 2]
    assert [each and json.loads(each) for each in column(made, rows, "geometry")] == [POINT, None]


def test_a_single_feature_is_a_table_of_one_row():
    made, rows = publish(json.dumps(feature(nom="École")), "a.geojson")

    assert (made.rows, column(made, rows, "nom")) == (1, ["École"])


def test_a_geometry_is_written_compact_and_digit_for_digit():
    text = '{ "type": "Point",\n "coordinates": [ 3.10, 43.123456789012345678, -1e400 ], "é": [null, true] }'

    assert written(DECODER.decode(text)) == (
        '{"type":"Point","coordinates":[3.10,43.123456789012345678,-1e400],"é":[null,true]}'
    )


def test_ids_and_properties_that_take_their_names_stay_apart():
    one = {**feature(), "id": 7, "properties": {"id": "x", "geometry": "rue", "type": "t"}}
    made, rows = publish(collection(one, {**one, "id": "B8"}), "a.geojson")

    assert column(made, rows, "id") == ["x", "x"]
    assert column(made, rows, "id_2") == ["7", "B8"]
    assert column(made, rows, "geometry") == ["rue", "rue"]
    assert json.loads(column(made, rows, "geometry_2")[0]) == POINT
    assert types_of(made)["type"] == "string"


@pytest.mark.parametrize(
    ("crs", "name"),
    [
        (None, None),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}, "EPSG:2154"),
        ({"type": "name", "properties": {"name": "EPSG:3857"}}, "EPSG:3857"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "OGC:CRS84"),
        ({"type": "EPSG", "properties": {"code": 2154}}, "EPSG:2154"),
        ({"type": "link", "properties": {"href": "http://x"}}, None),
        ("EPSG:2154", None),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_the_crs_member_is_handed_on(crs, name, is_first):
    members = {"crs": crs, "features": FEATURES} if is_first else {"features": FEATURES, "crs": crs}
    made, _ = publish(json.dumps({"type": "FeatureCollection", **members}), "a.geojson")

    assert made.report["source"]["crs"] == name


def test_a_crs_written_as_a_number_is_understood():
    assert crs_name({"type": "EPSG", "properties": {"code": "2154"}}) == "EPSG:2154"


def test_a_geojson_in_latin_1_is_read():
    made, rows = publish(collection(feature(nom="Théâtre à côté")).encode("latin-1"), "a.geojson")

    assert column(made, rows, "nom") == ["Théâtre à côté"]
    assert made.report["source"]["encoding"] == "cp1252"


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "FeatureCollection"}',
        '{"type": "FeatureCollection", "features": {}}',
        '{"type": "Topology", "objects": {}, "arcs": []}',
        '{"features": [{"type": "Feature", "geometry": null}]}',
        collection({"type": "Point", "coordinates": [1, 2]}),
        collection(feature(nom="x"), {"type": "Feature", "geometry": [1, 2], "properties": {}}),
        collection(feature(nom="x"))[:-3],
        collection(feature(nom="x")) + collection(feature(nom="y")),
        "\n".join(map(json.dumps, (feature(nom="x"), {"nom": "y"}))),
        "\x1e" + json.dumps(feature(nom="x")) + "\n\x1e{",
    ],
)
def test_what_is_no_collection_of_features_is_refused(text):
    assert {each[0] for each in faults(refuse(text, "a.geojson"))} == {"format-error"}


def test_an_empty_collection_has_no_column():
    assert faults(refuse('{"type": "FeatureCollection", "features": []}', "a.geojson")) == [
        ("source-error", None, None)
    ]


def test_a_feature_that_names_a_property_twice_is_told_with_its_place():
    text = collection(feature(a=1), feature(b=1)).replace('"b": 1', '"b": 1, "b": 2')

    assert faults(refuse(text, "a.geojson")) == [("duplicate-label", 2, None)]
