"""The operations of an OpenAPI document, as the emitter needs them: names, Python types and how to call."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
SCALARS: Mapping[tuple[str, str | None], str] = {
    ("string", "date"): "date",
    ("string", "date-time"): "datetime",
    ("string", None): "str",
    ("integer", None): "int",
    ("number", None): "float",
    ("boolean", None): "bool",
    ("null", None): "None",
}
PAGE = frozenset({"items", "links"})

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Parameter:
    """One argument of a method: its name on the wire, in Python, its type, and its default as text."""

    name: str
    python: str
    type: str
    default: str


@dataclass(frozen=True)
class Operation:
    """One operation: how it is called in Python and what travels."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    answer: str | None
    item: str | None
    is_download: bool
    variables: tuple[Parameter, ...]
    query: tuple[Parameter, ...]
    headers: tuple[Parameter, ...]
    form: tuple[Parameter, ...]
    body: str | None
    body_type: str
    has_free_query: bool

    @property
    def iterator(self) -> str | None:
        """The name of the twin that goes through all pages; None when the answer is no page."""
        return f"iter_{self.name.removeprefix('list_')}" if self.item and self.name.startswith("list_") else None


def class_name(schema: str) -> str:
    """The Python class of a schema: `Page_DatasetOut_` becomes `PageDatasetOut`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", schema))


def operations(document: Json) -> list[Operation]:
    """Every operation of the document, ordered by path and method."""
    return [_operation(document, path, method) for path, method in _addresses(document)]


def form_schemas(document: Json) -> set[str]:
    """Names of the schemas that only describe a form: their fields become arguments."""
    bodies = [document["paths"][path][method].get("requestBody", {}) for path, method in _addresses(document)]
    forms = [media["schema"] for body in bodies for kind, media in body.get("content", {}).items() if _is_form(kind)]
    return {schema["$ref"].rpartition("/")[2] for schema in forms if "$ref" in schema}


def python_type(schema: Json) -> str:
    """The annotation of a schema."""
    several = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if several:
        return " | ".join(dict.fromkeys(python_type(one) for one in several))
    if "$ref" in schema:
        return class_name(schema["$ref"].rpartition("/")[2])
    if "const" in schema or "enum" in schema:
        values = schema.get("enum") or [schema["const"]]
        return f"Literal[{', '.join(quoted(value) for value in values)}]"
    return _plain_type(schema)


def _plain_type(schema: Json) -> str:
    """The annotation of a schema that names its type."""
    kind = schema.get("type")
    if kind == "array":
        return f"list[{python_type(schema.get('items', {}))}]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {python_type(values) if isinstance(values, dict) and values else 'Any'}]"
    return SCALARS.get((str(kind), schema.get("format"))) or SCALARS.get((str(kind), None)) or "Any"


def quoted(value: object) -> str:
    """A literal as our code writes it: text in double quotes."""
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _addresses(document: Json) -> Iterator[tuple[str, str]]:
    for path in sorted(document["paths"]):
        for method in METHODS:
            if method in document["paths"][path]:
                yield path, method


def _operation(document: Json, path: str, method: str) -> Operation:
    raw = document["paths"][path][method]
    parameters = [_resolved(document, one) for one in raw.get("parameters", ())]
    parameters += [_resolved(document, one) for one in document["paths"][path].get("parameters", ())]
    answer, is_download = _answer(raw)
    form, body, body_type = _sent(document, raw)
    return Operation(
        name=raw["operationId"],
        method=method.upper(),
        path=path,
        summary=raw.get("summary", ""),
        description=raw.get("description", ""),
        answer=answer,
        item=_item(document, raw),
        is_download=is_download,
        variables=_of("path", parameters),
        query=tuple(one for one in _of("query", parameters) if one.name not in _free(parameters)),
        headers=_of("header", parameters),
        form=form,
        body=body,
        body_type=body_type,
        has_free_query=bool(_free(parameters)),
    )


def _of(place: str, parameters: list[Json]) -> tuple[Parameter, ...]:
    return tuple(
        _parameter(one["name"], one.get("schema", {}), required=one.get("required", False))
        for one in parameters
        if one["in"] == place
    )


def _parameter(name: str, schema: Json, *, required: bool) -> Parameter:
    annotation = python_type(schema)
    if not required and "None" not in annotation.split(" | "):
        annotation = f"{annotation} | None"
    return Parameter(name, re.sub(r"\W+", "_", name).lower(), annotation, "" if required else " = None")


def _free(parameters: list[Json]) -> set[str]:
    """Parameters that stand for any name: an exploded object, which is how OpenAPI says "filters by column"."""
    schemas = {one["name"]: one.get("schema", {}) for one in parameters if one["in"] == "query"}
    return {name for name, schema in schemas.items() if schema.get("type") == "object"}


def _answer(raw: Json) -> tuple[str | None, bool]:
    """The type of the answer (None: nothing is answered), and whether it is a download of another media type."""
    for status in sorted(raw["responses"]):
        if status.startswith("2"):
            content = raw["responses"][status].get("content", {})
            if not content:
                return None, False
            media = next((media for kind, media in content.items() if _is_json(kind)), None)
            # JSON among other formats is a file like them, and says so
            if media is None or media.get("schema", {}).get("format") == "binary":
                return None, True
            return python_type(media.get("schema", {})), False
    return None, False


def _item(document: Json, raw: Json) -> str | None:
    """The type of one item when the answer is a page."""
    for status in ("200",):
        content = raw["responses"].get(status, {}).get("content", {}).get("application/json", {})
        schema = _resolved(document, content.get("schema", {}))
        properties = schema.get("properties", {})
        if properties.keys() >= PAGE and "next" in _resolved(document, properties["links"]).get("properties", {}):
            return python_type(properties["items"]["items"])
    return None


def _sent(document: Json, raw: Json) -> tuple[tuple[Parameter, ...], str | None, str]:
    """What the body is made of: the fields of a form, or one type with its media type."""
    content = raw.get("requestBody", {}).get("content", {})
    for kind, media in content.items():
        if _is_form(kind):
            schema = _resolved(document, media["schema"])
            required = set(schema.get("required", ()))
            fields = schema.get("properties", {}).items()
            return tuple(_field(name, one, required=name in required) for name, one in fields), None, kind
        return (), python_type(media.get("schema", {})), kind
    return (), None, "application/json"


def _field(name: str, schema: Json, *, required: bool) -> Parameter:
    choices = schema.get("anyOf", [schema])
    if any(one.get("format") == "binary" or "contentMediaType" in one for one in choices):
        return Parameter(name, name, "Path" if required else "Path | None", "" if required else " = None")
    return _parameter(name, schema, required=required)


def _is_json(kind: str) -> bool:
    return kind == "application/json" or kind.endswith("+json")


def _is_form(kind: str) -> bool:
    return kind in {"multipart/form-data", "application/x-www-form-urlencoded"}


def _resolved(document: Json, node: Json) -> Json:
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node
