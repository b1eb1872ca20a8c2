"""Writing rows as the API does, and looking at what became of the table."""

import io
import json
from dataclasses import replace
from typing import Any

from tests.domains.datasets.conftest import PRODUCER
from tests.domains.datasets.tabular.row_tables import cells

from plateforme.domains.datasets import catalogue, publishing, row_writes, store
from plateforme.domains.datasets.row_writes import Batch, Outcome
from plateforme.domains.datasets.tables import Version
from plateforme.domains.datasets.tabular.query import parse
from plateforme.domains.datasets.versions import Base, Served, served
from plateforme.domains.datasets.working import work_next
from plateforme.domains.datasets.workshop import Workshop


def write(shop: Workshop, slug: str, **operations: Any) -> Outcome:
    """Apply a batch as the API does: computed first, then landed in one transaction."""
    batch, now = Batch(json.dumps(operations).encode(), "application/json"), shop.clock.now()
    with shop.db.reading() as session:
        computed = row_writes.compute(shop, session, slug, batch, now=now, keep=True)
    with shop.db.writing() as session:
        held = catalogue.held_dataset(session, slug, by=PRODUCER)
        return row_writes.finish(shop, session, held, batch, computed, by=PRODUCER, now=now)


def table(shop: Workshop, slug: str, version: int | None = None) -> Served:
    with shop.db.reading() as session:
        return served(session, slug, version=version)


def content(shop: Workshop, slug: str, version: int | None = None) -> list[tuple[Any, ...]]:
    found = table(shop, slug, version)
    page = shop.rows.page(found, replace(parse([], found.schema), limit=1000))
    rows = cells(found.schema, page.items)
    assert len(rows) == found.rows
    return rows


def versions(shop: Workshop, slug: str) -> list[Version]:
    with shop.db.reading() as session:
        return list(reversed(store.all_versions(session, catalogue.get_dataset(session, slug).id)))


def publish(shop: Workshop, slug: str, body: bytes) -> None:
    size, digest = shop.storage.put_stream(f"uploads/{slug}", io.BytesIO(body))
    with shop.db.writing() as session:
        publishing.request_publication(
            session,
            catalogue.get_dataset(session, slug),
            by=PRODUCER,
            name=f"{slug}.csv",
            upload=publishing.Upload(f"uploads/{slug}", size, digest),
            url=None,
            rules=shop.fetch,
            now=shop.clock.now(),
        )
    assert work_next(shop)


def base_of(shop: Workshop, slug: str) -> Base:
    """The whole table that the current version differs from."""
    base = table(shop, slug).base
    assert base is not None
    return base
