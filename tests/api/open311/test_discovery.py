"""Discovery says where the endpoints are, in both formats, as validators of the standard read it."""

from datetime import datetime

import pytest
from lxml import etree


async def test_discovery_lists_a_production_and_a_test_endpoint(http):
    found = (await http.get("/open311/v2/discovery.json")).json()

    assert [endpoint["type"] for endpoint in found["endpoints"]] == ["production", "test"]
    assert [endpoint["url"] for endpoint in found["endpoints"]] == [
        "http://plateforme.test/open311/v2",
        "http://plateforme.test/open311/test/v2",
    ]
    assert {endpoint["specification"] for endpoint in found["endpoints"]} == {"http://wiki.open311.org/GeoReport_v2"}
    assert all(endpoint["formats"] == ["text/xml", "application/json"] for endpoint in found["endpoints"])
    assert found["contact"]
    assert found["key_service"]


@pytest.mark.parametrize("place", ["/open311/v2", "/open311/test/v2", "/open311"])
async def test_discovery_is_the_same_everywhere(http, place):
    first = await http.get("/open311/v2/discovery.xml")

    assert (await http.get(f"{place}/discovery.xml")).content == first.content


async def test_changesets_are_dates_of_the_past(http, clock):
    found = (await http.get("/open311/v2/discovery.json")).json()

    for changeset in (found["changeset"], *(endpoint["changeset"] for endpoint in found["endpoints"])):
        assert datetime.fromisoformat(changeset) <= clock.now()


async def test_discovery_in_xml_says_the_same(http):
    answer = await http.get("/open311/v2/discovery.xml")
    root = etree.fromstring(answer.content)

    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert [one.text for one in root.findall("endpoints/endpoint/type")] == ["production", "test"]
    assert [one.text for one in root.findall("endpoints/endpoint[1]/formats/format")] == [
        "text/xml",
        "application/json",
    ]
