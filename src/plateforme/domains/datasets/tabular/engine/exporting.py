"""Whole answers as files, sent while they are computed: constant memory, and a stop as soon as the reader leaves.

DuckDB writes into a pipe on its own thread; whoever reads the other end sets the pace. An export that fails midway
raises at the reader, which must then break the connection: a file that ends early never looks complete.
"""

import fcntl
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

import duckdb

from plateforme.domains.datasets.tabular.compiler import Statement
from plateforme.domains.datasets.tabular.engine.files import literal
from plateforme.domains.datasets.tabular.query_errors import QueryTooLarge, TooManyExports

CHUNK = 256 * 1024
SLOTS = 8
STOP_TICK = 0.02


class ExportFormat(StrEnum):
    """In which format rows leave."""

    CSV = "csv"
    NDJSON = "ndjson"
    PARQUET = "parquet"


@dataclass(frozen=True)
class Form:
    """How a format is written and announced."""

    media_type: str
    copy: str
    sentence: str
    header: bool = False


FORMS: Mapping[ExportFormat, Form] = {
    ExportFormat.CSV: Form(
        "text/csv; charset=utf-8; header=present",
        "FORMAT csv",
        "UTF-8, commas, one header line with the machine names; a missing value is an empty cell.",
        header=True,
    ),
    ExportFormat.NDJSON: Form(
        "application/x-ndjson", "FORMAT json, ARRAY false", "One JSON object a line, as in the rows of the API."
    ),
    ExportFormat.PARQUET: Form(
        "application/vnd.apache.parquet", "FORMAT parquet, COMPRESSION zstd", "Typed columns, compressed with zstd."
    ),
}


class Slots:
    """How many exports one process sends at the same time: each holds a thread and a share of the memory."""

    def __init__(self, count: int = SLOTS) -> None:
        """Open the slots."""
        self._free = threading.BoundedSemaphore(count)

    @contextmanager
    def taken(self) -> Iterator[ExitStack]:
        """Take a slot, given back when the stack unwinds; refuse when there is none."""
        if not self._free.acquire(blocking=False):
            raise TooManyExports
        with ExitStack() as stack:
            stack.callback(self._free.release)
            yield stack


class Export:
    """The bytes of one export, chunk by chunk; empty at the end. Always close it."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        statements: Sequence[Statement],
        form: ExportFormat,
        *,
        scratch: Path,
        release: ExitStack,
    ) -> None:
        """Start the queries, one after the other, on their own thread; `release` is unwound when they have ended."""
        self._cursor = cursor
        self._statements = statements
        self._form = form
        self._scratch = scratch
        self._release = release
        self._failure: Exception | None = None
        self._stopped = False
        self._reading = threading.Lock()
        self._reader, self._writer = os.pipe()
        with suppress(OSError):  # the system may allow no larger pipe
            fcntl.fcntl(self._writer, fcntl.F_SETPIPE_SZ, CHUNK * 4)
        self._thread = threading.Thread(target=self._write, name=f"export-{form}", daemon=True)
        self._thread.start()

    def read(self) -> bytes:
        """Wait for the next chunk; empty when everything was sent. Raises what broke the query."""
        with self._reading:
            chunk = b"" if self._stopped else os.read(self._reader, CHUNK)
        if chunk or self._stopped or self._failure is None:
            return chunk
        if isinstance(self._failure, duckdb.OutOfMemoryException):
            raise QueryTooLarge from self._failure
        raise self._failure

    def __iter__(self) -> Iterator[bytes]:
        """Give the chunks, then close."""
        with self:
            while chunk := self.read():
                yield chunk

    def __enter__(self) -> Self:
        """Be closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Stop the query if it still runs, and give everything back. Safe from any thread, even during a read."""
        self._stopped = True
        while not self._reading.acquire(timeout=STOP_TICK):
            self._interrupt()  # a reader waits for a query that has nothing to say yet
        try:
            if self._reader >= 0:
                os.close(self._reader)  # the next write fails, and the query with it
                self._reader = -1
        finally:
            self._reading.release()
        while self._thread.is_alive():
            self._interrupt()
            self._thread.join(STOP_TICK)

    def _interrupt(self) -> None:
        with suppress(duckdb.ConnectionException):  # it ended meanwhile
            self._cursor.interrupt()

    def _write(self) -> None:
        try:
            if self._form is ExportFormat.PARQUET:
                self._write_through_file()
            else:
                self._copy(f"/proc/self/fd/{self._writer}")
        except Exception as error:  # noqa: BLE001  # a thread's edge: handed to the reader
            self._failure = error
        finally:
            os.close(self._writer)
            self._release.close()

    def _write_through_file(self) -> None:
        # A Parquet file is written out of order; it passes through the disk, not through memory.
        with tempfile.NamedTemporaryFile(dir=self._scratch, suffix=".parquet") as file:
            self._copy(file.name)
            with Path(file.name).open("rb") as whole, os.fdopen(os.dup(self._writer), "wb") as pipe:
                shutil.copyfileobj(whole, pipe, CHUNK)

    def _copy(self, target: str) -> None:
        form, path = FORMS[self._form], literal(target)
        for at, statement in enumerate(self._statements):
            header = f", HEADER {str(at == 0).lower()}" if form.header else ""
            self._cursor.execute(f"COPY ({statement.sql}) TO {path} ({form.copy}{header})", statement.values)
