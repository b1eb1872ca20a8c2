"""The query grammar as the API document tells it, written from the operator registry."""

from typing import Any

from plateforme.kit.grammar.areas import RADIUS_MAX, SHAPE_MAX
from plateforme.kit.grammar.cql2_text import LENGTH_MAX
from plateforme.kit.grammar.operators import OPERATORS
from plateforme.kit.grammar.parsing import LIMIT, LIMIT_MAX
from plateforme.kit.grammar.words import WORDS_MAX

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


def _parameter(name: str, schema: dict[str, Any], description: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema, **more}


SORT = _parameter(
    "sort",
    {"type": "string"},
    "Order: columns, by name or label, separated by commas, `-` in front to reverse. Missing values come last; the key "
    "decides ties. With `q`, `-_score` puts the best answers first: texts that are just the words looked for, then "
    "texts that begin with them, then texts that hold them side by side; it costs a look at everything found.",
    example="-population,nom",
)
FIELDS = _parameter(
    "fields",
    {"type": "string"},
    "Columns to answer, by name or label, separated by commas, in this order; a label that holds a comma goes between "
    "double quotes. All of them when left out.",
    example="code,nom",
)
Q = _parameter(
    "q",
    {"type": "string"},
    "Words that must all occur in the texts of a row, in any column, whatever their case, accents and plurals: "
    "`eclairage` finds `Éclairages publics`. A word that ends with `*` stands for all that begin so. "
    f"{WORDS_MAX} words at most.",
    example="rue pasteur",
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
    {"type": "string", "enum": ["none", "estimate", "exact"], "default": "none"},
    "Whether to count the rows of all pages. `estimate` costs about as much as the page: it counts where that is "
    "cheap, else judges by a sample of the rows; `count.mode` in the answer tells which it was.",
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
FILTER = _parameter(
    "filter",
    {"type": "string"},
    "A condition in CQL2 text, for what several parameters, which must all hold, cannot say: AND, OR, NOT, comparisons "
    "of a column with a value, BETWEEN, IN, LIKE, IS NULL, and S_INTERSECTS, S_WITHIN, S_DISJOINT, S_DWITHIN on "
    "`geometry`. Texts stand between single quotes, labels of columns between double quotes. What is compared with a "
    f"missing value is neither true nor false, as in SQL: only IS NULL finds it. {LENGTH_MAX} characters at most.",
    example="population>=10000 AND (departement='44' OR nom LIKE 'Saint-%')",
)
BBOX = _parameter(
    "bbox",
    {"type": "string"},
    "Rows that lie in a box or touch it: west, south, east, north in degrees (WGS84). A west greater than the east "
    "crosses the antimeridian.",
    example="-1.65,47.18,-1.47,47.30",
)
NEAR = _parameter(
    "near",
    {"type": "string"},
    "With `radius`: rows near this point, longitude before latitude. A page then also has `_distance`, in metres to a "
    "tenth, and `sort=_distance` begins with the nearest. Distances are those on a sphere: less than 0.6 % off.",
    example="-1.5536,47.2184",
)
RADIUS = _parameter("radius", {"type": "number"}, f"With `near`: metres, up to {RADIUS_MAX}.", example=500)
WITHIN = _parameter(
    "within",
    {"type": "string"},
    "Rows that lie in a polygon or touch it: a GeoJSON Polygon or MultiPolygon of "
    f"{SHAPE_MAX} characters at most, or the name of an outline that is published here, as dataset and key "
    "(`communes-contours/44109`), or as a code alone (`44109`) where the platform says which datasets hold outlines.",
    example='{"type":"Polygon","coordinates":[[[-1.6,47.2],[-1.5,47.2],[-1.5,47.3],[-1.6,47.2]]]}',
)
FORMAT = _parameter(
    "format",
    {"type": "string", "enum": ["json", "geojson"], "default": "json"},
    "Form of the answer. `geojson` needs a table with places; `Accept: application/geo+json` is the same.",
)
CONDITIONS = (FILTERS, Q, FILTER, BBOX, NEAR, RADIUS, WITHIN)
"""What says which rows are meant: every operation about rows takes these."""
