"""Row writes folded into a whole table, in the background: what later versions take as their base.

A version that is read as layers stays so, for cursors walk through it. Its whole table is written beside it, as a file
with the same content would have been: whoever dies on the way leaves files that nobody names, and another one starts
again; two who do it at once write the same bytes.
"""

from typing import Final

import structlog

from plateforme.domains.datasets import store
from plateforme.domains.datasets.tables import Version
from plateforme.domains.datasets.tabular.engine.editing import Below
from plateforme.domains.datasets.tabular.engine.whole import WholeTable
from plateforme.domains.datasets.versions import Base, served_version
from plateforme.domains.datasets.workshop import Workshop

log = structlog.get_logger(__name__)

LEAST_BYTES: Final = 1 << 20
"""A smaller difference, some 20 000 rows, costs readers next to nothing."""

SHARE: Final = 20
"""A difference is folded in once it takes more than one part in so many of its base."""

_given_up: set[str] = set()
"""Versions that could not be compacted: one attempt a process is enough, for they can be read all the same."""


def compact_next(shop: Workshop) -> bool:
    """Write out the whole table of one version that needs it; says whether there was one."""
    with shop.db.reading() as session:
        found = store.compactable(session, least_bytes=LEAST_BYTES, share=SHARE)
    chosen = next((version for version in found if version.id not in _given_up), None)
    return chosen is not None and compact(shop, chosen)


def compact(shop: Workshop, chosen: Version) -> bool:
    """Write out the whole table of this version of row writes, and say whether that could be done."""
    if chosen.id in _given_up:
        return False
    with shop.db.reading() as session:
        table = served_version(session, "", chosen)
    if table.base is None:
        return False
    try:
        with shop.folder("compaction-") as folder:
            below = Below(shop.rows.whole_file(table.base), shop.rows.file(table))
            target = folder / "table.parquet"
            with WholeTable(folder, table, below, memory=shop.limits.memory) as whole:
                digest, size = whole.write_out(target)
            key = shop.keep("parquet", digest, target)
        shop.rows.whole_file(Base(digest, key, table.schema, table.rows))
        with shop.db.writing() as session:
            store.keep_compacted(session, chosen.id, key=key, digest=digest, size=size)
        log.info("version_compacted", version=chosen.id, rows=table.rows)
    except Exception:  # a process edge: readers have the layers, and writers go on from them
        _given_up.add(chosen.id)
        log.exception("compaction_failed", version=chosen.id)
        return False
    return True
