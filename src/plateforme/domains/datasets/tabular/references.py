"""Foreign keys: values that must be found in another dataset, or in another column of the same table.

As in SQL and Table Schema, a row with an empty cell among the columns of the key is not checked, nor is one whose cells
cannot be read (that is told already). Both sides are compared as canonical texts, so that a code kept as a number on
one side is found when the other keeps it as text: whole numbers have no decimals, dates are ISO 8601, booleans are
`true` and `false`. `01001` and `1001` stay different.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from plateforme.domains.datasets.tabular.columns.readings import class_of, quoted
from plateforme.domains.datasets.tabular.columns.rules import CELLS, UNCLASSED, Planned, Table, kind_of
from plateforme.domains.datasets.tabular.relations import ForeignKey
from plateforme.domains.datasets.tabular.report import Kind, Report
from plateforme.domains.datasets.tabular.table_schema import machine_name
from plateforme.kit.grammar.column_types import ColumnType

References = Callable[[str, tuple[str, ...]], Path | None]
"""Gives, for the slug of a dataset and machine names of columns, a Parquet in the working folder that holds them; None
when the platform has no such dataset to read."""

_STORED_NUMBERS = ("DOUBLE", "FLOAT", "DECIMAL")


@dataclass(frozen=True)
class Reference:
    """A foreign key that can be checked: SQL of the values on both sides."""

    values: tuple[str, ...]
    known: str
    kind: Kind
    told: str

    @property
    def places(self) -> str:
        """Give the SQL of the rows whose values are nowhere on the other side."""
        names = ", ".join(f"k{at}" for at in range(len(self.values)))
        values = ", ".join(f"{value} AS k{at}" for at, value in enumerate(self.values))
        filled = " AND ".join(f"k{at} IS NOT NULL" for at in range(len(self.values)))
        rows = f"(SELECT * FROM (SELECT _line, {self.told} AS told, {values} FROM {CELLS}) WHERE {filled})"
        return f"SELECT _line, told FROM {rows} AS mine ANTI JOIN ({self.known}) AS theirs USING ({names})"


def reference_of(
    foreign: ForeignKey, planned: Sequence[Planned], table: Table, report: Report, references: References | None
) -> Reference | None:
    """Prepare the check of a foreign key; None when it cannot be made, which the report then says."""
    by_name = {each.column.name: each for each in planned}
    mine = [by_name[name] for name in foreign.columns]
    if any(each.absent for each in mine):
        return None
    label = ", ".join(each.shown for each in mine)
    if foreign.resource:
        known = _elsewhere(foreign, table, report, references, label)
    else:
        theirs = [by_name[name] for name in foreign.referenced]
        known = None if any(each.absent for each in theirs) else _selected([_canonical(each) for each in theirs], CELLS)
    if known is None:
        return None
    where = f"of the dataset “{foreign.resource}”" if foreign.resource else "of this table"
    said = (
        f"No row {where} has {'this value' if len(mine) == 1 else 'these values'} in {', '.join(foreign.referenced)}."
    )
    remedy = (
        "Mend the value, or publish the missing row first." if foreign.resource else "Mend the value, or add the row."
    )
    told = class_of(mine[0].cell) if len(mine) == 1 else UNCLASSED
    return Reference(tuple(_canonical(each) for each in mine), known, kind_of("foreign-key", mine, said, remedy), told)


def _elsewhere(
    foreign: ForeignKey, table: Table, report: Report, references: References | None, label: str
) -> str | None:
    if references is None:
        said = (
            f"The foreign key to the dataset “{foreign.resource}” was not checked: no other dataset can be read here."
        )
        report.warn("unchecked-rule", said, "Check it by other means.", column=label)
        return None
    wanted = tuple(machine_name(name) for name in foreign.referenced)
    parquet = references(foreign.resource, wanted)
    if parquet is None:
        said = f"The foreign key refers to the dataset “{foreign.resource}”, which the platform does not have."
        report.add("schema-error", said, "Publish that dataset first, or mend the reference.", column=label)
        return None
    source = f"read_parquet({quoted(str(parquet))})"
    kinds = {str(name): str(kind) for name, kind, *_ in table.all(f"DESCRIBE FROM {source}")}
    missing = [name for name in wanted if name not in kinds]
    if missing:
        said = f"The foreign key refers to the column {', '.join(missing)}, which “{foreign.resource}” does not have."
        report.add("schema-error", said, "Mend the reference in the schema.", column=label)
        return None
    return _selected(
        [_canonical_text(f'"{name}"', is_number=kinds[name].startswith(_STORED_NUMBERS)) for name in wanted], source
    )


def _selected(values: Sequence[str], source: str) -> str:
    told = ", ".join(f"{value} AS k{at}" for at, value in enumerate(values))
    return f"SELECT {told} FROM {source}"


def _canonical(planned: Planned) -> str:
    return _canonical_text(planned.typed, is_number=planned.column.type is ColumnType.NUMBER)


def _canonical_text(value: str, *, is_number: bool) -> str:
    text = f"CAST({value} AS VARCHAR)"
    if not is_number:
        return text
    whole = f"({value}) = trunc({value}) AND abs({value}) < 9e15"
    return f"CASE WHEN {whole} THEN CAST(CAST({value} AS BIGINT) AS VARCHAR) ELSE {text} END"
