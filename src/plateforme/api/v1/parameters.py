"""Query parameters that an operation does not document are refused: a misspelt filter must not answer everything.

So are those given twice: nobody could say which one counts, and a write must not guess (`dry_run`).
"""

import re
from collections.abc import Callable, Iterator
from inspect import isclass
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from plateforme.api.paging import GivenTwice
from plateforme.api.problems.french_faults import unknown_parameter as french_unknown_parameter
from plateforme.api.problems.validation import unknown_parameter
from plateforme.kit.errors import BadQuery, Detail, Missing

_SPEAKABLE = re.compile(r"[\w.\-]{1,64}")
_known: dict[Callable[..., Any], frozenset[str] | None] = {}


async def refuse_unknown(request: Request) -> None:
    """A dependency of every operation: 400 for what it does not document, with the nearest name, and for repeats."""
    if "\0" in request.scope["path"]:  # no name can hold it, and PostgreSQL would not even look
        raise Missing(
            "Nothing lives at this address. `GET /v1/` leads to everything.",
            french="Rien n’existe à cette adresse. `GET /v1/` mène à tout.",
        )
    query = request.scope["query_string"]
    if not query:
        return
    route: APIRoute = request.scope["route"]
    if route.endpoint not in _known:
        _known[route.endpoint] = _documented(route)
    known = _known[route.endpoint]
    if known is None:
        return
    given = [name for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True)]
    unknown = set(given) - known
    if unknown:
        faults = [
            Detail(
                "parameter",
                name if _SPEAKABLE.fullmatch(name) else "?",
                "unknown_parameter",
                unknown_parameter(name, sorted(known)),
                french=french_unknown_parameter(name, sorted(known)),
            )
            for name in sorted(unknown)
        ]
        raise BadQuery(
            "The address has a parameter that this operation does not know: see `errors`.",
            errors=faults,
            french="L’adresse a un paramètre que cette opération ne connaît pas : voir `errors`.",
        )
    if len(set(given)) < len(given):
        raise GivenTwice(sorted({name for name in given if given.count(name) > 1}))


def _documented(route: APIRoute) -> frozenset[str] | None:
    """The query parameters of an operation; none where any name may be a column."""
    written = [one for one in (route.openapi_extra or {}).get("parameters", []) if one["in"] == "query"]
    if any(one.get("schema", {}).get("type") == "object" for one in written):
        return None  # an object spread over the query: one parameter for each of its members
    return frozenset([one["name"] for one in written]) | frozenset(_declared(route.dependant))


def _declared(dependant: Dependant) -> Iterator[str]:
    """Names in the signature of the route and of what it depends on; those of a query model are its fields'."""
    for field in dependant.query_params:
        model: Any = field.field_info.annotation
        if isclass(model) and issubclass(model, BaseModel):
            yield from (info.alias or name for name, info in model.model_fields.items())
        else:
            yield field.alias
    for other in dependant.dependencies:
        yield from _declared(other)
