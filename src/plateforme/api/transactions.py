"""One request, one transaction, without tying up threads.

SQLite has one writer at a time. Requests that want to write take turns here, on the event loop: were they to wait for
SQLite's lock inside pool threads, these could all be waiting while the one who holds the lock needs a thread to finish.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from weakref import WeakKeyDictionary

from anyio import CapacityLimiter, to_thread

from plateforme.kit.db import Database, Session

BeforeCommit = Callable[[Session], None]

_turns: WeakKeyDictionary[Database, asyncio.Lock] = WeakKeyDictionary()


@asynccontextmanager
async def transaction(db: Database, *, before_commit: BeforeCommit | None = None) -> AsyncIterator[Session]:
    """A writing session, committed at the end and undone by an exception; `before_commit` has the last word in it."""
    async with _turn(db), in_thread_at_end(_unit(db, before_commit)) as session:
        yield session


@asynccontextmanager
async def in_thread_at_end(unit: AbstractContextManager[Session]) -> AsyncIterator[Session]:
    """A session that is opened here, where it asks nothing of the store yet, and ended in a thread, where it does."""
    session = unit.__enter__()
    # a thread of its own: those of the pool may all be waiting for what this one gives back
    last = CapacityLimiter(1)
    try:
        yield session
    except BaseException as failure:
        told = type(failure), failure, failure.__traceback__
        if not await to_thread.run_sync(unit.__exit__, *told, limiter=last):
            raise
    else:
        await to_thread.run_sync(unit.__exit__, None, None, None, limiter=last)


def _turn(db: Database) -> AbstractAsyncContextManager[None]:
    return _turns.setdefault(db, asyncio.Lock()) if db.is_sqlite else nullcontext()


@contextmanager
def _unit(db: Database, before_commit: BeforeCommit | None) -> Iterator[Session]:
    with db.writing() as session:
        yield session
        if before_commit is not None:
            before_commit(session)


class SharedTransaction:
    """A transaction that a layer around the routes opens when a route first asks for it, and ends itself."""

    def __init__(self, stack: AsyncExitStack, db: Database, before_commit: BeforeCommit) -> None:
        """Commit or undo when `stack` is left."""
        self._stack, self._db, self._before_commit = stack, db, before_commit
        self._session: Session | None = None

    async def session(self) -> Session:
        """The one session of this request."""
        if self._session is None:
            self._session = await self._stack.enter_async_context(
                transaction(self._db, before_commit=self._before_commit)
            )
        return self._session
