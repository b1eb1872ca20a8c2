import asyncio
from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from plateforme.api.idempotency import _Body
from plateforme.api.v1.consumers.wire import NewKeyOut
from plateforme.domains.access.tables import ApiKey, IdempotentAnswer, Organization

NANTES = {"slug": "nantes", "name": "Ville de Nantes", "kind": "commune"}


@pytest.fixture
def once(bearer):
    return bearer("organizations:write", "consumers:write", organization="state") | {"Idempotency-Key": '"abc"'}


def slugs(database):
    with database.reading() as session:
        return sorted(session.exec(select(Organization.slug)).all())


async def test_without_a_key_the_header_changes_nothing(http):
    answer = await http.post("/v1/organizations", json=NANTES, headers={"Idempotency-Key": "abc"})

    assert answer.status_code == 401


async def test_a_bad_key_is_refused_as_ever(http):
    headers = {"Idempotency-Key": "abc", "Authorization": "Bearer plf_x"}

    assert (await http.post("/v1/organizations", json=NANTES, headers=headers)).status_code == 401


async def test_a_repeated_post_is_carried_out_once_and_answered_alike(http, once, database):
    first = await http.post("/v1/organizations", json=NANTES, headers=once)
    again = await http.post("/v1/organizations", json=NANTES, headers=once)

    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    for name in ("location", "etag", "content-type"):
        assert first.headers[name] == again.headers[name]
    assert slugs(database) == ["nantes", "state"]


async def test_two_at_the_same_time_are_carried_out_once(http, once, database):
    answers = await asyncio.gather(*[http.post("/v1/organizations", json=NANTES, headers=once) for _ in range(5)])

    codes = {answer.status_code for answer in answers}
    assert 201 in codes
    assert codes <= {201, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"idempotency_in_progress"}
    assert slugs(database) == ["nantes", "state"]


async def test_another_body_under_the_same_key_is_refused(http, once, database):
    await http.post("/v1/organizations", json=NANTES, headers=once)

    answer = await http.post("/v1/organizations", json=NANTES | {"slug": "rennes"}, headers=once)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert slugs(database) == ["nantes", "state"]


async def test_while_the_first_runs_the_second_is_told_so(http, once, database, clock):
    await http.post("/v1/organizations", json=NANTES, headers=once)
    with database.writing() as session:
        session.exec(select(IdempotentAnswer)).one().status = None

    running = await http.post("/v1/organizations", json=NANTES, headers=once)
    clock.instant += timedelta(minutes=1)
    taken_over = await http.post("/v1/organizations", json=NANTES, headers=once)

    assert (running.status_code, running.json()["code"]) == (409, "idempotency_in_progress")
    assert taken_over.json()["code"] == "organization_exists"


async def test_a_refused_request_may_be_mended_under_the_same_key(http, once, database):
    refused = await http.post("/v1/organizations", json=NANTES | {"kind": "kingdom"}, headers=once)
    mended = await http.post("/v1/organizations", json=NANTES, headers=once)

    assert (refused.status_code, mended.status_code) == (422, 201)


async def test_the_same_key_on_another_route_or_by_another_caller_is_another_request(http, once, bearer):
    other = bearer("organizations:write", organization="region") | {"Idempotency-Key": "abc"}
    await http.post("/v1/organizations", json=NANTES, headers=once)

    elsewhere = await http.post("/v1/consumers", json={"slug": "voirie", "name": "Roads"}, headers=once)
    by_another = await http.post("/v1/organizations", json=NANTES | {"slug": "rennes"}, headers=other)

    assert (elsewhere.status_code, by_another.status_code) == (201, 201)


async def test_after_a_day_it_is_a_new_request(http, once, clock):
    await http.post("/v1/organizations", json=NANTES, headers=once)
    clock.instant += timedelta(hours=24)

    answer = await http.post("/v1/organizations", json=NANTES, headers=once)

    assert (answer.status_code, answer.json()["code"]) == (409, "organization_exists")


async def test_a_malformed_key_is_refused_with_its_place(http, once):
    answer = await http.post("/v1/organizations", json=NANTES, headers=once | {"Idempotency-Key": "a b"})

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")
    assert answer.json()["errors"][0]["header"] == "Idempotency-Key"


async def test_a_new_api_key_is_given_again_and_stored_unreadable(http, once, database):
    async def make():
        return await http.post("/v1/consumers/state-tests/keys", json={"scopes": ["consumers:write"]}, headers=once)

    first, again = await make(), await make()

    assert first.json()["key"] == again.json()["key"]
    with database.reading() as session:
        assert len(session.exec(select(ApiKey)).all()) == 2
        assert b"plf_" not in (session.exec(select(IdempotentAnswer)).one().body or b"")


async def test_a_crash_of_the_route_undoes_everything_and_frees_the_key(app, once, monkeypatch, database):
    address, body = "/v1/consumers/state-tests/keys", {"scopes": ["consumers:write"]}
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://t.test", headers=once) as client:
        with monkeypatch.context() as broken:
            broken.setattr(NewKeyOut, "of", None)  # fails when the key is already in the transaction
            crashed = await client.post(address, json=body)
        repeated = await client.post(address, json=body)

    assert (crashed.status_code, repeated.status_code) == (500, 201)
    with database.reading() as session:
        assert len(session.exec(select(ApiKey)).all()) == 2


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
async def test_a_form_sent_again_with_another_boundary_is_the_same(size):
    def form(boundary):
        return f'--{boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nb-b\r\n--{boundary}--\r\n'.encode()

    async def digest(boundary):
        data = form(boundary)
        chunks = [data[start : start + size] for start in range(0, len(data), size)]

        async def receive():
            return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

        return await _Body(receive, f'multipart/form-data; boundary="{boundary}"').rest()

    assert await digest("0123456789abcdef") == await digest("fedcba9876543210")


async def test_many_writers_at_once_all_succeed(http, bearer, database):
    key = bearer("organizations:write", organization="state")

    answers = await asyncio.gather(
        *[http.post("/v1/organizations", json=NANTES | {"slug": f"town-{n}"}, headers=key) for n in range(60)]
    )

    assert {answer.status_code for answer in answers} == {201}
