"""What a declared schema says of where rows are: for the publisher, or from the publication before."""

from dataclasses import dataclass

from plateforme.domains.datasets.tabular.columns.rules import Planned
from plateforme.domains.datasets.tabular.geometry import SHAPE, Geometry
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType


@dataclass(frozen=True)
class Declared:
    """The schema that rules, when there is one."""

    schema: TableSchema | None

    def __bool__(self) -> bool:
        """Tell whether a schema was declared."""
        return self.schema is not None

    @property
    def geometry(self) -> Geometry | None:
        """Give the declared geometry: that of the last publication, as a rule."""
        return self.schema.geometry if self.schema else None

    def is_place(self, column: Column) -> bool:
        """Tell whether the column was declared to hold places."""
        return self.schema is not None and column.declared_as[0] in ("geojson", "geopoint")

    def may_hold_places(self, each: Planned, *, shapes: bool) -> bool:
        """Tell whether a text column may hold places, as shapes or as points; without a schema, any may."""
        if each.column.type is not ColumnType.STRING or each.absent:
            return False
        if self.schema is None:
            return True
        before = self.geometry
        if not shapes and before and each.column.name in before.source:
            return True
        return each.column.declared_as[0] == (SHAPE if shapes else "geopoint") or bool(
            shapes and each.column.options.get("crs") and each.column.declared_as[1] == "wkt"
        )

    def crs_of(self, column: Column, *, of_schema: bool = True) -> str | None:
        """Give the declared reference system of a column: its own, that of the last publication, the schema's."""
        if self.schema is None:
            return None
        own = column.options.get("crs")
        before = self.geometry
        if not own and before and (column.name in before.source or column.name == before.column):
            own = before.source_crs
        return str(own) if own else self.schema.crs if of_schema else None
