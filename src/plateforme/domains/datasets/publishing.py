"""From a received file to a served version: the publication, its steps, and what survives a crash.

A publication is a row. Whoever claims it holds a lease and renews it while working; when a process dies, the lease
ends and the next worker starts the work again from the stored upload. Readers see the old version until the one
transaction in which the catalogue points to the new one.
"""

import errno
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

import structlog
from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.datasets import store
from plateforme.domains.datasets.errors import PublicationNotFound
from plateforme.domains.datasets.fetching import FetchRules, check_address, fetched
from plateforme.domains.datasets.tables import Dataset, Publication, Version
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.ingestion import FileRefused, Ingested, Limits, ingest
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.domains.datasets.versions import Served
from plateforme.kit.clock import Clock
from plateforme.kit.db import Database
from plateforme.kit.errors import PlateformeError
from plateforme.kit.ids import new_id
from plateforme.kit.keyset import Asked, Slice
from plateforme.kit.settings import Settings
from plateforme.kit.storage import Storage

log = structlog.get_logger(__name__)

LEASE: Final = timedelta(seconds=15)
BEAT_SECONDS: Final = LEASE.total_seconds() / 3
MAX_ATTEMPTS: Final = 3


@dataclass(frozen=True)
class Upload:
    """A file as it was received and stored."""

    key: str
    size: int
    digest: str


@dataclass(frozen=True)
class Workshop:
    """What a worker needs at hand."""

    db: Database
    storage: Storage
    rows: RowEngine
    clock: Clock
    scratch: Path
    limits: Limits
    fetch: FetchRules

    @classmethod
    def of(cls, settings: Settings, *, db: Database, storage: Storage, rows: RowEngine, clock: Clock) -> Self:
        """A workshop set up as the operator wants it."""
        return cls(
            db=db,
            storage=storage,
            rows=rows,
            clock=clock,
            scratch=settings.home / "scratch",
            limits=Limits(max_unpacked_bytes=settings.max_unpacked_bytes, max_columns=settings.max_columns),
            fetch=FetchRules.of(settings),
        )


class ClaimLost(Exception):
    """The lease ended while we worked, and somebody else does the work now."""


def request_publication(
    session: Session,
    dataset: Dataset,
    *,
    by: Principal,
    name: str,
    upload: Upload | None,
    url: str | None,
    rules: FetchRules,
    now: datetime,
) -> Publication:
    """Write down that a file is to be published; a worker takes it from here."""
    if url is not None:
        check_address(url, rules)
    publication = Publication(
        id=new_id(now),
        dataset_id=dataset.id,
        state="queued",
        stage="received",
        source_name=name,
        source_url=url,
        source_key=upload.key if upload else None,
        source_bytes=upload.size if upload else None,
        source_digest=upload.digest if upload else None,
        requested_by=by.consumer,
        created_at=now,
    )
    session.add(publication)
    session.flush()
    return publication


def get_publication(session: Session, dataset: Dataset, publication_id: str) -> Publication:
    """One publication of a dataset."""
    found = store.publication(session, dataset.id, publication_id)
    if found is None:
        raise PublicationNotFound(dataset.slug)
    return found


def list_publications(session: Session, dataset: Dataset, *, state: str | None, asked: Asked) -> Slice[Publication]:
    """One page of a dataset's publications."""
    return store.list_publications(session, dataset.id, state, asked)


def work_next(workshop: Workshop) -> bool:
    """Do the next publication, if there is one, to its end; says whether there was one."""
    now = workshop.clock.now()
    with workshop.db.writing() as session:
        publication = store.claim(session, now=now, lease_until=now + LEASE)
    if publication is None:
        return False
    work = _Work(workshop, publication)
    try:
        if publication.attempts > MAX_ATTEMPTS:
            work.end("failed", problem=_problem("publication_abandoned", f"Given up after {MAX_ATTEMPTS} attempts."))
            return True
        with work.heartbeat():
            work.run()
    except ClaimLost:
        log.warning("publication_claim_lost", publication=publication.id)
    except FileRefused as refused:
        work.end("rejected", problem=_told(refused), report=refused.report)
    except PlateformeError as refused:
        work.end("rejected", problem=_told(refused))
    except OSError as error:
        log.exception("publication_failed", publication=publication.id)
        work.end("failed", problem=_storage_problem(error))
    except Exception:  # a process edge: the row must say that the work ended badly
        log.exception("publication_failed", publication=publication.id)
        work.end("failed", problem=_problem("publication_failed", "The platform failed; its operator has the details."))
    finally:
        shutil.rmtree(work.scratch, ignore_errors=True)
    return True


def upload_key_of(publication: Publication) -> str:
    """Where the file is kept while it is worked on, whether it was sent or is pulled."""
    return publication.source_key or f"uploads/{publication.id}"


def scratch_of(workshop: Workshop, publication: Publication) -> Path:
    """The folder of the present attempt."""
    return workshop.scratch / f"{publication.id}-{publication.attempts}"


class _Work:
    """One claimed publication on its way."""

    def __init__(self, workshop: Workshop, publication: Publication) -> None:
        self.shop = workshop
        self.publication = publication
        self.scratch = scratch_of(workshop, publication)
        self.upload_key = upload_key_of(publication)
        self._stage = "received"
        self._written = 0.0

    def run(self) -> None:
        self.scratch.mkdir(parents=True, exist_ok=True)
        with self.shop.db.reading() as session:
            dataset = store.dataset_by_id(session, self.publication.dataset_id)
        assert dataset is not None  # noqa: S101  # a foreign key holds it
        if self.publication.source_key is None:
            self._fetch()
        declared = TableSchema.from_descriptor(dataset.declared_schema) if dataset.declared_schema else None
        made = ingest(
            self.shop.storage.local_path(self.upload_key),
            filename=self.publication.source_name,
            declared=declared,
            primary_key=tuple(dataset.primary_key),
            limits=self.shop.limits,
            workdir=self.scratch,
            progress=self.progress,
        )
        parquet_key = f"parquet/{made.digest[:2]}/{made.digest}.parquet"
        self.progress("storing", None)
        self.shop.storage.put_file(parquet_key, made.parquet)
        self.progress("serving", None)
        self.shop.rows.ensure(self._served(dataset, made, parquet_key), self.shop.storage.local_path(parquet_key))
        self._point(made, parquet_key)

    def _served(self, dataset: Dataset, made: Ingested, parquet_key: str) -> Served:
        return Served(
            dataset=dataset.slug,
            number=(dataset.version or 0) + 1,
            digest=made.digest,
            parquet_key=parquet_key,
            schema=made.schema,
            rows=made.rows,
            published_at=self.shop.clock.now(),
        )

    def _fetch(self) -> None:
        self.progress("fetching", None)
        with fetched(self.publication.source_url or "", self.shop.fetch) as stream:
            size, digest = self.shop.storage.put_stream(self.upload_key, stream)
        self.publication.source_bytes, self.publication.source_digest = size, digest

    def _point(self, made: Ingested, parquet_key: str) -> None:
        """Make the new version the current one: the only moment that readers can notice."""
        now = self.shop.clock.now()
        with self.shop.db.writing() as session:
            dataset = store.dataset_by_id(session, self.publication.dataset_id)
            assert dataset is not None  # noqa: S101  # a foreign key holds it
            current = store.version(session, dataset.id, dataset.version) if dataset.version else None
            unchanged = current is not None and current.digest == made.digest
            if not unchanged:
                number = (dataset.version or 0) + 1
                session.add(self._version(dataset, made, parquet_key, number=number, now=now))
                dataset.version, dataset.rows, dataset.updated_at = number, made.rows, now
                dataset.revision += 1
                session.add(dataset)
            self._finish(
                session,
                "unchanged" if unchanged else "published",
                version=dataset.version,
                rows=made.rows,
                report=made.report,
            )
        self.shop.storage.delete(self.upload_key)

    def _version(self, dataset: Dataset, made: Ingested, parquet_key: str, *, number: int, now: datetime) -> Version:
        return Version(
            id=new_id(now),
            dataset_id=dataset.id,
            number=number,
            digest=made.digest,
            parquet_key=parquet_key,
            parquet_bytes=made.size,
            source_digest=self.publication.source_digest or "",
            source_name=self.publication.source_name,
            source_bytes=self.publication.source_bytes or 0,
            rows=made.rows,
            table_schema=made.schema.to_descriptor(),
            published_at=now,
        )

    def end(self, state: str, *, problem: dict[str, Any], report: dict[str, Any] | None = None) -> None:
        """Write down that nothing was published, and why."""
        try:
            with self.shop.db.writing() as session:
                self._finish(session, state, problem=problem, report=report)
        except ClaimLost:
            log.warning("publication_claim_lost", publication=self.publication.id)
            return
        self.shop.storage.delete(self.upload_key)

    def _finish(self, session: Session, state: str, **values: Any) -> None:
        values |= {
            "state": state,
            "stage": "done",
            "percent": 100 if state in {"published", "unchanged"} else None,
            "finished_at": self.shop.clock.now(),
            "lease_until": None,
            "source_bytes": self.publication.source_bytes,
            "source_digest": self.publication.source_digest,
            "source_key": None,
        }
        self._touch(session, values)

    def progress(self, stage: str, percent: int | None) -> None:
        """Tell readers how far the work is, at most twice a second within one stage."""
        now = time.monotonic()
        if stage == self._stage and now - self._written < 0.5:  # noqa: PLR2004  # seconds
            return
        self._stage, self._written = stage, now
        with self.shop.db.writing() as session:
            self._touch(session, {"stage": stage, "percent": percent})

    def _touch(self, session: Session, values: dict[str, Any]) -> None:
        if not store.touch(session, self.publication.id, attempt=self.publication.attempts, values=values):
            raise ClaimLost

    def _renew(self) -> None:
        with self.shop.db.writing() as session:
            values = {"lease_until": self.shop.clock.now() + LEASE}
            store.touch(session, self.publication.id, attempt=self.publication.attempts, values=values)

    @contextmanager
    def heartbeat(self) -> Iterator[None]:
        """Renew the lease while the block runs, however long one of its steps takes."""
        done = threading.Event()

        def beat() -> None:
            while not done.wait(BEAT_SECONDS):
                try:
                    self._renew()
                except Exception:  # one beat may be missed: the next one comes before the lease ends
                    log.exception("publication_beat_missed", publication=self.publication.id)

        thread = threading.Thread(target=beat, name=f"lease-{self.publication.id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def _told(error: PlateformeError) -> dict[str, Any]:
    return _problem(error.code, error.detail, title=error.title)


def _problem(code: str, detail: str, *, title: str = "Publication failed") -> dict[str, Any]:
    return {"code": code, "title": title, "detail": detail}


def _storage_problem(error: OSError) -> dict[str, Any]:
    if error.errno == errno.ENOSPC:
        return _problem(
            "no_space", "The platform has no room left; its operator must make some. Nothing was published."
        )
    return _problem("storage_failed", "The platform could not write its files; its operator has the details.")
