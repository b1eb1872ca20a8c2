"""What the surface publishes of itself."""

import jsonschema
from openapi_spec_validator import validate

from plateforme.api.open311.shapes import SCHEMAS, schema_of


async def test_the_served_document_is_valid_and_names_both_endpoints(http):
    document = (await http.get("/openapi/open311.json")).json()

    validate(document)
    assert document["servers"][0]["url"] == "/open311"
    for path in ("requests", "services", "discovery"):
        assert f"/v2/{path}.{{format}}" in document["paths"]
        assert f"/test/v2/{path}.{{format}}" in document["paths"]


async def test_every_operation_says_what_it_does_and_has_a_name_of_its_own(http):
    document = (await http.get("/openapi/open311.json")).json()
    operations = [one for path in document["paths"].values() for one in path.values()]

    assert len({one["operationId"] for one in operations}) == len(operations)
    for operation in operations:
        assert operation["summary"]
        assert operation["description"]
        assert "422" not in operation["responses"]
        assert all(parameter["description"] for parameter in operation.get("parameters", ()))


def test_the_shapes_are_json_schemas():
    for root in SCHEMAS:
        jsonschema.Draft202012Validator.check_schema(schema_of(root))


async def test_the_catalogue_of_apis_leads_here(http):
    catalogue = (await http.get("/.well-known/api-catalog")).json()
    ours = next(one for one in catalogue["linkset"] if one["anchor"].endswith("/open311/v2"))

    for relation in ("service-desc", "service-meta"):
        assert (await http.get(ours[relation][0]["href"])).status_code == 200


async def test_whatever_takes_a_key_says_that_it_may_refuse_it(http):
    paths = (await http.get("/openapi/open311.json")).json()["paths"]

    for path, operation in ((path, operation) for path, methods in paths.items() for operation in methods.values()):
        takes_key = "requestBody" in operation or any(one["name"] == "api_key" for one in operation["parameters"])
        assert ("403" in operation["responses"]) == takes_key, path
