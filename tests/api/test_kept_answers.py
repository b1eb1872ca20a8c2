"""Answers kept ready: never older than the store, never somebody else's, never more than the memory allows."""

from collections import Counter
from time import monotonic
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from plateforme.api import counts
from plateforme.api.middleware import kept_answers, shelf
from plateforme.api.middleware.delivery import PINNED, PUBLIC
from plateforme.api.middleware.kept_answers import PIN, KeptAnswers


class Counted:
    """A store that is told when something is committed, and an application that counts what it is asked."""

    def __init__(self, *, max_bytes: int = 100_000) -> None:
        self.commits: int | None = 1
        self.is_far = False
        self.commits_meanwhile = 0
        self.pin: Pinned | None = None
        self.asked = 0
        self.db = self.tallies = self
        self.told: Counter[str] = Counter()
        routes = [Route("/v1/{rest:path}", self.answer), Route("/docs", self.answer)]
        keeper = Middleware(KeptAnswers, max_bytes=max_bytes, prefixes=("v1",))
        self.app = Starlette(routes=routes, middleware=[keeper])
        self.app.state.platform = self

    def generation(self) -> int | None:
        return None if self.is_far else self.commits

    async def latest_generation(self) -> int | None:
        return self.commits

    def add(self, name: str, amount: float = 1) -> None:
        self.told[name] += int(amount)

    def put(self, name: str, value: float) -> None:
        self.told[name] = int(value)

    async def answer(self, request: Request) -> Response:
        self.asked += 1
        self.commits = None if self.commits is None else self.commits + self.commits_meanwhile
        if self.pin is not None:
            request.scope["state"][PIN] = self.pin
        if "missing" in request.url.path:
            return PlainTextResponse("no", status_code=404, headers={"Cache-Control": "no-store"})
        if "large" in request.url.path:
            return PlainTextResponse("x" * 40_000, headers={"Cache-Control": PUBLIC.decode(), "ETag": '"large"'})
        public = PUBLIC if "authorization" not in request.headers else b"private, no-cache"
        if "version" in request.query_params:
            public = PINNED
        return PlainTextResponse(str(self.asked), headers={"Cache-Control": public.decode(), "ETag": f'"{self.asked}"'})

    async def get(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://t") as client:
            return await client.request(method, path, headers=named)


class Pinned:
    """What an answer hangs on, asked once for each generation."""

    def __init__(self, *, is_good: bool = True) -> None:
        self.is_good = is_good
        self.asked_at: list[object] = []

    async def holds(self, generation: object) -> bool:
        self.asked_at.append(generation)
        return self.is_good


@pytest.fixture
def counted() -> Counted:
    return Counted()


async def test_the_same_question_is_answered_once(counted):
    answers = [(await counted.get("/v1/a?b=1")).text for _ in range(3)]

    assert answers == ["1", "1", "1"]
    assert counted.asked == 1


async def test_after_any_commit_it_is_answered_anew(counted):
    await counted.get("/v1/a")
    counted.commits += 1

    assert (await counted.get("/v1/a")).text == "2"


async def test_a_store_that_is_a_round_trip_away_is_asked(counted):
    counted.is_far = True
    answers = [(await counted.get("/v1/a")).text for _ in range(2)]
    counted.commits += 1

    assert [*answers, (await counted.get("/v1/a")).text] == ["1", "1", "2"]


async def test_an_answer_that_hangs_on_its_version_survives_other_commits(counted):
    counted.pin = Pinned()
    await counted.get("/v1/a")
    counted.commits += 1

    answers = [(await counted.get("/v1/a")).text for _ in range(3)]

    assert answers == ["1", "1", "1"]
    assert counted.pin.asked_at == [2]


async def test_an_answer_whose_version_is_gone_is_made_anew(counted):
    counted.pin = Pinned(is_good=False)
    await counted.get("/v1/a")
    counted.commits += 1

    assert (await counted.get("/v1/a")).text == "2"


async def test_an_answer_that_names_its_version_is_kept_too(counted):
    assert [(await counted.get("/v1/a?version=3")).text for _ in range(2)] == ["1", "1"]


async def test_what_hangs_on_nothing_is_kept_for_a_minute_at_most(counted, monkeypatch):
    await counted.get("/v1/a")
    later = monotonic() + 61
    monkeypatch.setattr(shelf, "monotonic", lambda: later)

    assert (await counted.get("/v1/a")).text == "2"


async def test_what_is_kept_is_counted(counted):
    tag = (await counted.get("/v1/a")).headers["ETag"]
    await counted.get("/v1/a")
    await counted.get("/v1/a", If_None_Match=tag)

    told = counted.told
    assert [told[name] for name in (counts.KEPT_MISSES, counts.KEPT_HITS, counts.KEPT_UNCHANGED)] == [1, 1, 1]
    assert told[counts.KEPT_ANSWERS] == 1
    assert told[counts.KEPT_BYTES] > 1000


async def test_a_store_that_cannot_tell_keeps_nothing(counted):
    counted.commits = None

    assert [(await counted.get("/v1/a")).text for _ in range(2)] == ["1", "2"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/v1/b", {}),
        ("/v1/a?x=1", {}),
        ("/v1/a", {"Accept_Encoding": "br"}),
        ("/v1/a", {"Accept": "text/html"}),
        ("/v1/a", {"Host": "other"}),
        ("/v1/a", {"Authorization": "Bearer plf_x"}),
        ("/v1/a", {"Cache_Control": "no-cache"}),
        ("/v1/a", {"Range": "bytes=0-1"}),
        ("/v1/a", {"If_Match": '"1"'}),
    ],
)
async def test_another_question_or_another_caller_gets_an_answer_of_its_own(counted, path, headers):
    await counted.get("/v1/a")

    assert (await counted.get(path, **headers)).text == "2"


async def test_what_one_caller_may_see_is_not_kept_for_others(counted):
    await counted.get("/v1/a", Authorization="Bearer plf_x")

    assert (await counted.get("/v1/a")).text == "2"


@pytest.mark.parametrize("path", ["/v1/missing", "/docs", "/v1/datasets/a/exports/csv"])
async def test_errors_pages_and_exports_are_not_kept(counted, path):
    await counted.get(path)
    await counted.get(path)

    assert counted.asked == 2


async def test_a_caller_who_holds_the_answer_is_told_so(counted):
    first = await counted.get("/v1/a", If_None_Match='"other"')
    again = await counted.get("/v1/a", If_None_Match=first.headers["ETag"])

    assert (first.status_code, first.text) == (200, "1")
    assert (again.status_code, again.content) == (304, b"")
    assert "Content-Type" not in again.headers
    assert again.headers["ETag"] == '"1"'
    assert counted.asked == 1


async def test_an_answer_too_large_to_keep_arrives_whole_all_the_same(monkeypatch):
    counted = Counted()
    monkeypatch.setattr(kept_answers, "LARGEST", 1000)

    answers = [await counted.get("/v1/large", If_None_Match='"other"') for _ in range(2)]

    assert [len(answer.text) for answer in answers] == [40_000, 40_000]
    assert counted.asked == 2


async def test_head_says_the_same_without_the_body(counted):
    await counted.get("/v1/a")

    head = await counted.get("/v1/a", "HEAD")

    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", "1")
    assert counted.asked == 1


async def test_the_least_recently_asked_leaves_when_the_memory_is_full():
    counted = Counted(max_bytes=100_000)
    for path in ("/v1/large/1", "/v1/large/2", "/v1/large/1", "/v1/large/3"):
        await counted.get(path)
    asked = counted.asked

    await counted.get("/v1/large/1")
    await counted.get("/v1/large/2")

    assert (asked, counted.asked) == (3, 4)


async def test_an_answer_made_while_something_was_committed_is_not_kept(counted):
    counted.commits_meanwhile = 1

    assert [(await counted.get("/v1/a")).text for _ in range(2)] == ["1", "2"]


async def test_each_answer_has_an_id_of_its_own(http: Any):
    first, second = await http.get("/v1/organizations"), await http.get("/v1/organizations")

    assert first.content == second.content
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]


async def test_everybody_reads_what_was_just_written(http: Any, bearer: Any):
    headers = bearer("datasets:write")
    assert (await http.get("/v1/datasets")).json()["items"] == []

    await http.post("/v1/datasets", json={"title": "Parcs"}, headers=headers)

    assert [item["slug"] for item in (await http.get("/v1/datasets")).json()["items"]] == ["parcs"]


class Quick:
    """What answers at once, and counts what it is asked."""

    def __init__(self, *, cache_control: bytes = PUBLIC) -> None:
        self.asked = 0
        self.cache_control = cache_control
        self.is_slow = False

    def at_once(self, scope: Any) -> Any:
        self.asked += 1
        if self.is_slow:
            return None
        headers = [(b"cache-control", self.cache_control), (b"etag", b'"q"'), (b"content-length", b"1")]
        return 200, headers, str(self.asked).encode()


class AtOnce:
    """A keeper that is asked at once."""

    def __init__(self, counted: Counted, quick: Quick | None = None, *, max_bytes: int = 100_000) -> None:
        self.app = counted.app
        self.keeper = KeptAnswers(counted.app, max_bytes=max_bytes, prefixes=("v1",), quick=quick)

    def ask(self, path: str = "/v1/a", method: str = "GET", **headers: str) -> Any:
        return self.keeper.at_once(self.scope(path, method, **headers))

    def scope(self, path: str, method: str = "GET", **headers: str) -> dict[str, Any]:
        sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        return {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "scheme": "http",
            "server": ("t", 80),
            "headers": [(b"host", b"t"), *sent],
            "app": self.app,
        }

    async def in_turn(self, path: str = "/v1/a") -> Any:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        await self.keeper(self.scope(path), None, send)  # type: ignore[arg-type]
        return sent


async def test_what_is_kept_is_answered_at_once_with_the_same_head(counted):
    kept = AtOnce(counted)
    assert kept.ask() is None

    head, body = await kept.in_turn()
    at_once = kept.ask(x_request_id="01234567-89ab-4def-8123-456789abcdef")

    assert (at_once.status, at_once.body, counted.asked) == (200, body["body"], 1)
    assert at_once.lines.splitlines() == [
        *(name + b": " + value for name, value in head["headers"] if name != b"x-request-id"),
        b"x-request-id: 01234567-89ab-4def-8123-456789abcdef",
    ]
    assert (kept.ask(method="HEAD").body, counted.told["kept_hits"]) == (b"", 2)


async def test_who_holds_what_is_kept_is_told_so_at_once(counted):
    kept = AtOnce(counted)
    await kept.in_turn()

    same, other = kept.ask(if_none_match='W/"1"'), kept.ask(if_none_match='"another"')

    assert (same.status, same.body, other.status) == (304, b"", 200)
    assert b"content-length" not in same.lines


async def test_what_may_have_changed_is_not_answered_at_once(counted):
    kept = AtOnce(counted)
    await kept.in_turn()
    counted.commits += 1

    assert kept.ask() is None


async def test_a_store_that_is_a_round_trip_away_answers_nothing_at_once(counted):
    kept = AtOnce(counted, Quick())
    counted.is_far = True

    assert kept.ask() is None


@pytest.mark.parametrize(
    "headers", [{"authorization": "Bearer x"}, {"cache_control": "no-cache"}, {"range": "bytes=0-"}]
)
async def test_what_is_asked_in_person_waits_its_turn(counted, headers):
    quick = Quick()

    assert AtOnce(counted, quick).ask(**headers) is None
    assert quick.asked == 0


async def test_what_is_found_at_once_is_kept(counted):
    quick = Quick()
    kept = AtOnce(counted, quick)

    bodies = [kept.ask().body for _ in range(3)]
    counted.commits += 1

    assert [*bodies, kept.ask()] == [b"1", b"1", b"1", None]
    assert (counted.told["kept_hits"], counted.told["kept_misses"]) == (2, 1)


async def test_what_is_private_is_found_anew(counted):
    kept = AtOnce(counted, Quick(cache_control=b"private, no-cache"))

    assert [kept.ask().body for _ in range(2)] == [b"1", b"2"]


async def test_without_memory_everything_is_found_anew(counted):
    kept = AtOnce(counted, Quick(), max_bytes=0)

    assert [kept.ask().body for _ in range(2)] == [b"1", b"2"]


async def test_what_takes_long_waits_its_turn(counted):
    quick = Quick()
    quick.is_slow = True
    kept = AtOnce(counted, quick)

    assert kept.ask() is None
    assert (await kept.in_turn())[0]["status"] == 200
