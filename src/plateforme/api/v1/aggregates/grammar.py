"""The grammar of groups as the API document tells it, written from the registry of measures and parts."""

from typing import Any

from plateforme.api.v1.rows.grammar import GRAMMAR as FILTERING
from plateforme.domains.datasets.tabular.aggregates.distributions import (
    BINS,
    BINS_MAX,
    BINS_MIN,
    FACET_LIMIT,
    FACET_LIMIT_MAX,
)
from plateforme.domains.datasets.tabular.aggregates.measures import (
    BIN_EXAMPLE,
    BIN_SENTENCE,
    MEASURES,
    PARTS,
    listed_types,
)
from plateforme.domains.datasets.tabular.aggregates.question import (
    GROUPINGS_MAX,
    GROUPS_LIMIT,
    GROUPS_LIMIT_MAX,
    MEASURES_MAX,
)
from plateforme.kit.grammar.column_types import ColumnType

_EVERY = tuple(ColumnType)


def _types(fits: tuple[ColumnType, ...]) -> str:
    return "any" if fits == _EVERY else listed_types(fits)


MEASURE_TABLE = "\n".join(
    (
        "| measure | gives | on columns of type | its type | example |",
        "|---|---|---|---|---|",
        *(f"| `{m.name}` | {m.sentence} | {_types(m.fits)} | {m.gives.value} | `{m.example}` |" for m in MEASURES),
    )
)

PART_TABLE = "\n".join(
    (
        "| part | gives | on columns of type | as in | example |",
        "|---|---|---|---|---|",
        *(f"| `{p.name}` | {p.sentence} | {_types(p.fits)} | `{p.shown}` ({p.gives}) | `{p.example}` |" for p in PARTS),
        f"| `bin` | {BIN_SENTENCE} | integer or number | `3000` | `{BIN_EXAMPLE}` |",
    )
)

GRAMMAR = f"""\
`group_by` names columns, or parts of dates and instants, or ranges of numbers; without it, all rows make one group. The
parts of an instant are what the clocks of Europe/Paris showed.

{PART_TABLE}

`measures` names what is computed for each group. Missing values count in `count` alone; a measure of no value at all is
null, and so is a sum beyond all floating-point numbers. Sums and means of numbers are computed in floating point with
compensation, in the order of the rows: the same digits each time.

{MEASURE_TABLE}

Results are named after what they are, as in `month_date`, `sum_montant`, `percentile_95_montant`; ` as ` gives another
name, as in `sum(montant) as total`. Rows where a grouped column is missing make a group of their own, whose value is
null. A label that holds a comma or a parenthesis goes between double quotes.

{FILTERING}"""


def _parameter(name: str, schema: dict[str, Any], description: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema, **more}


GROUP_BY = _parameter(
    "group_by",
    {"type": "string"},
    f"By what rows are grouped: columns, by name or label, `part(column)` or `bin(column,size)`, separated by commas, "
    f"{GROUPINGS_MAX} at most. All rows in one group when left out.",
    example="departement",
)
MEASURES_ = _parameter(
    "measures",
    {"type": "string", "default": "count"},
    f"What is computed for each group, separated by commas, {MEASURES_MAX} at most.",
    example="count,sum(population)",
)
SORT = _parameter(
    "sort",
    {"type": "string"},
    "Order: names of groups and measures as the answer gives them, separated by commas, `-` in front to reverse. "
    "Missing values come last; the groups decide ties, and are the order when left out.",
    example="-count",
)
LIMIT = _parameter(
    "limit",
    {"type": "integer", "default": GROUPS_LIMIT},
    f"Groups a page, from 1 to {GROUPS_LIMIT_MAX}; what is beyond is brought back.",
)
COUNT = _parameter(
    "count",
    {"type": "string", "enum": ["none", "exact"], "default": "none"},
    "Whether to count the groups of all pages.",
)
FACETS = {
    **_parameter(
        "facets",
        {"type": "string"},
        "Of what the top values are asked: columns, by name or label, `part(column)` or `bin(column,size)`, separated "
        f"by commas, {GROUPINGS_MAX} at most.",
        example="departement,region",
    ),
    "required": True,
}
FACET_LIMIT_ = _parameter(
    "limit",
    {"type": "integer", "default": FACET_LIMIT},
    f"Values of each facet, from 1 to {FACET_LIMIT_MAX}; what is beyond is brought back.",
)
HISTOGRAM = {
    **_parameter(
        "histogram",
        {"type": "string"},
        "The column, by name or label, whose spread is asked: of numbers, dates or instants.",
        example="population",
    ),
    "required": True,
}
BINS_ = _parameter(
    "bins",
    {"type": "integer", "default": BINS},
    f"How many ranges at most, from {BINS_MIN} to {BINS_MAX}; what is beyond is brought back.",
)
