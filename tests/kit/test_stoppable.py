"""Statements that are stopped while a database works on them."""

import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from plateforme.kit.interrupts import Interrupt, Interrupted
from plateforme.kit.stoppable import stoppable

ENDLESS = text(
    "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 2000000000) "
    "SELECT count(*) FROM counted"
)


def test_a_statement_that_takes_for_ever_is_stopped_from_another_thread(session):
    interrupt = Interrupt()
    timer = threading.Timer(0.2, interrupt.fire)
    timer.start()
    began = time.monotonic()

    with interrupt.in_force(), pytest.raises(Interrupted), stoppable(session):
        session.connection().execute(ENDLESS)

    assert time.monotonic() - began < 10


def test_any_other_failure_stays_what_it_is(session):
    with Interrupt().in_force(), pytest.raises(DBAPIError), stoppable(session):
        session.connection().execute(text("SELECT nothing FROM nowhere"))


def test_without_anybody_who_watches_nothing_changes(session):
    with stoppable(session):
        assert session.connection().execute(text("SELECT 1")).scalar_one() == 1
