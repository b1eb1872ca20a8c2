"""A dataset as linked data."""

import pytest
from tests.domains.datasets.tabular.row_tables import COMMUNES

from plateforme.domains.datasets.tabular.table_schema import TableSchema


@pytest.fixture
async def told(http, publish):
    schema = COMMUNES.to_descriptor()
    schema["fields"][0]["constraints"] = {"pattern": "[0-9AB]{5}"}
    schema["fields"][2]["constraints"] = {"minimum": 0}
    publish("communes", TableSchema.from_descriptor(schema), [("44109", "Nantes", 323204, 3)])
    return (await http.get("/v1/datasets/communes/metadata")).json()


def test_a_catalogue_reads_what_the_dataset_is(told):
    assert told["@type"] == "dcat:Dataset"
    assert told["@id"].endswith("/v1/datasets/communes")
    assert told["dct:license"] == {"@id": "https://spdx.org/licenses/etalab-2.0"}
    assert told["dct:accrualPeriodicity"]["@id"].endswith("/frequency/ANNUAL")
    assert "dcat:theme" not in told
    kinds = [each["dcat:accessURL"]["@id"].rsplit("/", 1)[1] for each in told["dcat:distribution"]]
    assert kinds == ["csv", "parquet", "ndjson", "rows"]
    service = told["dcat:distribution"][-1]["dcat:accessService"]
    assert service["dcat:endpointDescription"]["@id"].endswith("/v1/datasets/communes/openapi.json")


def test_the_columns_are_those_of_csv_on_the_web(told):
    schema = told["dcat:distribution"][0]["tableSchema"]

    assert schema["primaryKey"] == ["code"]
    assert schema["columns"][0] == {
        "@type": "csvw:Column",
        "name": "code",
        "titles": "Code INSEE",
        "datatype": {"base": "string", "format": "[0-9AB]{5}"},
        "required": True,
    }
    assert schema["columns"][2]["datatype"] == {"base": "long", "minimum": 0}


def test_every_term_is_explained_in_the_document(told):
    context = told["@context"]

    def terms(node):
        if isinstance(node, dict):
            yield from (name for name in node if not name.startswith("@"))
            for value in node.values():
                yield from terms(value)
        elif isinstance(node, list):
            for each in node:
                yield from terms(each)

    used = {name.partition(":")[0] for name in terms({k: v for k, v in told.items() if k != "@context"})}
    assert used <= set(context)
    assert not any(isinstance(each, str) and "://" in each for each in told.get("@context", {}) if each not in context)
