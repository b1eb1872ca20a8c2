from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from tests.consumers.loader.street.endpoints import constant, endpoint, made

from plateforme.consumers.loader.street import foreign
from plateforme.consumers.loader.street.answers import ForeignError, read_json, read_xml
from plateforme.consumers.loader.street.foreign import Foreign, Window, windows
from plateforme.consumers.loader.street.journal import Journal
from plateforme.consumers.loader.street.run import load_open311

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = datetime(2026, 7, 1, tzinfo=UTC)
WHOLE = Window(SINCE, SINCE + timedelta(days=90))


def requests(count, *, minutes=60, **terms):
    """As many requests, newest first."""
    return [made(number, SINCE + timedelta(minutes=minutes * number), **terms) for number in reversed(range(count))]


@pytest.fixture
def asked():
    return []


@pytest.fixture
def serve(web_server, asked):
    return lambda told, **manners: Foreign(web_server(endpoint(told, asked=asked, **manners)))


async def ids(source, window=WHOLE):
    return sorted(
        (one.texts["service_request_id"] for one in await source.requests(window)), key=lambda name: int(name[2:])
    )


@pytest.mark.parametrize(
    "manners",
    [
        {"cap": 500},
        {"cap": 50},
        {"pages": False, "cap": 1000},
        {"pages": False, "cap": 100},
        {"pages": False, "cap": 20},
        {"pages": False, "repeats": True, "cap": 50},
    ],
    ids=["pages", "small pages", "no pages", "no pages and a cap", "a silent cap of 20", "repeats its last page"],
)
async def test_every_request_is_read_whatever_the_endpoint_thinks_of_pages(serve, manners):
    source = serve(requests(240), **manners)

    assert await ids(source) == [f"R-{number}" for number in range(240)]


async def test_an_endpoint_that_is_busy_is_asked_again(serve, asked, monkeypatch):
    monkeypatch.setattr(foreign, "PAUSES", (0.0, 0.0, 0.0))
    source = serve(requests(2), busy=(503, 429))

    assert await ids(source) == ["R-0", "R-1"]
    assert len(asked) == 4


async def test_an_endpoint_that_stays_silent_is_told_apart_from_an_empty_one(web_server, asked, monkeypatch):
    monkeypatch.setattr(foreign, "PAUSES", (0.0,))
    source = Foreign(web_server(endpoint([], asked=asked, busy=(500,) * 9)))

    with pytest.raises(ForeignError, match="status 500"):
        await source.requests(WHOLE)
    assert await Foreign(web_server(endpoint([], asked=asked))).requests(WHOLE) == []


def test_a_long_time_is_asked_in_pieces_that_the_standard_allows():
    pieces = windows(SINCE, UNTIL)

    assert [(one.end - one.start).days for one in pieces] == [90, 90, 1]
    assert all(one.end == other.start for one, other in pairwise(pieces))
    assert (pieces[0].start, pieces[-1].end) == (SINCE, UNTIL)


def test_only_web_addresses_are_asked():
    with pytest.raises(ForeignError, match="http"):
        Foreign("file:///etc/passwd")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "announces JSON"),
        (b'{"error": "none"}', "no list"),
        (b'[{"code": 400, "description": "span over 90 days"}]', "refuses: 400, span over 90 days"),
    ],
)
def test_an_answer_that_is_no_list_of_requests_says_what_it_is(body, reason):
    with pytest.raises(ForeignError, match=reason):
        read_json(body)


def test_json_may_be_wrapped_under_the_name_that_the_xml_has():
    assert read_json(b'{"service_requests": [{"service_request_id": 7, "lat": 1.5, "notes": []}]}') == [
        {"service_request_id": "7", "lat": "1.5"}
    ]


def test_xml_with_a_document_type_is_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><r><request>&b;</request></r>'

    with pytest.raises(ForeignError, match="document type"):
        read_xml(bomb)


def test_xml_is_read_with_what_is_nested_in_it():
    body = (
        b"<service_requests><request><service_request_id>7</service_request_id><description/>"
        b"<extended_attributes><outcome>fixed</outcome></extended_attributes></request></service_requests>"
    )

    assert read_xml(body) == [{"service_request_id": "7", "extended_attributes.outcome": "fixed"}]
    assert read_xml(b"<service_requests/>") == []


def test_an_error_in_xml_is_told_in_the_words_of_the_endpoint():
    with pytest.raises(ForeignError, match="refuses: 404, unknown jurisdiction"):
        read_xml(b"<errors><error><code>404</code><description>unknown jurisdiction</description></error></errors>")


def test_a_load_that_broke_off_goes_on_with_the_first_window_that_is_not_in(tmp_path):
    path = tmp_path / "journal.json"
    first, second, _ = windows(SINCE, UNTIL)
    Journal(path, url="http://there", since=SINCE).finish(first)

    again = Journal(path, url="http://there", since=SINCE)
    other = Journal(path, url="http://elsewhere", since=SINCE)

    assert (again.is_done(first), again.is_done(second), other.is_done(first)) == (True, False, False)
    again.close()
    assert not path.exists()


async def test_requests_are_brought_in_and_what_became_of_them_later_too(serve, town, target, asked, tmp_path):
    journal = tmp_path / "journal.json"
    told = requests(3, minutes=60 * 24 * 50)

    async def load():
        return await load_open311(town, serve(told), target("open311"), since=SINCE, until=UNTIL, journal=journal)

    first = await load()
    told[0] |= {"status": "closed", "updated_datetime": "2026-06-01T10:00:00Z", "status_notes": "Fait."}
    second = await load()

    assert (first.created, second.changed, second.kept) == (3, 1, 2)
    closed = [one async for one in town.iter_reports(status="closed")]
    assert [(one.description, one.outcome, one.closed_at.isoformat()) for one in closed] == [
        ("Request 2", "no_action", "2026-06-01T10:00:00+00:00")
    ]
    assert {one["extensions"] for one in asked} == {"true"}


async def test_a_load_that_breaks_off_keeps_what_is_in_and_goes_on(serve, town, target, asked, tmp_path, monkeypatch):
    monkeypatch.setattr(foreign, "PAUSES", ())
    journal = tmp_path / "journal.json"
    told = requests(3, minutes=60 * 24 * 80)
    span = {"since": SINCE, "until": UNTIL, "journal": journal}
    source = serve(told)
    stumbling = source.requests

    async def stumble(window):
        if window.start > SINCE:
            raise ForeignError("gone")
        return await stumbling(window)

    monkeypatch.setattr(source, "requests", stumble)
    with pytest.raises(ForeignError):
        await load_open311(town, source, target("open311"), **span)
    asked.clear()
    monkeypatch.setattr(source, "requests", stumbling)
    tally = await load_open311(town, source, target("open311"), **span)

    assert (tally.created, tally.kept) == (1, 0)
    assert min(one["start_date"] for one in asked) == "2026-04-01T00:00:00Z"


@pytest.mark.parametrize(
    ("name", "form", "count"), [("requests_chicago.json", "json", 2), ("requests_many_toronto.xml", "xml", 2)]
)
async def test_the_answers_of_real_cities_are_brought_in(
    web_server, town, target, rejects, shared_data, name, form, count
):
    body = (shared_data / "street" / "open311_examples" / name).read_bytes()
    source = Foreign(web_server(constant({form: body})))

    tally = await load_open311(town, source, target("open311"), since=SINCE, until=SINCE + timedelta(days=30))

    assert (tally.created, tally.refused) == (count, 0), rejects.refused
    found = [one async for one in town.iter_reports()]
    assert {one.category for one in found} == {"other"}
    assert all(one.lon and one.address for one in found)
