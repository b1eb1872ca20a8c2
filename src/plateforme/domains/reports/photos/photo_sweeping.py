"""Removing pictures that became nobody's photo: left by requests that were refused, repeated or cut off."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from plateforme.domains.reports import store
from plateforme.domains.reports.photos.photos import FOLDER
from plateforme.kit.db import Database
from plateforme.kit.storage import Storage

GRACE: Final = timedelta(hours=1)
"""A younger object may belong to a photo that is being added."""


def sweep(db: Database, storage: Storage, *, now: datetime) -> int:
    """Delete the objects that no photo owns, and say how many went."""
    with db.reading() as session:
        keys = leftovers(session, storage, now=now)
    for key in keys:
        storage.delete(key)
    return len(keys)


def leftovers(session: Session, storage: Storage, *, now: datetime) -> list[str]:
    """The keys of objects that no photo owns and that nobody is about to give to one."""
    limit = (now - GRACE).timestamp()
    folder = storage.local_path(FOLDER)
    old = [
        f"{FOLDER}/{path.relative_to(folder).as_posix()}"
        for path in folder.rglob("*.jpg")
        if path.stat().st_mtime < limit
    ]
    owned = store.photo_keys(session) if old else frozenset()
    return [key for key in old if key not in owned]
