"""A citizen's application, the town that answers, and a report between them."""

import pytest

POTHOLE = {
    "organization": "nantes",
    "category": "pothole",
    "description": "Trou au milieu de la piste cyclable",
    "lon": -1.5534,
    "lat": 47.2173,
    "client_id": "7f3e6bb0-0c58-4a3c",
}

NOBODY: dict[str, str] = {}
"""Headers without a key."""


@pytest.fixture
def roads(bearer):
    """Headers of those who work on the reports of the town."""
    return bearer("reports:write", "reports:triage", organization="nantes", consumer="roads")


@pytest.fixture
def citizen(bearer, roads):
    """Headers of an application through which people report to the town."""
    return bearer("reports:write", organization="startup", consumer="app")


@pytest.fixture
def send(http, citizen):
    """Send a report: `await send(lon=None)` with other fields, `await send(key=roads)` with another key."""

    async def sent(key=None, **changes):
        told = {name: value for name, value in {**POTHOLE, **changes}.items() if value is not None}
        return await http.post("/v1/reports", json=told, headers=key or citizen)

    return sent


@pytest.fixture
async def report(send):
    """The answer to a report that was just made."""
    answer = await send()
    assert answer.status_code == 201, answer.text
    return answer


@pytest.fixture
def patch(http):
    """Change a report that was answered: `await patch(report, roads, status="closed")`."""

    async def patched(report, key, part="", tag=None, **change):
        path = f"/v1/reports/{report.json()['reference']}{part}"
        return await http.patch(path, json=change, headers={**key, "If-Match": tag or report.headers["etag"]})

    return patched
