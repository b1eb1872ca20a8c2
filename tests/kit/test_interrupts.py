"""Stopping work from another thread."""

import threading

import pytest

from plateforme.kit import interrupts
from plateforme.kit.interrupts import Interrupt, Interrupted


def test_a_step_is_stopped_in_the_way_it_says():
    interrupt, stopped = Interrupt(), threading.Event()

    with interrupt.in_force(), interrupts.reaching(stopped.set):
        threading.Thread(target=interrupt.fire).start()

        assert stopped.wait(5)


def test_a_step_that_has_ended_is_left_alone():
    interrupt, stops = Interrupt(), []
    with interrupt.in_force(), interrupts.reaching(lambda: stops.append(1)):
        pass

    interrupt.fire()

    assert stops == []


def test_nothing_begins_once_the_work_is_stopped():
    interrupt = Interrupt()
    interrupt.fire()

    with interrupt.in_force():
        with pytest.raises(Interrupted):
            interrupts.check()
        with pytest.raises(Interrupted), interrupts.reaching(lambda: None):
            raise AssertionError("it began")


def test_a_pause_ends_when_the_work_is_stopped():
    interrupt = Interrupt()
    threading.Timer(0.05, interrupt.fire).start()

    with interrupt.in_force(), pytest.raises(Interrupted):
        interrupts.pause(30)


def test_work_that_nobody_watches_goes_on():
    with interrupts.reaching(lambda: None):
        interrupts.check()
        interrupts.pause(0)


def test_another_thread_is_not_stopped():
    interrupt = Interrupt()
    interrupt.fire()
    went_on = threading.Event()

    def work() -> None:
        interrupts.check()
        went_on.set()

    with interrupt.in_force():
        threading.Thread(target=work).start()
        assert went_on.wait(5)
