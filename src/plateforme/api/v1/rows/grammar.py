"""The query grammar as the API document tells it, written from the operator registry."""

from typing import Any

from plateforme.domains.datasets.tabular.engine.exporting import FORMS
from plateforme.domains.datasets.tabular.operators import OPERATORS
from plateforme.domains.datasets.tabular.query import LIMIT, LIMIT_MAX

_ROWS = "\n".join(f"| `{op.name}` | {op.sentence} | `{op.example}` |" for op in OPERATORS)

GRAMMAR = f"""\
Filters are `column=value` or `column__operator=value`; several filters must all hold. A column is called by its machine
name in `GET …/schema`, or by its label (`title` there) when no other column has it, as in `Code%20postal=44000`;
answers use the machine names. Values are typed as their column; a reserved word that is also a column is reached with
an operator, as in `limit__eq=3`.

| operator | gives | example |
|---|---|---|
{_ROWS}
"""

EXPORTS = "\n".join(f"- `{form.value}`: {facts.sentence}" for form, facts in FORMS.items())


def _parameter(name: str, schema: dict[str, Any], description: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema, **more}


SORT = _parameter(
    "sort",
    {"type": "string"},
    "Order: columns, by name or label, separated by commas, `-` in front to reverse. Missing values come last; the key "
    "decides ties.",
    example="-population,nom",
)
FIELDS = _parameter(
    "fields",
    {"type": "string"},
    "Columns to answer, by name or label, separated by commas, in this order; a label that holds a comma goes between "
    "double quotes. All of them when left out.",
    example="code,nom",
)
VERSION = _parameter(
    "version",
    {"type": "integer", "minimum": 1},
    "Number of the version to read. The current one when left out.",
)
_AS_OF = (
    "The version that was the current one: at the end of a day in Europe/Paris (2026-03-31), at an instant with its "
    "offset (2026-03-31T18:00:00+02:00), or the one with a number. Versions that were withdrawn do not count. Of "
    "`version`, `as_of` and `schema`, give one at most."
)
_SCHEMA = (
    "The newest version with a schema: of a major number (1), or of a whole number (1.2.0). The earlier schema stays "
    "readable so until its `Sunset`; then 410."
)
AS_OF = _parameter("as_of", {"type": "string"}, _AS_OF, example="2026-03-31")
SCHEMA = _parameter("schema", {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+\.[0-9]+)?$"}, _SCHEMA, example="1")
WHICH = (VERSION, AS_OF, SCHEMA)
"""What says which version is meant."""
LIMIT_ = _parameter(
    "limit",
    {"type": "integer", "default": LIMIT},
    f"Rows a page, from 1 to {LIMIT_MAX}; what is beyond is brought back.",
)
CURSOR = _parameter("cursor", {"type": "string"}, "Where to go on: taken from `links.next`, as it is.")
COUNT = _parameter(
    "count",
    {"type": "string", "enum": ["none", "exact"], "default": "none"},
    "Whether to count the rows of all pages.",
)
FILTERS = _parameter(
    "filters",
    {"type": "object", "additionalProperties": {"type": "string"}},
    "Any number of filters, each a parameter of its own: see the grammar above.",
    style="form",
    explode=True,
    examples={
        "none": {"summary": "No filter", "value": {}},
        "several": {"summary": "Two filters", "value": {"departement": "44", "population__gte": "10000"}},
    },
)
