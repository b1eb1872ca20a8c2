"""How many exports one process makes at the same time, and whose turn is next."""

import threading
from dataclasses import dataclass, field
from typing import Final

SLOTS: Final = 8
"""Exports that are being computed: each holds a thread and a share of the engine's memory."""

EACH: Final = 4
"""Of these, as many as one caller may hold."""

WAITING: Final = 64
"""Callers that may wait for their turn."""


@dataclass(eq=False)
class Ticket:
    """A place in the queue; whose it is decides on its turn."""

    caller: str
    has_slot: bool = field(default=False)


class Slots:
    """The slots of a process. A caller with fewer running exports goes first, then who came first."""

    def __init__(self, count: int = SLOTS, each: int = EACH) -> None:
        """Open the slots."""
        self._count, self._each = count, each
        self._lock = threading.Lock()
        self._running: list[Ticket] = []
        self._waiting: list[Ticket] = []

    def take(self, ticket: Ticket) -> bool:
        """Take a slot if it is this ticket's turn; else it waits, or is turned away when too many do."""
        with self._lock:
            if ticket not in self._waiting:
                if len(self._waiting) >= WAITING:
                    return False
                self._waiting.append(ticket)
            free = self._count - len(self._running)
            if ticket not in self._next(free):
                return False
            self._waiting.remove(ticket)
            self._running.append(ticket)
            ticket.has_slot = True
            return True

    def give_back(self, ticket: Ticket) -> None:
        """Free the slot, or the place in the queue."""
        with self._lock:
            for tickets in (self._running, self._waiting):
                if ticket in tickets:
                    tickets.remove(ticket)
            ticket.has_slot = False

    def _next(self, free: int) -> list[Ticket]:
        chosen: list[Ticket] = []
        held = [ticket.caller for ticket in self._running]
        for ticket in sorted(self._waiting, key=lambda each: held.count(each.caller)):
            if len(chosen) < free and held.count(ticket.caller) < self._each:
                chosen.append(ticket)
                held.append(ticket.caller)
        return chosen
