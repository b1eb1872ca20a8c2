"""The whole table of a version of row writes, to be written as an ingestion of the same content would write it."""

from pathlib import Path
from typing import Final

from plateforme.domains.datasets.tabular.engine.editing import Below
from plateforme.domains.datasets.tabular.engine.files import TABLE, literal
from plateforme.domains.datasets.tabular.engine.layers import GONE, Layers
from plateforme.domains.datasets.tabular.engine.loading import Loading
from plateforme.domains.datasets.tabular.query import Table
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.kit.grammar.column_types import ColumnType

_BASE: Final = "base"
_DELTA: Final = "delta"


class WholeTable(Loading):
    """A private engine that holds both layers as one `source`."""

    def __init__(self, workdir: Path, table: Table, below: Below, *, memory: str) -> None:
        """Open the engine over the version's files."""
        super().__init__(workdir, memory=memory)
        self._computed = 1  # the source is no table whose groups of rows could be taken as they are
        self._schema = table.schema
        self._run(f"ATTACH {literal(below.base)} AS {_BASE} (READ_ONLY)")
        layers = Layers(table.schema, f"{_BASE}.{TABLE}")
        if below.delta is not None:
            self._run(f"ATTACH {literal(below.delta)} AS {_DELTA} (READ_ONLY)")
            layers = Layers(table.schema, layers.rows, fresh=f"{_DELTA}.{TABLE}", gone=f"{_DELTA}.{GONE}")
        self._run(f"CREATE VIEW source AS SELECT * FROM {layers.whole}")

    def write_out(self, target: Path) -> tuple[str, int]:
        """Write the canonical Parquet; give its SHA-256 and its size in bytes."""
        columns = [_stored(each.name, each.type) for each in self._schema.columns]
        self.settle(columns, key=[quote(name) for name in self._schema.key])
        return self.write(target)


def _stored(name: str, kind: ColumnType) -> str:
    column = quote(name)
    return f"{column} AT TIME ZONE 'UTC' AS {column}" if kind is ColumnType.DATETIME else column
