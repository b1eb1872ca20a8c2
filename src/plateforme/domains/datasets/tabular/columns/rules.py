"""What a rule is, once compiled: SQL that is true for a faulty row, and what to tell of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from plateforme.domains.datasets.tabular.columns.readings import Reading
from plateforme.domains.datasets.tabular.faults import Kept
from plateforme.domains.datasets.tabular.report import Kind, short_label
from plateforme.domains.datasets.tabular.table_schema import Column

CELLS = "checked"
"""The view of the cells that rules are about: `_row`, `_line`, and for each column its cell and its typed value."""
UNCLASSED = "CAST(NULL AS VARCHAR)"


class Table(Kept, Protocol):
    """What the rules ask of the engine that holds the table."""

    def one(self, sql: str) -> tuple[Any, ...]:
        """Ask a question that has one row for an answer."""

    def understands(self, pattern: str) -> bool:
        """Tell whether the engine can evaluate this regular expression."""

    def keep_values(self, table: str, values: Sequence[str]) -> None:
        """Keep a list of texts as a table."""


@dataclass(frozen=True)
class Planned:
    """A column of the result: its declaration, its label in the file, and the SQL of its cells.

    An `absent` column is declared and not in the file. An `inner` one is an item of the cells of another. `value` is
    SQL of the typed value when that has been computed already.
    """

    column: Column
    shown: str
    cell: str
    reading: Reading
    checked: bool = False
    absent: bool = False
    inner: bool = False
    value: str | None = None

    @property
    def typed(self) -> str:
        """Give the SQL of the value; NULL when the cell is missing or cannot be read."""
        if self.value is not None:
            return self.value
        return self.reading.typed(self.cell, checked=self.checked)


@dataclass(frozen=True)
class Rule:
    """One rule on the cells of a row. `told` is SQL that names the class of the value."""

    broken: str
    kind: Kind
    told: str = UNCLASSED


@dataclass(frozen=True)
class Distinct:
    """No two rows may have the same values: SQL of the values, any of which being missing makes a row pass."""

    values: tuple[str, ...]
    kind: Kind
    told: str = UNCLASSED

    @property
    def count(self) -> str:
        """Give the SQL that counts the rows whose values an earlier row has."""
        groups = f"SELECT count(*) AS n FROM {self._rows()} WHERE {self._filled} GROUP BY {self._names}"
        return f"SELECT coalesce(sum(n) - count(*), 0) FROM ({groups})"

    @property
    def ascends(self) -> str:
        """Give the SQL of one row that is true when each row's values are above those before, as in a sorted table.

        Such values are unique, and this is known at a fraction of what it takes to group them. Only the first row has
        none before it; a missing value is above nothing. A window without an order follows the rows as they stand.
        """
        row = self._names if len(self.values) == 1 else f"row({self._names})"
        steps = f"SELECT ({row} > lag({row}) OVER ()) IS TRUE AS above FROM {self._rows()}"
        return f"SELECT count(*) < 2 FROM (SELECT 1 FROM ({steps}) WHERE NOT above LIMIT 2)"

    @property
    def places(self) -> str:
        """Give the SQL of these rows and of what is told of each."""
        ranked = (
            f"SELECT _line, told, row_number() OVER (PARTITION BY {self._names} ORDER BY _row) AS n "
            f"FROM {self._rows(f'{self.told} AS told, ')} WHERE {self._filled}"
        )
        return f"SELECT _line, told FROM ({ranked}) WHERE n > 1"

    def _rows(self, told: str = "") -> str:
        values = ", ".join(f"{value} AS k{at}" for at, value in enumerate(self.values))
        return f"(SELECT _row, _line, {told}{values} FROM {CELLS})"

    @property
    def _names(self) -> str:
        return ", ".join(f"k{at}" for at in range(len(self.values)))

    @property
    def _filled(self) -> str:
        return " AND ".join(f"k{at} IS NOT NULL" for at in range(len(self.values)))


def computed_once(planned: Sequence[Planned], table: Table) -> list[Planned]:
    """Make the view of the cells, and give the columns in its terms: each cell is read once, however many its rules."""
    shown, seen = ["_row", "_line"], []
    for at, each in enumerate(planned):
        shown.append(f"{each.cell} AS v{at}")
        value = f"v{at}"
        if each.typed != each.cell:
            shown.append(f"{each.typed} AS t{at}")
            value = f"t{at}"
        seen.append(replace(each, cell=f"v{at}", value=value))
    table.all(f"CREATE OR REPLACE VIEW {CELLS} AS SELECT {', '.join(shown)} FROM source")
    return seen


def kind_of(
    code: str, planned: Sequence[Planned], detail: str, remedy: str, *, empty: bool = False, says_class: bool = False
) -> Kind:
    """Give what the faults of a rule on these columns share."""
    label = ", ".join(short_label(each.shown) for each in planned)
    return Kind(code, label, detail, remedy, "empty" if empty else None, says_class)
