"""Which operations live at an address, seen through every included router."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Scope


def at(app: Starlette, scope: Scope) -> Iterator[RouteContext]:
    """The routes whose path matches the address, whatever their methods."""
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    for route in iter_route_contexts(app.router.routes):
        pattern = getattr(route, "path_regex", None)
        if pattern is not None and not isinstance(route.original_route, Mount) and pattern.match(path):
            yield route


def allowed(app: Starlette, scope: Scope) -> str:
    """The complete `Allow` of an address: all methods of all its routes, with HEAD and OPTIONS.

    What is written out comes before a template (OpenAPI §Paths): `/reports/nearby` is no `/reports/{reference}`.
    """
    found = list(at(app, scope))
    fewest = min((_unknowns(route) for route in found), default=0)
    methods: set[str] = set()
    for route in found:
        if _unknowns(route) == fewest:
            methods |= route.methods or {"GET"}
    if not methods:
        return ""
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods | {"OPTIONS"}))


def _unknowns(route: RouteContext) -> int:
    return (route.path_format or "").count("{")


def described(app: Starlette, scope: Scope) -> Mapping[str, Any]:
    """What the OpenAPI document says of the operation that is being called; empty when it is not there."""
    if not isinstance(app, FastAPI):
        return {}
    paths = app.openapi().get("paths", {})
    for route in at(app, scope):
        if scope["method"] in (route.methods or ()):
            operation: Mapping[str, Any] = paths.get(route.path_format, {}).get(scope["method"].lower(), {})
            return operation
    return {}


def parameter_names(app: Starlette, scope: Scope) -> list[str]:
    """The query parameters that the called operation knows."""
    return [one["name"] for one in described(app, scope).get("parameters", ()) if one.get("in") == "query"]


def accepted_types(app: Starlette, scope: Scope) -> list[str]:
    """The media types that the called operation reads."""
    return list(described(app, scope).get("requestBody", {}).get("content", {}))
