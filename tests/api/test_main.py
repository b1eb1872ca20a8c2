"""The whole platform in its HTTP layer: what is mounted where, and what a stranger finds at the door."""

import json
from datetime import datetime, timedelta

import pytest

from plateforme import __version__
from plateforme.main import openapi_document


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/v1/nowhere", 404, "not_found"),
        ("GET", "/v1/organizations/", 404, "not_found"),
        ("GET", "/docs/", 404, "not_found"),
        ("GET", "/problems/nothing", 404, "not_found"),
        ("POST", "/docs", 405, "method_not_allowed"),
        ("DELETE", "/v1/organizations", 405, "method_not_allowed"),
        ("GET", "/v1/organizations/nowhere", 404, "organization_not_found"),
        ("GET", "/v1/organizations?limt=1", 400, "unknown_parameter"),
        ("POST", "/v1/organizations", 401, "unauthenticated"),
    ],
)
async def test_wrong_turns_end_in_a_problem(http, method, path, status, code):
    body = {"json": {"slug": "x", "name": "X", "kind": "commune"}} if method == "POST" else {}
    response = await http.request(method, path, **body)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_wrong_key_is_refused_on_reads_too(http):
    response = await http.get("/v1/organizations", headers={"authorization": "Bearer plf_zzzz"})

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert "zzzz" not in response.text


async def test_the_entry_is_there_with_and_without_the_slash(http):
    with_slash, without = await http.get("/v1/"), await http.get("/v1")

    assert with_slash.status_code == without.status_code == 200
    assert with_slash.json() == without.json()
    assert without.headers["api-version"] == __version__


async def test_options_lists_the_methods_of_an_included_route(http):
    response = await http.options("/v1/organizations")

    assert (response.status_code, response.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")


async def test_a_key_is_never_compressed_beside_what_was_sent(http, bearer):
    headers = bearer("consumers:write") | {"accept-encoding": "gzip"}
    response = await http.post("/v1/consumers", headers=headers, json={"slug": "roads", "name": "R" * 100})

    assert "content-encoding" not in response.headers


async def test_the_served_document_is_the_generated_one(http):
    response = await http.get("/openapi/v1.json")

    assert response.content == openapi_document()
    assert response.headers["content-type"] == "application/json"


def test_the_document_says_how_to_start_and_nothing_of_this_machine():
    document = json.loads(openapi_document())

    assert document["servers"] == [{"url": "/v1", "description": "This platform."}]
    assert document["info"]["version"] == __version__
    assert document["info"]["license"]["identifier"] == "EUPL-1.2"
    assert "Getting started" in document["info"]["description"]
    named = {tag["name"] for tag in document["tags"]}
    used = {tag for path in document["paths"].values() for operation in path.values() for tag in operation["tags"]}
    assert used <= named


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_machines_find_the_catalogue_of_apis(http, method):
    home = await http.request(method, "/")
    catalogue = await http.request(method, "/.well-known/api-catalog")

    assert '</.well-known/api-catalog>; rel="api-catalog"' in home.headers["link"]
    assert catalogue.headers["content-type"].startswith("application/linkset+json; profile=")
    assert 'rel="api-catalog"' in catalogue.headers["link"]


async def test_every_address_in_the_catalogue_of_apis_answers(http):
    linkset = (await http.get("/.well-known/api-catalog")).json()["linkset"]

    targets = [one["href"] for entry in linkset for name, links in entry.items() if name != "anchor" for one in links]
    assert len(targets) >= 4
    for target in targets:
        assert (await http.get(target)).status_code == 200, target


async def test_the_contact_for_weaknesses_never_lapses(http, clock):
    text = (await http.get("/.well-known/security.txt")).text

    fields = dict(line.split(": ", 1) for line in text.splitlines())
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - clock.now() < timedelta(days=365)
    assert {"Contact", "Canonical", "Preferred-Languages"} <= fields.keys()


async def test_a_forged_host_is_not_repeated(http):
    response = await http.get("/", headers={"host": 'x"><script>alert(1)</script>'})
    problem = await http.get("/nowhere", headers={"host": 'x"><script>alert(1)</script>'})

    assert "alert" not in response.text
    assert "alert" not in problem.text
