"""What can be reported, and what each service asks."""

import jsonschema
import pytest
from lxml import etree

from plateforme.api.open311.shapes import schema_of


async def test_every_shared_category_is_a_service(http):
    services = (await http.get("/open311/v2/services.json")).json()
    pothole = next(one for one in services if one["service_code"] == "pothole")

    jsonschema.Draft202012Validator(schema_of("services")).validate(services)
    assert set(pothole) == {
        *("service_code", "service_name", "description", "metadata", "type", "keywords", "group"),
    }
    assert pothole["service_name"] == "Nid-de-poule, chaussée abîmée"
    assert (pothole["type"], pothole["metadata"]) == ("realtime", False)
    assert isinstance(pothole["keywords"], str)
    assert all(one["group"] and one["service_code"].isascii() for one in services)


async def test_services_in_xml_say_the_same(http, xml_schema):
    services = (await http.get("/open311/v2/services.json")).json()
    root = etree.fromstring((await http.get("/open311/v2/services.xml")).content)

    xml_schema.assertValid(root)
    assert [one.findtext("service_code") for one in root] == [one["service_code"] for one in services]
    assert {one.findtext("metadata") for one in root} == {"true", "false"}


async def test_a_definition_asks_in_order(http, xml_schema):
    address = "/open311/v2/services/illegal_dumping"
    definition = (await http.get(f"{address}.json")).json()
    root = etree.fromstring((await http.get(f"{address}.xml")).content)

    jsonschema.Draft202012Validator(schema_of("service_definition")).validate(definition)
    xml_schema.assertValid(root)
    assert definition["service_code"] == "illegal_dumping"
    assert [one["order"] for one in definition["attributes"]] == list(range(1, len(definition["attributes"]) + 1))
    kind = definition["attributes"][0]
    assert (kind["code"], kind["datatype"]) == ("waste_kind", "singlevaluelist")
    assert {"key": "rubble", "name": "Gravats"} in kind["values"]


async def test_what_is_no_list_has_no_values(http):
    answer = await http.get("/open311/v2/services/illegal_dumping.json")
    in_xml = etree.fromstring((await http.get("/open311/v2/services/illegal_dumping.xml")).content)

    assert all(one["values"] == [] for one in answer.json()["attributes"] if "list" not in one["datatype"])
    numbers = [one for one in in_xml.iterfind("attributes/attribute") if one.findtext("datatype") == "number"]
    assert [len(one.findall("values/value")) for one in numbers] == [0]


async def test_a_service_without_questions_has_a_definition_all_the_same(http):
    assert (await http.get("/open311/v2/services/pothole.json")).json() == {
        "service_code": "pothole",
        "attributes": [],
    }


@pytest.mark.parametrize("code", ["nope", "nid.de.poule", "%C3%A9clairage%20public"])
async def test_an_unknown_service_is_404_in_the_format_of_the_address(http, code):
    in_json = await http.get(f"/open311/v2/services/{code}.json")
    in_xml = await http.get(f"/open311/v2/services/{code}.xml")

    assert (in_json.status_code, in_xml.status_code) == (404, 404)
    assert in_json.json()[0]["code"] == 404
    assert etree.fromstring(in_xml.content).findtext("error/code") == "404"


async def test_one_organization_offers_what_it_has_settled(http, bearer):
    headers = bearer("reports:configure", organization="nantes")
    bearer("reports:write", organization="reze")
    own = {
        "label_fr": "Vélo en libre-service",
        "label_en": "Shared bicycle",
        "help_fr": "Vélo abandonné ou abîmé.",
        "service_level_days": 2,
        "group": "Déplacements",
    }
    put = await http.put("/v1/organizations/nantes/report-categories/shared_bike", json=own, headers=headers)
    assert put.status_code in {200, 201}, put.text

    def codes(answer):
        return {one["service_code"] for one in answer.json()}

    assert "shared_bike" in codes(await http.get("/open311/v2/services.json?jurisdiction_id=nantes"))
    assert "shared_bike" not in codes(await http.get("/open311/v2/services.json?jurisdiction_id=reze"))
    assert "shared_bike" in codes(await http.get("/open311/v2/services.json"))
    assert (await http.get("/open311/v2/services/shared_bike.json?jurisdiction_id=reze")).status_code == 404


async def test_a_point_goes_with_both_of_its_numbers(http):
    answer = await http.get("/open311/v2/services.json?lat=47.2")

    assert answer.status_code == 400
    assert answer.json() == [{"code": 400, "description": "long: lat and long go together: send both, or neither."}]


async def test_at_a_point_only_what_somebody_answers_for_there_is_offered(http, bearer):
    headers = bearer("reports:configure", organization="nantes")
    bearer("reports:write", organization="reze")
    around = [[-1.6, 47.2], [-1.5, 47.2], [-1.5, 47.3], [-1.6, 47.3], [-1.6, 47.2]]
    coverage = {
        "title": "Voirie de Nantes",
        "area": {"type": "Polygon", "coordinates": [around]},
        "categories": ["pothole", "sidewalk"],
    }
    put = await http.put("/v1/organizations/nantes/report-coverages/voirie", json=coverage, headers=headers)
    assert put.status_code == 201, put.text

    async def codes(lon, lat, more=""):
        answer = await http.get(f"/open311/v2/services.json?lat={lat}&long={lon}{more}")
        assert answer.status_code == 200, answer.text
        return [one["service_code"] for one in answer.json()]

    assert await codes(-1.55, 47.25) == ["pothole", "sidewalk"]
    assert await codes(2.35, 48.85) == []
    ours = await codes(2.35, 48.85, "&jurisdiction_id=nantes")
    assert "pothole" not in ours
    assert "graffiti" in ours  # nothing was settled about it: it is taken in everywhere
