"""Questions that may take long: in threads of their own, few long ones at a time, stopped when nobody waits for them.

Nobody knows beforehand which question is long, so each shows it: it runs at once, and when it has used a tenth of a
second of processor time it needs one of a few places to go on. When all are taken it is stopped, waits for a place and
starts again. So a short question never waits behind a long one, and what is lost is that tenth of a second.
"""

import asyncio
import os
import time
from asyncio import Future
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from threading import get_ident
from typing import Any, Final, Generic, Protocol, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Receive, Scope

from plateforme.api import counts
from plateforme.domains.datasets.tabular.query_errors import TooManyQuestions
from plateforme.kit.errors import PlateformeError
from plateforme.kit.interrupts import Interrupt, Interrupted
from plateforme.kit.tallies import Tallies

T = TypeVar("T")

SHORT: Final = 0.1
"""Seconds of processor time that any question may use without a place."""

LOOK: Final = 0.05
"""How often a question that is not answered yet is looked at, in seconds."""

THREADS: Final = 16
WAITING_MAX: Final = 64
"""Long questions that may wait for a place; the next one is refused at once."""

_SETTLED: Final = "settled_error"

BEHIND: Final = 5
"""How far these threads step back (nice) behind the one that answers everybody else."""


@dataclass
class _Run(Generic[T]):
    """One attempt at an answer, in a thread."""

    work: Callable[[], T]
    interrupt: Interrupt = field(default_factory=Interrupt)
    clock: tuple[int, float] | None = None
    """The clock of its thread, and what that said at the beginning."""
    future: "Future[T]" = field(init=False)

    def start(self, threads: ThreadPoolExecutor) -> None:
        """Begin."""
        context = copy_context()
        self.future = asyncio.get_running_loop().run_in_executor(threads, context.run, self)
        self.future.add_done_callback(_heard)  # also when nobody waits for it any more

    def __call__(self) -> T:
        """Work, in the thread."""
        clock = time.pthread_getcpuclockid(get_ident())
        self.clock = clock, time.clock_gettime(clock)
        with self.interrupt.in_force():
            return self.work()

    @property
    def seconds(self) -> float:
        """Processor time used so far; 0 while it waits for a thread."""
        return 0.0 if self.clock is None else time.clock_gettime(self.clock[0]) - self.clock[1]

    async def stop(self) -> None:
        """Stop it, and wait until it has stopped; it may also have ended by itself."""
        while not self.future.done():
            self.interrupt.fire()
            await asyncio.wait({self.future}, timeout=LOOK)


class Questions:
    """The threads, and the places for long questions."""

    def __init__(self, *, places: int, patience: float, tallies: Tallies) -> None:
        """Let so many long questions run at the same time, and others wait for `patience` seconds at most."""
        self._tallies = tallies
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="question", initializer=_step_back)
        self._places = places
        self._queue: deque[Future[None]] = deque()
        self._patience, self._retry_after = patience, max(1, round(patience))

    def close(self) -> None:
        """Take no more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def run(self, receive: Receive, work: Callable[[], T]) -> T:
        """The answer to one question; `work` only reads, for it may be started twice.

        `receive` is the request's: it tells when the caller leaves.
        """
        run = _Run(work)
        with self._counted():
            run.start(self._threads)
            try:
                done, _ = await asyncio.wait({run.future}, timeout=LOOK)
                return run.future.result() if done else await self._slow(run, receive)
            finally:
                if not run.future.done():
                    run.interrupt.fire()  # nobody waits any more

    async def _slow(self, run: _Run[T], receive: Receive) -> T:
        left = asyncio.ensure_future(_until_left(receive))
        try:
            await self._watch(run, left, while_short=True)
            if run.future.done():
                return run.future.result()
            if self._places:
                self._places -= 1
            else:
                await run.stop()
                with suppress(Interrupted):
                    return run.future.result()
                await self._wait_for_place(left)
                run = _Run(run.work)
                run.start(self._threads)
            return await self._to_the_end(run, left)
        finally:
            left.cancel()

    async def _to_the_end(self, run: _Run[T], left: "Future[None]") -> T:
        try:
            await self._watch(run, left, while_short=False)
            return run.future.result()
        finally:
            if run.future.done():
                self._release()
            else:  # cancelled from outside: the place is free when the thread is
                run.interrupt.fire()
                run.future.add_done_callback(lambda _: self._release())

    async def _wait_for_place(self, left: "Future[None]") -> None:
        if len(self._queue) >= WAITING_MAX:
            raise TooManyQuestions(retry_after=self._retry_after)
        place: Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        is_used = False
        try:
            with self._tallies.during(counts.QUESTIONS_WAITING):
                await _first({place, left}, seconds=self._patience)
            is_used = place.done() and not left.done()
        finally:
            if not is_used:
                self._give_back(place)
        if not is_used:
            raise self._left() if left.done() else TooManyQuestions(retry_after=self._retry_after)

    async def _watch(self, run: _Run[T], left: "Future[None]", *, while_short: bool) -> None:
        """Wait until it is answered, its caller has left, or (`while_short`) it has shown that it is long."""
        while not run.future.done() and not (while_short and run.seconds > SHORT):
            await _first({run.future, left}, seconds=LOOK)
            if left.done() and not run.future.done():
                await run.stop()
                raise self._left()

    def _left(self) -> HTTPException:
        self._tallies.add(counts.QUESTIONS_LEFT)
        return HTTPException(503)  # nobody reads it

    def _give_back(self, place: "Future[None]") -> None:
        if place.done():
            self._release()
        else:
            self._queue.remove(place)

    def _release(self) -> None:
        if self._queue:
            self._queue.popleft().set_result(None)
        else:
            self._places += 1

    @contextmanager
    def _counted(self) -> Iterator[None]:
        started = time.perf_counter()
        try:
            with self._tallies.during(counts.QUESTIONS_RUNNING):
                yield
        except PlateformeError as error:
            if error.code in counts.REFUSED:
                self._tallies.add(counts.REFUSED[error.code])
            raise
        counts.QUESTION_SECONDS.note(self._tallies, time.perf_counter() - started)
        self._tallies.add(counts.BY_ENGINE)


class Asked(Protocol):
    """What has questions answered: the platform."""

    @property
    def questions(self) -> Questions:
        """Where they are answered."""
        ...


async def ask(request: Request, platform: Asked, work: Callable[[], T]) -> T:
    """The answer to the question of a request; `work` blocks, only reads, and may be started twice."""
    settled: Exception | None = request.scope.get("state", {}).pop(_SETTLED, None)
    if settled is not None:
        raise settled
    return await platform.questions.run(request.receive, work)


def settle(scope: Scope, error: Exception) -> None:
    """Let the route of this request raise an error that is known already, instead of asking again."""
    scope.setdefault("state", {})[_SETTLED] = error


async def _first(futures: "set[Future[Any]]", *, seconds: float) -> None:
    await asyncio.wait(futures, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)


async def _until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _heard(future: "Future[Any]") -> None:
    if not future.cancelled():
        future.exception()


def _step_back() -> None:
    with suppress(OSError):  # a system may not allow it
        os.setpriority(os.PRIO_PROCESS, 0, BEHIND)
