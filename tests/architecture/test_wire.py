"""What a stranger reads in the contract: everything is named, described and shown; answers hide nothing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from plateforme import main

METHODS = {"get", "put", "post", "patch", "delete"}
FRAMEWORK = ("Page_", "Body_")
"""Schemas that the framework makes: a page of something described, a form whose fields are described."""
TABLE_SCHEMA = {"primaryKey", "missingValues"}
"""Names that the Table Schema standard gives."""


@pytest.fixture(scope="session")
def schemas(contract) -> dict[str, Any]:
    found: dict[str, Any] = contract["components"]["schemas"]
    return found


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(target := node.get("$ref"), str):
            yield target.rsplit("/", 1)[-1]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from references(child)


def reachable(node: Any, schemas: dict[str, Any]) -> set[str]:
    """Every schema that a part of the document leads to."""
    found: set[str] = set()
    waiting = list(references(node))
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += references(schemas.get(name, {}))
    return found


def answers(operations: dict[str, Any]) -> list[Any]:
    return [
        answer
        for operation in operations.values()
        for status, answer in operation["responses"].items()
        if status.startswith("2")
    ]


def bodies(operations: dict[str, Any]) -> list[Any]:
    return [operation["requestBody"] for operation in operations.values() if "requestBody" in operation]


def test_answers_have_no_optional_field(operations, schemas):
    # decision 0007: always there, null when unknown
    optional = {
        f"{name}.{field}"
        for name in reachable(answers(operations), schemas)
        for field in schemas[name].get("properties", {}).keys() - set(schemas[name].get("required", []))
    }

    assert optional == set()


def test_answers_and_inputs_are_different_classes(operations, schemas):
    both = reachable(answers(operations), schemas) & reachable(bodies(operations), schemas)

    assert {name for name in both if schemas[name].get("type") == "object"} == set()


def test_every_field_is_described(schemas):
    silent = {
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, about in schema.get("properties", {}).items()
        if not about.get("description")
    }

    assert silent == set()


def test_every_schema_is_described(schemas):
    silent = {name for name, schema in schemas.items() if not schema.get("description")}

    assert {name for name in silent if not name.startswith(FRAMEWORK)} == set()


def test_every_operation_is_named_grouped_and_explained(operations):
    for name, operation in operations.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", name)
        assert operation.get("summary"), name
        assert operation.get("description"), name
        assert len(operation.get("tags", [])) == 1, name


def test_every_parameter_is_described(operations):
    silent = {
        f"{name}.{parameter['name']}"
        for name, operation in operations.items()
        for parameter in operation.get("parameters", [])
        if not parameter.get("description")
    }

    assert silent == set()


def has_example(node: Any, schemas: dict[str, Any], seen: frozenset[str] = frozenset()) -> bool:
    if isinstance(node, dict):
        if "example" in node or "examples" in node:
            return True
        if isinstance(target := node.get("$ref"), str) and (name := target.rsplit("/", 1)[-1]) not in seen:
            return has_example(schemas.get(name, {}), schemas, seen | {name})
        return any(has_example(child, schemas, seen) for child in node.values())
    return isinstance(node, list) and any(has_example(child, schemas, seen) for child in node)


def test_every_body_and_every_path_parameter_has_an_example(operations, schemas):
    without = {
        name
        for name, operation in operations.items()
        if not all(
            has_example(part, schemas)
            for part in (
                *([operation["requestBody"]["content"]] if "requestBody" in operation else []),
                *(one for one in operation.get("parameters", []) if one["in"] == "path"),
            )
        )
    }

    assert without == set()


def test_errors_are_problems_and_nothing_else(operations, contract):
    shared = contract["components"].get("responses", {})
    for name, operation in operations.items():
        for status, told in operation["responses"].items():
            if status.startswith(("4", "5", "default")):
                answer = shared[told["$ref"].rsplit("/", 1)[-1]] if "$ref" in told else told
                assert set(answer.get("content", {})) == {"application/problem+json"}, (name, status)
                assert answer["description"], (name, status)


def test_names_on_the_wire_are_in_snake_case(schemas, operations):
    fields = {field for schema in schemas.values() for field in schema.get("properties", {})}
    parameters = {
        one["name"]
        for operation in operations.values()
        for one in operation.get("parameters", [])
        if one["in"] != "header"
    }

    ours = (fields | parameters) - TABLE_SCHEMA

    assert {name for name in ours if not re.fullmatch(r"\$?[a-z][a-z0-9_]*", name)} == set()


def test_paths_are_in_kebab_case(contract):
    literal = {part for path in contract["paths"] for part in path.split("/") if part and "{" not in part}

    assert {part for part in literal if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(\.(csv|json))?", part)} == set()


def test_nothing_in_the_contract_depends_on_the_machine():
    document = main.openapi_document().decode()

    assert "127.0.0.1" not in document
    assert "localhost" not in document
