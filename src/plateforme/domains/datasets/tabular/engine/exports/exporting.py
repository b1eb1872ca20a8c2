"""Exports for those who ask: from the file that was kept, with those who read the same one already, or made anew."""

import threading
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from plateforme.domains.datasets.tabular.engine.exports.keeping import Facts, Keeping
from plateforme.domains.datasets.tabular.engine.exports.production import Lend, Production
from plateforme.domains.datasets.tabular.engine.exports.slots import Slots, Ticket
from plateforme.domains.datasets.tabular.engine.exports.spool import Download, Spool
from plateforme.domains.datasets.tabular.engine.exports.wanted import Wanted

LINGER: Final = 120.0
"""Seconds for which an export goes on after somebody asked for its digest and did not wait."""


class Exports:
    """The exports of one process."""

    def __init__(self, folder: Path, scratch: Path, *, lend: Lend, most_bytes: int) -> None:
        """Keep files in `folder`, write them in `scratch`; `lend` gives what the engine has of an export."""
        self.keeping = Keeping(folder, most_bytes)
        self.slots = Slots()
        self._scratch, self._lend = scratch, lend
        self._lock = threading.Lock()
        self._running: dict[str, Production] = {}
        self._all: set[Production] = set()
        self._number = count(1)

    def facts(self, wanted: Wanted) -> Facts | None:
        """Tell what is known of an export that was made before."""
        return self.keeping.facts(wanted)

    def open(self, wanted: Wanted, ticket: Ticket) -> Download | None:
        """Join those who read the same export, or start it; None while it is not the ticket's turn."""
        with self._lock:
            running = self._running.get(wanted.name)
            if running is not None and (download := running.spool.join()) is not None:
                self.slots.give_back(ticket)
                return download
            if not ticket.has_slot and not self.slots.take(ticket):
                return None
            try:
                production = self._prepared(wanted, ticket)
                download = production.spool.join()
                production.start()
            except BaseException:
                self.slots.give_back(ticket)
                raise
            return download

    def compute(self, wanted: Wanted, ticket: Ticket) -> Download | None:
        """Open an export for its digest only: it goes on for a while after its reader has left."""
        download = self.open(wanted, ticket)
        if download is not None:
            with self._lock:
                if running := self._running.get(wanted.name):
                    running.linger(LINGER)
        return download

    def close(self) -> None:
        """Stop everything."""
        with self._lock:
            running = list(self._all)
        for production in running:
            production.stop()

    def _prepared(self, wanted: Wanted, ticket: Ticket) -> Production:
        granted = 0

        def room(more: int) -> bool:
            nonlocal granted
            if not self.keeping.room(more):
                return False
            granted += more
            return True

        path = self._scratch / f"{next(self._number)}.export"
        spool = Spool(path, room=room, when_left=lambda: production.leave())  # noqa: PLW0108  # it is made below
        production = Production(
            wanted,
            lend=self._lend,
            keeping=self.keeping,
            spool=spool,
            when_done=partial(self.slots.give_back, ticket),
        )

        def ended() -> None:
            self.keeping.give_back(granted)
            path.unlink(missing_ok=True)
            with self._lock:
                self._all.discard(production)
                if self._running.get(wanted.name) is production:
                    del self._running[wanted.name]

        production.when_ended = ended
        self._running[wanted.name] = production
        self._all.add(production)
        return production
