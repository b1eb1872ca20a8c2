"""What stands on content that is gone for good is written out whole, in the background, as a version of its own.

A version of row writes is stored as what differs from another one. Where the withdrawal of that one is final, its bytes
would stay for as long as anything differs from them. So the current version gets a successor with the same rows and
nothing below, and is withdrawn as its base was: no file that is still needed holds what was removed.
"""

import structlog

from plateforme.domains.datasets import store
from plateforme.domains.datasets.compaction import compact
from plateforme.domains.datasets.landing import Made, Source, land
from plateforme.domains.datasets.tables import Version
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.domains.datasets.withdrawal import withdraw
from plateforme.domains.datasets.workshop import Workshop

log = structlog.get_logger(__name__)


def renew_next(shop: Workshop) -> bool:
    """Write one such version out whole; says whether there was one."""
    with shop.db.reading() as session:
        found = store.standing_on_removed(session)
    for version, reason in found:
        if version.compacted_key is None and not compact(shop, version):
            continue
        if _succeed(shop, version.id, reason or ""):
            return True
    return False


def _succeed(shop: Workshop, version_id: str, reason: str) -> bool:
    """Make the whole table current, and withdraw what it replaces, unless another version came meanwhile."""
    now = shop.clock.now()
    with shop.db.writing() as session:
        version = store.version_by_id(session, version_id)
        dataset = store.dataset_by_id(session, version.dataset_id)
        if dataset is None or dataset.version != version.number or version.pruned_at is not None:
            return False
        made = _whole(version)
        landed = None if made is None else land(session, dataset, made, now=now)
        if landed is None:
            return False
        session.flush()
        withdraw(session, dataset, version.number, reason=reason, is_final=True, now=now)
    log.info("version_renewed", version=version_id)
    return True


def _whole(version: Version) -> Made | None:
    """The whole table of a version, once it is written out, as the next version."""
    if version.compacted_key is None or version.compacted_digest is None or version.compacted_bytes is None:
        return None
    return Made(
        origin="rows",
        digest=version.compacted_digest,
        parquet_key=version.compacted_key,
        parquet_bytes=version.compacted_bytes,
        schema=TableSchema.from_descriptor(version.table_schema),
        rows=version.rows,
        source=Source(version.source_name, version.source_bytes, version.source_digest),
        by=version.published_by or "",
    )
