"""The short way to rows answers exactly what the documented routes answer."""

from typing import Any

import httpx
import pytest
from tests.domains.datasets.tabular.row_tables import EVERY_TYPE

from plateforme.api.v1.rows.lane import RowLane
from plateforme.domains.datasets import catalogue, withdrawal
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.domains.datasets.versions import served

ROWS = "/v1/datasets/communes/rows"
PLACES = TableSchema.from_descriptor(
    {
        "fields": [{"name": "voie", "type": "string"}, {"name": "numero", "type": "string"}],
        "primaryKey": ["voie", "numero"],
    }
)
BASE = "http://plateforme.test"


class Ways:
    """The application by its short way and without it, and how often the short way gave up."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.lane = app.build_middleware_stack()
        while not isinstance(self.lane, RowLane):
            self.lane = self.lane.app
        self._ordinary = self.lane.app
        self.lane.app = self
        self.given_up = 0
        self.at_once = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.given_up += 1
        await self._ordinary(scope, receive, send)

    async def ask(self, way: Any, path: str, headers: dict[str, str], method: str = "GET") -> httpx.Response:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            scope["app"] = self._app
            made = self.lane.at_once(scope) if way is self.lane else None
            if made is None:
                await way(scope, receive, send)
                return
            self.at_once += 1
            await send({"type": "http.response.start", "status": made[0], "headers": made[1]})
            await send({"type": "http.response.body", "body": made[2]})

        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
            for name in ("accept", "accept-encoding", "user-agent"):
                del client.headers[name]
            return await client.request(method, path, headers=headers)

    async def both(self, path: str, headers: dict[str, str] | None = None) -> tuple[httpx.Response, bool]:
        """The answer of both ways, once it is known to be the same, and whether the short way gave it."""
        before = self.given_up
        short = await self.ask(self.lane.__call__, path, headers or {})
        is_short = self.given_up == before
        before = self.at_once
        at_once = await self.ask(self.lane, path, headers or {})
        if self.at_once > before:
            assert (at_once.status_code, told(at_once), raw(at_once)) == (short.status_code, told(short), raw(short))
        ordinary = await self.ask(self._ordinary, path, headers or {})
        assert short.status_code == ordinary.status_code
        assert told(short) == told(ordinary)
        if short.headers["content-type" if short.status_code != 304 else "etag"] != "application/problem+json":
            assert raw(short) == raw(ordinary)
        return short, is_short


def told(answer: httpx.Response) -> list[tuple[bytes, bytes]]:
    """The head of an answer, without what is drawn for each request."""
    own = {b"x-request-id"} | ({b"content-length"} if answer.status_code >= 400 else set())
    return sorted((name, value) for name, value in answer.headers.raw if name not in own)


def raw(answer: httpx.Response) -> bytes:
    return answer.content


@pytest.fixture
def ways(app, publish):
    publish("communes")
    publish("communes")
    publish("voies", PLACES, [("rue de la Paix", "1"), ("rue, bis", "2,3")])
    publish("types", EVERY_TYPE, [(None,) * 6])
    return Ways(app)


ANSWERED = [
    ROWS,
    f"{ROWS}?",
    f"{ROWS}?limit=2",
    f"{ROWS}?limit=2&count=exact&sort=-population,nom",
    f"{ROWS}?nom__contains=e&fields=nom,code",
    f"{ROWS}?nom=L%27Abergement-Cl%C3%A9menciat",
    f"{ROWS}?nom=Rez%C3%A9&&limit=%2B3",
    f"{ROWS}?limit__eq=1&population__isnull=false",
    f"{ROWS}?version=1&limit=1",
    f"{ROWS}?as_of=2030-01-01",
    f"{ROWS}?as_of=1",
    f"{ROWS}?schema=1",
    f"{ROWS}?population__gt=99999999",
    f"{ROWS}/44109",
    f"{ROWS}/44109?fields=nom",
    f"{ROWS}/44109?version=1",
    "/v1/datasets/voies/rows/rue%20de%20la%20Paix,1",
    "/v1/datasets/voies/rows/rue%2C%20bis,2%2C3",
    "/v1/datasets/types/rows",
    "/v1/datasets/types/rows/1",
]
GIVEN_UP = [
    f"{ROWS}?nothing=1",
    f"{ROWS}?within=nowhere/1",
    f"{ROWS}?population=many",
    f"{ROWS}?cursor=bent",
    f"{ROWS}?limit=1&limit=2",
    f"{ROWS}?version=9",
    f"{ROWS}?version=1&schema=1",
    f"{ROWS}/00000",
    f"{ROWS}/44109?limit=3",
    f"{ROWS}/",
    "/v1/datasets/nowhere/rows",
    "/v1/datasets/nowhere/rows/1",
    "/v1/datasets/voies/rows/1",
    "/v1/datasets/communes/rows%00",
]


@pytest.mark.parametrize("path", ANSWERED)
async def test_the_short_way_answers_as_the_long_one(ways, path):
    answer, is_short = await ways.both(path)

    assert (answer.status_code, is_short) == (200, True), answer.text


@pytest.mark.parametrize("path", GIVEN_UP)
async def test_what_cannot_be_answered_goes_the_long_way(ways, path):
    answer, is_short = await ways.both(path)

    assert answer.status_code >= 400
    assert not is_short


@pytest.mark.parametrize("accept_encoding", ["gzip", "zstd", "gzip, zstd;q=0.5", "identity", "br", "*", ""])
@pytest.mark.parametrize("path", [f"{ROWS}?limit=1", ROWS, f"{ROWS}/44109", f"{ROWS}?version=2"])
async def test_each_encoding_has_the_same_bytes_and_tag(ways, path, accept_encoding):
    answer, is_short = await ways.both(path, {"Accept-Encoding": accept_encoding})

    assert (answer.status_code, is_short) == (200, True)


@pytest.mark.parametrize(
    ("accept", "is_short"),
    [
        ("application/json", True),
        ("text/html, */*;q=0.8", True),
        ("application/*", True),
        ("text/html", False),
        ("application/json;q=0", False),
    ],
)
async def test_the_short_way_gives_json_to_who_takes_it(ways, accept, is_short):
    answer, was_short = await ways.both(ROWS, {"Accept": accept})

    assert (answer.status_code, was_short) == (200 if is_short else 406, is_short)


@pytest.mark.parametrize("encoding", ["identity", "zstd"])
@pytest.mark.parametrize("path", [ROWS, f"{ROWS}/44109", f"{ROWS}?version=1"])
async def test_who_holds_the_answer_is_told_so(ways, path, encoding):
    tag = (await ways.both(path, {"Accept-Encoding": encoding}))[0].headers["etag"]

    same, is_short = await ways.both(path, {"Accept-Encoding": encoding, "If-None-Match": f'"x", W/{tag}'})
    other, _ = await ways.both(path, {"Accept-Encoding": encoding, "If-None-Match": '"another"'})

    assert (same.status_code, same.headers["etag"], is_short) == (304, tag, True)
    assert other.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": "*"},
        {"If-Match": '"another"'},
        {"If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"},
        {"Range": "bytes=0-1"},
        {"Authorization": "Bearer plf_wrong"},
    ],
)
async def test_other_conditions_and_keys_go_the_long_way(ways, headers):
    _, is_short = await ways.both(ROWS, headers)

    assert not is_short


async def test_anything_that_exists_does_not_mean_a_row_that_does_not(ways):
    missing, _ = await ways.both(f"{ROWS}/00000", {"If-None-Match": "*"})
    there, _ = await ways.both(f"{ROWS}/44109", {"If-None-Match": "*"})

    assert (missing.status_code, there.status_code) == (404, 304)


@pytest.mark.parametrize("path", [path for path in ANSWERED if "contains" not in path and "types" not in path])
async def test_what_the_row_index_finds_is_answered_at_once(ways, app, path):
    platform = app.state.platform
    with platform.db.reading() as session:
        for number in (1, 2):
            platform.rows.build_index(served(session, "communes", version=number))
        platform.rows.build_index(served(session, "voies", version=1))
    _, is_short = await ways.both(path)

    assert (is_short, ways.at_once) == (True, 1)


@pytest.mark.parametrize("path", [f"{ROWS}?nom__contains=e", f"{ROWS}?nothing=1", f"{ROWS}/00000"])
async def test_what_has_to_wait_is_not_answered_at_once(ways, path):
    await ways.both(path)

    assert ways.at_once == 0


async def test_a_walk_goes_the_short_way_to_its_end(ways, publish):
    url, seen = f"{ROWS}?limit=2&sort=-nom&version=1", []
    while url:
        answer, is_short = await ways.both(url.removeprefix(BASE))
        assert is_short
        seen += [row["code"] for row in answer.json()["items"]]
        url = answer.json()["links"]["next"]
        publish("communes")

    assert len(seen) == len(set(seen)) == 5


async def test_what_is_withdrawn_is_refused_at_once(ways, platform):
    assert (await ways.both(f"{ROWS}?version=1"))[0].status_code == 200
    with platform.db.writing() as session:
        dataset = catalogue.get_dataset(session, "communes")
        withdrawal.withdraw(session, dataset, 1, reason="personal data", now=platform.clock.now())

    answer, is_short = await ways.both(f"{ROWS}?version=1")

    assert (answer.status_code, is_short) == (410, False)


async def test_a_new_version_answers_at_once(ways, publish):
    before, _ = await ways.both(ROWS)
    publish("communes")
    after, is_short = await ways.both(ROWS)

    assert (before.json()["version"], after.json()["version"], is_short) == (2, 3, True)


async def test_an_answer_that_names_its_version_may_be_held_longer(ways):
    pinned, _ = await ways.both(f"{ROWS}?version=1")
    current, _ = await ways.both(ROWS)

    assert pinned.headers["cache-control"] == "public, max-age=300, stale-while-revalidate=60"
    assert current.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=300"


async def test_head_has_the_same_head(ways):
    got = await ways.ask(ways.lane, ROWS, {})
    head = await ways.ask(ways.lane, ROWS, {}, method="HEAD")

    assert told(head) == told(got)
    assert head.content == b""


async def test_a_failure_of_the_short_way_is_no_failure(ways, platform, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(platform.rows, "quick", broken)

    answer, is_short = await ways.both(ROWS)

    assert (answer.status_code, is_short) == (200, False)


async def test_a_question_of_hundreds_of_conditions_is_read_in_a_thread(ways):
    asked = "&".join(f"population__ne={number}" for number in range(300))

    answer, is_short = await ways.both(f"{ROWS}?{asked}")

    assert (answer.status_code, is_short) == (200, False)
