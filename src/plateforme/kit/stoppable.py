"""Statements of a session that can be stopped from another thread, while they run inside the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from plateforme.kit import interrupts


@contextmanager
def stoppable(session: Session) -> Iterator[None]:
    """Let an interrupt stop what this session asks in the block; `Interrupted` is raised then, and nothing else."""
    raw: Any = session.connection().connection.driver_connection
    stop: Callable[[], None] = raw.interrupt if hasattr(raw, "interrupt") else raw.cancel
    try:
        with interrupts.reaching(stop):
            yield
    except DBAPIError:
        interrupts.check()
        raise
