"""Errors in the OpenAPI document: problem+json and nothing else, one schema, the codes of each answer."""

from typing import Any, Final

from fastapi import FastAPI

from plateforme.api.problems.answers import MEDIA_TYPE
from plateforme.api.problems.catalogue import BY_CODE, Problem, catalogue, status_of
from plateforme.kit.errors import PlateformeError

PROBLEM_REF: Final = "#/components/schemas/Problem"

SHARED: Final = (
    "unauthenticated",
    "not_acceptable",
    "payload_too_large",
    "unsupported_media_type",
    "internal_error",
    "busy",
)
"""Answers that are the same for nearly every operation: written once and referred to, if no other code joins them."""

_EXAMPLE_ID: Final = "0b19da66-336b-4a4d-a56a-1bbf731ec306"

PROBLEM_SCHEMA: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "What went wrong, for machines (`code`) and people (`detail`). RFC 9457.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Page that explains this kind of error."},
        "title": {"type": "string", "description": "Name of this kind of error; never changes, but for its language."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What happened this time, and the next step."},
        "instance": {
            "type": "string",
            "format": "uri",
            "description": "The request id: quote it when you ask for help.",
        },
        "code": {"type": "string", "description": "Stable code of this kind of error."},
        "errors": {
            "type": "array",
            "description": "Each precise fault; empty when the whole request is at fault.",
            "items": {"$ref": "#/components/schemas/ProblemDetail"},
        },
    },
    "additionalProperties": True,
}

DETAIL_SCHEMA: Final[dict[str, Any]] = {
    "title": "ProblemDetail",
    "description": "One fault, with its place: exactly one of `pointer`, `parameter` and `header`.",
    "type": "object",
    "required": ["code", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "JSON Pointer into the body that was sent."},
        "parameter": {"type": "string", "description": "Name of the parameter in the query or the path."},
        "header": {"type": "string", "description": "Name of the header."},
        "code": {"type": "string", "description": "The rule that is broken."},
        "detail": {"type": "string", "description": "How to mend it."},
    },
    "additionalProperties": False,
}


_MOVED: Final[dict[str, Any]] = {
    "description": "The dataset has another slug now: ask again at `Location`, with the same method and body.",
    "headers": {"Location": {"description": "The same address, with the present slug.", "schema": {"type": "string"}}},
}


def problems(*errors: type[PlateformeError]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: the errors it may answer, grouped by status."""
    grouped: dict[int, list[Problem]] = {}
    for error in errors:
        grouped.setdefault(status_of(error), []).append(Problem(error.code, status_of(error), error.title, ""))
    return {status: _response(grouped[status]) for status in sorted(grouped)}


def complete(app: FastAPI) -> None:
    """Make the application's document say what the layers around each route may answer too."""
    generate = app.openapi
    amended: list[dict[str, Any]] = []

    def openapi() -> dict[str, Any]:
        document = generate()
        if not any(document is one for one in amended):  # FastAPI gives the same document until routes change
            amended[:] = [_amended(document)]
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document


def _amended(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas |= {"Problem": PROBLEM_SCHEMA, "ProblemDetail": DETAIL_SCHEMA}
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    document["components"]["responses"] = {code: _response([BY_CODE[code]]) for code in SHARED}
    document["components"]["examples"] = {
        problem.code: {"summary": problem.title, "value": _example(problem)} for problem in catalogue().values()
    }
    document["x-problems"] = {
        problem.code: {"status": problem.status, "title": problem.title, "description": problem.meaning}
        for problem in catalogue().values()
    }
    for address, path in document.get("paths", {}).items():
        for method, operation in path.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                if "{dataset}" in address:
                    _may_have_moved(operation.setdefault("responses", {}))
                _amend(method, operation)
    return document


def _may_have_moved(responses: dict[str, Any]) -> None:
    """Whatever is asked of a dataset, it may have another slug now, or be gone."""
    responses["308"] = _MOVED
    _add(responses, catalogue()["dataset_deleted"])


def _amend(method: str, operation: dict[str, Any]) -> None:
    """Add what HTTP itself may answer to this operation, and drop FastAPI's own idea of a 422."""
    first_line = operation.get("description", "").partition("\n")[0]
    if first_line:
        operation["summary"] = first_line.removesuffix(".")
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _never_null(parameter["schema"])
    responses: dict[str, Any] = operation.setdefault("responses", {})
    if "application/json" in responses.get("422", {}).get("content", {}):
        del responses["422"]
    codes = ["bad_query", "unauthenticated", "internal_error", "busy"]
    if method == "get":
        codes += ["not_acceptable"]
    if "requestBody" in operation:
        has_json = any(one.endswith("json") for one in operation["requestBody"].get("content", {}))
        codes += ["malformed_json" if has_json else "malformed_body"]
        codes += ["payload_too_large", "unsupported_media_type", "validation"]
    if "security" in operation:
        codes += ["insufficient_scope"]
    for code in codes:
        _add(responses, catalogue()[code])
    for status, response in responses.items():
        alone = response.get("x-problem-codes", [])
        if len(alone) == 1 and alone[0] in SHARED:
            responses[status] = {"$ref": f"#/components/responses/{alone[0]}"}
    operation["responses"] = dict(sorted(responses.items()))


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is there or it is not: the null that stands for its absence in our code cannot be sent."""
    choices = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(choices) != 1:
        return schema
    return {**choices[0], **{name: value for name, value in schema.items() if name != "anyOf"}}


def _add(responses: dict[str, Any], problem: Problem) -> None:
    known = responses.setdefault(str(problem.status), _response([]))
    codes: list[str] = known.setdefault("x-problem-codes", [])
    if problem.code not in codes:
        codes.append(problem.code)
        known["description"] = "; ".join(one for one in (known["description"], _caption(problem)) if one)
        known["content"][MEDIA_TYPE]["examples"] |= _examples([problem])


def _response(found: list[Problem]) -> dict[str, Any]:
    return {
        "description": "; ".join(_caption(problem) for problem in found),
        "x-problem-codes": [problem.code for problem in found],
        "content": {MEDIA_TYPE: {"schema": {"$ref": PROBLEM_REF}, "examples": _examples(found)}},
    }


def _examples(found: list[Problem]) -> dict[str, Any]:
    return {problem.code: {"$ref": f"#/components/examples/{problem.code}"} for problem in found}


def _caption(problem: Problem) -> str:
    return f"`{problem.code}`: {problem.title}"


def _example(problem: Problem) -> dict[str, Any]:
    return {
        "type": f"https://data.example.org/problems/{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.meaning or f"{problem.title}.",
        "instance": f"urn:uuid:{_EXAMPLE_ID}",
        "code": problem.code,
        "errors": [],
    }
