"""Reports that wait: written to a file at once and taken in later, for the hours in which the database must rest.

Whoever sent one holds a token, and asks with it which reference the report got. A file is removed once its report is
in the database, and taking it in twice gives the same report: nothing is lost or repeated, whatever stops when.
"""

import os
import re
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.exchange.exchange_errors import TokenNotFound, WaitingRefused
from plateforme.domains.reports.intake.intake import create_report
from plateforme.domains.reports.intake.new_report import NewReport
from plateforme.domains.reports.photos import photos
from plateforme.domains.reports.tables import ReportToken
from plateforme.kit.db import Database
from plateforme.kit.errors import PlateformeError
from plateforme.kit.settings import Settings
from plateforme.kit.storage import Storage

FOLDER: Final = "waiting"
TOKEN: Final = re.compile(r"[0-9a-f]{32}")
KEPT_FOR: Final = timedelta(days=30)
"""How long one that was refused is kept, for its sender to learn why, and one that could not be read, for a person."""

_WAITING: Final = ".json"
_REFUSED: Final = ".refused"
_PHOTO: Final = ".photo"
_UNREAD: Final = ".unread"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A report as it was sent, by whom, and when."""

    new: NewReport
    by: Principal
    at: datetime


_WRITTEN: Final = TypeAdapter(Waiting)
_REASON: Final = TypeAdapter(tuple[str, str])
"""Why one was refused, in English and in French."""


def put(
    storage: Storage,
    new: NewReport,
    *,
    files: Sequence[bytes] = (),
    by: Principal,
    now: datetime,
) -> str:
    """Write a report down, for good, and answer its token; whoever calls has examined it."""
    token = secrets.token_hex(16)
    path = _path(storage, token)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for number, file in enumerate(files):
        _write(path.with_suffix(f".{number}{_PHOTO}"), file)
    _write(path, _WRITTEN.dump_json(Waiting(new=new, by=by, at=now)))  # last: a report is found with all its photos
    return token


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it survives a power failure, its name included."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def reference_of(session: Session, storage: Storage, token: str) -> str | None:
    """The reference that the report behind a token got; none while it waits."""
    if not TOKEN.fullmatch(token):
        raise TokenNotFound
    path = _path(storage, token)
    is_waiting = path.exists()  # looked at first: it is taken away only once the row can be read
    row = store.token_row(session, token)
    if row is not None:
        return row.reference
    with suppress(FileNotFoundError):
        english, french = _REASON.validate_json(path.with_suffix(_REFUSED).read_bytes())
        raise WaitingRefused(english, french=french)
    if not is_waiting:
        raise TokenNotFound
    return None


def take_next(db: Database, storage: Storage, settings: Settings, *, now: datetime) -> bool:
    """Take one waiting report in, the oldest first, and say whether there was one."""
    found = sorted(storage.local_path(FOLDER).glob("*.json"), key=_age)
    if not found:
        return False
    path = found[0]
    try:
        told = _WRITTEN.validate_json(path.read_bytes())
        pictures = _pictures(storage, settings, path, now=now)
        with db.writing() as session:
            _take(session, told, pictures, token=path.stem, now=now)
    except FileNotFoundError:  # another process was faster
        return True
    except PlateformeError as error:
        path.with_suffix(_REFUSED).write_bytes(_REASON.dump_json(_reason(error)))
    except ValidationError:  # written by another release: kept for a person to look at, and the others go on
        path.replace(path.with_suffix(_UNREAD))
        return True
    path.unlink(missing_ok=True)
    for photo in _photo_files(path):
        photo.unlink(missing_ok=True)
    return True


def _take(session: Session, told: Waiting, pictures: Iterable[photos.Received], *, token: str, now: datetime) -> None:
    """Make the report as of the moment at which it was sent; its token stands for its client_id, if it has none."""
    if store.token_row(session, token) is not None:
        return
    new = told.new if told.new.client_id else replace(told.new, client_id=f"token:{token}")
    report, _ = create_report(session, new, by=told.by, now=told.at)
    for picture in pictures:
        with suppress(PlateformeError):  # one too many: the report is worth more
            photos.add_photo(session, report, picture, by=told.by, title=None, now=now)
    store.add_token(session, ReportToken(token=token, reference=report.reference, at=now))


def _pictures(storage: Storage, settings: Settings, path: Path, *, now: datetime) -> Sequence[photos.Received]:
    """The photos that came along, made anew; one that cannot be read never costs its report."""
    received = []
    for photo in _photo_files(path):
        with suppress(PlateformeError):
            received.append(photos.receive(storage, photo.read_bytes(), settings=settings, now=now))
    return received


def _photo_files(path: Path) -> Sequence[Path]:
    return sorted(path.parent.glob(f"{path.stem}.*{_PHOTO}"))


def forget_refused(storage: Storage, *, now: datetime) -> int:
    """Remove what was left here long ago by reports that no longer wait, and say how many files.

    What was refused or could not be read, and the photos of requests that were cut off: files as they came, with all
    that a phone writes into them.
    """
    limit = (now - KEPT_FOR).timestamp()
    every = list(storage.local_path(FOLDER).glob("*.*"))
    waiting = {path.stem for path in every if path.suffix == _WAITING}
    old = [path for path in every if path.name.partition(".")[0] not in waiting and _age(path) < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _reason(error: PlateformeError) -> tuple[str, str]:
    """Why, in English and in French."""
    english = " ".join(fault.detail for fault in error.errors)
    french = " ".join(fault.french or fault.detail for fault in error.errors)
    return english or error.detail, french or error.french or error.detail


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _path(storage: Storage, token: str) -> Path:
    return storage.local_path(f"{FOLDER}/{token}.json")
