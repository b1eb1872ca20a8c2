"""Beside each publication at work: its lease is renewed, and the wish to cancel it reaches whatever it is doing."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import structlog

from plateforme.domains.datasets import store
from plateforme.domains.datasets.tables import Publication
from plateforme.domains.datasets.workshop import Workshop
from plateforme.kit.interrupts import Interrupt

log = structlog.get_logger(__name__)

LEASE: Final = timedelta(seconds=15)
BEAT_SECONDS: Final = LEASE.total_seconds() / 3
LOOK_SECONDS: Final = 0.25
"""How often somebody looks whether the work is still wanted: cancelling takes at most this and one statement."""


class Watch:
    """One claimed publication, as long as a worker holds it."""

    def __init__(self, workshop: Workshop, publication: Publication) -> None:
        """Watch the present attempt."""
        self._shop = workshop
        self._publication = publication
        self.interrupt = Interrupt()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Renew the lease while the block runs, however long one of its steps takes, and stop it when told to."""
        done = threading.Event()
        thread = threading.Thread(target=self._watch, args=(done,), name=f"lease-{self._publication.id}", daemon=True)
        thread.start()
        try:
            with self.interrupt.in_force():
                yield
        finally:
            done.set()
            thread.join()

    def is_wanted(self) -> bool:
        """Whether this attempt still holds the publication, and nobody asked for its end."""
        return self._state() is False

    def is_cancelled(self) -> bool:
        """Whether this attempt still holds the publication, and somebody asked for its end."""
        return self._state() is True

    def _state(self) -> bool | None:
        with self._shop.db.reading() as session:
            return store.watch(session, self._publication.id, attempt=self._publication.attempts)

    def _watch(self, done: threading.Event) -> None:
        renewed = time.monotonic()
        while not done.wait(LOOK_SECONDS):
            try:
                if self.interrupt.is_fired or not self.is_wanted():
                    self.interrupt.fire()  # again and again: a query may have begun just after the last time
                if time.monotonic() - renewed >= BEAT_SECONDS:
                    self._renew()
                    renewed = time.monotonic()
            except Exception:  # one beat may be missed: the next one comes before the lease ends
                log.exception("publication_beat_missed", publication=self._publication.id)

    def _renew(self) -> None:
        with self._shop.db.writing() as session:
            values = {"lease_until": self._shop.clock.now() + LEASE}
            store.touch(session, self._publication.id, attempt=self._publication.attempts, values=values)
