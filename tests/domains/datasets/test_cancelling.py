"""Stopping a publication, on both databases: whoever is first wins, and nothing is half-published."""

import threading
import time
from datetime import timedelta

import pytest
from tests.domains.datasets.conftest import PRODUCER
from tests.domains.datasets.sources import Source

from plateforme.domains.datasets import catalogue, publishing, store, versions, watching, working
from plateforme.domains.datasets.errors import NothingPublished, PublicationEnded
from plateforme.domains.datasets.fetching import FetchRules
from plateforme.domains.datasets.tabular.engine.loading import Loading
from plateforme.domains.datasets.watching import LEASE
from plateforme.domains.datasets.working import work_next

PARKS = b"id,nom\n1,Jardin des plantes\n2,Parc de Proce\n"
MORE = PARKS + b"3,Square Daviais\n"
ENDLESS = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b WHERE a.range * b.range % 7 = 3"


@pytest.fixture
def cancel(workshop, dataset):
    """Ask for the end of a publication."""

    def ask(publication_id):
        with workshop.db.writing() as session:
            held = catalogue.held_dataset(session, dataset, by=PRODUCER)
            return publishing.cancel_publication(
                session, held, publication_id, storage=workshop.storage, now=workshop.clock.now()
            ).state

    return ask


@pytest.fixture
def at_work(workshop):
    """Do the next publication in a thread of its own."""

    def begin():
        thread = threading.Thread(target=work_next, args=(workshop,))
        thread.start()
        return thread

    return begin


@pytest.fixture
def current(workshop, dataset):
    """The number of the version that serves; None before the first."""

    def read():
        with workshop.db.reading() as session:
            try:
                return versions.served(session, dataset).number
            except NothingPublished:
                return None

    return read


def _leftovers(workshop):
    folders = (workshop.storage.local_path("uploads"), workshop.scratch)
    return [path for folder in folders if folder.exists() for path in folder.iterdir()]


def _until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_one_that_waits_is_cancelled_at_once_and_the_next_takes_its_turn(
    workshop, request_file, publication, cancel, clock
):
    first = request_file(PARKS)
    clock.instant += timedelta(seconds=1)
    second = request_file(MORE)

    assert cancel(first) == "cancelled"

    assert work_next(workshop)
    assert not work_next(workshop)
    assert (publication(first).state, publication(first).version) == ("cancelled", None)
    assert publication(first).finished_at is not None
    assert (publication(second).state, publication(second).version) == ("published", 1)
    assert _leftovers(workshop) == []


def test_a_long_step_of_the_engine_is_stopped_within_a_second(
    workshop, request_file, publication, cancel, at_work, current, monkeypatch
):
    request_file(PARKS)
    work_next(workshop)
    asked = request_file(MORE)
    begun = threading.Event()

    def endless(*_args, workdir, progress, **_more):
        with Loading(workdir) as table:
            progress("validating", None, 3)
            begun.set()
            table.one(ENDLESS)

    monkeypatch.setattr(working, "ingest", endless)
    thread = at_work()
    assert begun.wait(20)
    time.sleep(0.2)

    assert cancel(asked) == "running"
    told = time.monotonic()
    thread.join(20)

    assert time.monotonic() - told < 1.5
    done = publication(asked)
    assert (done.state, done.stage, done.problem["code"]) == ("cancelled", "done", "publication_cancelled")
    assert current() == 1
    assert _leftovers(workshop) == []


def test_a_download_is_stopped_within_a_second(workshop, dataset, publication, cancel, web_server, monkeypatch):
    source = Source(body=b"id\n" * 1000, seconds_a_byte=0.05)
    url = f"{web_server(source.handler())}/parcs.csv"
    rules = FetchRules(hosts=frozenset({"127.0.0.1"}), max_bytes=10_000, allow_private=True)
    object.__setattr__(workshop, "fetch", rules)
    with workshop.db.writing() as session:
        asked = publishing.request_publication(
            session,
            catalogue.get_dataset(session, dataset),
            by=PRODUCER,
            name="parcs.csv",
            upload=None,
            url=url,
            rules=rules,
            now=workshop.clock.now(),
        ).id
    thread = threading.Thread(target=work_next, args=(workshop,))
    thread.start()
    _until(lambda: publication(asked).stage == "fetching" and source.asked)

    cancel(asked)
    told = time.monotonic()
    thread.join(20)

    assert time.monotonic() - told < 1.5
    assert publication(asked).state == "cancelled"
    assert _leftovers(workshop) == []


def test_what_has_ended_is_not_cancelled(workshop, request_file, publication, cancel):
    published = request_file(PARKS)
    work_next(workshop)
    refused = request_file(b"")
    work_next(workshop)

    for ended in (published, refused):
        with pytest.raises(PublicationEnded):
            cancel(ended)

    assert publication(published).state == "published"
    assert publication(refused).state == "rejected"


def test_cancelling_twice_is_harmless(workshop, request_file, cancel):
    asked = request_file(PARKS)

    assert [cancel(asked), cancel(asked)] == ["cancelled", "cancelled"]


def test_the_wish_outlives_the_worker(workshop, request_file, publication, cancel, clock):
    asked = request_file(PARKS)
    with workshop.db.writing() as session:
        store.claim(session, now=clock.now(), lease_until=clock.now() + LEASE)
    assert cancel(asked) == "running"
    clock.instant += LEASE + timedelta(seconds=1)

    assert work_next(workshop)

    assert (publication(asked).state, publication(asked).attempts) == ("cancelled", 2)
    assert _leftovers(workshop) == []


def test_landing_loses_against_a_wish_that_came_first(
    workshop, request_file, publication, cancel, current, monkeypatch
):
    monkeypatch.setattr(watching, "LOOK_SECONDS", 60)
    asked = request_file(PARKS)
    land = working._Work._land

    def late(work, *arguments):
        assert cancel(asked) == "running"
        land(work, *arguments)

    monkeypatch.setattr(working._Work, "_land", late)
    work_next(workshop)

    assert publication(asked).state == "cancelled"
    assert current() is None
    assert _leftovers(workshop) == []


def test_a_refusal_loses_against_a_wish_that_came_first(workshop, request_file, publication, cancel, monkeypatch):
    monkeypatch.setattr(watching, "LOOK_SECONDS", 60)
    asked = request_file(b"")
    end = working._Work.end

    def late(work, state, **values):
        if state == "rejected":
            cancel(asked)
        end(work, state, **values)

    monkeypatch.setattr(working._Work, "end", late)
    work_next(workshop)

    assert (publication(asked).state, publication(asked).report) == ("cancelled", None)


def test_of_landing_and_cancelling_exactly_one_wins(workshop, request_file, publication, cancel, at_work, current):
    outcomes = set()
    for trial in range(12):
        before = current()
        asked = request_file(PARKS + b"%d,Parc\n" % (trial + 10))
        thread = at_work()
        _until(
            lambda asked=asked, trial=trial: (
                publication(asked).stage in ("reading", "storing", "serving", "done")[trial % 4 :]
            )
        )
        try:
            cancel(asked)
            refused = False
        except PublicationEnded:
            refused = True
        thread.join(20)

        state = publication(asked).state
        outcomes.add(state)
        assert state == ("published" if refused else "cancelled")
        assert (current() == before) == (state == "cancelled")
        assert _leftovers(workshop) == []
    assert "published" in outcomes
