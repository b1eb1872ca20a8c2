"""What can be compared between two tables of one dataset: their common key, and how their columns differ.

Pure data, read from the two schemas: the engine compares by it, and answers say what became of the columns.
"""

from dataclasses import dataclass
from typing import Literal, Self

from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.values import Scalar

Cells = dict[str, Scalar]
Op = Literal["added", "changed", "removed"]

OPS: tuple[Op, ...] = ("added", "changed", "removed")


@dataclass(frozen=True)
class Retyped:
    """A column that kept its name and is of another type."""

    name: str
    before: ColumnType
    after: ColumnType


@dataclass(frozen=True)
class Tally:
    """How many rows came, differ and went."""

    added: int
    changed: int
    removed: int

    @property
    def total(self) -> int:
        """How many changes there are."""
        return self.added + self.changed + self.removed


@dataclass(frozen=True)
class RowChange:
    """What happened to one row.

    `before` and `after` hold the columns that differ; of an added row `after` is the whole row, and a removed row has
    nothing but its key: what a producer takes away is not published once more by telling so.
    """

    op: Op
    key: Cells
    before: Cells | None
    after: Cells | None


@dataclass(frozen=True)
class Comparison:
    """The columns of two tables with the same key, side by side.

    `kept` and `retyped` are in both, `added` only in the later one, `removed` only in the earlier one; all without the
    key, in the order of the later table (`removed`: of the earlier one).
    """

    key: tuple[str, ...]
    kept: tuple[str, ...]
    retyped: tuple[Retyped, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @classmethod
    def of(cls, before: TableSchema, after: TableSchema) -> Self | None:
        """Put two schemas side by side; None when rows are not identified by the same columns of the same types."""
        old, new = before.kinds, after.kinds
        if before.key != after.key or any(old[name] is not new[name] for name in after.key):
            return None
        both = [name for name in new if name in old and name not in after.key]
        return cls(
            key=after.key,
            kept=tuple(name for name in both if old[name] is new[name]),
            retyped=tuple(Retyped(name, old[name], new[name]) for name in both if old[name] is not new[name]),
            added=tuple(name for name in new if name not in old),
            removed=tuple(name for name in old if name not in new),
        )

    @property
    def in_both(self) -> tuple[str, ...]:
        """Name the columns that have a value before and after."""
        return (*self.kept, *(each.name for each in self.retyped))

    @property
    def in_after(self) -> tuple[str, ...]:
        """Name the columns that have a value after."""
        return (*self.in_both, *self.added)
