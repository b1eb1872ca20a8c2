"""What is exported: a question to a version, in a format. The same wish has the same name, and the same bytes."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from plateforme import __version__
from plateforme.domains.datasets.tabular.engine.exports.cells import too_long
from plateforme.domains.datasets.tabular.export_options import PLAIN, ExportFormat, ExportOptions
from plateforme.domains.datasets.tabular.query import Question, Table, is_whole
from plateforme.domains.datasets.tabular.query_errors import NoGeometry, SheetTooLarge
from plateforme.kit.grammar.column_types import ColumnType

SHEET_ROWS: Final = 1_048_575
SHEET_COLUMNS: Final = 16_384
SHEET_TEXT: Final = 32_767
"""What a sheet of Excel holds, its header apart: rows, columns, and characters in a cell."""


@dataclass(frozen=True)
class Wanted:
    """One export, checked; `rows` is how many it will hold, `plain` names columns of which no cell needs quotes."""

    table: Table
    question: Question
    form: ExportFormat
    options: ExportOptions
    rows: int
    plain: Collection[str] = ()

    @property
    def is_whole(self) -> bool:
        """Tell whether it holds the whole version."""
        return is_whole(self.question, self.table)

    @cached_property
    def name(self) -> str:
        """Name the bytes: by the table, and by all that decides on how they are written."""
        asked = replace(self.question, limit=0, count="none", after=None)
        told = self.table.schema.to_descriptor()
        parts = (__version__, self.table.digest, self.form.value, self.options, asked, told)
        return f"{self.table.digest}-{hashlib.sha256(repr(parts).encode('utf-8', 'replace')).hexdigest()[:32]}"


def want(
    table: Table,
    question: Question,
    form: ExportFormat,
    options: ExportOptions = PLAIN,
    *,
    count: Callable[[], int],
    find: Callable[[str], bool],
    plain: Collection[str] = (),
) -> Wanted:
    """Check that a question can be written in a format.

    `count` counts its rows, `find` tells whether a condition holds for one of them; of `plain` columns no cell needs
    quotes in a text file.
    """
    if form is ExportFormat.GEOJSON and table.schema.geometry is None:
        raise NoGeometry
    rows = count()
    if form is ExportFormat.XLSX:
        _check_sheet(table, question, rows, find)
    return Wanted(table, question, form, options, rows, plain)


def _check_sheet(table: Table, question: Question, rows: int, find: Callable[[str], bool]) -> None:
    if rows > SHEET_ROWS:
        raise SheetTooLarge(f"A sheet holds {SHEET_ROWS:,} rows, and {rows:,} match")
    if len(question.fields) > SHEET_COLUMNS:
        raise SheetTooLarge(f"A sheet holds {SHEET_COLUMNS:,} columns")
    doubts = {name: too_long(name, SHEET_TEXT) for name in _texts(table, question.fields)}
    if doubts and find(" OR ".join(doubts.values())):
        guilty = ", ".join(name for name, doubt in doubts.items() if find(doubt))
        raise SheetTooLarge(f"A cell holds {SHEET_TEXT:,} characters, and there are longer texts in {guilty}")


def _texts(table: Table, names: Sequence[str]) -> list[str]:
    kinds = table.schema.kinds
    return [name for name in names if kinds[name] is ColumnType.STRING]
