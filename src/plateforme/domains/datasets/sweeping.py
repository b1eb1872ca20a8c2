"""Removing what nobody needs: leftovers of crashes, tables that no version keeps, their serving files, old indexes.

Several processes sweep and publish at the same time. Nothing younger than an hour is touched, and a file that another
process reads keeps its content after its name is gone.
"""

import shutil
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Final

from plateforme.domains.datasets import store
from plateforme.domains.datasets.retention import prune
from plateforme.domains.datasets.tabular.engine.files import FORMAT
from plateforme.domains.datasets.workshop import Workshop, scratch_of, upload_key_of

GRACE: Final = timedelta(hours=1)
"""A younger file may belong to work that has not been written down yet."""

OTHER_FORMAT_GRACE: Final = timedelta(days=2)
"""Serving files of another release may be read until the last process of that release has gone."""

FOLDERS: Final = ("attachments", "deltas", "faults", "parquet", "uploads")
"""The objects that rows of the catalogue name. What lies elsewhere is not ours to judge."""


def sweep(workshop: Workshop) -> int:
    """Prune what is no longer kept, remove what nobody needs, and say how many files and folders went."""
    now = workshop.clock.now()
    prune(workshop.db, workshop.clock, workshop.keeping)
    with workshop.db.reading() as session:
        # In this order: a table that lands meanwhile is named by its publication before and by its version after.
        at_work = store.unfinished(session)
        waiting = [publication.made for publication in store.waiting(session) if publication.made]
        keys, digests = store.stored_tables(session, pruned_after=now - GRACE)
        withdrawn = store.withdrawn_digests(session)
        current = {each.digest for each in store.indexable(session)}
        keys |= store.attachment_keys(session) | store.fault_keys(session)
    keys |= {made["parquet_key"] for made in waiting}
    digests |= {made["digest"] for made in waiting}
    needed = {
        *(workshop.storage.local_path(key) for key in keys),
        *(workshop.storage.local_path(upload_key_of(publication)) for publication in at_work),
        *(scratch_of(workshop, publication) for publication in at_work),
    }
    limit = (now - GRACE).timestamp()
    objects = (path for folder in FOLDERS for path in _files(workshop.storage.local_path(folder)))
    return (
        _remove([*objects, *workshop.scratch.glob("*")], needed.__contains__, limit)
        + _remove(workshop.rows.folder.glob("*.*"), lambda path: _digest_of(path) in digests, limit)
        + workshop.rows.indexes.keep_only(current - withdrawn, before=limit)
        + workshop.rows.differences.keep_only(digests - withdrawn)
        + workshop.rows.exports.keeping.keep_only(digests - withdrawn)
        + _remove(_of_other_formats(workshop.rows.folder), lambda _: False, (now - OTHER_FORMAT_GRACE).timestamp())
    )


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _digest_of(serving_file: Path) -> str:
    """The digest that a serving file, its lock or its unfinished part is named after."""
    return serving_file.name.partition(".")[0]


def _of_other_formats(folder: Path) -> Iterable[Path]:
    return (path for path in _files(folder.parent) if FORMAT not in path.relative_to(folder.parent).parts)


def _remove(paths: Iterable[Path], is_needed: Callable[[Path], bool], limit: float) -> int:
    return sum(_removed(path, limit) for path in paths if not is_needed(path))


def _removed(path: Path, limit: float) -> bool:
    """Remove what is old; its age is read last, for somebody may be storing the same table again."""
    try:
        if path.stat().st_mtime >= limit:
            return False
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    except FileNotFoundError:  # its owner was faster
        return False
    return True
