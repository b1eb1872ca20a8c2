"""The validation report: every fault of a file with its place and its remedy, never with the faulty value."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from plateforme.domains.datasets.tabular.errors import FileRefused
from plateforme.domains.datasets.tabular.table_schema import TableSchema

MOST_ERRORS = 10_000
MOST_WARNINGS = 1_000
LONGEST_LABEL = 100
PATTERN_SECONDS: Final = 60.0
"""For all regular expressions of a table together that the engine does not know: a schema may hold a thousand."""
ROW_RULE = (
    "Rows are counted as records: the header is row 1, the first data row is row 2, blank lines count, and a cell "
    "written over several lines counts once. Without a header (JSON, Parquet) the first record is row 1."
)
NO_ROW: Final = 0
"""Stands for a fault of the whole file where only numbers fit: rows are counted from 1."""


@dataclass(frozen=True)
class Finding:
    """One fault: its Table Schema code, where it is, what it is and how to mend it.

    `value_class` names the kind of what was found (`text`, `empty`, `number with a decimal comma`…): never the value.
    """

    code: str
    row: int | None
    column: str | None
    detail: str
    remedy: str
    value_class: str | None = None


@dataclass(frozen=True)
class Kind:
    """What the faults of one rule in one column share. `says_class`: the detail begins with the class of the value."""

    code: str
    column: str | None
    detail: str
    remedy: str
    value_class: str | None = None
    says_class: bool = False

    @property
    def rank(self) -> tuple[str, str, str]:
        """Give the order among the faults of one row."""
        return (self.column or "", self.code, self.detail)

    def at(self, row: int | None, told: str | None = None) -> Finding:
        """Give the fault of one row; `told` is the class of its value, with its article."""
        detail = f"{told[0].upper()}{told[1:]} {self.detail}" if told and self.says_class else self.detail
        value_class = self.value_class if told is None else _without_article(told)
        return Finding(self.code, row, self.column, detail, self.remedy, value_class)


Place = tuple[int, Kind, str | None]
"""A fault: its row, its kind, and the class of its value, with its article."""


@dataclass
class Report:
    """What is learned about a file while it is read; it ends as a plain dict.

    Errors found while the file is read are kept as pairs of numbers (a row, a kind), so that a million of them cost
    some megabytes. Those that the rules find stay in the engine, and `late` gives them in the order of the rows.
    `patience` are the seconds left for regular expressions that are evaluated apart.
    """

    source: dict[str, Any] = field(default_factory=dict)
    columns: list[dict[str, str]] = field(default_factory=list)
    rows: int = 0
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)
    warning_totals: Counter[str] = field(default_factory=Counter)
    late: Callable[[], Iterator[Place]] | None = None
    patience: float = field(default_factory=lambda: PATTERN_SECONDS)
    _kinds: dict[Kind, int] = field(default_factory=dict)
    _rows: "array[int]" = field(default_factory=lambda: array("q"))
    _kind_of: "array[int]" = field(default_factory=lambda: array("q"))

    def add(
        self,
        code: str,
        detail: str,
        remedy: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value_class: str | None = None,
    ) -> None:
        """Count an error and keep its place."""
        self.totals[code] += 1
        kind = Kind(code, _short(column), detail, remedy, value_class)
        self._rows.append(NO_ROW if row is None else row)
        self._kind_of.append(self._kinds.setdefault(kind, len(self._kinds)))
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(kind.at(row))

    def early(self) -> Iterator[Place]:
        """Give the errors that were added one by one, in the order of the rows."""
        kinds = list(self._kinds)
        ranks = {at: rank for rank, at in enumerate(sorted(range(len(kinds)), key=lambda at: kinds[at].rank))}
        order = sorted(range(len(self._rows)), key=lambda at: (self._rows[at], ranks[self._kind_of[at]]))
        return ((self._rows[at], kinds[self._kind_of[at]], None) for at in order)

    def count(self, code: str, number: int) -> None:
        """Count errors whose places are kept by the engine."""
        if number:
            self.totals[code] += number

    def settle(self, first: Sequence[Finding]) -> None:
        """Take the first errors over, in the order of the rows."""
        self.errors = list(first)

    def warn(self, code: str, detail: str, remedy: str, *, row: int | None = None, column: str | None = None) -> None:
        """Count something that the producer should know and that stops nothing, and keep the first ones."""
        self.warning_totals[code] += 1
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(Finding(code, row, _short(column), detail, remedy))

    def describe(self, schema: TableSchema, rows: int) -> None:
        """Say which columns were found, and why each has its type."""
        self.rows = rows
        self.columns = [
            {"name": each.name, "label": each.label, "type": each.type.value, "why": each.why}
            for each in schema.columns
        ]

    def as_dict(self) -> dict[str, Any]:
        """Give the report for the wire: plain values only."""
        return {
            "valid": not self.totals,
            "rows": self.rows,
            "columns": self.columns,
            "source": self.source,
            "errors": [asdict(each) for each in self.errors],
            "totals": dict(sorted(self.totals.items())),
            "warnings": [asdict(each) for each in self.warnings],
            "warning_totals": dict(sorted(self.warning_totals.items())),
            "row_rule": ROW_RULE,
        }

    def refuse(self, code: str, detail: str, remedy: str, *, row: int | None = None) -> FileRefused:
        """Add a fault that ends the reading, and give the refusal to raise."""
        self.add(code, detail, remedy, row=row)
        return self.refusal()

    def refusal(self, faults: Path | None = None) -> FileRefused:
        """Sum the errors up in one sentence that carries the whole report, and the file of all of them."""
        many = self.totals.total()
        if not self.errors:
            return FileRefused(f"The file has {many} errors, told in its report.", self.as_dict(), faults)
        first = self.errors[0]
        place = "".join(
            (f" Row {first.row}." if first.row else "", f" Column “{first.column}”." if first.column else "")
        )
        opening = "" if many == 1 else f"The file has {many} errors; the first: "
        return FileRefused(f"{opening}{first.detail}{place} {first.remedy}", self.as_dict(), faults)

    def stop_if_wrong(self) -> None:
        """Raise the refusal when there is any error."""
        if self.totals:
            raise self.refusal()


def short_label(label: str) -> str:
    """Give a label that is fit to be told: printable, not too long."""
    shown = "".join(each if each.isprintable() or each in "\n\t" else "�" for each in label[: LONGEST_LABEL + 1])
    return shown if len(shown) <= LONGEST_LABEL else f"{shown[: LONGEST_LABEL - 1]}…"


def _short(label: str | None) -> str | None:
    return None if label is None else short_label(label)


def _without_article(told: str) -> str:
    return told.removeprefix("a ").removeprefix("an ")
