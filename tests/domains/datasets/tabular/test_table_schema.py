import contextlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.domains.datasets.tabular.errors import SchemaInvalid
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema, machine_name, machine_names
from plateforme.kit.grammar.column_types import ColumnType


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Code département", "code_departement"),
        ("  Nom  (usuel) ", "nom_usuel"),
        ("coordonneesXY", "coordonnees_xy"),
        ("puissance (kW)", "puissance_kw"),
        ("p_mW", "p_mw"),
        ("SIRET", "siret"),
        ("2012", "n_2012"),
        ("__cache__", "cache"),
        ("€", "column"),
        ("Œuvre n°3", "oeuvre_no3"),
    ],
)
def test_a_label_becomes_a_machine_name(label, name):
    assert machine_name(label) == name


@given(st.lists(st.text(), max_size=8))
def test_machine_names_are_distinct_and_safe_whatever_the_labels(labels):
    names = machine_names(labels)
    assert len(set(names)) == len(labels)
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) for name in names)


def test_twins_get_a_number():
    assert machine_names(["Nom", "nom", "NOM", "nom_2"]) == ["nom", "nom_2", "nom_3", "nom_2_2"]


def test_the_key_is_the_position_when_none_is_declared():
    column = Column("nom", "Nom", ColumnType.STRING)
    assert TableSchema((column,)).key == ("_row",)
    assert TableSchema((column,), primary_key=("nom",)).key == ("nom",)


def test_a_descriptor_survives_a_round_trip():
    descriptor = {
        "fields": [
            {"name": "code_insee", "title": "Code INSEE", "type": "string", "constraints": {"pattern": "[0-9AB]{5}"}},
            {"name": "ouvert", "type": "boolean", "trueValues": ["O"], "falseValues": ["N"]},
            {"name": "Date de mise à jour", "type": "date", "format": "%d/%m/%Y"},
            {"name": "position", "type": "geopoint"},
            {"name": "place", "type": "geopoint", "format": "array"},
            {"name": "minimum", "type": "integer", "constraints": {"minimum": 0, "exclusiveMaximum": 9}},
            {"name": "liste", "type": "list", "delimiter": "|", "missingValues": [], "categories": ["a"]},
        ],
        "primaryKey": "code_insee",
        "missingValues": ["", "NC"],
        "uniqueKeys": [["code_insee", "ouvert"]],
        "fieldsMatch": ["subset"],
    }
    schema = TableSchema.from_descriptor(descriptor)
    assert TableSchema.from_descriptor(schema.to_descriptor()) == schema
    assert schema.names[:4] == ("code_insee", "ouvert", "date_de_mise_a_jour", "position")
    assert schema.column("date_de_mise_a_jour").label == "Date de mise à jour"
    assert schema.column("position").format == "geopoint"
    assert schema.missing_values == ("", "NC")
    assert schema.column("place").declared_as == ("geopoint", "array")
    assert schema.column("minimum").constraints == {"minimum": 0, "exclusiveMaximum": 9}
    assert schema.fields_match == "subset"


def test_a_json_schema_is_told_from_a_table_schema():
    with pytest.raises(SchemaInvalid) as refused:
        TableSchema.from_descriptor({"$schema": "http://json-schema.org/draft-07/schema#", "properties": {}})
    assert "JSON Schema" in refused.value.errors[0].detail


@pytest.mark.parametrize(
    ("descriptor", "pointer"),
    [
        ({}, "/fields"),
        ({"fields": []}, "/fields"),
        ({"fields": ["nom"]}, "/fields/0/name"),
        ({"fields": [{"name": ""}]}, "/fields/0/name"),
        ({"fields": [{"name": "a", "type": "wizard"}]}, "/fields/0/type"),
        ({"fields": [{"name": "a", "type": ["string"]}]}, "/fields/0/type"),
        ({"fields": [{"name": "a", "constraints": []}]}, "/fields/0/constraints"),
        ({"fields": [{"name": "a", "constraints": {"pattern": "("}}]}, "/fields/0/constraints/pattern"),
        ({"fields": [{"name": "a", "constraints": {"pattern": "(" * 20_000}}]}, "/fields/0/constraints/pattern"),
        ({"fields": [{"name": "a", "constraints": {"pattern": "a{99999999999}"}}]}, "/fields/0/constraints/pattern"),
        ({"fields": [{"name": "a", "constraints": {"minLength": "3"}}]}, "/fields/0/constraints/minLength"),
        ({"fields": [{"name": "a", "constraints": {"enum": []}}]}, "/fields/0/constraints/enum"),
        ({"fields": [{"name": "a"}], "primaryKey": ["b"]}, "/primaryKey/0"),
        ({"fields": [{"name": "a"}], "primaryKey": 3}, "/primaryKey"),
        ({"fields": [{"name": "a"}], "missingValues": "x"}, "/missingValues"),
        ({"fields": [{"name": "a"}], "missingValues": [{"label": "x"}]}, "/missingValues"),
        ({"fields": [{"name": "a", "missingValues": [3]}]}, "/fields/0/missingValues"),
        ({"fields": [{"name": "a"}], "fieldsMatch": "some"}, "/fieldsMatch"),
        ({"fields": [{"name": "a"}], "uniqueKeys": "a"}, "/uniqueKeys"),
        ({"fields": [{"name": "a"}], "uniqueKeys": [[]]}, "/uniqueKeys/0"),
        ({"fields": [{"name": "a"}], "uniqueKeys": [["a", "b"]]}, "/uniqueKeys/0/1"),
        ({"fields": [{"name": "a", "categories": "x"}]}, "/fields/0/categories"),
        ({"fields": [{"name": "a", "decimalChar": 1}]}, "/fields/0/decimalChar"),
        ({"fields": [{"name": "a", "type": "array", "arrayItem": 1}]}, "/fields/0/arrayItem"),
        ({"fields": [{"name": "a", "type": "array", "arrayItem": {"type": "x"}}]}, "/fields/0/arrayItem/type"),
        ({"fields": [{"name": "a", "type": "list", "itemType": "x"}]}, "/fields/0/itemType"),
    ],
)
def test_a_faulty_descriptor_is_refused_with_a_pointer(descriptor, pointer):
    with pytest.raises(SchemaInvalid) as refused:
        TableSchema.from_descriptor(descriptor)
    assert [each.name for each in refused.value.errors] == [pointer]


_MEMBERS = ["name", "type", "x", "fields", "reference", "resource", "constraints", "enum", "arrayItem", "categories"]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_MEMBERS), inner),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["fields", "primaryKey", "missingValues", "foreignKeys", "uniqueKeys", "fieldsMatch", "checks"]
        ),
        json_values,
    )
)
def test_any_json_is_a_schema_or_is_refused(descriptor):
    with contextlib.suppress(SchemaInvalid):
        json.dumps(TableSchema.from_descriptor(descriptor).to_descriptor())


def test_the_national_schemas_are_read(shared_data):
    read = 0
    for path in sorted((shared_data / "tabular" / "schemas").glob("*/schema.json")):
        descriptor = json.loads(path.read_text())
        if "fields" in descriptor:
            schema = TableSchema.from_descriptor(descriptor)
            assert len(schema.columns) == len(descriptor["fields"])
            read += 1
    assert read >= 24
