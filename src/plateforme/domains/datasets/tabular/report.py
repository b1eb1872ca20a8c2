"""The validation report: every fault of a file with its place and its remedy, never with the faulty value."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from plateforme.domains.datasets.tabular.errors import FileRefused
from plateforme.domains.datasets.tabular.table_schema import TableSchema

MOST_ERRORS = 10_000
MOST_WARNINGS = 1_000
LONGEST_LABEL = 100
ROW_RULE = (
    "Rows are counted as records: the header is row 1, the first data row is row 2, blank lines count, and a cell "
    "written over several lines counts once. Without a header (JSON, Parquet) the first record is row 1."
)


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: its Table Schema code, where it is, what it is and how to mend it."""

    code: str
    row: int | None
    column: str | None
    detail: str
    remedy: str


@dataclass
class Report:
    """What is learned about a file while it is read; it ends as a plain dict."""

    source: dict[str, Any] = field(default_factory=dict)
    columns: list[dict[str, str]] = field(default_factory=list)
    rows: int = 0
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)

    def add(self, code: str, detail: str, remedy: str, *, row: int | None = None, column: str | None = None) -> None:
        """Count an error, and keep it while there are not too many."""
        self.totals[code] += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(Finding(code, row, _short(column), detail, remedy))

    def extend(self, findings: list[Finding], counts: Counter[str]) -> None:
        """Take findings over whose number is known already, the first rows first."""
        self.totals.update(counts)
        kept = sorted(findings, key=lambda each: (each.row or 0, each.column or "", each.code))
        self.errors.extend(kept[: MOST_ERRORS - len(self.errors)])

    def warn(self, code: str, detail: str, remedy: str, *, row: int | None = None, column: str | None = None) -> None:
        """Keep something that the producer should know and that stops nothing."""
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
            "row_rule": ROW_RULE,
        }

    def refuse(self, code: str, detail: str, remedy: str, *, row: int | None = None) -> FileRefused:
        """Add a fault that ends the reading, and give the refusal to raise."""
        self.add(code, detail, remedy, row=row)
        return self.refusal()

    def refusal(self) -> FileRefused:
        """Sum the errors up in one sentence that carries the whole report."""
        first = self.errors[0]
        place = "".join(
            (f" Row {first.row}." if first.row else "", f" Column “{first.column}”." if first.column else "")
        )
        many = self.totals.total()
        opening = "" if many == 1 else f"The file has {many} errors; the first: "
        return FileRefused(f"{opening}{first.detail}{place} {first.remedy}", self.as_dict())

    def stop_if_wrong(self) -> None:
        """Raise the refusal when there is any error."""
        if self.totals:
            raise self.refusal()


def _short(label: str | None) -> str | None:
    if label is None:
        return None
    shown = "".join(each if each.isprintable() or each in "\n\t" else "�" for each in label[: LONGEST_LABEL + 1])
    return shown if len(shown) <= LONGEST_LABEL else f"{shown[: LONGEST_LABEL - 1]}…"
