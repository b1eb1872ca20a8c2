"""The same promises on PostgreSQL, where writers do not take turns and text cannot hold NUL."""

import asyncio

import pytest
from pydantic import SecretStr
from sqlmodel import select

from plateforme.domains.access.tables import Organization
from plateforme.kit.settings import Settings

NANTES = {"slug": "nantes", "name": "Ville de Nantes", "kind": "commune"}


@pytest.fixture
def settings(tmp_path, postgres_url):
    secret = SecretStr("a-secret-for-tests-only-0123456789")
    return Settings(home=tmp_path / "home", database_url=postgres_url, secret=secret, job_threads=0)


async def test_two_at_the_same_time_are_carried_out_once(http, bearer, database):
    once = bearer("organizations:write", organization="state") | {"Idempotency-Key": "abc"}

    answers = await asyncio.gather(*[http.post("/v1/organizations", json=NANTES, headers=once) for _ in range(8)])
    again = await http.post("/v1/organizations", json=NANTES, headers=once)

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert [answer.json()["slug"] for answer in answers if answer.status_code == 201]
    assert again.status_code == 201
    with database.reading() as session:
        assert sorted(session.exec(select(Organization.slug)).all()) == ["nantes", "state"]


async def test_many_writers_at_once_all_succeed(http, bearer):
    key = bearer("organizations:write", organization="state")

    answers = await asyncio.gather(
        *[http.post("/v1/organizations", json=NANTES | {"slug": f"town-{n}"}, headers=key) for n in range(60)]
    )

    assert {answer.status_code for answer in answers} == {201}


async def test_one_slug_is_given_once_to_many_at_once(http, bearer):
    key = bearer("organizations:write", organization="state")

    answers = await asyncio.gather(*[http.post("/v1/organizations", json=NANTES, headers=key) for _ in range(8)])

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


async def test_nul_is_refused_wherever_it_stands(http, bearer):
    key = bearer("organizations:write", organization="state")

    body = await http.post("/v1/organizations", json=NANTES | {"name": "a\0b"}, headers=key)
    path = await http.get("/v1/organizations/a%00b")
    query = await http.get("/v1/consumers?organization=a%00b")

    assert [answer.status_code for answer in (body, path, query)] == [422, 404, 400]
    assert body.json()["errors"][0]["pointer"] == "/name"
