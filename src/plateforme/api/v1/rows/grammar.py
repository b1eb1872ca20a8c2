"""The query grammar as the API document tells it, written from the operator registry."""

from typing import Any

from plateforme.domains.datasets.tabular.engine.exporting import FORMS
from plateforme.domains.datasets.tabular.operators import OPERATORS
from plateforme.domains.datasets.tabular.query import LIMIT, LIMIT_MAX

_ROWS = "\n".join(f"| `{op.name}` | {op.sentence} | `{op.example}` |" for op in OPERATORS)

GRAMMAR = f"""\
Filters are `column=value` or `column__operator=value`, with the machine names of `GET …/schema`; several filters must
all hold. Values are typed as their column; a reserved word that is also a column is reached with an operator, as in
`limit__eq=3`.

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
    "Order: columns separated by commas, `-` in front to reverse. Missing values come last; the key decides ties.",
    example="-population,nom",
)
FIELDS = _parameter(
    "fields",
    {"type": "string"},
    "Columns to answer, separated by commas, in this order. All of them when left out.",
    example="code,nom",
)
VERSION = _parameter(
    "version",
    {"type": "integer", "minimum": 1},
    "Number of the version to read. The current one when left out.",
)
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
    {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
    },
    "Any number of filters, each a parameter of its own: see the grammar above.",
    style="form",
    explode=True,
    examples={
        "none": {"summary": "No filter", "value": {}},
        "several": {"summary": "Two filters", "value": {"departement": "44", "population__gte": "10000"}},
    },
)
