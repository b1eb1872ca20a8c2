"""What the header names, settled once the table is loaded: blank names, and headers repeated among the rows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from plateforme.domains.datasets.tabular.columns.planning import Header
from plateforme.domains.datasets.tabular.columns.readings import is_blank, quoted, stripped
from plateforme.domains.datasets.tabular.report import Report

_MOST_ROWS_TOLD = 20


class Loaded(Protocol):
    """What is asked of the engine that holds the table."""

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask a question."""

    def counts(self, expressions: Sequence[str]) -> list[int]:
        """Compute aggregates over the table."""

    def keep_columns(self, kept: Sequence[int]) -> None:
        """Keep these columns only, renumbered in this order."""

    def leave_out(self, condition: str) -> None:
        """Leave out the rows for which this is true, and renumber the others."""


def settle_blank_labels(header: Header, table: Loaded, report: Report) -> Header:
    """Drop the columns that have neither name nor value, and name `column_N` those that have values.

    Only without a declared schema: there, a blank name is an error.
    """
    blank = [at for at, label in enumerate(header.labels) if not label]
    if not blank:
        return header
    filled = table.counts([f"count(*) FILTER (WHERE NOT {is_blank(f'c{at}')})" for at in blank])
    empty = [at for at, count in zip(blank, filled, strict=True) if not count]
    if len(empty) == len(header.labels):
        return header
    _tell_dropped(empty, header, report)
    labels = list(header.labels)
    for at in blank:
        if at not in empty:
            labels[at] = _free_name(at + 1, labels)
            said = f"The header of column {at + 1} is empty and its cells are not: it was named {labels[at]}."
            report.warn("blank-label", said, "Give the column a name.", row=header.row, column=labels[at])
    kept = [at for at in range(len(labels)) if at not in empty]
    if empty:
        table.keep_columns(kept)
    kinds = tuple(header.kinds[at] for at in kept) if header.kinds else ()
    return replace(header, labels=tuple(labels[at] for at in kept), kinds=kinds)


def leave_out_repeated_headers(header: Header, table: Loaded, report: Report) -> None:
    """Leave out the rows that say the header again, name for name; a row of one column may be a value, and stays."""
    if header.row is None or len(header.labels) < 2:  # noqa: PLR2004 (one column is no proof)
        return
    first = header.labels[0]
    # An equality spares the others: the engine knows from its statistics that whole stretches of rows lack the name.
    alike = ", ".join(map(quoted, (first, f" {first}", f"{first} ", f" {first} ")))
    same = (f"{stripped(f'c{at}')} = {quoted(label)}" for at, label in enumerate(header.labels))
    condition = " AND ".join((f"c0 IN ({alike})", *same))
    rows = [row for (row,) in table.all(f"SELECT _line FROM source WHERE {condition} ORDER BY _row")]
    if not rows:
        return
    shown = ", ".join(map(str, rows[:_MOST_ROWS_TOLD]))
    shown += f" and {len(rows) - _MOST_ROWS_TOLD} more" if len(rows) > _MOST_ROWS_TOLD else ""
    said = f"The header is repeated among the rows, and was left out there: row{'s' if len(rows) > 1 else ''} {shown}."
    report.warn("repeated-header", said, "Keep the first line of names only.", row=rows[0])
    table.leave_out(condition)


def _tell_dropped(empty: Sequence[int], header: Header, report: Report) -> None:
    if empty:
        shown = ", ".join(str(at + 1) for at in empty[:_MOST_ROWS_TOLD])
        shown += f" and {len(empty) - _MOST_ROWS_TOLD} more" if len(empty) > _MOST_ROWS_TOLD else ""
        said = f"Neither name nor value: column{'s' if len(empty) > 1 else ''} {shown} left out."
        report.warn("blank-label", said, "Delete the empty columns, or the separators that make them.", row=header.row)


def _free_name(position: int, labels: Sequence[str]) -> str:
    name, twin = f"column_{position}", 1
    while name in labels:
        twin += 1
        name = f"column_{position}_{twin}"
    return name
