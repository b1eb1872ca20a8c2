"""Groups, top values and ranges as they are sent."""

import orjson
from pydantic import Field

from plateforme.api.v1.rows.wire import RowOut
from plateforme.api.wire import PageCount, PageLinks, Wire
from plateforme.domains.datasets.tabular.engine.aggregating import Facet, Histogram
from plateforme.domains.datasets.tabular.row_json import ROW_OPTIONS

_VERSION = Field(description="Number of the version that answers.", examples=[3])


class GroupPageOut(Wire):
    """One page of groups of rows of one version."""

    items: list[RowOut] = Field(
        description="Groups: what they have in common, then what was computed. A value is written as in rows; sums of "
        "whole numbers are written in full, also beyond 2^53. Null stands for rows where a grouped column is missing.",
        examples=[[{"departement": "44", "count": 207, "sum_population": 1457806}]],
    )
    links: PageLinks = Field(description="Where to go from here. A walk by `next` stays on the version it began with.")
    count: PageCount = Field(description="Groups over all pages, if `count=exact` asked for it.")
    version: int = _VERSION


class RowFacetValueOut(Wire):
    """One value of a facet."""

    value: str | int | float | bool = Field(description="The value, as in rows.", examples=["44"])
    count: int = Field(description="How many rows have it.", examples=[207])


class RowFacetOut(Wire):
    """The most frequent values of one column, among the rows that all filters leave but those on this column."""

    name: str = Field(description="What was asked for, as groups are named.", examples=["departement"])
    column: str = Field(description="The column it is about.", examples=["departement"])
    values: list[RowFacetValueOut] = Field(description="The most frequent values; ties in the order of the values.")
    distinct: int = Field(description="How many different values there are, shown or not.", examples=[101])
    others: int = Field(description="How many rows have a value that is not shown.", examples=[34_800])
    missing: int = Field(description="How many rows have no value.", examples=[0])


class RowFacetsOut(Wire):
    """The most frequent values of several columns."""

    items: list[RowFacetOut] = Field(description="One facet for each thing asked for, in that order.")
    version: int = _VERSION


class RowRangeOut(Wire):
    """One range of a histogram."""

    start: str | int | float | None = Field(
        description="Where it begins: `column__gte=start` holds for its rows; null before the first year.",
        examples=[1000],
    )
    end: str | int | float | None = Field(
        description="Where the next one begins: `column__lt=end` holds for its rows; null beyond all numbers or years.",
        examples=[2000],
    )
    count: int = Field(description="How many rows it holds.", examples=[207])


class RowHistogramOut(Wire):
    """How the values of a column are spread."""

    items: list[RowRangeOut] = Field(
        description="Ranges of one width that touch, in order, from the smallest value to the largest; those without "
        "rows too. Empty when no row has a value."
    )
    column: str = Field(description="The column.", examples=["population"])
    step: str | int | float | None = Field(
        description="How wide ranges are: a number, or `hour`, `day`, `week`, `month`, `quarter`, `year`, `10 years`…",
        examples=[1000],
    )
    missing: int = Field(description="How many rows have no value.", examples=[0])
    version: int = _VERSION


def facets_bytes(found: list[Facet], *, version: int) -> bytes:
    """Write a `RowFacetsOut`."""
    items = [
        {
            "name": each.group.name,
            "column": each.group.column,
            "values": [{"value": value, "count": count} for value, count in each.values],
            "distinct": each.distinct,
            "others": each.others,
            "missing": each.missing,
        }
        for each in found
    ]
    return orjson.dumps({"items": items, "version": version}, option=ROW_OPTIONS)


def histogram_bytes(found: Histogram, *, column: str, version: int) -> bytes:
    """Write a `RowHistogramOut`."""
    items = [{"start": each.start, "end": each.end, "count": count} for each, count in found.ranges]
    rest = {"column": column, "step": found.step, "missing": found.missing, "version": version}
    return orjson.dumps({"items": items, **rest}, option=ROW_OPTIONS)
