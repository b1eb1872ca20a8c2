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


def type_schemas(schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Schemas under the Python names of their classes, in a fixed order, without the rules.

    A client that repeated `maxLength` or `pattern` would only refuse with less help than the API does.
    """
    names = {name: class_name(name) for name in sorted(schemas)}
    return {names[name]: _plain(schemas[name], names) for name in names}


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
