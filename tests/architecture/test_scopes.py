"""No scope is kept for insiders: what any operation asks for, any organization can be granted and pass on."""

import pytest

from plateforme.domains.access.scopes import NAMES


@pytest.fixture
def asked(operations) -> set[str]:
    """Every scope that some operation asks for."""
    return {
        scope
        for operation in operations.values()
        for choice in operation.get("security", [])
        for scopes in choice.values()
        for scope in scopes
    }


def test_every_scope_that_is_asked_for_is_listed(asked):
    assert asked == NAMES


async def test_a_startup_can_hold_every_scope_and_pass_it_on(http, bearer, asked):
    startup = bearer(*asked, organization="a-startup")

    created = await http.post("/v1/consumers", headers=startup, json={"slug": "their-app", "name": "Their app"})
    granted = await http.post("/v1/consumers/their-app/keys", headers=startup, json={"scopes": sorted(asked)})

    assert created.status_code == 201, created.text
    assert granted.status_code == 201, granted.text
    assert set(granted.json()["scopes"]) == asked


ABOUT_PEOPLE = {
    "/report-reviews",
    "/reports/{reference}/removal-requests/{number}",
    "/reports/{reference}/reporter",
    "/reports/{reference}/routing",
}
"""What people wrote that nobody has looked at yet, what follows from it, and how to reach them: any organization may
hold these scopes."""


def test_reading_needs_no_key(contract):
    # the list of an organization's keys, and what people gave in confidence, are all that is not public
    private = {
        path
        for path, item in contract["paths"].items()
        if "get" in item and item["get"].get("security") and "/keys" not in path
    }

    assert private == ABOUT_PEOPLE
