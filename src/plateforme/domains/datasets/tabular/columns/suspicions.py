"""What looks wrong in a column and is published as it is: nothing is repaired behind the producer's back."""

from collections.abc import Sequence
from typing import Protocol

from plateforme.domains.datasets.tabular.columns.inference import is_code_label
from plateforme.domains.datasets.tabular.columns.planning import Header
from plateforme.domains.datasets.tabular.columns.rules import Planned
from plateforme.domains.datasets.tabular.report import Report
from plateforme.kit.grammar.column_types import ColumnType

_NUMBERS = frozenset({"int", "float", "integer", "number"})


class Counted(Protocol):
    """What is asked of the engine that holds the table."""

    def counts(self, expressions: Sequence[str]) -> list[int]:
        """Compute aggregates over the table."""


def tell_suspicions(header: Header, planned: Sequence[Planned], table: Counted, report: Report) -> None:
    """Warn of codes that went through a number on their way: `2215.0`, or digits a spreadsheet keeps as a number."""
    codes = [
        (at, each)
        for at, each in enumerate(planned)
        if each.column.type is ColumnType.STRING and is_code_label(each.column.label)
    ]
    asked = [f"count(*) FILTER (WHERE regexp_full_match({each.cell}, '\\d+\\.0'))" for _, each in codes]
    decimals = table.counts(asked) if asked else []
    for (at, each), count in zip(codes, decimals, strict=True):
        kinds = header.kind(at)
        if count:
            said = (
                f"{count} code(s) end with “.0”: they look like codes that were read as numbers, "
                "which lose the zeros they begin with. They are kept as they are."
            )
            report.warn("suspicious-code", said, "Export the column again as text.", column=each.shown)
        elif kinds and kinds <= _NUMBERS:
            said = "The file keeps these codes as numbers: zeros at their beginning, if there were any, are lost."
            report.warn("suspicious-code", said, "Make the column text in the source.", column=each.shown)
