"""One export being made: a query on a thread of its own, writing into a spool."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Final, Protocol

import duckdb
import structlog

from plateforme.domains.datasets.tabular.engine.exports.keeping import Facts, Keeping
from plateforme.domains.datasets.tabular.engine.exports.layouts import layout
from plateforme.domains.datasets.tabular.engine.exports.spool import TICK, AbandonedError, Spool
from plateforme.domains.datasets.tabular.engine.exports.wanted import Wanted
from plateforme.domains.datasets.tabular.engine.exports.writers import WRITERS
from plateforme.domains.datasets.tabular.export_options import ExportFormat
from plateforme.domains.datasets.tabular.query_errors import QueryTooLarge
from plateforme.domains.datasets.tabular.statements import Statement

log = structlog.get_logger(__name__)

_NO_MEMORY: Final = "Out of Memory"

Lent = AbstractContextManager[tuple[duckdb.DuckDBPyConnection, list[Statement]]]


class Lend(Protocol):
    """Lends a cursor and the statements that select columns of all rows of an export, in its order."""

    def __call__(self, wanted: Wanted, fields: tuple[str, ...], *, pieces: bool) -> Lent:
        """Lend them; `pieces` allows several statements, one after the other."""
        ...


class Production:
    """Makes an export from beginning to end, unless nobody wants it any more."""

    def __init__(
        self, wanted: Wanted, *, lend: Lend, keeping: Keeping, spool: Spool, when_done: Callable[[], None]
    ) -> None:
        """Prepare; `when_done` is told when the engine is no longer needed."""
        self._wanted, self._lend, self._keeping = wanted, lend, keeping
        self.spool = spool
        self._when_done = when_done
        self.when_ended: Callable[[], None] = lambda: None
        """Told when everything is over, the file given back or kept."""
        self._wanted_until = 0.0
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._thread = threading.Thread(target=self._make, name=f"export-{wanted.form}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def linger(self, seconds: float) -> None:
        """Go on for so long even if nobody reads."""
        self._wanted_until = time.monotonic() + seconds

    def leave(self) -> None:
        """Stop, unless somebody still wants it."""
        if time.monotonic() >= self._wanted_until and self.spool.abandon():
            self.stop()

    def stop(self) -> None:
        """Stop, and wait until everything is given back. Safe from any thread."""
        self.spool.abandon(even_if_read=True)
        while self._thread.is_alive():
            if (cursor := self._cursor) is not None:
                with suppress(duckdb.Error):  # it ended meanwhile
                    cursor.interrupt()
            self._thread.join(TICK)

    def _make(self) -> None:
        spool = self.spool
        failure: Exception | None = None
        try:
            try:
                self._write()
            except Exception as error:  # noqa: BLE001  # a thread's edge: handed to the readers
                failure = _said(error)
            finally:
                self._cursor = None
                self._when_done()
            spool.end(failure)
            if failure is None and not spool.is_abandoned:
                self._keep()
        except OSError:
            log.exception("an export could not be kept", export=self._wanted.name)
        finally:
            spool.close()
            self.when_ended()

    def _write(self) -> None:
        wanted = self._wanted
        plan = layout(wanted)
        with self._lend(wanted, plan.fields, pieces=wanted.form is not ExportFormat.PARQUET) as (cursor, rows):
            self._cursor = cursor
            if self.spool.is_abandoned:
                raise AbandonedError
            WRITERS[wanted.form](cursor, [plan.statement(each) for each in rows], plan, wanted, self.spool)

    def _keep(self) -> None:
        spool, wanted = self.spool, self._wanted
        facts = Facts(wanted.rows, spool.size, spool.sha256())
        self._keeping.remember(wanted, facts)
        if wanted.is_whole and spool.on_disk == spool.size:
            self._keeping.keep(wanted, spool.path, facts)


def _said(error: Exception) -> Exception:
    """Tell the end of memory in our words, however a library passed it on."""
    if isinstance(error, duckdb.OutOfMemoryException) or _NO_MEMORY in str(error):
        told = QueryTooLarge()
        told.__cause__ = error
        return told
    return error
