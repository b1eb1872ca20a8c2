"""The rules of the community's validator of discovery and services, said in Python.

Two of its rules contradict the standard: they want content types without a charset. Those two follow the standard here.
"""

from datetime import UTC, datetime
from typing import Any

import httpx
from lxml import etree
from tests.conformance.checks import check
from tests.conformance.world import World

RULES = "validator's rules"


def _discovery(world: World) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{world.base}/discovery.json", timeout=30).raise_for_status().json()
    return found


def _endpoints(world: World) -> list[dict[str, Any]]:
    endpoints: list[dict[str, Any]] = _discovery(world)["endpoints"]
    assert isinstance(endpoints, list)
    assert endpoints
    return endpoints


@check(RULES, "discovery is there in XML and in JSON, at an address that ends in `discovery`, as the standard types it")
def discovery_in_both_formats(world: World) -> None:
    for form, kind in {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}.items():
        answer = httpx.get(f"{world.base}/discovery.{form}", timeout=30)
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


@check(RULES, "discovery says how to reach people and how to get a key")
def contact_and_key(world: World) -> None:
    found = _discovery(world)
    assert found["contact"].strip()
    assert found["key_service"].strip()


@check(RULES, "changesets are dates of the past, of discovery and of each endpoint")
def changesets(world: World) -> None:
    for changeset in (_discovery(world)["changeset"], *(each["changeset"] for each in _endpoints(world))):
        when = datetime.fromisoformat(changeset)
        assert when.tzinfo is not None
        assert when <= datetime.now(UTC)


@check(RULES, "each endpoint names its specification, address, type and formats, `text/xml` among them")
def endpoints(world: World) -> None:
    for each in _endpoints(world):
        assert each["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert each["url"].startswith("http")
        assert each["type"] in {"production", "test"}
        assert isinstance(each["formats"], list)
        assert "text/xml" in each["formats"]


@check(RULES, "there is an endpoint to test with, which is the one that validators visit")
def test_endpoint(world: World) -> None:
    assert [each["url"] for each in _endpoints(world) if each["type"] == "test"] == [world.sandbox]


@check(RULES, "each endpoint has services in XML and in JSON, the same ones, each with its code")
def services_of_endpoints(world: World) -> None:
    for each in _endpoints(world):
        listed = httpx.get(f"{each['url']}/services.json", timeout=30).raise_for_status().json()
        root = etree.fromstring(httpx.get(f"{each['url']}/services.xml", timeout=30).raise_for_status().content)
        codes = [service["service_code"] for service in listed]
        assert codes
        assert all(codes)
        assert [code.text for code in root.findall("service/service_code")] == codes


test_endpoint.__test__ = False  # type: ignore[attr-defined]  # an endpoint, and no test
