"""A cursor belongs to a question, not to the name under which the platform was asked."""


async def test_a_cursor_is_good_under_every_name_of_the_platform(http, a_key):
    for slug in ("nantes", "rennes"):
        a_key("datasets:write", organization=slug)
    following = (await http.get("/v1/organizations?limit=1")).json()["links"]["next"]

    path = following.removeprefix("http://plateforme.test")
    answer = await http.get(path, headers={"Host": "data.example.org"})

    assert [item["slug"] for item in answer.json()["items"]] == ["rennes"]
