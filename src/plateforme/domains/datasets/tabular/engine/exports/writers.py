"""How each format is written into a spool: the engine's own exports through a pipe, with what stands around them."""

import fcntl
import io
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

import duckdb
from nanoarrow.ipc import StreamWriter

from plateforme.domains.datasets.tabular.engine.exports import workbook
from plateforme.domains.datasets.tabular.engine.exports.layouts import Layout, headers
from plateforme.domains.datasets.tabular.engine.exports.spool import CHUNK, TICK, Spool
from plateforme.domains.datasets.tabular.engine.exports.wanted import Wanted
from plateforme.domains.datasets.tabular.engine.files import literal
from plateforme.domains.datasets.tabular.export_options import ExportFormat
from plateforme.domains.datasets.tabular.statements import Statement

Writer = Callable[[duckdb.DuckDBPyConnection, Sequence[Statement], Layout, Wanted, Spool], None]


def write_lines(
    cursor: duckdb.DuckDBPyConnection, statements: Sequence[Statement], layout: Layout, _: Wanted, spool: Spool
) -> None:
    """Write lines between a head and a tail."""
    # The head waits for the first lines: a query that fails at once has said nothing.
    head, skip = layout.head, len(layout.joint)
    with _copying(cursor, statements, layout) as chunks:
        for chunk in chunks:
            spool.write(head + chunk[skip:] if head else chunk)
            head, skip = b"", 0
    if head or layout.tail:
        spool.write(head + layout.tail)


def write_sheet(
    cursor: duckdb.DuckDBPyConnection, statements: Sequence[Statement], layout: Layout, wanted: Wanted, spool: Spool
) -> None:
    """Write lines as the rows of a workbook."""
    with (
        io.BufferedWriter(_Raw(spool), CHUNK) as file,
        workbook.sheet(file, headers(wanted), rows=wanted.rows) as sheet,
        _copying(cursor, statements, layout) as chunks,
    ):
        for chunk in chunks:
            sheet.write(chunk)


def write_arrow(
    cursor: duckdb.DuckDBPyConnection, statements: Sequence[Statement], _: Layout, __: Wanted, spool: Spool
) -> None:
    """Write batches as the engine gives them."""
    with io.BufferedWriter(_Raw(spool), CHUNK) as file, StreamWriter.from_writable(file) as writer:
        for statement in statements:
            rows = cursor.sql(statement.sql, params=list(statement.values))
            writer.write_stream(rows)
            del rows  # the cursor is free again


def write_parquet(
    cursor: duckdb.DuckDBPyConnection, statements: Sequence[Statement], layout: Layout, _: Wanted, spool: Spool
) -> None:
    """Write a file: its groups of rows are sorted out beside the others."""
    part = spool.path.with_suffix(".parquet")
    (statement,) = statements
    try:
        cursor.execute(f"COPY ({statement.sql}) TO {literal(part)} ({layout.copy})", statement.values)
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


@contextmanager
def _copying(
    cursor: duckdb.DuckDBPyConnection, statements: Sequence[Statement], layout: Layout
) -> Iterator[Iterator[bytes]]:
    """Lend what the engine writes, statement after statement, while it writes it on a thread of its own."""
    reader, writer = os.pipe()
    with suppress(OSError):  # the system may allow no larger pipe
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, CHUNK * 4)
    failures: list[Exception] = []

    def copy() -> None:
        try:
            for statement in statements:
                target = literal(f"/proc/self/fd/{writer}")
                cursor.execute(f"COPY ({statement.sql}) TO {target} ({layout.copy})", statement.values)
        except Exception as error:  # noqa: BLE001  # a thread's edge: handed to the one who reads
            failures.append(error)
        finally:
            os.close(writer)

    thread = threading.Thread(target=copy, name="export-copy", daemon=True)
    thread.start()
    try:
        yield iter(lambda: os.read(reader, CHUNK), b"")
    except BaseException:
        failures.clear()
        raise
    else:
        thread.join()
    finally:
        os.close(reader)  # what is still written fails, and the query with it
        while thread.is_alive():
            with suppress(duckdb.ConnectionException):  # it ended meanwhile
                cursor.interrupt()
            thread.join(TICK)
    if failures:
        raise failures[0]
