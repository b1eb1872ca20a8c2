"""One door: whatever the application answers is in a published document (decision 0003)."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from plateforme.api import v1
from plateforme.main import create_app

EXPLAINING = {
    "/",
    "/docs",
    "/docs/open311",
    "/docs/assets/{name}",
    "/problems",
    "/problems/{code}",
    "/.well-known/api-catalog",
    "/.well-known/security.txt",
    "/favicon.ico",
    "/openapi/v1.json",
    "/openapi/open311.json",
    "/v1",
}
"""Pages and documents beside the surfaces: they explain, and hold no data of their own."""


def answered(surface: FastAPI) -> set[tuple[str, str]]:
    return {
        (method, context.path_format or "")
        for context in iter_route_contexts(surface.routes)
        for method in (context.methods or {"ANY"}) - {"HEAD"}
    }


def published(surface: FastAPI) -> set[tuple[str, str]]:
    methods = {"get", "put", "post", "patch", "delete"}
    return {
        (method.upper(), path)
        for path, item in surface.openapi()["paths"].items()
        for method in item
        if method in methods
    }


def surfaces(app: Starlette) -> Iterator[FastAPI]:
    for route in app.routes:
        if isinstance(route, Mount):
            surface: Any = route.app
            assert isinstance(surface, FastAPI), f"{route.path} is mounted without an OpenAPI document"
            yield surface


def test_every_route_of_every_surface_is_published(settings):
    found = list(surfaces(create_app(settings)))

    assert found, "no surface is mounted"
    assert [answered(surface) ^ published(surface) for surface in found] == [set() for _ in found]


def test_what_is_beside_the_surfaces_only_explains(settings):
    beside = [route for route in create_app(settings).routes if not isinstance(route, Mount)]
    pages = [route for route in beside if isinstance(route, Route)]

    assert pages == beside
    assert {route.path for route in pages} <= EXPLAINING
    assert [route.path for route in pages if (route.methods or {"GET"}) - {"GET", "HEAD"}] == []


def test_a_hidden_route_would_be_caught():
    surface = v1.build()

    @surface.get("/internal", include_in_schema=False)
    def internal() -> None:
        """What nobody may see."""

    assert answered(surface) - published(surface) == {("GET", "/internal")}
