"""Removing what a crash left behind: uploads nobody waits for, scratch folders, tables no version names."""

import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Final

from plateforme.domains.datasets import store
from plateforme.domains.datasets.publishing import Workshop, scratch_of, upload_key_of

GRACE_SECONDS: Final = 3600
"""A younger file may belong to work that has not been written down yet."""


def sweep(workshop: Workshop) -> int:
    """Remove orphans older than an hour and say how many there were."""
    storage = workshop.storage
    with workshop.db.reading() as session:
        tables = {f"{digest}.parquet" for digest in store.known_digests(session)}
        at_work = store.unfinished(session)
    needed = {
        *(storage.local_path(upload_key_of(publication)) for publication in at_work),
        *(scratch_of(workshop, publication) for publication in at_work),
        *(path for path in storage.local_path("parquet").glob("*/*") if path.name in tables),
    }
    limit = workshop.clock.now().timestamp() - GRACE_SECONDS
    places = ((storage.local_path("uploads"), "*"), (storage.local_path("parquet"), "*/*"), (workshop.scratch, "*"))
    return sum(_removed(path, needed, limit) for folder, pattern in places for path in folder.glob(pattern))


def _removed(path: Path, needed: Collection[Path], limit: float) -> bool:
    """Remove what is old and not needed; its age is read last, for somebody may be storing the same table again."""
    try:
        if path in needed or path.stat().st_mtime >= limit:
            return False
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    except FileNotFoundError:  # its owner was faster
        return False
    return True
