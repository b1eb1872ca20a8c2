"""Removing what a crash left behind: uploads nobody waits for, scratch folders, tables no version names."""

import shutil
from pathlib import Path
from typing import Final

from plateforme.domains.datasets import store
from plateforme.domains.datasets.publishing import Workshop

GRACE_SECONDS: Final = 3600
"""A younger file may belong to work that has not been written down yet."""


def sweep(workshop: Workshop) -> int:
    """Remove orphans older than an hour and say how many there were."""
    with workshop.db.reading() as session:
        digests = store.known_digests(session)
        sources = store.unfinished_sources(session)
    limit = workshop.clock.now().timestamp() - GRACE_SECONDS
    needed = {workshop.storage.local_path(key) for key in sources}
    uploads = [path for path in _older(limit, workshop.storage.local_path("uploads")) if path not in needed]
    tables = [path for path in _older(limit, workshop.storage.local_path("parquet"), "*/*") if path.stem not in digests]
    for path in (*uploads, *tables):
        path.unlink(missing_ok=True)
    folders = _older(limit, workshop.scratch)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return len(uploads) + len(tables) + len(folders)


def _older(limit: float, folder: Path, pattern: str = "*") -> list[Path]:
    return [path for path in folder.glob(pattern) if path.stat().st_mtime < limit]
