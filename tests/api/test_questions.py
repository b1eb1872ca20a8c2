"""Questions that take long: few at a time, never in the way of short ones, stopped when nobody waits."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from starlette.exceptions import HTTPException

from plateforme.api import counts, questions
from plateforme.api.questions import Questions
from plateforme.domains.datasets.tabular.query_errors import TooManyQuestions
from plateforme.kit import interrupts
from plateforme.kit.interrupts import Interrupted
from plateforme.kit.tallies import Tallies


class Desk:
    """Questions asked by callers who stay or leave."""

    def __init__(self, tallies: Tallies, **limits: Any) -> None:
        self.tallies = tallies
        self.questions = Questions(**{"places": 1, "patience": 5.0, "tallies": tallies, **limits})
        self.left = asyncio.Event()
        self.starts = 0
        self.stops = 0

    async def stays(self) -> dict[str, str]:
        await asyncio.Event().wait()
        return {}

    async def leaves(self) -> dict[str, str]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    def ask(self, work: Callable[[], Any], *, leaving: bool = False) -> "asyncio.Task[Any]":
        return asyncio.ensure_future(self.questions.run(self.leaves if leaving else self.stays, work))

    def busy(self, until: threading.Event) -> Callable[[], str]:
        """Use the processor, as a query does, until somebody says that it has the answer."""

        def work() -> str:
            self.starts += 1
            try:
                while not until.is_set():
                    sum(range(2000))
                    interrupts.check()
            except Interrupted:
                self.stops += 1
                raise
            return "long"

        return work

    def told(self, name: str) -> float:
        return self.tallies.totals()[name]


@pytest.fixture
def tallies(tmp_path):
    tallies = Tallies(tmp_path, counts.NAMES)
    yield tallies
    tallies.close()


@pytest.fixture
def desk(tallies):
    desk = Desk(tallies)
    yield desk
    desk.questions.close()


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def test_a_short_question_is_answered(desk):
    assert await desk.ask(lambda: "short") == "short"
    assert desk.told(counts.BY_ENGINE) == 1
    assert desk.told(counts.QUESTION_SECONDS.classes[-1]) == 0


async def test_a_failure_is_the_caller_s(desk):
    def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await desk.ask(fails)


async def test_a_short_question_never_waits_behind_long_ones(desk):
    done = threading.Event()
    long = [desk.ask(desk.busy(done)) for _ in range(4)]
    await until(lambda: desk.told(counts.QUESTIONS_WAITING) == 3)

    assert await asyncio.wait_for(desk.ask(lambda: "short"), 2) == "short"

    done.set()
    assert await asyncio.gather(*long) == ["long"] * 4
    assert (desk.starts, desk.stops) == (7, 3), "three were stopped, waited and began again"


async def test_who_waits_too_long_is_told_how_to_ask(tallies):
    desk, done = Desk(tallies, patience=0.2), threading.Event()
    first = desk.ask(desk.busy(done))
    await until(lambda: desk.starts == 1)
    await asyncio.sleep(0.5)

    with pytest.raises(TooManyQuestions, match="Filter on more columns") as refused:
        await desk.ask(desk.busy(done))

    done.set()
    assert await first == "long"
    assert refused.value.extra["retry_after"] >= 1
    assert desk.told(counts.REFUSED["too_many_questions"]) == 1
    desk.questions.close()


async def test_a_queue_that_is_full_takes_no_more(desk, monkeypatch):
    monkeypatch.setattr(questions, "WAITING_MAX", 1)
    done = threading.Event()
    long = [desk.ask(desk.busy(done)) for _ in range(2)]
    await until(lambda: desk.told(counts.QUESTIONS_WAITING) == 1)

    with pytest.raises(TooManyQuestions):
        await desk.ask(desk.busy(done))

    done.set()
    await asyncio.gather(*long)


async def test_a_question_whose_caller_left_is_stopped(desk):
    never = threading.Event()
    question = desk.ask(desk.busy(never), leaving=True)
    await until(lambda: desk.starts == 1)

    desk.left.set()

    with pytest.raises(HTTPException):
        await question
    assert desk.stops == 1
    assert desk.told(counts.QUESTIONS_LEFT) == 1
    assert desk.told(counts.QUESTIONS_RUNNING) == 0


async def test_a_caller_who_leaves_the_queue_frees_the_place(desk):
    done = threading.Event()
    first = desk.ask(desk.busy(done))
    await until(lambda: desk.starts == 1)
    await asyncio.sleep(0.5)
    leaving = desk.ask(desk.busy(done), leaving=True)
    await until(lambda: desk.told(counts.QUESTIONS_WAITING) == 1)

    desk.left.set()

    with pytest.raises(HTTPException):
        await leaving
    done.set()
    assert await first == "long"
    assert await asyncio.wait_for(desk.ask(desk.busy(done)), 5) == "long"


async def test_a_request_that_is_cancelled_stops_its_question_and_frees_the_place(desk):
    never, done = threading.Event(), threading.Event()
    question = desk.ask(desk.busy(never))
    await until(lambda: desk.starts == 1)
    await asyncio.sleep(0.5)

    question.cancel()
    await until(lambda: desk.stops == 1)
    again = desk.ask(desk.busy(done))
    await asyncio.sleep(0.5)
    done.set()

    assert await asyncio.wait_for(again, 5) == "long"
