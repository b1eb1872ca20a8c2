"""Lists as tables: datasets, and the terms of a vocabulary."""

from rich.table import Table
from rich.text import Text

from plateforme.cli.asking import spaced
from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import DatasetOut, FacetsOut, VocabularyOut


async def catalogue(
    client: PlateformeV1, organization: str | None, words: str | None
) -> tuple[list[DatasetOut], FacetsOut]:
    """The datasets that match, and how many have which licence."""
    found = [one async for one in client.iter_datasets(organization=organization, q=words)]
    return found, await client.list_dataset_facets(organization=organization, q=words, facets="license")


def datasets_table(datasets: list[DatasetOut]) -> Table:
    """One line a dataset."""
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    table.add_column("dataset", style="cyan", no_wrap=True)
    table.add_column("rhythm", no_wrap=True)
    table.add_column("rows", justify="right", no_wrap=True)
    table.add_column("title", overflow="fold", min_width=12)
    for one in datasets:
        rows = "-" if one.rows is None else spaced(one.rows)
        table.add_row(Text(one.slug), one.frequency, rows, Text(one.title))
    return table


def licences(facets: FacetsOut) -> Text:
    """How many datasets have which licence, in a line."""
    counted = [value for facet in facets.items if facet.name == "license" for value in facet.values]
    told = ", ".join(f"{value.count} {value.value}" for value in counted)
    return Text(told or "no dataset", style="dim")


def terms(vocabulary: VocabularyOut) -> Table:
    """One line a term, the usual ones first."""
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    table.add_column("code", style="cyan", no_wrap=True)
    table.add_column("what it means", overflow="fold")
    for one in vocabulary.items:
        table.add_row(Text(one.code), Text(one.label))
    return table
