"""Indexes of the versions that readers see, built in the background on the disk of each node.

Whoever reads meanwhile is answered by the engine. An index that cannot be built is tried again later: all it would
change is how long answers take.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog

from plateforme.domains.datasets import store
from plateforme.domains.datasets.versions import served_version
from plateforme.domains.datasets.workshop import Workshop

log = structlog.get_logger(__name__)

TRY_AGAIN: Final = timedelta(hours=1)
"""A full disk, or whatever else was in the way, may be gone by then."""

_failed: dict[str, datetime] = {}
"""When building the index of a table failed, by its digest."""


def index_next(shop: Workshop) -> bool:
    """Build the index of one version that has none; says whether there was one."""
    if not shop.index_rows_max:
        return False
    now = shop.clock.now()
    with shop.db.reading() as session:
        for each in store.indexable(session):
            failed_at = _failed.get(each.digest)
            is_due = failed_at is None or now - failed_at >= TRY_AGAIN
            if each.rows <= shop.index_rows_max and is_due and not shop.rows.indexes.is_built(each.digest):
                version = store.version_by_id(session, each.version_id)
                table = served_version(session, "", version)
                break
        else:
            return False
    try:
        is_built = shop.rows.build_index(table)
    except Exception:  # a process edge: readers have the engine
        _failed[table.digest] = now
        log.exception("index_failed", version=table.id)
        return False
    if is_built:
        log.info("index_built", version=table.id, rows=table.rows)
    return is_built
