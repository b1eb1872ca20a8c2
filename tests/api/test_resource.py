"""Routers that look at the first word of a path: nothing is found or lost by it."""

import httpx
import pytest
from fastapi import FastAPI

from plateforme.api.resource import Resource


@pytest.fixture
def client():
    """A surface of two resources, of which one begins with a parameter."""
    trees, anything = Resource(), Resource()

    @trees.get("/trees")
    def list_trees() -> str:
        return "trees"

    @trees.get("/trees/{tree}/leaves")
    def leaves(tree: str) -> str:
        return f"leaves of {tree}"

    @anything.get("/{name}/roots")
    def roots(name: str) -> str:
        return f"roots of {name}"

    surface = FastAPI()
    surface.include_router(trees)
    surface.include_router(anything)
    front = FastAPI()
    front.mount("/v1", surface)
    return httpx.AsyncClient(transport=httpx.ASGITransport(front), base_url="http://plateforme.test")


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/v1/trees", "trees"),
        ("/v1/trees/oak/leaves", "leaves of oak"),
        ("/v1/trees/roots", "roots of trees"),
        ("/v1/grass/roots", "roots of grass"),
    ],
)
async def test_every_route_is_found_below_the_mount_of_its_surface(client, path, answer):
    assert (await client.get(path)).json() == answer


@pytest.mark.parametrize("path", ["/v1/", "/v1/tree", "/v1/treesome", "/v1//trees", "/v1/trees/oak", "/trees"])
async def test_what_is_no_route_is_not_found(client, path):
    assert (await client.get(path)).status_code == 404


async def test_a_wrong_method_is_told_from_a_wrong_path(client):
    assert (await client.post("/v1/trees")).status_code == 405
    assert (await client.post("/v1/bushes")).status_code == 404
