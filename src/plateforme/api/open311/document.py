"""The OpenAPI document of this surface: what each route takes and gives, in the words of the standard."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from fastapi import FastAPI
from starlette.responses import Response

from plateforme.api.open311.shapes import SCHEMAS

DESCRIPTION: Final = """\
Street reports through Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2), in XML and in JSON.

- **Formats**: the end of the path chooses, `.xml` or `.json`. Nothing is negotiated.
- **Reading** needs no key. **Sending** needs one, as the form field `api_key`.
- **jurisdiction_id** is the web domain of an organization, the INSEE code of a commune, or the slug of an organization.
  Without it, the answer is about all of them. The discovery document lists them.
- **Dates** name their offset: `2026-03-02T09:14:00+01:00`. Without one they are of Europe/Paris.
- **Errors** are lists of `code` and `description`, in French or in English by `Accept-Language`.
- `/test/v2` is a **sandbox**: the same routes, with reports that nobody else sees and that do not last.

The same reports, with more about each, are under `/v1/reports`.
"""

SERVERS: Final = [{"url": "/open311", "description": "This platform."}]

TAGS: Final = [
    {"name": "discovery", "description": "Where the endpoints are."},
    {"name": "services", "description": "What can be reported, and what each kind of report asks."},
    {"name": "requests", "description": "Reports, in public."},
    {"name": "sending", "description": "Reports and updates that clients send."},
]

Parameter = Mapping[str, Any]


def argument(name: str, said: str, example: Any, kind: str = "string") -> Parameter:
    """A parameter of the address; all of them may be left out."""
    schema = {"type": kind}
    return {"name": name, "in": "query", "required": False, "description": said, "schema": schema, "example": example}


JURISDICTION: Final = argument(
    "jurisdiction_id", "Which organization: its web domain, the INSEE code of the commune, or its slug.", "nantes"
)
POINT: Final = (
    argument("lat", "With `long`: only what somebody answers for at this latitude (WGS 84).", 47.2173, "number"),
    argument("long", "Longitude in degrees (WGS 84).", -1.5534, "number"),
)
FILTERS: Final = (
    argument(
        "service_request_id",
        "Only these requests, separated by commas. Overrides every other filter.",
        "2026-0302-7QK2M9",
    ),
    argument("service_code", "Only requests for these services, separated by commas.", "pothole,sidewalk"),
    argument("status", "Only `open` ones, or only `closed` ones; separated by commas.", "open"),
    argument(
        "start_date",
        "Only requests made then or later. At most 90 days before `end_date`; alone, the 90 days that follow.",
        "2026-01-01T00:00:00+01:00",
    ),
    argument("end_date", "Only requests made before; alone, the 90 days until then.", "2026-03-01T00:00:00+01:00"),
    argument(
        "updated_after",
        "Only requests that changed here then or later. Without dates of making, lifts the 90 days.",
        "2026-03-01T00:00:00Z",
    ),
    argument("updated_before", "Only requests that last changed here before.", "2026-03-02T00:00:00Z"),
    argument("q", "Only requests that hold all these words; accents do not matter.", "piste cyclable"),
    argument(
        "bbox", "Only requests in this box of degrees (WGS 84): west,south,east,north.", "-1.65,47.18,-1.47,47.30"
    ),
    argument("lat", "With `long` and `radius`: only requests around this point.", 47.2173, "number"),
    argument("long", "Longitude of the point, in degrees (WGS 84).", -1.5534, "number"),
    argument("radius", "Metres around the point.", 500, "number"),
)
PAGES: Final = (
    argument("page", "Which page, from 1; then `X-Total-Count` says how many requests match.", 1, "integer"),
    argument("page_size", "Requests of a page: 1,000 at most, and when nothing is said.", 100, "integer"),
)
EXTENSIONS: Final = argument(
    "extensions", "`true` adds `extended_attributes`, `attributes` and `notes` to each request.", "true"
)

_ERRORS: Final[Mapping[int, str]] = {
    400: "An argument is missing or wrong, or the platform cannot answer now.",
    404: "The jurisdiction, the service, the request or the token does not exist.",
}
_FORBIDDEN: Final = "The key is missing, is not valid, or may not do this."


def described(root: str, *parameters: Parameter, name: str | None = None, needs_key: bool = False) -> dict[str, Any]:
    """What a route says of itself in the document; `root` is what it answers, by its name in XML."""
    errors = {**_ERRORS, **({403: _FORBIDDEN} if needs_key else {})}
    return {
        **({} if name is None else {"name": name}),
        "response_class": Response,
        "responses": {
            200: {"description": "The answer.", "content": content_of(root)},
            **{status: {"description": said, "content": content_of("errors")} for status, said in errors.items()},
        },
        "openapi_extra": {"parameters": [dict(parameter) for parameter in parameters]},
    }


def content_of(root: str) -> dict[str, Any]:
    """The two forms of an answer."""
    return {
        "application/json": {"schema": {"$ref": f"#/components/schemas/{root}"}},
        "text/xml": {"schema": {"type": "string", "description": f"The same in XML, under the root `{root}`."}},
    }


def completed(generate: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """The document with its shapes, and without what only the framework would answer."""
    made: list[dict[str, Any]] = []

    def openapi() -> dict[str, Any]:
        document = generate()
        if not any(document is one for one in made):  # FastAPI gives the same document until routes change
            made[:] = [_amended(document)]
        return document

    return openapi


def install(app: FastAPI, generate: Callable[[], dict[str, Any]]) -> None:
    """Give the application its document."""
    app.openapi = completed(generate)  # type: ignore[method-assign]  # FastAPI's documented way to extend the document


def _amended(document: dict[str, Any]) -> dict[str, Any]:
    parts = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        parts.pop(name, None)
    parts.update({name: dict(schema) for name, schema in SCHEMAS.items()})
    for operations in document.get("paths", {}).values():
        for operation in operations.values():
            operation.get("responses", {}).pop("422", None)
    return document
