"""Scheduled pulls, on both databases: when a source is asked, what is written down, and what becomes a publication."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.domains.datasets.conftest import PRODUCER
from tests.domains.datasets.sources import Source

from plateforme.domains.datasets import catalogue, downloads, pulls, store
from plateforme.domains.datasets.errors import FetchRefused, PullNotFound
from plateforme.domains.datasets.fetching import FetchRules
from plateforme.domains.datasets.pulls import default_minutes, pull_next
from plateforme.domains.datasets.vocabularies import FREQUENCIES
from plateforme.domains.datasets.working import work_next

PARKS = b"id,nom\n1,Jardin des plantes\n"
MORE = PARKS + b"2,Parc de Proce\n"
RULES = FetchRules(hosts=frozenset({"127.0.0.1"}), max_bytes=100_000, allow_private=True)


@pytest.fixture(autouse=True)
def _hurried(monkeypatch):
    monkeypatch.setattr(downloads, "FIRST_PAUSE", 0.01)


@pytest.fixture
def source():
    return Source(body=PARKS)


@pytest.fixture
def url(source, web_server):
    return f"{web_server(source.handler())}/open/parcs.csv?v=2"


@pytest.fixture
def workshop(workshop):
    return replace(workshop, fetch=RULES)


@pytest.fixture
def put(workshop, dataset, url):
    """Have the dataset pulled."""

    def put(**changes):
        wanted = {"url": url, "every_minutes": 60, "hints": {}, "paused": False} | changes
        with workshop.db.writing() as session:
            held = catalogue.held_dataset(session, dataset, by=PRODUCER)
            return pulls.put_pull(session, held, by=PRODUCER, rules=RULES, now=workshop.clock.now(), **wanted)

    return put


@pytest.fixture
def pull(workshop, dataset):
    """Read how the pull stands."""

    def read():
        with workshop.db.reading() as session:
            return pulls.get_pull(session, catalogue.get_dataset(session, dataset))

    return read


@pytest.fixture
def run(workshop):
    """Do everything there is to do now; says how many looks were taken at sources."""

    def run():
        looks = 0
        while work_next(workshop) or (pull_next(workshop) and (looks := looks + 1)):
            assert looks < 20
        return looks

    return run


def _uploads(workshop):
    folder = workshop.storage.local_path("uploads")
    return list(folder.iterdir()) if folder.exists() else []


def test_the_first_look_comes_at_once_and_becomes_a_publication(workshop, put, pull, run, publication, clock, url):
    put()

    assert run() == 1

    held = pull()
    assert (held.outcome, held.checked_at, held.changed_at) == ("queued", clock.now(), clock.now())
    assert held.next_at == clock.now() + timedelta(minutes=60)
    done = publication(held.publication_id)
    assert (done.state, done.version, done.source_name, done.source_url) == ("published", 1, "parcs.csv", url)
    assert done.requested_by == PRODUCER.consumer
    assert _uploads(workshop) == []


def test_nothing_is_asked_before_its_time(put, run, source, clock):
    put()
    run()
    clock.instant += timedelta(minutes=59)

    assert run() == 0
    assert len(source.asked) == 1


def test_a_file_that_did_not_change_moves_one_date_only(put, pull, run, source, clock):
    put()
    run()
    before = pull()
    clock.instant += timedelta(minutes=60)

    run()

    held = pull()
    assert source.asked[-1]["if-none-match"] == '"one"'
    assert (held.outcome, held.checked_at, held.changed_at) == ("not_modified", clock.now(), before.changed_at)
    assert held.publication_id == before.publication_id


def test_the_same_bytes_from_a_source_without_marks_are_no_publication(workshop, put, pull, run, source, clock):
    source.etag = None
    put()
    run()
    before = pull()
    clock.instant += timedelta(minutes=60)

    run()

    assert (pull().outcome, pull().publication_id) == ("not_modified", before.publication_id)
    assert _uploads(workshop) == []


def test_a_file_that_changed_is_published(put, pull, run, publication, source, clock):
    put()
    run()
    clock.instant += timedelta(minutes=60)
    source.body, source.etag = MORE, '"two"'

    run()

    assert (pull().outcome, pull().changed_at, pull().etag) == ("queued", clock.now(), '"two"')
    assert (publication(pull().publication_id).version, publication(pull().publication_id).rows) == (2, 2)


def test_a_file_that_was_refused_is_not_refused_every_hour(put, pull, run, publication, source, clock):
    source.body = PARKS + b"1,Encore\n"
    put()
    run()
    refused = pull().publication_id
    clock.instant += timedelta(minutes=60)

    run()

    assert publication(refused).state == "rejected"
    assert (pull().outcome, pull().publication_id) == ("not_modified", refused)


def test_a_file_that_the_platform_failed_to_publish_is_fetched_again(workshop, put, pull, run, publication, clock):
    put()
    run()
    with workshop.db.writing() as session:
        failed = store.last_publication(session, pull())
        assert failed is not None
        failed.state = "failed"
    clock.instant += timedelta(minutes=60)

    run()

    assert pull().publication_id != failed.id
    assert publication(pull().publication_id).state == "unchanged"


def test_a_source_that_fails_is_left_alone_for_longer_each_time_up_to_a_day(put, pull, run, source, clock):
    source.statuses = [404] * 50
    put()
    pauses = []
    for _ in range(9):
        run()
        pauses.append(pull().next_at - clock.now())
        clock.instant = pull().next_at

    assert [int(pause.total_seconds() // 60) for pause in pauses] == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]
    assert (pull().outcome, pull().failures) == ("failed", 9)
    assert "status 404" in pull().detail
    assert (pull().checked_at, pull().changed_at) == (None, None)


def test_a_source_that_is_back_is_forgiven(put, pull, run, source, clock):
    source.statuses = [404]
    put()
    run()
    clock.instant = pull().next_at

    run()

    assert (pull().outcome, pull().failures, pull().detail) == ("queued", 0, None)


@pytest.mark.parametrize("mood", ["gone", "private", "elsewhere", "large"])
def test_what_is_told_of_a_failure_names_no_address(workshop, put, pull, run, source, url, mood):
    if mood == "gone":
        source.statuses = [410]
    elif mood == "large":
        object.__setattr__(workshop, "fetch", replace(RULES, max_bytes=5))
    elif mood == "private":
        object.__setattr__(workshop, "fetch", replace(RULES, allow_private=False))
    else:
        source.moves_to = "http://169.254.169.254/latest/meta-data"
    put()
    run()

    assert pull().outcome == "failed"
    assert "169.254" not in pull().detail
    assert "parcs.csv" not in pull().detail
    assert _uploads(workshop) == []


def test_a_broken_download_is_resumed(put, pull, run, publication, source):
    source.breaks_after = [10]
    put()
    run()

    assert publication(pull().publication_id).state == "published"
    assert source.asked[1]["range"] == "bytes=10-"


def test_two_workers_never_ask_the_same_source_at_the_same_time(workshop, put, source):
    source.seconds_a_byte = 0.01
    put()
    found = []
    workers = [threading.Thread(target=lambda: found.append(pull_next(workshop))) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)

    assert len(source.asked) == 1


def test_a_pull_whose_worker_died_is_due_again(workshop, put, pull, run, source, clock):
    put()
    with workshop.db.writing() as session:
        until = clock.now() + timedelta(minutes=11)
        assert store.claim_pull(session, pull().dataset_id, due=clock.now(), until=until)

    assert run() == 0
    clock.instant = until
    assert run() == 1
    assert pull().outcome == "queued"


def test_a_file_that_comes_after_the_pull_was_changed_is_dropped(workshop, put, pull, clock, monkeypatch):
    put()
    keep = workshop.storage.put_stream

    def change_first(key, stream):
        clock.instant += timedelta(seconds=1)
        put(paused=True)
        return keep(key, stream)

    monkeypatch.setattr(workshop.storage, "put_stream", change_first)
    pull_next(workshop)

    assert (pull().paused, pull().outcome, pull().publication_id) == (True, None, None)
    assert _uploads(workshop) == []


def test_a_paused_pull_rests(put, pull, run, source):
    put(paused=True)

    assert run() == 0
    assert (pull().next_at, source.asked) == (None, [])


def test_the_pull_of_a_deleted_dataset_rests(workshop, dataset, put, run):
    put()
    with workshop.db.writing() as session:
        catalogue.get_dataset(session, dataset).deleted_at = workshop.clock.now()

    assert run() == 0


def test_while_its_last_file_is_worked_on_the_source_is_left_alone(workshop, put, pull, source, clock):
    put()
    pull_next(workshop)
    clock.instant += timedelta(minutes=60)

    assert pull_next(workshop)

    assert len(source.asked) == 1
    assert pull().next_at == clock.now() + timedelta(minutes=60)


def test_other_hints_have_the_same_file_read_anew(put, pull, run, publication, source, clock):
    put()
    run()
    first = pull().publication_id
    clock.instant += timedelta(minutes=1)
    put(hints={"delimiter": ","})

    run()

    assert "if-none-match" not in source.asked[-1]
    assert pull().publication_id != first
    assert publication(pull().publication_id).hints == {"delimiter": ","}


def test_a_pull_by_hand_comes_whether_or_not_the_file_changed(workshop, dataset, put, pull, run, publication, clock):
    put()
    run()
    clock.instant += timedelta(minutes=1)
    with workshop.db.writing() as session:
        held = catalogue.held_dataset(session, dataset, by=PRODUCER)
        asked = pulls.pull_now(session, held, by=PRODUCER, rules=RULES, now=clock.now()).id

    run()

    assert publication(asked).state == "unchanged"
    assert (pull().publication_id, pull().next_at) == (asked, clock.now() + timedelta(minutes=60))


def test_a_host_that_is_not_listed_is_refused_at_once(put, pull):
    with pytest.raises(FetchRefused):
        put(url="https://elsewhere.example/parcs.csv")
    with pytest.raises(PullNotFound):
        pull()


def test_without_a_rhythm_that_of_the_dataset_is_taken(put, pull):
    put(every_minutes=None)

    assert pull().every_minutes == 1440


@pytest.mark.parametrize(("frequency", "minutes"), [("HOURLY", 15), ("DAILY", 360), ("WEEKLY", 1440), ("1MIN", 15)])
def test_a_source_is_looked_at_four_times_a_period_and_daily_at_least(frequency, minutes):
    assert default_minutes(frequency) == minutes


def test_every_frequency_of_the_vocabulary_has_a_rhythm():
    assert all(pulls.SHORTEST <= default_minutes(code) <= 1440 for code in FREQUENCIES)
    assert set(pulls._OFTEN) <= set(FREQUENCIES)
