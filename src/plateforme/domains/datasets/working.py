"""From a received file to a served version: the work of a publication, and what survives a crash.

A publication is a row. Whoever claims it holds a lease and renews it while working; when a process dies, the lease
ends and the next worker starts the work again from the stored upload. Readers see the old version until the one
transaction in which the catalogue points to the new one.
"""

import errno
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import structlog
from sqlmodel import Session

from plateforme.domains.datasets import store
from plateforme.domains.datasets.changes import count_changes, current_table
from plateforme.domains.datasets.downloads import fetch
from plateforme.domains.datasets.landing import Made, Source, offer
from plateforme.domains.datasets.references import PublishedColumns
from plateforme.domains.datasets.renaming import deletion
from plateforme.domains.datasets.tables import Dataset, Publication
from plateforme.domains.datasets.tabular.ingestion import FileRefused, Hints, Ingested, ingest
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.domains.datasets.versions import Served
from plateforme.domains.datasets.watching import LEASE, Watch
from plateforme.domains.datasets.workshop import Workshop, scratch_of, upload_key_of
from plateforme.kit import interrupts
from plateforme.kit.errors import PlateformeError

log = structlog.get_logger(__name__)

MAX_ATTEMPTS: Final = 3
MAX_COMPARISONS: Final = 3
SUCCESSES: Final = frozenset({"published", "unchanged"})


class ClaimLost(Exception):
    """The lease ended while we worked, and somebody else does the work now; or its end was asked for."""


class UploadLost(Exception):
    """The file that was received is not in the store any more."""


def work_next(workshop: Workshop) -> bool:
    """Do the next publication, if there is one, to its end; says whether there was one."""
    now = workshop.clock.now()
    with workshop.db.writing() as session:
        publication = store.claim(session, now=now, lease_until=now + LEASE)
    if publication is None:
        return False
    work = _Work(workshop, publication)
    try:
        work.do()
    finally:
        shutil.rmtree(work.scratch, ignore_errors=True)
    return True


class _Work:
    """One claimed publication on its way."""

    def __init__(self, workshop: Workshop, publication: Publication) -> None:
        self.shop = workshop
        self.publication = publication
        self.watch = Watch(workshop, publication)
        self.scratch = scratch_of(workshop, publication)
        self.upload_key = upload_key_of(publication)
        self._stage = "received"
        self._percent: int | None = None
        self._written = 0.0

    def do(self) -> None:
        """Do the work and write down how it ended, unless somebody else does it now."""
        try:
            if self.publication.attempts > MAX_ATTEMPTS and not self.publication.cancelled:
                said = f"Given up after {MAX_ATTEMPTS} attempts."
                self.end("failed", problem=_problem("publication_abandoned", said))
            else:
                with self.watch.kept():
                    self.run()
        except Exception as error:  # noqa: BLE001  # a process edge: the row must say how the work ended
            self._fail(error)

    def run(self) -> None:
        if self.publication.cancelled:
            raise interrupts.Interrupted
        self.scratch.mkdir(parents=True, exist_ok=True)
        with self.shop.db.reading() as session:
            dataset = _present(store.dataset_by_id(session, self.publication.dataset_id))
        if self.publication.source_key is None:
            self._fetch()
        source = self.shop.storage.local_path(self.upload_key)
        if not source.is_file():
            raise UploadLost
        made = self._ingest(source, dataset)
        self.progress("serving", None)
        parquet_key = self.shop.keep("parquet", made.digest, made.parquet)
        if made.serving:
            self.shop.rows.adopt(made.digest, made.serving)
        served = self._served(dataset, made, parquet_key)
        self.shop.rows.ensure(served)
        self._land(made, served)

    def _fetch(self) -> None:
        self.progress("fetching", None)

        def tell(done: int, total: int | None) -> None:
            self.progress("fetching", 100 * done // total if total else None)

        fetched = fetch(
            self.publication.source_url or "",
            self.shop.fetch,
            lambda stream: self.shop.storage.put_stream(self.upload_key, stream),
            tell=tell,
        )
        assert fetched is not None  # noqa: S101  # nothing was known that it could have been compared with
        self.publication.source_bytes, self.publication.source_digest = fetched.size, fetched.digest

    def _ingest(self, source: Path, dataset: Dataset) -> Ingested:
        declared = TableSchema.from_descriptor(dataset.declared_schema) if dataset.declared_schema else None
        size, digest = self.publication.source_bytes, self.publication.source_digest
        return ingest(
            source,
            filename=self.publication.source_name,
            declared=declared,
            primary_key=tuple(dataset.primary_key),
            limits=self.shop.limits,
            workdir=self.scratch,
            progress=self.progress,
            hints=Hints(**self.publication.hints),
            references=PublishedColumns(self.shop, self.scratch),
            known=(size, digest) if size is not None and digest is not None else None,
            to_serve=lambda table: not self.shop.rows.is_built(table),
        )

    def _served(self, dataset: Dataset, made: Ingested, parquet_key: str) -> Served:
        return Served(
            id="",
            dataset=dataset.slug,
            number=(dataset.version or 0) + 1,
            digest=made.digest,
            parquet_key=parquet_key,
            schema=made.schema,
            rows=made.rows,
            published_at=self.shop.clock.now(),
        )

    def _land(self, made: Ingested, served: Served) -> None:
        """Make the new version the current one: the only moment that readers can notice.

        What it changes is counted before, for that takes time; and again when the current version has moved meanwhile.
        """
        table = Made(
            origin="file",
            digest=made.digest,
            parquet_key=served.parquet_key,
            parquet_bytes=made.size,
            schema=made.schema,
            rows=made.rows,
            source=Source(
                self.publication.source_name,
                self.publication.source_bytes or 0,
                self.publication.source_digest or "",
            ),
            by=self.publication.requested_by,
        )
        self.progress("comparing", None)
        for is_last in (*[False] * MAX_COMPARISONS, True):
            with self.shop.db.reading() as session:
                dataset = _present(store.dataset_by_id(session, self.publication.dataset_id))
                before = current_table(session, dataset.slug, now=self.shop.clock.now())
            # who writes rows without pause does not keep a file from being published: it goes without counts then
            counts = None if before is None or is_last else count_changes(self.shop.rows.differences, before, served)
            if self._offer(replace(table, counts=counts), after=before, report=made.report):
                break
        self.shop.storage.delete(self.upload_key)

    def _offer(self, table: Made, *, after: Served | None, report: dict[str, Any]) -> bool:
        """Offer the table as the next version; False when its counts are not about the current one any more."""
        now = self.shop.clock.now()
        with self.shop.db.writing() as session:
            dataset = _present(store.dataset_by_id(session, self.publication.dataset_id))
            if table.counts is not None and after is not None and after.number != dataset.version:
                return False
            offered = offer(session, dataset, table, accepts_breaking=self.publication.accept_breaking, now=now)
            self._finish(session, offered.state, rows=table.rows, report=report, **offered.values(dataset))
        return True

    def _fail(self, error: Exception) -> None:
        """Write down that nothing was published, and why; what was cancelled meanwhile is said to be cancelled."""
        try:
            if self.watch.is_cancelled():
                self._end_cancelled()
            elif isinstance(error, ClaimLost | interrupts.Interrupted):
                log.warning("publication_claim_lost", publication=self.publication.id)
            elif isinstance(error, FileRefused):
                self.end("rejected", problem=_told(error), report=error.report, faults_key=self._kept(error.faults))
            elif isinstance(error, PlateformeError):
                self.end("rejected", problem=_told(error))
            else:
                log.error("publication_failed", publication=self.publication.id, exc_info=error)
                self.end("failed", problem=_failure(error))
        except ClaimLost:
            if self.watch.is_cancelled():  # between our looking and our writing
                self._end_cancelled()
            else:
                log.warning("publication_claim_lost", publication=self.publication.id)

    def _kept(self, faults: Path | None) -> str | None:
        """Keep the list of all faults for whoever mends the file; the report stands without it."""
        if faults is None or not faults.is_file():
            return None
        key = f"faults/{self.publication.id}.csv"
        try:
            self.shop.storage.put_file(key, faults)
        except OSError:
            log.exception("publication_faults_lost", publication=self.publication.id)
            return None
        return key

    def _end_cancelled(self) -> None:
        said = "It was cancelled on request: nothing was published, and the file was removed."
        self.end("cancelled", problem=_problem("publication_cancelled", said, title="Publication cancelled"))

    def end(self, state: str, **values: Any) -> None:
        """Write down how the work ended without a version."""
        with self.shop.db.writing() as session:
            self._finish(session, state, **values)
        self.shop.storage.delete(self.upload_key)

    def _finish(self, session: Session, state: str, **values: Any) -> None:
        is_laid_aside = state == "waiting"
        ended = {
            "state": state,
            "stage": "waiting" if is_laid_aside else "done",
            "percent": 100 if state in SUCCESSES else None,
            "finished_at": None if is_laid_aside else self.shop.clock.now(),
            "lease_until": None,
            "source_bytes": self.publication.source_bytes,
            "source_digest": self.publication.source_digest,
            "source_key": None,
        }
        self._touch(session, ended | values, unless_cancelled=state != "cancelled")

    def progress(self, stage: str, percent: int | None, rows: int | None = None) -> None:
        """Tell readers how far the work is, at most twice a second within one stage; within it, never backwards."""
        interrupts.check()
        if stage != self._stage:
            self._percent = None
        elif time.monotonic() - self._written < 0.5 and rows is None:  # noqa: PLR2004  # seconds
            return
        if percent is not None:
            self._percent = max(self._percent or 0, min(percent, 100))
        self._stage, self._written = stage, time.monotonic()
        told = {"stage": stage, "percent": self._percent}
        with self.shop.db.writing() as session:
            self._touch(session, told | ({} if rows is None else {"rows": rows}))

    def _touch(self, session: Session, values: dict[str, Any], *, unless_cancelled: bool = False) -> None:
        if not store.touch(
            session,
            self.publication.id,
            attempt=self.publication.attempts,
            values=values,
            unless_cancelled=unless_cancelled,
        ):
            raise ClaimLost


def _present(dataset: Dataset | None) -> Dataset:
    """The dataset, which a foreign key holds; refuse to publish into one that was deleted meanwhile."""
    assert dataset is not None  # noqa: S101
    if dataset.deleted_at is not None:
        raise deletion(dataset, dataset.deleted_at)
    return dataset


def _told(error: PlateformeError) -> dict[str, Any]:
    return _problem(error.code, error.detail, title=error.title)


def _problem(code: str, detail: str, *, title: str = "Publication failed") -> dict[str, Any]:
    return {"code": code, "title": title, "detail": detail}


def _failure(error: Exception) -> dict[str, Any]:
    """What is said in public of a fault of the platform's own."""
    if isinstance(error, UploadLost):
        return _problem("upload_lost", "The file that was received is gone from the store. Send it again.")
    if _is_full(error):
        return _problem(
            "no_space", "The platform has no room left; its operator must make some. Nothing was published."
        )
    if isinstance(error, OSError):
        return _problem("storage_failed", "The platform could not write its files; its operator has the details.")
    return _problem("publication_failed", "The platform failed; its operator has the details.")


def _is_full(error: BaseException | None) -> bool:
    """Whether there is no room left; the engine and the object store say it in words only."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:  # an error that was raised again may be its own context
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return True
        if any(words in str(error) for words in ("No space left on device", "disk is full")):
            return True
        error = error.__cause__ or error.__context__
    return False
