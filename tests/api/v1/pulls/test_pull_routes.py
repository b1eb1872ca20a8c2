"""Scheduled pulls over HTTP: who may ask for them, and what anyone may read of them."""

import pytest
from tests.domains.datasets.sources import Source

from plateforme.domains.datasets.pulls import pull_next
from plateforme.domains.datasets.working import work_next

PATH = "/v1/datasets/parcs/pull"


@pytest.fixture
def settings(settings):
    """A platform that pulls from this machine."""
    return settings.model_copy(update={"fetch_hosts": frozenset({"127.0.0.1"}), "fetch_private_addresses": True})


@pytest.fixture
def rhythm() -> str:
    return "DAILY"


@pytest.fixture
def source():
    return Source(body=b"id;nom\n1;Jardin des plantes\n")


@pytest.fixture
def url(source, web_server):
    return f"{web_server(source.handler())}/parcs.csv"


@pytest.fixture
def work(shop):
    """Do everything there is to do, as the background worker would."""

    def work():
        while work_next(shop) or pull_next(shop):
            pass

    return work


async def test_a_pull_needs_a_key_of_the_same_organization(http, producer, bearer, url):
    anonymous = await http.put(PATH, json={"url": url})
    stranger = await http.put(PATH, json={"url": url}, headers=bearer("datasets:write", organization="rennes"))
    without = await http.put(PATH, json={"url": url}, headers=bearer("reports:write", consumer="other"))

    assert (anonymous.status_code, stranger.status_code, without.status_code) == (401, 403, 403)


async def test_a_dataset_that_is_not_pulled_says_so(http, producer):
    read = await http.get(PATH)
    run = await http.post(f"{PATH}/runs", headers=producer)
    removed = await http.delete(PATH, headers=producer | {"If-Match": "*"})

    assert {answer.json()["code"] for answer in (read, run, removed)} == {"pull_not_found"}


async def test_a_pull_is_asked_for_followed_and_removed(http, producer, url, work):
    put = await http.put(PATH, json={"url": url, "hints": {"delimiter": ";"}}, headers=producer)
    assert (put.status_code, put.json()["every_minutes"], put.json()["outcome"]) == (201, 360, None)
    work()

    told = await http.get(PATH)
    publication = (await http.get(told.json()["links"]["publication"])).json()
    assert (told.json()["outcome"], told.json()["failures"]) == ("queued", 0)
    assert told.json()["hints"] == {"sheet": None, "header_row": None, "encoding": None, "delimiter": ";"}
    assert (publication["state"], publication["source_url"]) == ("published", url)

    removed = await http.delete(PATH, headers=producer | {"If-Match": told.headers["ETag"]})
    assert removed.status_code == 204
    assert (await http.get(PATH)).status_code == 404
    assert (await http.get("/v1/datasets/parcs")).json()["version"] == 1


async def test_a_token_in_the_address_is_told_to_its_own_organization_only(http, producer, bearer, url, work):
    secret = f"{url}?token=s3cret#part"
    put = await http.put(PATH, json={"url": secret}, headers=producer)
    work()

    own = await http.get(PATH, headers=producer)
    strangers = [
        await http.get(PATH),
        await http.get(PATH, headers=bearer("datasets:write", organization="rennes")),
        await http.get("/v1/datasets/parcs/publications"),
        await http.get(own.json()["links"]["publication"]),
        await http.get("/v1/datasets/parcs/versions"),
    ]

    assert (put.json()["url"], own.json()["url"], strangers[0].json()["url"]) == (secret, secret, url)
    assert strangers[3].json()["source_url"] == url
    assert not any("s3cret" in answer.text for answer in strangers)
    assert own.headers["Cache-Control"] == "private, no-cache"


async def test_a_pull_is_changed_knowingly(http, producer, url):
    first = await http.put(PATH, json={"url": url}, headers=producer)

    blind = await http.put(PATH, json={"url": url, "paused": True}, headers=producer)
    outdated = await http.put(PATH, json={"url": url}, headers=producer | {"If-Match": '"0-x"'})
    known = producer | {"If-Match": first.headers["ETag"]}
    changed = await http.put(PATH, json={"url": url, "paused": True, "every_minutes": 15}, headers=known)
    blindly_removed = await http.delete(PATH, headers=producer)

    assert (blind.status_code, outdated.status_code, blindly_removed.status_code) == (428, 412, 428)
    assert (changed.status_code, changed.json()["paused"], changed.json()["next_at"]) == (200, True, None)


async def test_what_does_not_exist_matches_nothing(http, producer, url):
    answer = await http.put(PATH, json={"url": url}, headers=producer | {"If-Match": '"1-x"'})

    assert answer.status_code == 412


async def test_a_pull_by_hand_is_a_publication_to_follow(http, producer, url, work):
    await http.put(PATH, json={"url": url, "paused": True}, headers=producer)

    run = await http.post(f"{PATH}/runs", headers=producer)
    work()

    assert run.status_code == 202
    told = (await http.get(run.headers["Location"])).json()
    assert (told["state"], told["source_url"]) == ("published", url)
    assert (await http.get(PATH)).json()["links"]["publication"] == told["url"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "https://elsewhere.example/a.csv"}, "fetch_refused"),
        ({"url": "file:///etc/passwd"}, "fetch_refused"),
        ({"url": "http://127.0.0.1/a.csv", "every_minutes": 1}, "validation"),
        ({"url": "http://127.0.0.1/a.csv", "hints": {"page": "1"}}, "validation"),
        ({}, "validation"),
    ],
)
async def test_a_pull_that_cannot_be_is_refused(http, producer, body, code):
    answer = await http.put(PATH, json=body, headers=producer)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_look_that_failed_is_told_to_everybody(http, producer, source, url, work):
    source.statuses = [404]
    await http.put(PATH, json={"url": url}, headers=producer)
    work()

    told = (await http.get(PATH)).json()

    assert (told["outcome"], told["failures"], told["checked_at"]) == ("failed", 1, None)
    assert "status 404" in told["detail"]
