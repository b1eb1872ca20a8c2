"""All the faults of a file as one CSV, in the order of the rows, however many there are."""

import csv
import heapq
import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol

from plateforme.domains.datasets.tabular.report import MOST_ERRORS, NO_ROW, Finding, Kind, Place, Report

COLUMNS: Final = ("row", "column", "code", "detail", "remedy", "value_class")
_TABLE = "faults"
_BATCH = 50_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Kept(Protocol):
    """What the list of faults asks of the engine that keeps it."""

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask a question, or give an order."""

    def batches(self, sql: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Ask a question whose answer may be long."""


class CellRule(Protocol):
    """A rule on the cells of a row: SQL that is true where it is broken, and SQL of the class of the value."""

    @property
    def broken(self) -> str:
        """Tell whether a row breaks the rule."""

    @property
    def told(self) -> str:
        """Name the class of the value."""

    @property
    def kind(self) -> Kind:
        """Give the fault that it is."""


class Faults:
    """The faults that rules find, kept in the engine as three narrow columns: row, kind, class of the value."""

    def __init__(self, table: Kept, kinds: Sequence[Kind]) -> None:
        """Prepare for faults of these kinds, and of no others."""
        self._table = table
        self.kinds = sorted(set(kinds), key=lambda kind: (kind.rank, repr(kind)))
        self._numbers = {kind: number for number, kind in enumerate(self.kinds)}
        table.all(f"CREATE OR REPLACE TABLE {_TABLE} (place BIGINT, kind INTEGER, told VARCHAR)")

    def keep(self, kind: Kind, places: str) -> int:
        """Keep the faults of a kind: `places` is SQL that gives row and class of the value. Give their number."""
        number = self._numbers[kind]
        found = self._table.all(
            f"INSERT INTO {_TABLE} SELECT place, {number}, told FROM ({places}) AS found(place, told)"
        )
        return int(found[0][0])

    def keep_broken(self, cells: str, rules: Sequence[CellRule]) -> None:
        """Keep the faults of rules on the cells of a row, all in one pass: a wide table takes long to read."""
        told = ", ".join(
            f"CASE WHEN {rule.broken} THEN {{'kind': {self._numbers[rule.kind]}, 'told': {rule.told}}} END"
            for rule in rules
        )
        broken = " OR ".join(f"({rule.broken})" for rule in rules)
        found = f"SELECT _line AS place, unnest([{told}]) AS fault FROM {cells} WHERE {broken}"
        self._table.all(
            f"INSERT INTO {_TABLE} SELECT place, fault.kind, fault.told FROM ({found}) WHERE fault IS NOT NULL"
        )

    def places(self) -> Iterator[Place]:
        """Give every fault in the order of the rows."""
        asked = f"SELECT place, kind, told FROM {_TABLE} ORDER BY place, kind, told"
        for batch in self._table.batches(asked, _BATCH):
            for place, kind, told in batch:
                yield place, self.kinds[kind], told


def settle(report: Report, target: Path) -> Path:
    """Write every error of the report as a CSV, and give the report the first ones; give the path of the CSV.

    One line an error whatever the labels hold, so that lines can be counted; no cell can be taken for a formula.
    """
    places = _merged(report.early(), report.late()) if report.late else report.early()
    first = list(islice(places, MOST_ERRORS))
    report.settle([_finding(each) for each in first])
    with target.open("w", encoding="utf-8", newline="") as stream:
        stream.write(_line(COLUMNS))
        stream.writelines(_told(each) for each in first)
        stream.writelines(_told(each) for each in places)
    return target


def _merged(early: Iterator[Place], late: Iterator[Place]) -> Iterator[Place]:
    head = next(early, None)
    if head is None:
        return late
    return heapq.merge(_with(head, early), late, key=lambda place: (place[0], place[1].rank))


def _with(head: Place, rest: Iterator[Place]) -> Iterator[Place]:
    yield head
    yield from rest


def _finding(place: Place) -> Finding:
    row, kind, told = place
    return kind.at(None if row == NO_ROW else row, told)


def _told(place: Place) -> str:
    row, kind, told = place
    return f"{'' if row == NO_ROW else row},{_rest(kind, told)}"


@lru_cache(maxsize=4096)
def _rest(kind: Kind, told: str | None) -> str:
    """Give all of a line but its row: there are few of them, however many faults."""
    fault = kind.at(None, told)
    return _line([fault.column, fault.code, fault.detail, fault.remedy, fault.value_class])


def _line(cells: Sequence[str | None]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow([_safe(each) for each in cells])
    return stream.getvalue()


def _safe(cell: str | None) -> str:
    """Give a cell on one line that no spreadsheet runs."""
    text = " ".join((cell or "").split())
    return f"'{text}" if text.startswith(_FORMULA) else text
