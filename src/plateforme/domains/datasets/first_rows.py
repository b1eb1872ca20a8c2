"""The first version of a dataset, made by row writes: the table that its declared schema describes, without rows.

Nothing of it is seen before rows land: the first version is a whole table, as a file with these rows would make.
"""

import csv
from pathlib import Path

from sqlmodel import Session

from plateforme.domains.datasets import catalogue
from plateforme.domains.datasets.errors import KeyRequired, NothingPublished
from plateforme.domains.datasets.references import PublishedColumns
from plateforme.domains.datasets.tabular.engine.editing import Below
from plateforme.domains.datasets.tabular.engine.whole import WholeTable
from plateforme.domains.datasets.tabular.ingestion import Hints, ingest
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.domains.datasets.versions import Base, Served
from plateforme.domains.datasets.workshop import Workshop

_HINTS = Hints(encoding="utf-8", delimiter=",", header_row=1)


def empty_table(shop: Workshop, session: Session, slug: str, folder: Path) -> Served:
    """Make what the first rows are written to, from the schema and the key that the dataset declares."""
    dataset = catalogue.get_dataset(session, slug)
    if not dataset.declared_schema:
        raise NothingPublished(slug)
    declared = TableSchema.from_descriptor(dataset.declared_schema)
    key = tuple(dataset.primary_key) or declared.primary_key
    if not key:
        raise KeyRequired(slug)
    source = folder / "empty.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(column.label for column in declared.columns)
    made = ingest(
        source,
        filename=source.name,
        declared=declared,
        primary_key=key,
        limits=shop.limits,
        workdir=folder,
        progress=lambda *_: None,
        hints=_HINTS,
        references=PublishedColumns(shop, folder),
    )
    parquet_key = shop.keep("parquet", made.digest, made.parquet)
    now = shop.clock.now()
    return Served("", slug, 0, made.digest, parquet_key, made.schema, 0, now)


def whole_table(shop: Workshop, empty: Served, below: Below, folder: Path) -> tuple[Base, int]:
    """Write the rows of the first batch as a whole table; give it with its size in bytes."""
    target = folder / "first.parquet"
    with WholeTable(folder, empty, below, memory=shop.limits.memory) as whole:
        digest, size = whole.write_out(target)
    return Base(digest, shop.keep("parquet", digest, target), empty.schema, empty.rows), size
