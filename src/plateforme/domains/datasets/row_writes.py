"""Writing rows: a batch of operations makes the next version of a table, as a file does, at the cost of the batch.

The version keeps what differs from its base. It is computed on a snapshot, without holding anything; the transaction
that lands it holds the dataset, and computes again when another version came first: no change of others is lost.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.datasets import store
from plateforme.domains.datasets.changes import current_table
from plateforme.domains.datasets.errors import KeyRequired
from plateforme.domains.datasets.first_rows import empty_table, whole_table
from plateforme.domains.datasets.landing import Counts, Made, Source, land
from plateforme.domains.datasets.references import PublishedColumns
from plateforme.domains.datasets.tables import Dataset
from plateforme.domains.datasets.tabular.edits import READERS
from plateforme.domains.datasets.tabular.engine.editing import Below
from plateforme.domains.datasets.tabular.writing import Written, write_rows
from plateforme.domains.datasets.versions import Base, Served
from plateforme.domains.datasets.workshop import Workshop

SOURCE_NAME = "PATCH rows"


@dataclass(frozen=True)
class Batch:
    """Operations as they were sent."""

    body: bytes
    media_type: str

    @property
    def source(self) -> Source:
        """What the version says of where it comes from."""
        return Source(SOURCE_NAME, len(self.body), hashlib.sha256(self.body).hexdigest())


@dataclass(frozen=True)
class Computed:
    """A batch applied to a version; `table` is what it makes of it, stored and ready to be served."""

    before: Served
    written: Written
    table: Served | None
    base_id: str | None
    parquet_bytes: int


@dataclass(frozen=True)
class Outcome:
    """What became of a batch: the version before, the one that readers see now, and the results."""

    before: Served
    now: Served
    written: Written


@dataclass(frozen=True)
class _Place:
    """The table that is written to, and the version that later ones are told as differences from."""

    table: Served
    base: Base
    base_id: str
    base_bytes: int


def compute(shop: Workshop, session: Session, slug: str, batch: Batch, *, now: datetime, keep: bool) -> Computed:
    """Apply a batch to the current version, and store the result if `keep`; nobody sees it before it lands."""
    before = current_table(session, slug, now=now)
    if before is None:
        return _compute_first(shop, session, slug, batch, now=now, keep=keep)
    if not before.schema.primary_key:
        raise KeyRequired(slug)
    edits = READERS[batch.media_type](batch.body, before.schema)
    place = _place(session, before)
    with shop.folder("rows-") as folder:
        below = Below(
            shop.rows.whole_file(place.base), shop.rows.file(place.table) if place.table.base is not None else None
        )
        written = write_rows(place.table, edits, below, workdir=folder, references=PublishedColumns(shop, folder))
        if not (keep and written.changed):
            return Computed(before, written, None, None, 0)
        return _stored(shop, before, place, written, now=now)


def finish(
    shop: Workshop,
    session: Session,
    dataset: Dataset,
    batch: Batch,
    computed: Computed,
    *,
    by: Principal,
    now: datetime,
) -> Outcome:
    """Make the computed table the current version of a dataset that the caller holds."""
    current = current_table(session, dataset.slug, now=now)
    if (current.id if current else "") != computed.before.id:
        computed = compute(shop, session, dataset.slug, batch, now=now, keep=True)
    before, written, table = computed.before, computed.written, computed.table
    if table is None:
        return Outcome(before, before, written)
    counts = written.counts
    made = Made(
        origin="rows",
        digest=table.digest,
        parquet_key=table.parquet_key,
        parquet_bytes=computed.parquet_bytes,
        schema=written.schema,
        rows=written.rows,
        source=batch.source,
        by=by.consumer,
        base_id=computed.base_id,
        counts=Counts(counts["added"], counts["changed"], counts["removed"]),
    )
    landed = land(session, dataset, made, now=now)
    session.flush()
    after = current_table(session, dataset.slug, now=now)
    assert landed is not None and after is not None  # noqa: S101, PT018  # it says something else than before
    return Outcome(before, after, written)


def _compute_first(shop: Workshop, session: Session, slug: str, batch: Batch, *, now: datetime, keep: bool) -> Computed:
    with shop.folder("rows-") as folder:
        before = empty_table(shop, session, slug, folder)
        edits = READERS[batch.media_type](batch.body, before.schema)
        below = Below(shop.rows.whole_file(before), None)
        written = write_rows(before, edits, below, workdir=folder, references=PublishedColumns(shop, folder))
        if not keep or written.delta is None:
            return Computed(before, written, None, None, 0)
        whole, size = whole_table(shop, before, replace(below, delta=written.delta.serving), folder)
        table = _next(before, whole.digest, whole.parquet_key, None, written, now)
        shop.rows.ensure(table)
        return Computed(before, written, table, None, size)


def _place(session: Session, before: Served) -> _Place:
    row = store.version_by_id(session, before.id)
    if row.base_id is None:
        base = Base(before.digest, before.parquet_key, before.schema, before.rows)
        return _Place(before, base, row.id, row.parquet_bytes)
    if row.compacted_key and row.compacted_digest:
        whole = Base(row.compacted_digest, row.compacted_key, before.schema, before.rows)
        return _Place(
            replace(before, digest=whole.digest, parquet_key=whole.parquet_key, base=None),
            whole,
            row.id,
            row.compacted_bytes or 0,
        )
    assert before.base is not None  # noqa: S101  # what differs differs from something
    below = store.version_by_id(session, row.base_id)
    return _Place(before, before.base, below.id, below.compacted_bytes or below.parquet_bytes)


def _stored(shop: Workshop, before: Served, place: _Place, written: Written, *, now: datetime) -> Computed:
    delta, base = written.delta, place.base
    if delta is None:
        return Computed(
            before, written, _next(before, base.digest, base.parquet_key, None, written, now), None, place.base_bytes
        )
    digest = hashlib.sha256(f"overlay\0{base.digest}{delta.digest}".encode()).hexdigest()
    key = shop.keep("deltas", digest, delta.path)
    table = _next(before, digest, key, base, written, now)
    shop.rows.adopt(digest, delta.serving)
    return Computed(before, written, table, place.base_id, delta.size)


def _next(before: Served, digest: str, key: str, base: Base | None, written: Written, now: datetime) -> Served:
    return Served(
        id="",
        dataset=before.dataset,
        number=before.number + 1,
        digest=digest,
        parquet_key=key,
        schema=written.schema,
        rows=written.rows,
        published_at=now,
        base=base,
    )
