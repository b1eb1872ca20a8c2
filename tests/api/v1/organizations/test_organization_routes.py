NANTES = {"slug": "nantes", "name": "Ville de Nantes", "kind": "commune", "siren": "214401093"}


async def test_registering_needs_a_key(http):
    answer = await http.post("/v1/organizations", json=NANTES)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_registering_needs_the_scope(http, bearer):
    answer = await http.post("/v1/organizations", json=NANTES, headers=bearer("datasets:write"))

    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert answer.json()["scope"] == "organizations:write"


async def test_an_organization_is_registered_and_found_at_its_location(http, bearer):
    key = bearer("organizations:write", organization="state")

    created = await http.post("/v1/organizations", json=NANTES, headers=key)
    read = await http.get(created.headers["location"])

    assert created.status_code == 201
    assert created.json() == read.json()
    assert created.json() == {
        **NANTES,
        "created_at": "2026-03-02T09:00:00Z",
        "revision": 1,
        "links": {
            "self": "http://plateforme.test/v1/organizations/nantes",
            "datasets": "http://plateforme.test/v1/datasets?organization=nantes",
            "consumers": "http://plateforme.test/v1/consumers?organization=nantes",
        },
    }
    assert created.headers["etag"].startswith('"1-')


async def test_an_unchanged_organization_is_not_sent_again(http, a_key):
    a_key(organization="nantes")
    first = await http.get("/v1/organizations/nantes")

    again = await http.get("/v1/organizations/nantes", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


async def test_organizations_are_paged_in_the_order_asked(http, a_key):
    for slug in ("brest", "nantes", "rennes"):
        a_key(organization=slug)

    first = await http.get("/v1/organizations", params={"limit": 2, "sort": "-name", "count": "exact"})
    second = await http.get(first.json()["links"]["next"])

    assert [item["slug"] for page in (first, second) for item in page.json()["items"]] == ["rennes", "nantes", "brest"]
    assert first.json()["count"] == {"mode": "exact", "value": 3}
    assert second.json()["links"]["next"] is None


async def test_organizations_are_filtered_by_kind(http, bearer):
    key = bearer("organizations:write")
    await http.post("/v1/organizations", json=NANTES | {"slug": "metropole", "kind": "epci"}, headers=key)

    found = await http.get("/v1/organizations", params={"kind": "epci"})

    assert [item["slug"] for item in found.json()["items"]] == ["metropole"]


async def test_a_slug_is_given_once(http, bearer):
    answer = await http.post("/v1/organizations", json=NANTES, headers=bearer("organizations:write"))

    assert (answer.status_code, answer.json()["code"]) == (409, "organization_exists")


async def test_an_unknown_organization_is_a_404(http):
    answer = await http.get("/v1/organizations/ghost")

    assert (answer.status_code, answer.json()["code"]) == (404, "organization_not_found")


async def test_each_fault_of_an_organization_is_shown_and_no_value_repeated(http, bearer):
    wrong = {"slug": "Not A Slug", "name": "", "kind": "kingdom", "siren": "12", "extra": 1}

    answer = await http.post("/v1/organizations", json=wrong, headers=bearer("organizations:write"))

    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {
        "/slug",
        "/name",
        "/kind",
        "/siren",
        "/extra",
    }
    assert "Not A Slug" not in answer.text
    assert "kingdom" not in answer.text


async def test_a_cursor_of_another_list_is_refused(http, a_key):
    for slug in ("brest", "nantes"):
        a_key(organization=slug)
    following = (await http.get("/v1/organizations?limit=1")).json()["links"]["next"]

    answer = await http.get(following.replace("/organizations", "/consumers"))

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


async def test_an_unknown_sort_names_what_can_be_sorted_by(http):
    answer = await http.get("/v1/organizations?sort=colour")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_sort")
    assert "slug, name, kind, siren, created_at" in answer.json()["detail"]
    assert "colour" not in answer.text


async def test_an_unknown_parameter_names_the_nearest(http):
    answer = await http.get("/v1/organizations?kid=commune")

    assert (answer.status_code, answer.json()["code"], answer.json()["did_you_mean"]) == (
        400, "unknown_parameter", "kind",
    )  # fmt: skip


async def test_an_operation_without_parameters_takes_none(http, a_key):
    a_key(organization="nantes")

    answer = await http.get("/v1/organizations/nantes?fields=name&%00=secret")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_query")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["?", "fields"]
    assert "secret" not in answer.text
