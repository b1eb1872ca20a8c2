"""Reports as they come in by the contract of v1, to be read back through Open311."""

from functools import cache
from pathlib import Path

import pytest
from lxml import etree

RNG = Path(__file__).parents[3] / "docs" / "open311" / "georeport-v2.rng"

POTHOLE = {
    "organization": "nantes",
    "category": "pothole",
    "description": "Un trou profond sur la piste cyclable.",
    "lon": -1.5534,
    "lat": 47.2173,
    "address": "12 rue de Strasbourg, Nantes",
}


@pytest.fixture(scope="session")
def xml_schema():
    """Our RELAX NG schema of the standard."""
    return etree.RelaxNG(etree.parse(RNG))


@pytest.fixture
def staff(bearer):
    """Headers of those who work on the reports of an organization, the same ones each time."""
    return cache(lambda organization: bearer("reports:write", "reports:triage", organization=organization))


@pytest.fixture
def told(http, staff):
    """Report something, by default a pothole in Nantes, and give its reference."""

    async def tell(**changes):
        body = {name: value for name, value in (POTHOLE | changes).items() if value is not None}
        answer = await http.post("/v1/reports", json=body, headers=staff(body["organization"]))
        assert answer.status_code == 201, answer.text
        return answer.json()["reference"]

    return tell


@pytest.fixture
def moved(http, staff):
    """Move a report to another status."""

    async def move(reference, **change):
        here = f"/v1/reports/{reference}"
        tag = (await http.get(here)).headers["etag"]
        headers = {**staff("nantes"), "If-Match": tag}
        answer = await http.patch(here, json=change, headers=headers)
        assert answer.status_code == 200, answer.text

    return move


@pytest.fixture
def listed(http):
    """The identifiers that a question gives, in their order."""

    async def ask(**arguments):
        answer = await http.get("/open311/v2/requests.json", params=arguments)
        assert answer.status_code == 200, answer.text
        return [record["service_request_id"] for record in answer.json()]

    return ask
