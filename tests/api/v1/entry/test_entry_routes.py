import pytest


async def test_the_entry_links_to_everything_and_says_who_answers(http):
    entry = (await http.get("/v1/")).json()

    assert (entry["name"], entry["api"], entry["checker"]) == ("Plateforme", "v1", None)
    assert entry["links"]["self"] == "http://plateforme.test/v1/"
    assert entry["links"]["openapi"] == "http://plateforme.test/openapi/v1.json"


async def test_every_link_of_the_entry_leads_somewhere(http):
    links = (await http.get("/v1/")).json()["links"]

    answers = {name: (await http.get(url)).status_code for name, url in links.items()}

    assert set(answers.values()) == {200}, answers


async def test_a_bad_key_is_refused_even_where_none_is_needed(http):
    answer = await http.get("/v1/", headers={"Authorization": "Bearer plf_unknown"})

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("header", ["Basic dXNlcjpwYXNz", "plf_abc", "Bearer", ""])
async def test_another_sort_of_authorization_is_refused(http, header):
    answer = await http.get("/v1/", headers={"Authorization": header})

    assert answer.status_code == 401


async def test_links_are_built_from_the_address_that_was_asked(http):
    proxied = await http.get("/v1/organizations", headers={"Host": "data.example.org"})

    assert proxied.json()["links"]["self"] == "http://data.example.org/v1/organizations"


async def test_the_entry_says_when_quality_was_last_checked(http, bearer):
    run = {"started_at": "2026-03-02T08:00:00Z", "finished_at": "2026-03-02T08:01:00Z", "states": {}, "changes": {}}
    assert (await http.post("/v1/quality-runs", json=run, headers=bearer("quality:write"))).status_code == 201

    assert (await http.get("/v1/")).json()["checker"] == {"finished_at": "2026-03-02T08:01:00Z"}
