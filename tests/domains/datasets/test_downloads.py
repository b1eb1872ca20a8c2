"""Pulling a whole file from a source that has moods: broken lines, changed files, lies, drips."""

import io
import threading
import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from tests.domains.datasets.sources import Source

from plateforme.domains.datasets import downloads
from plateforme.domains.datasets.downloads import Validators, fetch
from plateforme.domains.datasets.errors import FetchRefused
from plateforme.domains.datasets.fetching import FetchRules
from plateforme.kit.interrupts import Interrupt, Interrupted
from plateforme.kit.storage import Storage

LOCAL = FetchRules(hosts=frozenset({"127.0.0.1"}), max_bytes=1_000_000, allow_private=True, seconds=20)
LONG = b"id,nom\n" + b"".join(b"%d,Parc\n" % n for n in range(20_000))
OTHER = LONG.replace(b"Parc", b"Pre ")


@pytest.fixture(autouse=True)
def _hurried(monkeypatch):
    monkeypatch.setattr(downloads, "FIRST_PAUSE", 0.01)


@pytest.fixture
def source():
    return Source(body=LONG)


@pytest.fixture
def url(source, web_server):
    return f"{web_server(source.handler())}/parcs.csv"


@pytest.fixture
def pull(url, tmp_path):
    """Pull the file; answers what is known of it, and its bytes."""
    store = Storage(tmp_path / "pulled")

    def go(*, rules=LOCAL, known=None, tell=None):
        fetched = fetch(url, rules, lambda stream: store.put_stream("file", stream), known=known, tell=tell)
        return fetched, store.local_path("file").read_bytes() if fetched else None

    return go


def test_a_file_is_pulled_with_its_marks(pull):
    fetched, content = pull()

    assert content == LONG
    assert (fetched.size, fetched.validators) == (len(LONG), Validators('"one"', None))


def test_a_broken_download_goes_on_where_it_broke(pull, source):
    source.breaks_after = [5000, 3000]

    _, content = pull()

    assert content == LONG
    assert [asked.get("range") for asked in source.asked] == [None, "bytes=5000-", "bytes=8000-"]
    assert source.asked[1]["if-range"] == '"one"'


def test_a_file_that_changed_while_it_came_is_read_from_its_beginning(pull, source):
    source.breaks_after = [5000]
    begun = threading.Event()

    def tell(done, _total):
        if done >= 5000 and not begun.is_set():
            begun.set()
            source.body, source.etag = OTHER, '"two"'

    fetched, content = pull(tell=tell)

    assert content == OTHER
    assert fetched.validators.etag == '"two"'


@pytest.mark.parametrize(
    "marks",
    [{"etag": None}, {"etag": 'W/"one"'}, {"etag": None, "last_modified": None}],
    ids=["none", "weak", "no date"],
)
def test_what_proves_nothing_is_not_resumed(pull, source, marks):
    for name, value in marks.items():
        setattr(source, name, value)
    source.breaks_after = [5000]

    _, content = pull()

    assert content == LONG
    assert [asked.get("range") for asked in source.asked] == [None, None]


def test_a_date_of_change_is_proof_enough(pull, source):
    source.etag, source.last_modified = None, "Mon, 02 Mar 2026 08:00:00 GMT"
    source.breaks_after = [5000]

    _, content = pull()

    assert content == LONG
    assert source.asked[1]["if-range"] == source.last_modified


def test_a_source_without_ranges_is_read_again(pull, source):
    source.knows_ranges, source.breaks_after = False, [5000]

    assert pull()[1] == LONG


def test_a_part_that_is_not_the_one_asked_for_is_not_taken(pull, source):
    source.wrong_range, source.breaks_after = True, [5000]

    assert pull()[1] == LONG


def test_a_range_that_the_source_cannot_give_is_read_again(pull, source):
    source.breaks_after = [5000]

    def tell(done, _total):
        if done == 5000 and len(source.asked) == 1:
            source.statuses = [416]

    assert pull(tell=tell)[1] == LONG


def test_a_source_that_is_away_for_a_moment_is_asked_again(pull, source):
    source.statuses = [503, 502]

    assert pull()[1] == LONG


def test_a_source_that_always_breaks_is_given_up(pull, source):
    source.breaks_after = [10] * 50

    with pytest.raises(FetchRefused, match="again and again"):
        pull()

    assert len(source.asked) == downloads.MAX_ATTEMPTS


def test_a_source_that_announces_too_much_is_found_out(pull, source):
    source.announces, source.knows_ranges = len(LONG) + 10, False

    with pytest.raises(FetchRefused, match="less than it announced"):
        pull()


def test_a_file_that_is_announced_too_large_is_not_even_begun(pull, source):
    with pytest.raises(FetchRefused, match="larger than 1000 bytes"):
        pull(rules=replace(LOCAL, max_bytes=1000))

    assert len(source.asked) == 1


def test_a_file_that_turns_out_too_large_is_refused_while_it_comes(pull, source):
    source.announces = -1

    with pytest.raises(FetchRefused, match="larger than 1000 bytes"):
        pull(rules=replace(LOCAL, max_bytes=1000))


def test_a_file_of_exactly_the_limit_is_taken(pull):
    assert pull(rules=replace(LOCAL, max_bytes=len(LONG)))[1] == LONG


@pytest.mark.parametrize("announces", [None, -1], ids=["with a length", "without"])
def test_a_source_that_drips_is_cut_off_and_nothing_is_kept(pull, source, announces, tmp_path):
    source.seconds_a_byte, source.announces = 0.05, announces

    begun = time.monotonic()
    with pytest.raises(FetchRefused, match=r"longer than 0\.4 seconds"):
        pull(rules=replace(LOCAL, seconds=0.4))

    assert time.monotonic() - begun < 5
    assert not (tmp_path / "pulled" / "file").exists()


def test_a_file_that_is_known_is_not_sent_again(pull, source):
    fetched, content = pull(known=Validators('"one"', None))

    assert (fetched, content) == (None, None)
    assert source.asked[0]["if-none-match"] == '"one"'


def test_a_file_that_changed_is_sent(pull):
    assert pull(known=Validators('"older"', None))[1] == LONG


def test_a_304_that_nobody_asked_for_is_no_file(pull, source):
    source.statuses = [304]

    with pytest.raises(FetchRefused, match="status 304"):
        pull()


def test_a_download_is_stopped_at_once(pull, source):
    source.seconds_a_byte = 0.2
    interrupt = Interrupt()
    threading.Timer(0.3, interrupt.fire).start()

    begun = time.monotonic()
    with interrupt.in_force(), pytest.raises(Interrupted):
        pull()

    assert time.monotonic() - begun < 2


def test_it_is_told_how_much_has_come(pull):
    told = []

    pull(tell=lambda done, total: told.append((done, total)))

    assert told[-1] == (len(LONG), len(LONG))
    assert told == sorted(told)


def test_marks_that_cannot_be_sent_back_are_forgotten():
    answer = SimpleNamespace(headers={"ETag": '"é\x00"', "Last-Modified": "x" * 501})

    assert Validators.of(cast("Any", answer)) == Validators()


def test_nothing_but_the_stream_is_given_to_the_store(url):
    seen = []

    def keep(stream):
        seen.append(stream.read(10))
        whole = io.BytesIO(seen[0] + stream.read(10_000_000))
        return len(whole.getvalue()), "digest"

    fetched = fetch(url, LOCAL, keep)

    assert fetched is not None
    assert fetched.digest == "digest"
