"""`plateforme rows group`, `facets` and `histogram`: what the rows of a dataset come to."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from plateforme.cli.asking import ask, err, out, spaced
from plateforme.cli.options import AnyKey, Api, Dataset, fail

if TYPE_CHECKING:
    from plateforme.client.v1 import PlateformeV1
    from plateforme.client.v1_types import GroupPageOut, RowFacetsOut, RowHistogramOut

OPTIONS = frozenset({"group_by", "measures", "sort", "limit", "count", "cursor", "facets", "histogram", "bins"})
"""Words that steer an answer: a column with such a name is filtered as in limit__eq=3."""

BAR = 40
"""Characters of the longest bar."""

Where = Annotated[
    list[str] | None,
    typer.Option("--where", "-w", help="A filter, as in a URL: nom__startswith=Parc. May be given several times."),
]


def group(
    slug: Dataset,
    by: Annotated[
        list[str] | None,
        typer.Argument(metavar="[BY]…", help="Columns, part(column) such as month(date), or bin(column,size)."),
    ] = None,
    *,
    api: Api,
    key: AnyKey = None,
    measures: Annotated[
        str, typer.Option("--measures", "-m", help="What to compute: count, sum(column), percentile(column,95)…")
    ] = "count",
    sort: Annotated[str | None, typer.Option(help="Names of results, - in front to reverse: -count.")] = None,
    where: Where = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many groups.")] = 20,
) -> None:
    """Group the rows of a dataset, and compute measures of each group; of all rows, without a column to group by.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    filters = read_filters(where)

    async def work(client: "PlateformeV1") -> "GroupPageOut":
        return await client.list_aggregates(
            slug,
            group_by=",".join(by or []) or None,
            measures=measures,
            sort=sort,
            limit=limit,
            count="exact",
            **filters,
        )

    page = ask(api, key, work)
    table = _table(*(page.items[0] if page.items else ()))
    for row in page.items:
        table.add_row(*map(_text, row.values()))
    out.print(table)
    total = page.count.value or 0
    err.print(f"{slug}, version {page.version}: {len(page.items)} of {spaced(total)} groups", markup=False)


def facets(
    slug: Dataset,
    columns: Annotated[
        list[str], typer.Argument(metavar="COLUMN…", help="Columns, or part(column), bin(column,size).")
    ],
    *,
    api: Api,
    key: AnyKey = None,
    where: Where = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many values of each.")] = 10,
) -> None:
    """Show the most frequent values of columns, each with its number of rows.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    filters = read_filters(where)

    async def work(client: "PlateformeV1") -> "RowFacetsOut":
        return await client.get_row_facets(slug, facets=",".join(columns), limit=limit, **filters)

    for facet in ask(api, key, work).items:
        table = _table(facet.name, "count")
        for each in facet.values:
            table.add_row(_text(each.value), spaced(each.count))
        if facet.missing:
            table.add_row(_text(None), spaced(facet.missing))
        out.print(table)
        out.print(f"{spaced(facet.distinct)} values, {spaced(facet.others)} rows with others\n", style="dim")


def histogram(
    slug: Dataset,
    column: Annotated[str, typer.Argument(metavar="COLUMN", help="A column of numbers, dates or instants.")],
    *,
    api: Api,
    key: AnyKey = None,
    where: Where = None,
    bins: Annotated[int, typer.Option(min=2, max=500, help="How many ranges at most.")] = 20,
) -> None:
    """Draw how the values of a column are spread.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    filters = read_filters(where)

    async def work(client: "PlateformeV1") -> "RowHistogramOut":
        return await client.get_row_histogram(slug, histogram=column, bins=bins, **filters)

    found = ask(api, key, work)
    most = max((each.count for each in found.items), default=0)
    table = _table("from", "count", "")
    for each in found.items:
        table.add_row(_text(each.start), spaced(each.count), "█" * (each.count * BAR // most))
    out.print(table)
    err.print(f"{slug}, version {found.version}: {spaced(found.missing)} rows without a value", markup=False)


def read_filters(where: list[str] | None) -> dict[str, Any]:
    """Read filters from the command line."""
    filters = {}
    for each in where or []:
        name, sign, value = each.partition("=")
        if not name or not sign or name in OPTIONS:
            raise fail("A filter is written column=value or column__operator=value.", code=2)
        filters[name] = value
    return filters


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, overflow="ellipsis", no_wrap=True, justify="right" if name == "count" else "left")
    return table


def _text(value: Any) -> Text:
    if value is None:
        return Text("-", style="dim")
    return Text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
