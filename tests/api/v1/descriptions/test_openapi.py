"""The OpenAPI document of one dataset: valid, typed, with its own values as examples, and true."""

import json
from datetime import date, datetime

import pytest
from openapi_spec_validator import validate
from tests.domains.datasets.tabular.row_tables import COMMUNES, EVERY_TYPE

from plateforme.api.v1.descriptions.filters import PARAMETERS_MAX
from plateforme.domains.datasets.tabular.table_schema import TableSchema

TREES = TableSchema.from_descriptor(
    {
        "primaryKey": ["commune", "numero"],
        "fields": [
            {"name": "commune", "type": "string", "constraints": {"pattern": "[0-9]{5}"}, "title": "Code, INSEE"},
            {"name": "numero", "type": "integer", "constraints": {"minimum": 1}},
            {"name": "etat", "type": "string", "constraints": {"enum": ["bon", "mort"], "required": True}},
            {"name": "genre", "type": "string", "description": "Genre botanique.", "constraints": {"maxLength": 40}},
            {"name": "hauteur", "type": "number", "constraints": {"minimum": "0", "exclusiveMaximum": 130}},
            {"name": "plante_le", "type": "date"},
            {"name": "remarquable", "type": "boolean"},
            {"name": "limit", "type": "integer"},
            {"name": "etiquettes", "type": "list", "constraints": {"maxLength": 3}},
        ],
    }
)
TREES_ROWS: list[tuple[object, ...]] = [
    ("44109", 1, "bon", None, 12.5, date(2001, 3, 1), True, 1, "a,b"),
    ("44109", 2, "mort", "Quercus", None, None, None, None, None),
]
DOCUMENT = "/v1/datasets/arbres/openapi.json"


@pytest.fixture
async def document(http, publish):
    publish("arbres", TREES, TREES_ROWS)
    answer = await http.get(DOCUMENT)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_is_a_valid_document_of_one_dataset(document):
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert document["servers"][0]["url"].endswith("/v1/datasets/arbres")
    assert document["info"]["license"] == {"name": "etalab-2.0", "identifier": "etalab-2.0"}
    operations = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert operations == ["list_arbres", "get_arbres_row", "aggregate_arbres", "export_arbres"]


def test_a_row_has_the_types_and_rules_of_its_columns(document):
    row = document["components"]["schemas"]["Row"]

    assert row["required"] == list(TREES.names)
    assert row["properties"]["commune"] == {
        "type": "string",
        "pattern": "^(?:[0-9]{5})$",
        "title": "Code, INSEE",
        "examples": ["44109"],
    }
    assert row["properties"]["numero"] == {"type": "integer", "format": "int64", "minimum": 1, "examples": [1]}
    assert row["properties"]["etat"] == {"type": "string", "enum": ["bon", "mort"], "examples": ["bon"]}
    assert row["properties"]["genre"] == {
        "type": ["string", "null"],
        "maxLength": 40,
        "description": "Genre botanique.",
        "examples": ["Quercus"],
    }
    assert row["properties"]["hauteur"]["minimum"] == 0
    assert row["properties"]["hauteur"]["exclusiveMaximum"] == 130
    assert row["properties"]["plante_le"]["format"] == "date"
    assert "maxLength" not in row["properties"]["etiquettes"]  # it counts items, not letters


def test_each_column_has_the_filters_that_suit_it(document):
    filters = document["components"]["parameters"]

    assert filters["etat"]["schema"]["enum"] == ["bon", "mort"]
    assert filters["hauteur__gte"]["schema"] == {"type": "number", "format": "double"}
    assert filters["hauteur__gte"]["example"] == 12.5
    assert filters["plante_le__lt"]["schema"]["format"] == "date"
    assert "limit" not in filters
    assert filters["limit__eq"]["schema"]["type"] == "integer"
    assert "remarquable__gte" not in filters
    assert filters["etiquettes__in"]["example"] == '"a,b"'


async def test_every_example_is_a_question_that_works(document, http):
    here = "/v1/datasets/arbres"
    for name, parameter in document["components"]["parameters"].items():
        value = parameter["example"]
        text = value if isinstance(value, str) else json.dumps(value)
        answer = await http.get(f"{here}/rows", params={name: text})
        assert answer.status_code == 200, (name, answer.text)
        assert answer.json()["items"] or name.endswith("__lt"), name  # nothing comes before the first value
    parts = document["paths"]["/rows/{commune},{numero}"]["get"]["parameters"]
    key = ",".join(str(part["example"]) for part in parts)
    assert (await http.get(f"{here}/rows/{key}")).json()["numero"] == 1
    listed = document["paths"]["/rows"]["get"]["parameters"]
    sort = next(each["example"] for each in listed if each.get("name") == "sort")
    assert (await http.get(f"{here}/rows", params={"sort": sort})).status_code == 200
    group = document["paths"]["/aggregates"]["get"]["parameters"]
    by = next(each["example"] for each in group if each.get("name") == "group_by")
    assert (await http.get(f"{here}/aggregates", params={"group_by": by})).status_code == 200


async def test_a_table_without_a_key_and_without_rows_has_one_too(http, publish):
    publish("vide", EVERY_TYPE, [])
    publish("types", EVERY_TYPE, [("é", 2**63 - 1, 1.5, True, date(2026, 3, 1), datetime(2026, 3, 1, 8))])  # noqa: DTZ001

    for slug in ("vide", "types"):
        document = (await http.get(f"/v1/datasets/{slug}/openapi.json")).json()
        validate(document)
        assert document["components"]["schemas"]["Row"]["properties"]["_row"]["type"] == "integer"


async def test_a_thousand_columns_stay_usable(http, publish):
    fields = [{"name": f"colonne_{at}", "type": ("string", "integer", "date")[at % 3]} for at in range(1000)]
    publish("large", TableSchema.from_descriptor({"fields": fields}), [])

    answer = await http.get("/v1/datasets/large/openapi.json")

    document = answer.json()
    validate(document)
    assert len(document["components"]["parameters"]) == PARAMETERS_MAX
    assert len(document["components"]["schemas"]["Row"]["properties"]) == 1001
    assert len(answer.content) < 400_000


async def test_it_is_sent_again_when_something_it_says_has_changed(http, publish, platform):
    publish("communes")
    first = await http.get("/v1/datasets/communes/openapi.json")
    known = {"If-None-Match": first.headers["etag"]}

    assert (await http.get("/v1/datasets/communes/openapi.json", headers=known)).status_code == 304
    publish("communes", COMMUNES, [("1", "Autre", 1, 1)])
    again = await http.get("/v1/datasets/communes/openapi.json", headers=known)
    assert again.status_code == 200
    assert "Autre" in again.text
    old = await http.get("/v1/datasets/communes/openapi.json?version=1")
    assert "Autre" not in old.text


async def test_the_dataset_leads_to_its_descriptions(http, publish):
    publish("communes")

    links = (await http.get("/v1/datasets/communes")).json()["links"]

    assert (await http.get(links["openapi"])).json()["info"]["title"] == "communes"
    assert (await http.get(links["metadata"])).headers["content-type"] == "application/ld+json"


@pytest.mark.parametrize("path", ["openapi.json?limit=3", "metadata?q=a", "openapi.json?version=9"])
async def test_a_wrong_address_is_refused(http, publish, path):
    publish("communes")

    assert (await http.get(f"/v1/datasets/communes/{path}")).status_code in {400, 404}
    assert (await http.get("/v1/datasets/nulle-part/openapi.json")).status_code == 404
