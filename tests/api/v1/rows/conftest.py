"""Tables published without the detour of a file: the catalogue's rows and the Parquet, as a publication leaves them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.domains.datasets.tabular.row_tables import COMMUNES, COMMUNES_ROWS, a_table

from plateforme.api.deps import Platform
from plateforme.domains.access.principal import Principal
from plateforme.domains.datasets import catalogue
from plateforme.domains.datasets.errors import DatasetExists
from plateforme.domains.datasets.tables import Version
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit.ids import new_id

PRODUCER = Principal(consumer="loader", organization="nantes", scopes=frozenset({"datasets:write"}), key_id="k")


@pytest.fixture
def publish(platform: Platform, tmp_path: Path) -> Callable[..., None]:
    """Publish rows as the next version of a dataset, which is made when it is new."""

    def make(slug: str, schema: TableSchema = COMMUNES, rows: Sequence[Sequence[Any]] = COMMUNES_ROWS) -> None:
        table = a_table(tmp_path, schema, rows)
        key = f"parquet/{table.digest}.parquet"
        platform.storage.put_file(key, Path(table.parquet_key))
        now = platform.clock.now()
        with platform.db.writing() as session:
            with suppress(DatasetExists):
                catalogue.create_dataset(
                    session,
                    by=PRODUCER,
                    slug=slug,
                    now=now,
                    title=slug,
                    description="",
                    license="etalab-2.0",
                    frequency="ANNUAL",
                    keywords=[],
                    themes=[],
                    spatial=[],
                    primary_key=list(schema.primary_key),
                )
            dataset = catalogue.get_dataset(session, slug)
            dataset.version = (dataset.version or 0) + 1
            dataset.rows = len(rows)
            session.add(
                Version(
                    id=new_id(now),
                    dataset_id=dataset.id,
                    number=dataset.version,
                    digest=table.digest,
                    parquet_key=key,
                    parquet_bytes=Path(table.parquet_key).stat().st_size,
                    source_digest=table.digest,
                    source_name="t.csv",
                    source_bytes=1,
                    rows=len(rows),
                    table_schema=schema.to_descriptor(),
                    published_at=now,
                )
            )

    return make
