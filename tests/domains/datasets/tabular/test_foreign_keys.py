"""Foreign keys: to the table itself, to other datasets, and what is told when they cannot be checked."""

from typing import Any

import pytest
from tests.domains.datasets.tabular.ingest_cases import faults, publish, refuse

from plateforme.domains.datasets.tabular.errors import SchemaInvalid
from plateforme.domains.datasets.tabular.relations import ForeignKey
from plateforme.domains.datasets.tabular.table_schema import TableSchema

SITES = "code;nom;ouvert\n01001;Mairie;2024-01-31\n02002;École;2024-02-01\n"


def to_sites(
    *columns: str, resource: str = "sites", names: tuple[str, ...] = ("code",), **kinds: str
) -> dict[str, Any]:
    fields = [{"name": name, "type": kinds.get(name, "string")} for name in ("site", "jour", "n", "parent")]
    foreign = {"fields": list(columns or ("site",)), "reference": {"resource": resource, "fields": list(names)}}
    return {"fields": fields, "foreignKeys": [foreign]}


def rows(*cells: str) -> str:
    return "site;jour;n;parent\n" + "".join(f"{each}\n" for each in cells)


def test_a_value_that_the_other_dataset_has_not_is_told():
    content = rows("01001;;1;", "9;;2;", ";;3;", "02002;;4;")
    refused = refuse(content, declared=to_sites(), parents={"sites": SITES})
    assert faults(refused) == [("foreign-key", 3, "site")]
    told = refused.report["errors"][0]
    assert told["detail"] == "No row of the dataset “sites” has this value in code."
    assert told["value_class"] == "whole number"
    assert told["remedy"].startswith("Mend the value")


def test_a_table_may_refer_to_itself():
    declared = to_sites("parent", resource="", names=("n",))
    publish(rows("a;;1;", "b;;2;1"), declared=declared, parents={})
    assert faults(refuse(rows("a;;1;", "b;;2;3"), declared=declared)) == [("foreign-key", 3, "parent")]


def test_a_key_of_several_columns_is_found_as_a_whole_and_not_checked_with_a_hole():
    declared = to_sites("site", "jour", names=("code", "ouvert"), jour="date")
    content = rows("01001;2024-01-31;1;", "01001;2024-02-01;2;", "01001;;3;", ";2024-01-31;4;")
    refused = refuse(content, declared=declared, parents={"sites": SITES})
    assert faults(refused) == [("foreign-key", 3, "site, jour")]


@pytest.mark.parametrize(
    ("kind", "cell", "parent"),
    [
        ("integer", "7", "7.0"),
        ("number", "7", "7"),
        ("string", "7", "7.0"),
        ("number", "7.50", "7,5"),
        ("date", "2024-01-31", "31/01/2024"),
        ("boolean", "true", "oui"),
    ],
)
def test_the_two_sides_may_have_different_types(kind, cell, parent):
    parents = {"sites": f"valeur;b\n{parent};1\n"}
    publish(rows(f"{cell};;1;"), declared=to_sites(names=("valeur",), site=kind), parents=parents)


def test_a_code_and_its_number_are_not_the_same():
    refused = refuse(rows("1001;;1;"), declared=to_sites(site="integer"), parents={"sites": SITES})
    assert faults(refused) == [("foreign-key", 2, "site")]


def test_a_cell_that_cannot_be_read_is_told_once():
    refused = refuse(rows("x;;1;"), declared=to_sites(site="integer"), parents={"sites": SITES})
    assert faults(refused) == [("type-error", 2, "site")]


def test_a_dataset_that_is_not_there_is_named():
    refused = refuse(rows("01001;;1;"), declared=to_sites(resource="places"), parents={})
    assert faults(refused) == [("schema-error", None, "site")]
    assert "“places”" in refused.report["errors"][0]["detail"]


def test_a_column_that_is_not_there_is_named():
    refused = refuse(rows("01001;;1;"), declared=to_sites(names=("Code INSEE",)), parents={"sites": SITES})
    assert faults(refused) == [("schema-error", None, "site")]
    assert "code_insee" in refused.report["errors"][0]["detail"]


def test_without_other_datasets_at_hand_the_key_is_said_to_be_unchecked():
    made, _ = publish(rows("01001;;1;"), declared=to_sites())
    assert [each["code"] for each in made.report["warnings"]] == ["unchecked-rule"]
    assert made.schema.foreign_keys == (ForeignKey(("site",), "sites", ("code",)),)


def test_a_reference_is_a_slug_an_address_or_nothing():
    def read(reference: dict[str, Any]) -> ForeignKey:
        declared = {"fields": [{"name": "Mon site"}], "foreignKeys": [{"fields": "Mon site", "reference": reference}]}
        schema = TableSchema.from_descriptor(declared)
        assert TableSchema.from_descriptor(schema.to_descriptor()).foreign_keys == schema.foreign_keys
        return schema.foreign_keys[0]

    assert read({"resource": "sites", "fields": "code"}) == ForeignKey(("mon_site",), "sites", ("code",))
    assert read({"resource": "https://data.ville.fr/v1/datasets/sites", "fields": ["code"]}).resource == "sites"
    assert read({"fields": "Mon site"}) == ForeignKey(("mon_site",), "", ("mon_site",))


@pytest.mark.parametrize(
    ("foreign", "pointer"),
    [
        ("a", "/foreignKeys"),
        (["a"], "/foreignKeys/0"),
        ([{"fields": "a"}], "/foreignKeys/0/reference"),
        ([{"fields": 3, "reference": {"fields": "a"}}], "/foreignKeys/0/fields"),
        ([{"fields": [], "reference": {"fields": "a"}}], "/foreignKeys/0/fields"),
        ([{"fields": "a", "reference": {}}], "/foreignKeys/0/reference/fields"),
        ([{"fields": "b", "reference": {"fields": "a"}}], "/foreignKeys/0/fields/0"),
        ([{"fields": "a", "reference": {"fields": "b"}}], "/foreignKeys/0/reference/fields/0"),
        ([{"fields": "a", "reference": {"fields": ["a", "a"]}}], "/foreignKeys/0/reference/fields"),
        ([{"fields": "a", "reference": {"resource": 3, "fields": "a"}}], "/foreignKeys/0/reference/resource"),
        ([{"fields": "a", "reference": {"resource": "../x", "fields": "a"}}], "/foreignKeys/0/reference/resource"),
    ],
)
def test_a_foreign_key_that_makes_no_sense_is_refused_with_a_pointer(foreign, pointer):
    with pytest.raises(SchemaInvalid) as refused:
        TableSchema.from_descriptor({"fields": [{"name": "a"}], "foreignKeys": foreign})
    assert [each.name for each in refused.value.errors] == [pointer]
