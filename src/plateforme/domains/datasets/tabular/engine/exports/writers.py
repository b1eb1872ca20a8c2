"""How each format is written into a spool: what the engine makes of the rows, with what stands around it."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import duckdb
from nanoarrow.ipc import StreamWriter

from plateforme.domains.datasets.tabular.engine.exports import workbook
from plateforme.domains.datasets.tabular.engine.exports.batches import batches, read_lines
from plateforme.domains.datasets.tabular.engine.exports.layouts import Layout, headers
from plateforme.domains.datasets.tabular.engine.exports.spool import CHUNK, Spool
from plateforme.domains.datasets.tabular.engine.exports.wanted import Wanted
from plateforme.domains.datasets.tabular.engine.files import literal
from plateforme.domains.datasets.tabular.export_options import ExportFormat
from plateforme.domains.datasets.tabular.statements import Statement

BATCH: Final = 8192
"""Rows of an Arrow batch, at most: few enough for texts of ten thousand signs, enough to be read by columns."""

_PARQUET: Final = "FORMAT parquet, COMPRESSION zstd"

Writer = Callable[[duckdb.DuckDBPyConnection, Sequence[Statement], Layout, Wanted, Spool], None]


def write_lines(
    cursor: duckdb.DuckDBPyConnection, statements: Sequence[Statement], layout: Layout, _: Wanted, spool: Spool
) -> None:
    """Write lines between a head and a tail."""
    # The head waits for the first lines: a query that fails at once has said nothing.
    head, skip = layout.head, len(layout.joint)
    for chunk in read_lines(cursor, statements):
        spool.write(head + chunk[skip:] if head else chunk)
        head = b""
    if head or layout.tail:
        spool.write(head + layout.tail)


def write_sheet(
    cursor: duckdb.DuckDBPyConnection, statements: Sequence[Statement], _: Layout, wanted: Wanted, spool: Spool
) -> None:
    """Write lines as the rows of a workbook."""
    with (
        io.BufferedWriter(_Raw(spool), CHUNK) as file,
        workbook.sheet(file, headers(wanted), rows=wanted.rows) as sheet,
    ):
        for chunk in read_lines(cursor, statements):
            sheet.write(chunk)


def write_arrow(
    cursor: duckdb.DuckDBPyConnection, statements: Sequence[Statement], _: Layout, __: Wanted, spool: Spool
) -> None:
    """Write batches as the engine gives them."""
    with io.BufferedWriter(_Raw(spool), CHUNK) as file, StreamWriter.from_writable(file) as writer:
        for statement in statements:
            writer.write_stream(batches(cursor, statement, rows=BATCH))


def write_parquet(
    cursor: duckdb.DuckDBPyConnection, statements: Sequence[Statement], _: Layout, __: Wanted, spool: Spool
) -> None:
    """Write a file: its groups of rows are sorted out beside the others."""
    part = spool.path.with_suffix(".parquet")
    (statement,) = statements
    try:
        cursor.execute(f"COPY ({statement.sql}) TO {literal(part)} ({_PARQUET})", statement.values)
        spool.adopt(part)
    finally:
        part.unlink(missing_ok=True)


WRITERS: Final[Mapping[ExportFormat, Writer]] = {
    **dict.fromkeys(ExportFormat, write_lines),
    ExportFormat.PARQUET: write_parquet,
    ExportFormat.ARROW: write_arrow,
    ExportFormat.XLSX: write_sheet,
}


class _Raw(io.RawIOBase):
    """A spool as a file."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        chunk = bytes(data)  # the buffer is used again after this call
        self._spool.write(chunk)
        return len(chunk)
