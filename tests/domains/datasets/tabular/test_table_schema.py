import contextlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.domains.datasets.tabular.errors import SchemaInvalid
from plateforme.domains.datasets.tabular.table_schema import (
    Column,
    ColumnType,
    TableSchema,
    machine_name,
    machine_names,
)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Code département", "code_departement"),
        ("  Nom  (usuel) ", "nom_usuel"),
        ("coordonneesXY", "coordonnees_xy"),
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
        ],
        "primaryKey": "code_insee",
        "missingValues": ["", "NC"],
    }
    schema = TableSchema.from_descriptor(descriptor)
    assert TableSchema.from_descriptor(schema.to_descriptor()) == schema
    assert schema.names == ("code_insee", "ouvert", "date_de_mise_a_jour", "position")
    assert schema.column("date_de_mise_a_jour").label == "Date de mise à jour"
    assert schema.column("position").format == "geopoint"
    assert schema.missing_values == ("", "NC")


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
        ({"fields": [{"name": "a", "constraints": {"minLength": "3"}}]}, "/fields/0/constraints/minLength"),
        ({"fields": [{"name": "a", "constraints": {"enum": []}}]}, "/fields/0/constraints/enum"),
        ({"fields": [{"name": "a"}], "primaryKey": ["b"]}, "/primaryKey/0"),
        ({"fields": [{"name": "a"}], "primaryKey": 3}, "/primaryKey"),
        ({"fields": [{"name": "a"}], "missingValues": "x"}, "/missingValues"),
    ],
)
def test_a_faulty_descriptor_is_refused_with_a_pointer(descriptor, pointer):
    with pytest.raises(SchemaInvalid) as refused:
        TableSchema.from_descriptor(descriptor)
    assert [each.name for each in refused.value.errors] == [pointer]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "type", "x"]), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["fields", "primaryKey", "missingValues"]), json_values))
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
