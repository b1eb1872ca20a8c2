"""Stopping a long step from another thread: whoever works says how to stop it, whoever watches stops it.

An interrupt is in force for a thread and what it calls, so that an engine deep below need not be handed it. A query
that is interrupted between two statements goes on with the next one: the watcher fires until the work has ended.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Lock


class Interrupted(Exception):
    """The work was stopped from outside; nothing is wrong with it."""


class Interrupt:
    """One piece of work that can be stopped."""

    def __init__(self) -> None:
        """Nothing is stopped yet."""
        self._lock = Lock()
        self._fired = Event()
        self._stops: list[Callable[[], None]] = []

    @property
    def is_fired(self) -> bool:
        """Whether the work is to stop."""
        return self._fired.is_set()

    def fire(self) -> None:
        """Stop what runs now, and whatever begins later. Safe from any thread, as often as wanted."""
        self._fired.set()
        with self._lock:  # what is stopped cannot be closed meanwhile
            for stop in self._stops:
                stop()

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Let this interrupt stop what this thread does in the block."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    @contextmanager
    def _reaching(self, stop: Callable[[], None]) -> Iterator[None]:
        with self._lock:
            self._stops.append(stop)
        try:
            yield
        finally:
            with self._lock:
                self._stops.remove(stop)

    def _wait(self, seconds: float) -> None:
        if self._fired.wait(seconds):
            raise Interrupted


_current: ContextVar[Interrupt | None] = ContextVar("interrupt", default=None)


@contextmanager
def reaching(stop: Callable[[], None]) -> Iterator[None]:
    """Say how the step in the block is stopped: `stop` is called from another thread and must raise nothing."""
    current = _current.get()
    if current is None:
        yield
        return
    check()
    with current._reaching(stop):  # noqa: SLF001  # one idea, in one module
        yield


def can_fire() -> bool:
    """Tell whether anything could stop the work of this thread."""
    return _current.get() is not None


def check() -> None:
    """Raise when the work of this thread is to stop: for loops without an engine to interrupt."""
    current = _current.get()
    if current is not None and current.is_fired:
        raise Interrupted


def pause(seconds: float) -> None:
    """Sleep, and wake up with `Interrupted` when the work is to stop."""
    (_current.get() or Interrupt())._wait(seconds)  # noqa: SLF001  # idem
