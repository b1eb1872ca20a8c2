"""Files that the platform fetches by itself, on a schedule: when, how it went, and what came of it.

ADR-0019 has the reasons. A source is asked conditionally; only a file that changed becomes a publication. When the
source was heard and when its file changed are two dates, never mixed.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, Literal

import structlog
from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.datasets import store
from plateforme.domains.datasets.downloads import Fetched, Validators, fetch
from plateforme.domains.datasets.errors import FetchRefused, PullNotFound
from plateforme.domains.datasets.fetching import FetchRules, check_address
from plateforme.domains.datasets.file_names import file_name_in
from plateforme.domains.datasets.publishing import Upload, new_publication, request_publication
from plateforme.domains.datasets.tables import Dataset, Publication, Pull
from plateforme.domains.datasets.workshop import Workshop
from plateforme.kit.ids import new_id

log = structlog.get_logger(__name__)

Outcome = Literal["queued", "not_modified", "failed"]

SHORTEST: Final = 15
LONGEST: Final = 525_600
"""Minutes between two pulls of one dataset: from a quarter of an hour to a year."""

FIRST_BACK_OFF: Final = timedelta(minutes=15)
LAST_BACK_OFF: Final = timedelta(days=1)
MARGIN: Final = timedelta(minutes=1)

_DAY: Final = 1440
_OFTEN: Final[Mapping[str, int]] = MappingProxyType(
    {
        **dict.fromkeys(("UPDATE_CONT", "1MIN", "5MIN", "10MIN", "15MIN", "30MIN", "HOURLY"), SHORTEST),
        "BIHOURLY": 30,
        "TRIHOURLY": 45,
        "CONT": 60,
        "DAILY_3": 120,
        "DAILY_2": 180,
        "12HRS": 180,
        "DAILY": 360,
    }
)


def default_minutes(frequency: str) -> int:
    """How often to look at a source that promises this update frequency: four times a period, and daily at least."""
    return _OFTEN.get(frequency, _DAY)


def get_pull(session: Session, dataset: Dataset) -> Pull:
    """How a dataset is pulled."""
    found = store.pull(session, dataset.id)
    if found is None:
        raise PullNotFound(dataset.slug)
    return found


def held_revision(session: Session, dataset: Dataset) -> int | None:
    """The revision of a dataset's pull, if it has one."""
    found = store.pull(session, dataset.id)
    return found.revision if found else None


def put_pull(
    session: Session,
    dataset: Dataset,
    *,
    by: Principal,
    url: str,
    every_minutes: int | None,
    hints: Mapping[str, Any],
    paused: bool,
    rules: FetchRules,
    now: datetime,
) -> tuple[Pull, bool]:
    """Have a dataset pulled on a schedule, or change how; says whether that is new. The next pull comes at once.

    What is known of the source is forgotten when the address or the hints change: its file has to be read anew.
    """
    check_address(url, rules)
    pull = store.pull(session, dataset.id)
    is_new = pull is None
    if pull is None:
        pull = Pull(dataset_id=dataset.id, url=url, every_minutes=0, hints={}, requested_by="", created_at=now)
        pull.revision = 0
    if (pull.url, pull.hints) != (url, dict(hints)):
        pull.etag = pull.last_modified = pull.checked_at = pull.changed_at = None
        pull.outcome = pull.detail = None
    pull.url, pull.hints, pull.paused = url, dict(hints), paused
    pull.every_minutes = every_minutes or default_minutes(dataset.frequency)
    pull.requested_by = by.consumer
    pull.failures = 0
    pull.next_at = None if paused else now
    pull.revision += 1
    session.add(pull)
    session.flush()
    return pull, is_new


def delete_pull(session: Session, dataset: Dataset) -> None:
    """Pull a dataset no more; what was published stays."""
    session.delete(get_pull(session, dataset))


def pull_now(session: Session, dataset: Dataset, *, by: Principal, rules: FetchRules, now: datetime) -> Publication:
    """Publish what the source holds now, whether or not it changed: for a source or a schema that was mended."""
    pull = get_pull(session, dataset)
    publication = request_publication(
        session,
        dataset,
        by=by,
        name=file_name_in(pull.url),
        upload=None,
        url=pull.url,
        rules=rules,
        now=now,
        hints=pull.hints,
    )
    pull.publication_id = publication.id
    pull.next_at = None if pull.paused else now + timedelta(minutes=pull.every_minutes)
    pull.revision += 1
    session.add(pull)
    return publication


def pull_next(workshop: Workshop) -> bool:
    """Do the pull that has been due for longest, if there is one; says whether there was one."""
    now = workshop.clock.now()
    with workshop.db.reading() as session:
        pull = store.due_pull(session, now=now)
        last = store.last_publication(session, pull) if pull else None
    if pull is None or pull.next_at is None:
        return False
    until = now + timedelta(seconds=workshop.fetch.seconds) + MARGIN
    with workshop.db.writing() as session:
        if not store.claim_pull(session, pull.dataset_id, due=pull.next_at, until=until):
            return True  # another worker was faster
    _Pulling(workshop, pull, last, until).do()
    return True


class _Pulling:
    """One claimed pull on its way."""

    def __init__(self, workshop: Workshop, pull: Pull, last: Publication | None, claimed: datetime) -> None:
        self.shop, self.pull, self.last, self.claimed = workshop, pull, last, claimed
        self.upload_key = f"uploads/{new_id(workshop.clock.now())}"

    def do(self) -> None:
        """Ask the source, and write down what it said."""
        if self.last is not None and self.last.state in store.UNFINISHED:
            self._settle({})  # its last file is still being worked on
            return
        try:
            fetched = fetch(self.pull.url, self.shop.fetch, self._store, known=self._known())
        except FetchRefused as refused:
            self._failed(refused.detail)
        except Exception:  # a process edge: the row must say that it went badly, and when to try again
            log.exception("pull_failed", dataset=self.pull.dataset_id)
            self._failed("The platform could not keep the file; its operator has the details.")
        else:
            self._heard(fetched)

    def _store(self, stream: Any) -> tuple[int, str]:
        return self.shop.storage.put_stream(self.upload_key, stream)

    def _known(self) -> Validators:
        """What the source said of the file that we have; nothing when we have failed to publish it."""
        if self.last is not None and self.last.state == "failed":
            return Validators()
        return Validators(self.pull.etag, self.pull.last_modified)

    def _heard(self, fetched: Fetched | None) -> None:
        now = self.shop.clock.now()
        heard: dict[str, Any] = {"checked_at": now, "failures": 0, "detail": None, "outcome": "not_modified"}
        if fetched is None:
            self._settle(heard)
            return
        marks = fetched.validators
        heard |= {"etag": marks.etag, "last_modified": marks.last_modified}
        if self._is_known(fetched):
            self._settle(heard)
            self.shop.storage.delete(self.upload_key)
        elif not self._queue(fetched, heard | {"changed_at": now, "outcome": "queued"}):
            self.shop.storage.delete(self.upload_key)

    def _is_known(self, fetched: Fetched) -> bool:
        """Whether these very bytes were published, or refused, in the same way already."""
        last = self.last
        return (
            last is not None
            and last.state in {"published", "unchanged", "waiting", "rejected"}
            and (last.source_digest, last.source_url, last.hints) == (fetched.digest, self.pull.url, self.pull.hints)
        )

    def _queue(self, fetched: Fetched, heard: Mapping[str, Any]) -> bool:
        """Ask for the publication of the file, in the transaction that writes down the pull."""
        now = self.shop.clock.now()
        with self.shop.db.writing() as session:
            dataset = store.dataset_by_id(session, self.pull.dataset_id)
            if dataset is None or dataset.deleted_at is not None:
                return False
            publication = new_publication(
                dataset,
                by=self.pull.requested_by,
                name=file_name_in(self.pull.url),
                upload=Upload(self.upload_key, fetched.size, fetched.digest),
                url=self.pull.url,
                hints=self.pull.hints,
                now=now,
            )
            if not self._write(session, {**heard, "publication_id": publication.id}):
                return False
            session.add(publication)
        return True

    def _failed(self, detail: str) -> None:
        failures = self.pull.failures + 1
        pause = min(FIRST_BACK_OFF * 2 ** min(failures - 1, 16), LAST_BACK_OFF)
        self._settle({"outcome": "failed", "detail": detail, "failures": failures}, pause=pause)
        self.shop.storage.delete(self.upload_key)

    def _settle(self, values: Mapping[str, Any], *, pause: timedelta | None = None) -> None:
        with self.shop.db.writing() as session:
            self._write(session, values, pause=pause)

    def _write(self, session: Session, values: Mapping[str, Any], *, pause: timedelta | None = None) -> bool:
        next_at = self.shop.clock.now() + (pause or timedelta(minutes=self.pull.every_minutes))
        written = {**values, "next_at": next_at}
        return store.settle_pull(session, self.pull.dataset_id, claimed=self.claimed, values=written)
