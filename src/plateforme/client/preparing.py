"""Makes an OpenAPI document ready for types: plain values written where they are used, no rules the platform checks."""

from collections.abc import Mapping
from typing import Any

from plateforme.client.operations import class_name

FORMATS = frozenset({"date", "date-time"})
RULES = frozenset(
    {
        "title", "examples", "example", "pattern", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "contentMediaType",
    }
)  # fmt: skip
STRUCTURED = frozenset({"properties", "allOf", "anyOf", "oneOf"})


def inline_values(document: Mapping[str, Any]) -> dict[str, Any]:
    """The same document with named lists of values, such as the states of a report, written out at each use.

    A class around one word would only be in the way of whoever calls: `state="open"` says it all.
    """
    schemas = document["components"]["schemas"]
    values = {f"#/components/schemas/{name}": one for name, one in schemas.items() if not STRUCTURED & one.keys()}
    kept = {name: one for name, one in schemas.items() if f"#/components/schemas/{name}" not in values}
    whole = {**document, "components": {**document["components"], "schemas": kept}}
    inlined: dict[str, Any] = _inlined(whole, values)
    return inlined


def open_answers(document: Mapping[str, Any]) -> dict[str, Any]:
    """The same document with open lists of values wherever a schema is part of an answer.

    Within one version the platform may add values to what it answers (decision 0008): a client must not break on them.
    """
    schemas = document["components"]["schemas"]
    answered: set[str] = set()
    waiting = _refs([operation.get("responses", {}) for path in document["paths"].values() for operation in _all(path)])
    while waiting:
        name = waiting.pop()
        if name in schemas and name not in answered:
            answered.add(name)
            waiting |= _refs(schemas[name])
    opened = {name: _open(one) if name in answered else one for name, one in schemas.items()}
    return {**document, "components": {**document["components"], "schemas": opened}}


def type_schemas(schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Schemas under the Python names of their classes, in a fixed order, without the rules.

    A client that repeated `maxLength` or `pattern` would only refuse with less help than the API does.
    """
    names = {name: class_name(name) for name in sorted(schemas)}
    return {names[name]: _plain(schemas[name], names) for name in names}


def _all(path: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [operation for operation in path.values() if isinstance(operation, Mapping)]


def _refs(node: Any) -> set[str]:
    """The names of the schemas that are referred to in a part of a document."""
    if isinstance(node, list):
        return {name for one in node for name in _refs(one)}
    if not isinstance(node, Mapping):
        return set()
    own = {str(node["$ref"]).rpartition("/")[2]} if isinstance(node.get("$ref"), str) else set()
    return own | {name for one in node.values() for name in _refs(one)}


def _open(node: Any) -> Any:
    if isinstance(node, list):
        return [_open(one) for one in node]
    if not isinstance(node, Mapping):
        return node
    copy = {key: _open(value) for key, value in node.items() if key not in {"enum", "const", "properties"}}
    if "properties" in node:  # its keys are names of fields, whatever they look like
        copy["properties"] = {name: _open(one) for name, one in node["properties"].items()}
    return copy


def _inlined(node: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inlined(one, values) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("$ref") in values:
        return {**_inlined(values[node["$ref"]], values), **{key: one for key, one in node.items() if key != "$ref"}}
    return {key: _inlined(value, values) for key, value in node.items()}


def _plain(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, list):
        return [_plain(one, names) for one in node]
    if not isinstance(node, dict):
        return node
    copy = {key: _plain(value, names) for key, value in node.items() if key not in RULES and key != "properties"}
    if copy.get("format") not in FORMATS:
        copy.pop("format", None)
    if "properties" in node:  # its keys are names of fields, whatever they look like
        copy["properties"] = {name: _plain(one, names) for name, one in node["properties"].items()}
    if isinstance(copy.get("$ref"), str):
        parent, _, schema = copy["$ref"].rpartition("/")
        copy["$ref"] = f"{parent}/{names.get(schema, schema)}"
    return copy
