"""Tokens: a report is safe before the database knows it, and is found by its token afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.domains.reports.drawn import a_jpeg

from plateforme.domains.reports.exchange import waiting
from plateforme.kit.settings import Settings

FORM = {"service_code": "pothole", "lat": "47.2173", "long": "-1.5534", "description": "Un trou."}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"open311_tokens": "hold"})


@pytest.fixture
def post(http, a_key):
    key = a_key("reports:write", organization="nantes")

    async def send(files=None, **changes):
        answer = await http.post("/open311/v2/requests.json", data={"api_key": key} | FORM | changes, files=files)
        assert answer.status_code == 200, answer.text
        return answer.json()[0]

    return send


@pytest.fixture
def ask(http):
    async def get(token):
        return await http.get(f"/open311/v2/tokens/{token}.json")

    return get


def take(platform, clock):
    return waiting.take_next(platform.db, platform.storage, platform.settings, now=clock.now())


async def test_a_token_waits_and_then_names_its_request(post, ask, http, platform, clock):
    record = await post()
    token = record["token"]
    assert "service_request_id" not in record
    assert (await ask(token)).json() == [{"token": token}]

    assert take(platform, clock)
    assert not take(platform, clock)

    (found,) = (await ask(token)).json()
    assert found["token"] == token
    (request,) = (await http.get(f"/open311/v2/requests/{found['service_request_id']}.json")).json()
    assert request["description"] == "Un trou."


async def test_what_waited_is_dated_from_when_it_was_sent(post, ask, http, platform, clock):
    token = (await post())["token"]
    sent = clock.now()
    clock.instant = clock.instant.replace(hour=20)
    take(platform, clock)

    reference = (await ask(token)).json()[0]["service_request_id"]
    assert (await http.get(f"/v1/reports/{reference}")).json()["opened_at"] == sent.isoformat().replace("+00:00", "Z")


async def test_a_photo_waits_along(post, ask, http, a_key, platform, clock):
    token = (await post(files={"media": ("a.jpg", a_jpeg())}))["token"]
    take(platform, clock)

    reference = (await ask(token)).json()[0]["service_request_id"]
    headers = {"Authorization": f"Bearer {a_key('reports:triage', organization='nantes')}"}
    assert len((await http.get(f"/v1/reports/{reference}/photos", headers=headers)).json()["items"]) == 1
    assert list(platform.storage.local_path(waiting.FOLDER).iterdir()) == []


async def test_what_can_be_seen_to_be_wrong_is_refused_at_once(http, a_key):
    form = FORM | {"api_key": a_key("reports:write", organization="nantes"), "description": "x" * 4001}
    answer = await http.post("/open311/v2/requests.json", data=form)

    assert answer.status_code == 400
    assert answer.json()[0]["description"].startswith("description:")


async def test_a_report_that_is_refused_later_says_why(post, ask, platform, clock):
    first = (await post(client_request_id="same-identifier"))["token"]
    second = (await post(client_request_id="same-identifier", description="Autre chose."))["token"]
    while take(platform, clock):
        pass

    answers = [await ask(token) for token in (first, second)]
    assert sorted(answer.status_code for answer in answers) == [200, 400]
    assert "Send a new" in next(answer for answer in answers if answer.status_code == 400).text


async def test_a_report_that_is_refused_later_says_why_in_french_too(post, http, platform, clock):
    tokens = [(await post(client_request_id="same-identifier", description=text))["token"] for text in ("Un", "Deux")]
    while take(platform, clock):
        pass

    french = {"Accept-Language": "fr"}
    answers = [await http.get(f"/open311/v2/tokens/{token}.json", headers=french) for token in tokens]
    assert "Envoyez un nouveau" in next(answer for answer in answers if answer.status_code == 400).text


async def test_taking_in_twice_gives_one_report(post, ask, http, platform, clock):
    token = (await post())["token"]
    path = platform.storage.local_path(f"{waiting.FOLDER}/{token}.json")
    content = path.read_bytes()
    take(platform, clock)
    path.write_bytes(content)

    assert take(platform, clock)

    assert len((await http.get("/open311/v2/requests.json")).json()) == 1


@pytest.mark.parametrize("token", ["0" * 32, "no-token", "..%2F..%2Fsecret"])
async def test_an_unknown_token_is_not_found(ask, token):
    assert (await ask(token)).status_code == 404


async def test_the_services_say_that_they_are_batch(http):
    assert {each["type"] for each in (await http.get("/open311/v2/services.json")).json()} == {"batch"}


async def test_nothing_that_no_longer_waits_is_kept_for_long(post, platform, clock):
    await post(files={"media": ("a.jpg", a_jpeg())})
    folder = platform.storage.local_path(waiting.FOLDER)
    still = sorted(path.name for path in folder.iterdir())
    assert len(still) == 2
    left = ["a" * 32 + ".refused", "b" * 32 + ".unread", "c" * 32 + ".0.photo", "d" * 32 + ".part"]
    for name in left:
        (folder / name).write_bytes(b"06 12 34 56 78")

    long_after = datetime.now(UTC) + waiting.KEPT_FOR + timedelta(minutes=1)
    assert waiting.forget_refused(platform.storage, now=datetime.now(UTC)) == 0
    assert waiting.forget_refused(platform.storage, now=long_after) == len(left)

    assert sorted(path.name for path in folder.iterdir()) == still
