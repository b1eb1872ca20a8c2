"""What the hand-written half of the client promises, against a network that misbehaves."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from plateforme.client.answers import Answer
from plateforme.client.errors import NetworkError, ProblemError, UnexpectedAnswerError, WrongUseError
from plateforme.client.retrying import Retries
from plateforme.client.transport import Transport, at, row_key

Handler = Callable[[httpx.Request], httpx.Response]


class Thing(Answer):
    name: str


class ThingMissing(ProblemError):
    known_code = "thing_missing"


def problem(status: int, code: str = "busy", **headers: str) -> httpx.Response:
    content_type = {"content-type": "application/problem+json"}
    return httpx.Response(status, json={"code": code, "detail": "Later."}, headers=content_type | headers)


class Platform:
    """Answers in turn what it was told to, and remembers the questions."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.bodies: list[bytes] = []
        self.pauses: list[float] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.bodies.append(await request.aread())
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, base_url: str = "https://data.example.org", **options: Any) -> Transport:
        async def sleep(seconds: float) -> None:
            self.pauses.append(seconds)

        return Transport(
            base_url,
            key="plf_test",
            prefix="/v1",
            problems={"thing_missing": ThingMissing},
            network=httpx.MockTransport(self),
            retries=Retries(jitter=lambda: 1.0),
            sleep=sleep,
            **options,
        )


async def test_the_key_travels_as_a_bearer_token():
    platform = Platform(httpx.Response(200, json={"name": "a"}))

    await platform.client().call("GET", "/things/a", Thing)

    assert platform.requests[0].headers["authorization"] == "Bearer plf_test"


@pytest.mark.parametrize("base_url", ["https://x.org", "https://x.org/", "https://x.org/v1", "https://x.org/v1/"])
async def test_the_address_may_or_may_not_name_the_version(base_url):
    platform = Platform(httpx.Response(200, json={"name": "a"}))

    await platform.client(base_url).call("GET", "/things", Thing)

    assert str(platform.requests[0].url) == "https://x.org/v1/things"


async def test_a_busy_platform_is_asked_again_after_growing_pauses():
    platform = Platform(problem(503), problem(503), problem(429), httpx.Response(200, json={"name": "a"}))

    thing = await platform.client().call("GET", "/things/a", Thing)

    assert thing.name == "a"
    assert platform.pauses == [0.2, 0.4, 0.8]


async def test_retry_after_goes_before_our_own_pause():
    platform = Platform(problem(503, **{"retry-after": "7"}), httpx.Response(200, json={"name": "a"}))

    await platform.client().call("GET", "/things/a", Thing)

    assert platform.pauses == [7.0]


async def test_a_wait_that_is_too_long_is_left_to_the_caller():
    platform = Platform(problem(429, **{"retry-after": "3600"}))

    with pytest.raises(ProblemError) as refused:
        await platform.client().call("GET", "/things/a", Thing)

    assert refused.value.retry_after == 3600
    assert platform.pauses == []


async def test_a_broken_connection_is_tried_again_and_then_reported():
    platform = Platform(*[httpx.ConnectError("no")] * 5)

    with pytest.raises(NetworkError, match=r"GET /things/a got no answer from https://\S+ \(ConnectError\)"):
        await platform.client().call("GET", "/things/a", Thing)

    assert len(platform.requests) == 5


async def test_a_post_is_not_repeated_without_an_idempotency_key():
    platform = Platform(problem(503))

    with pytest.raises(ProblemError):
        await platform.client().call("POST", "/things", Thing, body=Thing(name="a"))

    assert len(platform.requests) == 1


async def test_a_post_with_an_idempotency_key_is_repeated_under_the_same_key():
    platform = Platform(httpx.ReadTimeout("slow"), httpx.Response(201, json={"name": "a"}))
    headers = {"Idempotency-Key": "k1"}

    await platform.client().call("POST", "/things", Thing, body=Thing(name="a"), headers=headers)

    assert [one.headers["idempotency-key"] for one in platform.requests] == ["k1", "k1"]
    assert platform.bodies == [b'{"name":"a"}', b'{"name":"a"}']


async def test_a_problem_becomes_the_exception_of_its_code():
    platform = Platform(problem(404, "thing_missing"))

    with pytest.raises(ThingMissing, match="404 thing_missing: Later") as missing:
        await platform.client().call("GET", "/things/a", Thing)

    assert missing.value.code == "thing_missing"


async def test_an_error_that_is_no_problem_still_says_its_status():
    platform = Platform(httpx.Response(418, text="<html>"))

    with pytest.raises(ProblemError, match="418 unknown"):
        await platform.client().call("GET", "/things/a", Thing)


async def test_an_answer_outside_the_contract_is_named_as_such():
    platform = Platform(httpx.Response(200, json={"nom": "a"}))

    with pytest.raises(UnexpectedAnswerError, match="GET /v1/things/a"):
        await platform.client().call("GET", "/things/a", Thing)


async def test_an_answer_remembers_its_etag():
    platform = Platform(httpx.Response(200, json={"name": "a"}, headers={"etag": '"1-a"'}))

    thing = await platform.client().call("GET", "/things/a", Thing)

    assert thing.etag == '"1-a"'
    with pytest.raises(ValueError, match="no ETag"):
        _ = Thing(name="a").etag


async def test_paging_follows_the_query_of_the_next_link_and_stays_on_its_own_host():
    following = "https://elsewhere.org/v1/things?limit=2&cursor=abc%3D"
    platform = Platform(
        httpx.Response(200, json={"items": [{"name": "a"}, {"name": "b"}], "links": {"next": following}}),
        httpx.Response(200, json={"items": [{"name": "c"}], "links": {"next": None}}),
    )

    names = [one.name async for one in platform.client().items("/things", Thing, query={"limit": 2, "q": None})]

    assert names == ["a", "b", "c"]
    assert [str(one.url) for one in platform.requests] == [
        "https://data.example.org/v1/things?limit=2",
        "https://data.example.org/v1/things?limit=2&cursor=abc%3D",
    ]


async def test_a_file_is_sent_whole_again_after_a_failure(tmp_path: Path):
    path = tmp_path / "trees.csv"
    path.write_bytes(b"id\n1\n")
    platform = Platform(problem(503), httpx.Response(202, json={"name": "a"}))
    form = {"file": path, "note": "été", "url": None}

    await platform.client().call("PUT", "/things", Thing, form=form)

    for body in platform.bodies:
        assert b'filename="trees.csv"' in body
        assert b"id\n1\n" in body
        assert "été".encode() in body
        assert b"url" not in body


async def test_a_download_arrives_in_pieces():
    platform = Platform(httpx.Response(200, content=b"id\n1\n"))

    content = b"".join([chunk async for chunk in platform.client().stream("/exports/csv", query={"id__gte": 1})])

    assert content == b"id\n1\n"
    assert platform.requests[0].url.query == b"id__gte=1"


async def test_only_what_was_set_is_sent():
    class Change(BaseModel):
        title: str | None = None
        note: str | None = None

    platform = Platform(httpx.Response(200, json={"name": "a"}))
    merge = "application/merge-patch+json"

    await platform.client().call("PATCH", "/things/a", Thing, body=Change(note=None), body_type=merge)

    assert platform.bodies == [b'{"note":null}']
    assert platform.requests[0].headers["content-type"] == merge


def test_a_variable_cannot_leave_its_place_in_the_path():
    assert at("/things/{thing}/rows/{key}", thing="../x?y", key=True) == "/things/..%2Fx%3Fy/rows/true"


def test_the_columns_of_a_key_are_escaped_one_by_one():
    key = row_key(date(2026, 7, 14), "Fête nationale, 14")

    assert at("/rows/{key}", key=key) == "/rows/2026-07-14,F%C3%AAte%20nationale%2C%2014"


@pytest.mark.parametrize(
    ("address", "key"),
    [("data.example.org", None), ("ftp://data.example.org", None), ("https://x", "clé"), ("https://x", "plf_a\nb")],
)
def test_an_address_or_a_key_that_cannot_be_one_is_told_before_anything_is_sent(address, key):
    with pytest.raises(WrongUseError, match=r"address|key"):
        Transport(address, key=key, prefix="/v1", problems={})


async def test_a_first_request_that_still_runs_is_waited_for():
    platform = Platform(problem(409, "idempotency_in_progress"), httpx.Response(201, json={"name": "a"}))

    thing = await platform.client().call("POST", "/things", Thing, headers={"Idempotency-Key": "k"})

    assert thing.name == "a"
    assert platform.pauses == [0.2]


class Broken(httpx.AsyncByteStream):
    """A body that breaks off."""

    async def __aiter__(self):
        yield b'{"na'
        raise httpx.ReadError("gone")


async def test_an_answer_that_breaks_off_is_asked_for_again_and_then_reported():
    platform = Platform(httpx.Response(200, stream=Broken()), httpx.Response(200, json={"name": "a"}))
    hopeless = Platform(*(httpx.Response(200, stream=Broken()) for _ in range(5)))

    assert (await platform.client().call("GET", "/things/a", Thing)).name == "a"
    with pytest.raises(NetworkError):
        await hopeless.client().call("GET", "/things/a", Thing)


def test_a_refusal_told_as_text_names_the_first_faults():
    faults = [{"pointer": f"/rows/{place}", "detail": "Needed."} for place in range(5)]

    told = str(ProblemError(422, {"code": "validation", "detail": "5 fields are invalid.", "errors": faults}))

    assert told == "422 validation: 5 fields are invalid. [/rows/0: Needed.] [/rows/1: Needed.] [/rows/2: Needed.]"


async def test_a_renamed_thing_is_found_at_its_new_path_on_the_same_host():
    platform = Platform(
        httpx.Response(308, headers={"location": "https://elsewhere.example/v1/things/new?x=1"}),
        httpx.Response(200, json={"name": "new"}),
    )

    async with platform.client() as client:
        thing = await client.call("PATCH", "/things/old", Thing, query={"x": 1}, body=Thing(name="sent"))

    assert thing.name == "new"
    assert [(request.method, str(request.url)) for request in platform.requests] == [
        ("PATCH", "https://data.example.org/v1/things/old?x=1"),
        ("PATCH", "https://data.example.org/v1/things/new?x=1"),
    ]
    assert platform.bodies[0] == platform.bodies[1] == b'{"name":"sent"}'


async def test_names_that_lead_to_each_other_are_not_followed_for_ever():
    moved = [httpx.Response(308, headers={"location": "https://data.example.org/v1/things/a"}) for _ in range(9)]
    platform = Platform(*moved)

    async with platform.client() as client:
        with pytest.raises(UnexpectedAnswerError):
            await client.call("GET", "/things/a", Thing)

    assert len(platform.requests) == 4
