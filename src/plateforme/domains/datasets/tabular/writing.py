"""Row writes: operations checked by the rules that files are checked by, then turned into a new difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from plateforme.domains.datasets.tabular.columns.declared_readings import comparable, declared_reading
from plateforme.domains.datasets.tabular.columns.planning import cell_of
from plateforme.domains.datasets.tabular.columns.readings import TEXT
from plateforme.domains.datasets.tabular.columns.rules import Planned, computed_once
from plateforme.domains.datasets.tabular.edits import Edits, Fault
from plateforme.domains.datasets.tabular.engine.editing import Below, Editing
from plateforme.domains.datasets.tabular.errors import EditsRefused
from plateforme.domains.datasets.tabular.places.placing import placed, stored_as
from plateforme.domains.datasets.tabular.query import Table
from plateforme.domains.datasets.tabular.references import References, reference_of
from plateforme.domains.datasets.tabular.relations import ForeignKey
from plateforme.domains.datasets.tabular.report import NO_ROW, Report
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.domains.datasets.tabular.validation import validate
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.values import Scalar

MEMORY: Final = "512MB"
MOST_TOLD: Final = 1_000
_REQUIRED: Final = "The cell is empty and is required. Fill it in."
_UNIQUE: Final = "Another row has the same value, and the schema says that values are unique. Mend one of the two rows."

_FORMS: Final[Mapping[ColumnType, str]] = {
    ColumnType.NUMBER: "Write it as rows are read, with a decimal point: 12.5.",
    ColumnType.DATE: "Write it as rows are read: 2024-12-31.",
    ColumnType.DATETIME: "Write it as rows are read, with its offset: 2024-12-31T18:30:00+01:00.",
}
"""The forms that a schema declares are those of files: written rows have the forms of rows that are read."""


@dataclass(frozen=True)
class Result:
    """What became of one operation."""

    position: int
    key: tuple[Scalar, ...]
    result: str


@dataclass(frozen=True)
class Delta:
    """The Parquet of what differs from the base, its SHA-256 and its size in bytes, and its serving file."""

    path: Path
    serving: Path
    digest: str
    size: int


@dataclass(frozen=True)
class Written:
    """The outcome of a batch; `delta` is None when the table is now what its base is."""

    results: Sequence[Result]
    counts: Mapping[str, int]
    rows: int
    schema: TableSchema
    delta: Delta | None

    @property
    def changed(self) -> bool:
        """Whether the table says something else than before."""
        return any(self.counts[name] for name in ("added", "changed", "removed"))


def write_rows(
    table: Table, edits: Edits, below: Below, *, workdir: Path, references: References | None = None
) -> Written:
    """Apply a batch to a version, all of it or nothing; EditsRefused tells every fault.

    The files of the delta are left in `workdir`, which the caller deletes.
    """
    with Editing(workdir, table, below, memory=MEMORY) as engine:
        batch = _Batch(engine, table, edits, references)
        batch.check_cells()
        schema = batch.meet()
        batch.check_rows()
        counts = engine.counts_of()
        keys = ", ".join(f"n{table.schema.names.index(name)}" for name in table.schema.key)
        told = engine.all(f"SELECT position, result, {keys} FROM merged ORDER BY position")
        results = [Result(position, tuple(key), result) for position, result, *key in told]
        target, serving = workdir / "delta.parquet", workdir / "delta.duckdb"
        delta = engine.write_delta(target)
        if delta:
            engine.write_layer(serving)
    rows = table.rows + counts["added"] - counts["removed"]
    return Written(results, counts, rows, schema, Delta(target, serving, *delta) if delta else None)


class _Batch:
    """One batch on its way."""

    def __init__(self, engine: Editing, table: Table, edits: Edits, references: References | None) -> None:
        self.engine = engine
        self.schema = table.schema
        self.edits = edits
        self.references = references
        self.faults = list(edits.faults)
        self.planned = [_planned(at, column) for at, column in enumerate(self.schema.columns)]

    def check_cells(self) -> None:
        """Check what can be told from the operations alone."""
        self.engine.load(self.edits.operations)
        report = Report()
        # Whether a column may be empty depends on the row that is there: it is asked later.
        validate([_without_relations(each) for each in self.planned], (), self.engine, report)
        self._tell(report)
        self._check_twins()
        self._stop_if_wrong()

    def meet(self) -> TableSchema:
        """Put the operations and the rows they are about together, and compute where rows are; give the schema."""
        self.engine.meet(self.planned)
        schema = placed(self.engine, self.schema)
        self.engine.decide()
        return schema

    def check_rows(self) -> None:
        """Check what the rows owe to their schema and to other rows."""
        for at, column in enumerate(self.schema.columns):
            if column.required or column.name in self.schema.primary_key:
                asked = f"NOT is_delete AND n{at} IS NULL AND (s{at} OR live_row IS NULL)"
                self._add(f"SELECT position FROM merged WHERE {asked}", column.name, "constraint-error", _REQUIRED)
            if column.constraints.get("unique"):
                self._check_unique((column.name,))
        for names in self.schema.unique_keys:
            self._check_unique(names)
        self._check_references()
        self._stop_if_wrong()

    def _check_twins(self) -> None:
        keys = ", ".join(self.planned[self.schema.names.index(name)].typed for name in self.schema.key)
        groups = f"SELECT list(_line ORDER BY _line) AS places FROM source GROUP BY {keys} HAVING count(*) > 1"
        for (places,) in self.engine.all(f"SELECT places FROM ({groups}) ORDER BY places"):
            first, *later = places
            for position in later:
                said = f"Operations {first} and {position} are about the same row. Send one of the two."
                self.faults.append(Fault(position, ", ".join(self.schema.key), "duplicate-key", said))

    def _check_unique(self, names: Sequence[str]) -> None:
        """Two rows of the new table may not share these values, unless one of them is missing."""
        places = [(self.schema.column(name), self.schema.names.index(name)) for name in names]
        keys = ", ".join(f"k{number}" for number in range(len(names)))
        mine = ", ".join(f"{_compared(each, f'n{at}')} AS k{number}" for number, (each, at) in enumerate(places))
        theirs = ", ".join(
            f"{_compared(each, quote(each.name))} AS k{number}" for number, (each, _) in enumerate(places)
        )
        filled = " AND ".join(f"n{at} IS NOT NULL" for _, at in places)
        rows = f"SELECT position, result, {mine} FROM merged WHERE NOT is_delete AND {filled}"
        ranked = f"SELECT position, row_number() OVER (PARTITION BY {keys} ORDER BY position) AS n FROM ({rows})"
        written = f"(SELECT * FROM ({rows}) WHERE result IN ('added', 'changed'))"
        others = f"(SELECT {theirs} FROM {self.engine.untouched()})"
        taken = f"SELECT position FROM {written} SEMI JOIN {others} USING ({keys})"
        places_ = f"SELECT position FROM ({ranked}) WHERE n > 1 UNION {taken}"
        self._add(places_, ", ".join(names), "unique-error", _UNIQUE)

    def _check_references(self) -> None:
        for foreign in self.schema.foreign_keys:
            self._look_at(foreign)
            report, stored = Report(), computed_once(stored_as(self.schema), self.engine)
            reference = reference_of(foreign, stored, self.engine, report, self.references)
            self._tell(report)
            if reference:
                said = f"{reference.kind.detail} {reference.kind.remedy}"
                self._add(f"SELECT _line FROM ({reference.places})", ", ".join(foreign.columns), "foreign-key", said)

    def _look_at(self, foreign: ForeignKey) -> None:
        """Make `source` of the rows that may break a foreign key."""
        names = self.schema.names
        chosen = ", ".join(f"n{at}" for at in range(len(names)))
        rows = f"SELECT position AS _line, {chosen} FROM merged WHERE NOT is_delete"
        if foreign.resource:
            sent = " OR ".join(f"s{names.index(name)}" for name in foreign.columns)
            rows += f" AND ({sent})"
        else:  # a row may lose the one that it refers to: all of them are looked at
            rest = ", ".join(f"{quote(name)} AS n{at}" for at, name in enumerate(names))
            rows += f" UNION ALL SELECT {NO_ROW}, {rest} FROM {self.engine.untouched()}"
        self.engine.all(f"CREATE OR REPLACE VIEW source AS SELECT _line AS _row, * FROM ({rows})")

    def _add(self, places: str, column: str, code: str, detail: str) -> None:
        for (position,) in self.engine.all(f"SELECT DISTINCT * FROM ({places}) ORDER BY 1"):
            self.faults.append(Fault(position or None, column, code, detail))

    def _tell(self, report: Report) -> None:
        for finding in report.errors:
            self.faults.append(self._fault(finding.row, finding.column, finding.code, finding.detail, finding.remedy))
        for position, kind, told in report.late() if report.late else ():
            found = kind.at(position, told)
            self.faults.append(self._fault(position, found.column, found.code, found.detail, found.remedy))

    def _fault(self, position: int | None, column: str | None, code: str, detail: str, remedy: str) -> Fault:
        if code == "type-error" and column in self.schema.names:
            remedy = _FORMS.get(self.schema.column(column).type, remedy)
        return Fault(position, column, code, f"{detail} {remedy}")

    def _stop_if_wrong(self) -> None:
        if self.faults:
            in_order = sorted(self.faults, key=lambda each: (each.position or 0, each.column or "", each.code))
            raise EditsRefused(len(in_order), [self.edits.detail(each) for each in in_order[:MOST_TOLD]])


def _planned(at: int, column: Column) -> Planned:
    reading = declared_reading(column) or TEXT
    return Planned(column, column.name, cell_of(at, reading, padded=True), reading)


def _without_relations(planned: Planned) -> Planned:
    rules = {name: rule for name, rule in planned.column.constraints.items() if name not in ("required", "unique")}
    return replace(planned, column=replace(planned.column, constraints=rules))


def _compared(column: Column, value: str) -> str:
    return comparable(column).replace("{v}", value)
