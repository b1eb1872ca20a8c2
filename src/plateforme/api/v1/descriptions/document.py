"""The OpenAPI document of one dataset: the operations on its rows, with its own columns as types and filters."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from plateforme.api.v1.aggregates import grammar as grouping
from plateforme.api.v1.descriptions.columns import cell_schema, described, example_of, filled, value_schema
from plateforme.api.v1.descriptions.filters import filters_of
from plateforme.api.v1.descriptions.subjects import Subject
from plateforme.api.v1.rows import grammar
from plateforme.domains.datasets.tabular.engine.exports.forms import FORMS
from plateforme.domains.datasets.tabular.query import searchable
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.areas import AREAS

Document = dict[str, Any]

_REFUSALS: Final = {
    "400": "The question is wrong: `detail` says what and how to mend it.",
    "404": "There is nothing at this address.",
    "503": "The answer costs too much now: `detail` says how to ask better, or when to come back.",
}
_LINK: Final = {"type": ["string", "null"], "format": "uri"}
_COUNT: Final = {
    "type": "object",
    "required": ["mode", "value"],
    "properties": {
        "mode": {"type": "string", "description": "How the value was obtained: none, estimate or exact."},
        "value": {"type": ["integer", "null"], "description": "Number of items over all pages, if it was asked for."},
    },
}
_LINKS: Final = {
    "type": "object",
    "required": ["self", "first", "next"],
    "properties": {
        "self": {"type": "string", "format": "uri"},
        "first": {"type": "string", "format": "uri"},
        "next": {**_LINK, "description": "The next page; null on the last one."},
    },
}
_PROBLEM: Final = {
    "type": "object",
    "description": "What went wrong, as RFC 9457 writes it.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable name of the problem."},
        "detail": {"type": "string", "description": "What happened, and what to do next."},
    },
}
_GROUP: Final = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}


def document(subject: Subject) -> Document:
    """Write the document."""
    filters = filters_of(subject.columns, subject.examples)
    return {
        "openapi": "3.1.0",
        "info": _info(subject),
        "servers": [{"url": subject.address, "description": "This dataset."}],
        "tags": [{"name": "rows", "description": subject.dataset.title}],
        "paths": _paths(subject, [{"$ref": f"#/components/parameters/{name}"} for name in filters]),
        "components": {
            "parameters": filters,
            "responses": {f"Problem{status}": _problem(said) for status, said in _REFUSALS.items()},
            "schemas": {
                "Row": _row(subject),
                "RowPage": _page("Row"),
                "Group": _GROUP,
                "GroupPage": _page("Group"),
                "PageLinks": _LINKS,
                "PageCount": _COUNT,
                "Problem": _PROBLEM,
            },
        },
    }


def _info(subject: Subject) -> Document:
    dataset = subject.dataset
    told: Document = {
        "title": dataset.title,
        "version": subject.schema_version,
        "summary": f"{dataset.title}, published by {subject.publisher}.",
        "description": f"{dataset.description}\n\n{_GUIDE}".strip(),
        "contact": {"name": subject.publisher, **_contact(dataset.contact)},
    }
    if dataset.license != "notspecified":
        told["license"] = {"name": dataset.license, "identifier": dataset.license}
    return told


_GUIDE: Final = (
    "Every column takes further operators, and any of them may be used: see `list_rows` in the contract of the "
    "platform. `fields=`, which answers fewer columns, is left out here, so that every row has all of its type."
)


def _contact(contact: str | None) -> Mapping[str, str]:
    if contact and re.fullmatch(r"[^@\s]+@[^@\s]+", contact):
        return {"email": contact}
    return {"url": contact} if contact and contact.startswith(("https://", "http://")) else {}


def _paths(subject: Subject, filters: list[Document]) -> Document:
    name = subject.identifier
    words = [_plain(each) for each in grammar.CONDITIONS if _suits(each["name"], subject.table.schema)]
    walk = [_plain(grammar.CURSOR), _plain(grammar.COUNT), _plain(grammar.VERSION)]
    sort = {**_plain(grammar.SORT), "example": f"-{subject.table.schema.key[0]}"}
    keys = [_key(column, subject.examples.get(column.name)) for column in subject.key]
    place = ",".join(f"{{{column.name}}}" for column in subject.key)
    groups = [_plain(each) for each in (grouping.GROUP_BY, grouping.MEASURES_, grouping.SORT, grouping.LIMIT)]
    if subject.example_group:
        groups[0]["example"] = subject.example_group
    listed = [*filters, *words, sort, _plain(grammar.LIMIT_), *walk]
    return {
        "/rows": {"get": _operation(f"list_{name}", "Page through the rows that match.", listed, "RowPage")},
        f"/rows/{place}": {"get": _operation(f"get_{name}_row", "Read one row by its key.", keys, "Row")},
        "/aggregates": {
            "get": _operation(
                f"aggregate_{name}",
                "Group the rows that match, and compute measures of each group.",
                [*filters, *words, *groups, *walk[:1]],
                "GroupPage",
            )
        },
        "/exports/{format}": {
            "get": {
                **_operation(
                    f"export_{name}", "Take all rows that match as a file.", [_FORMAT, *filters, *words, sort]
                ),
            }
        },
    }


_FORMAT: Final = {
    "name": "format",
    "in": "path",
    "required": True,
    "description": "Format of the file.",
    "schema": {"type": "string", "enum": [form.value for form in FORMS]},
    "example": "csv",
}
_FILES: Final = {
    facts.media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for facts in FORMS.values()
}


def _operation(name: str, summary: str, parameters: list[Document], answer: str | None = None) -> Document:
    content = {"application/json": {"schema": _ref(answer)}} if answer else dict(_FILES)
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["rows"],
        "parameters": parameters,
        "responses": {
            "200": {"description": "The answer.", "content": content},
            **{status: {"$ref": f"#/components/responses/Problem{status}"} for status in _REFUSALS},
        },
    }


def _suits(name: str, schema: TableSchema) -> bool:
    """Tell whether a condition other than a filter can be asked of this table."""
    if name == "q":
        return bool(searchable(schema))
    return name != grammar.FILTERS["name"] and (name not in AREAS or schema.geometry is not None)


def _key(column: Column, example: Any) -> Document:
    """Write one part of the key as a parameter: joined in one, a client would escape the comma between two parts."""
    told = {"name": column.name, "in": "path", "required": True, "schema": value_schema(column)}
    about = ": ".join(described(column).values()) or column.name
    return {**told, "description": about, "example": example_of(column) if example is None else example}


def _row(subject: Subject) -> Document:
    schema = subject.table.schema
    always = filled(schema)
    return {
        "type": "object",
        "title": "Row",
        "description": f"One row of {subject.dataset.title}.",
        "required": [column.name for column in subject.columns],
        "properties": {
            column.name: cell_schema(column, is_filled=column.name in always, example=subject.examples.get(column.name))
            for column in subject.columns
        },
    }


def _page(item: str) -> Document:
    return {
        "type": "object",
        "required": ["items", "links", "count", "version"],
        "properties": {
            "items": {"type": "array", "items": _ref(item)},
            "links": _ref("PageLinks"),
            "count": _ref("PageCount"),
            "version": {"type": "integer", "description": "Number of the version that answers."},
        },
    }


def _problem(said: str) -> Document:
    return {"description": said, "content": {"application/problem+json": {"schema": _ref("Problem")}}}


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{quote(name)}"}


def _plain(parameter: Mapping[str, Any]) -> Document:
    """Take a parameter of the contract of the platform, without the examples of its own data."""
    return {name: value for name, value in parameter.items() if name not in {"example", "examples"}}
