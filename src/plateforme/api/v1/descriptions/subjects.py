"""What is described: a dataset, the version of it that answers, and a few of its rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from plateforme.api.v1.descriptions.columns import row_number
from plateforme.domains.datasets.tables import Dataset
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.query import parse
from plateforme.domains.datasets.tabular.table_schema import Column
from plateforme.domains.datasets.versions import Served
from plateforme.kit.grammar.column_types import ColumnType

EXAMPLE_ROWS: Final = 20
LONGEST_EXAMPLE: Final = 200
"""Letters of a text that is still an example."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Subject:
    """A dataset as it is described, at one version."""

    dataset: Dataset
    table: Served
    schema_version: str
    publisher: str
    base: str
    """Address of the API."""
    rows: Sequence[Row]
    """Its first rows."""

    @property
    def address(self) -> str:
        """Give the address of the dataset."""
        return f"{self.base}/datasets/{self.dataset.slug}"

    @property
    def identifier(self) -> str:
        """Give the slug as a program may write it."""
        return re.sub(r"[^a-z0-9]", "_", self.dataset.slug)

    @property
    def examples(self) -> dict[str, Any]:
        """Give, of each column, the first value that the first rows have."""
        found: dict[str, Any] = {}
        for row in self.rows:
            for name, value in row.items():
                if value is not None and not (isinstance(value, str) and len(value) > LONGEST_EXAMPLE):
                    found.setdefault(name, value)
        return found

    @property
    def columns(self) -> tuple[Column, ...]:
        """Give the columns that are answered: `_row` is one where the table has no key."""
        schema = self.table.schema
        return (*schema.columns, *(() if schema.primary_key else (row_number(),)))

    @property
    def key(self) -> tuple[Column, ...]:
        """Give the columns that identify a row."""
        return tuple(column for name in self.table.schema.key for column in self.columns if column.name == name)

    @property
    def example_group(self) -> str | None:
        """Give a column to group by: the first text that is not the key."""
        texts = (each for each in self.table.schema.columns if each.type is ColumnType.STRING)
        return next((each.name for each in texts if each.name not in self.table.schema.key), None)


def first_rows(engine: RowEngine, table: Served) -> list[Row]:
    """Read the rows that examples are taken from."""
    page = engine.page(table, replace(parse([], table.schema), limit=EXAMPLE_ROWS))
    rows: list[Row] = orjson.loads(page.items)
    return rows
