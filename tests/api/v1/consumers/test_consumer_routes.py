import pytest

VOIRIE = {"slug": "voirie", "name": "Roads department"}


async def test_registering_a_consumer_needs_a_key(http):
    answer = await http.post("/v1/consumers", json=VOIRIE)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_registering_a_consumer_needs_the_scope(http, bearer):
    answer = await http.post("/v1/consumers", json=VOIRIE, headers=bearer("datasets:write"))

    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")


async def test_nobody_registers_a_consumer_for_another_organization(http, bearer):
    bearer(organization="rennes")

    answer = await http.post(
        "/v1/consumers", json=VOIRIE | {"organization": "rennes"}, headers=bearer("consumers:write")
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_organization")


async def test_a_consumer_is_registered_and_anyone_may_see_it(http, bearer):
    created = await http.post("/v1/consumers", json=VOIRIE, headers=bearer("consumers:write"))
    read = await http.get(created.headers["location"])

    assert created.status_code == 201
    assert read.json() == created.json()
    assert (read.json()["slug"], read.json()["organization"]) == ("voirie", "nantes")


async def test_the_public_list_shows_names_and_organizations_only(http, bearer):
    bearer("quality:write", organization="nantes")
    bearer(organization="rennes")

    found = await http.get("/v1/consumers", params={"organization": "nantes"})

    assert [item["slug"] for item in found.json()["items"]] == ["nantes-tests"]
    assert set(found.json()["items"][0]) == {"slug", "name", "organization", "created_at", "links"}
    assert "plf_" not in found.text


async def test_a_consumer_slug_is_given_once(http, bearer):
    key = bearer("consumers:write", consumer="voirie")

    answer = await http.post("/v1/consumers", json=VOIRIE, headers=key)

    assert (answer.status_code, answer.json()["code"]) == (409, "consumer_exists")


async def test_an_unknown_consumer_is_a_404(http):
    answer = await http.get("/v1/consumers/ghost")

    assert (answer.status_code, answer.json()["code"]) == (404, "consumer_not_found")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "keys"), ("POST", "keys"), ("GET", "keys/x"), ("DELETE", "keys/x")]
)
async def test_keys_are_their_organizations_business(http, bearer, method, path):
    bearer(consumer="voirie")
    body = {"json": {"scopes": ["consumers:write"]}} if method == "POST" else {}

    anonymous = await http.request(method, f"/v1/consumers/voirie/{path}", **body)
    without_scope = await http.request(method, f"/v1/consumers/voirie/{path}", headers=bearer("datasets:write"), **body)
    of_others = await http.request(
        method, f"/v1/consumers/voirie/{path}", headers=bearer("consumers:write", organization="rennes"), **body
    )

    assert [answer.status_code for answer in (anonymous, without_scope, of_others)] == [401, 403, 403]
    assert of_others.json()["code"] == "not_your_organization"


async def test_a_key_is_shown_once_works_and_is_revoked_at_once(http, bearer):
    manager = bearer("consumers:write", "reports:write", consumer="voirie")
    made = await http.post("/v1/consumers/voirie/keys", json={"scopes": ["consumers:write"]}, headers=manager)
    new = {"Authorization": f"Bearer {made.json()['key']}"}
    address = made.headers["location"]

    assert made.status_code == 201
    assert (await http.get(address, headers=new)).json()["scopes"] == ["consumers:write"]
    assert (await http.delete(address, headers=manager)).status_code == 204
    assert (await http.delete(address, headers=manager)).status_code == 204
    refused = await http.get(address, headers=new)

    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_listing_keys_shows_no_key_but_when_each_was_used(http, bearer, clock):
    manager = bearer("consumers:write", consumer="voirie")

    await http.get("/v1/consumers", headers=manager)
    found = await http.get("/v1/consumers/voirie/keys", headers=manager)

    (key,) = found.json()["items"]
    assert manager["Authorization"][7:] not in found.text
    assert manager["Authorization"][7:].startswith(key["prefix"])
    assert (key["last_used_at"], key["revoked_at"]) == ("2026-03-02T09:00:00Z", None)


async def test_nobody_grants_a_scope_they_do_not_hold(http, bearer):
    key = bearer("consumers:write", consumer="voirie")

    answer = await http.post("/v1/consumers/voirie/keys", json={"scopes": ["quality:write"]}, headers=key)

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_not_held")


async def test_an_unknown_scope_is_shown_with_its_place(http, bearer):
    key = bearer("consumers:write", consumer="voirie")

    answer = await http.post("/v1/consumers/voirie/keys", json={"scopes": ["root"]}, headers=key)

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_scope")
    assert answer.json()["errors"][0]["pointer"] == "/scopes/0"


async def test_keys_of_nobody_and_unknown_keys_are_404(http, bearer):
    key = bearer("consumers:write", consumer="voirie")

    nobody = await http.get("/v1/consumers/ghost/keys", headers=key)
    unknown = await http.delete("/v1/consumers/voirie/keys/nothing", headers=key)

    assert (nobody.status_code, nobody.json()["code"]) == (404, "consumer_not_found")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "key_not_found")


async def test_every_scope_is_explained(http):
    answer = await http.get("/v1/scopes")

    assert {"name": "organizations:write", "description": "Register organizations."} in answer.json()["items"]
    assert answer.json()["count"] == {"mode": "exact", "value": len(answer.json()["items"])}
