"""The catalogue over HTTP."""

from typing import Any

import pytest

PARKS = {
    "slug": "parcs",
    "title": "Parcs et jardins",
    "description": "Les espaces verts ouverts au public.",
    "license": "etalab-2.0",
    "frequency": "annual",
    "keywords": ["Espaces verts"],
    "primary_key": ["id"],
}


@pytest.fixture
async def producer(http, bearer) -> dict[str, str]:
    headers: dict[str, str] = bearer("datasets:write")
    return headers


async def create(http: Any, headers: dict[str, str], **changed: Any) -> Any:
    return await http.post("/v1/datasets", json=PARKS | changed, headers=headers)


async def test_describing_needs_a_key_and_a_scope(http, bearer):
    assert (await create(http, {})).status_code == 401
    assert (await create(http, bearer("reports:write"))).status_code == 403


async def test_a_described_dataset_is_there_for_everyone(http, producer):
    created = await create(http, producer)

    assert created.status_code == 201
    read = await http.get(created.headers["Location"])
    assert read.json() == created.json()
    assert (read.json()["organization"], read.json()["frequency"]) == ("nantes", "ANNUAL")
    assert read.json()["version"] is None


async def test_a_slug_is_made_from_the_title(http, producer):
    created = await create(http, producer, slug=None, title="Œuvres d'art & statues")

    assert created.json()["slug"] == "oeuvres-d-art-statues"


async def test_a_taken_slug_is_a_conflict(http, producer):
    await create(http, producer)

    again = await create(http, producer)

    assert (again.status_code, again.json()["code"]) == (409, "dataset_exists")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("frequency", "quelquefois"),
        ("license", "à moi"),
        ("slug", "Parcs et jardins"),
        ("slug", ""),
        ("title", ""),
        ("title", "ligne\ncassée"),
        ("landing_page", "javascript:alert(1)"),
        ("temporal_start", "2026-02-30"),
        ("keywords", "espaces"),
        ("revision", 7),
    ],
)
async def test_a_bad_field_is_told_by_its_pointer(http, producer, field, value):
    answer = await create(http, producer, **{field: value})

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}"]


async def test_a_bad_table_schema_is_told_by_its_pointer(http, producer):
    answer = await create(http, producer, table_schema={"fields": [{"name": "id", "type": "nombre"}]})

    assert answer.status_code == 422
    assert answer.json()["code"] == "schema_invalid"


async def test_reading_again_with_the_etag_answers_304(http, producer):
    await create(http, producer)
    first = await http.get("/v1/datasets/parcs")

    again = await http.get("/v1/datasets/parcs", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


async def test_a_change_needs_the_etag_and_the_right_one(http, producer):
    etag = (await create(http, producer)).headers["ETag"]
    change = {"title": "Parcs, jardins et squares"}

    without = await http.patch("/v1/datasets/parcs", json=change, headers=producer)
    wrong = await http.patch("/v1/datasets/parcs", json=change, headers=producer | {"If-Match": '"9-0"'})
    right = await http.patch("/v1/datasets/parcs", json=change, headers=producer | {"If-Match": etag})

    assert (without.status_code, wrong.status_code, right.status_code) == (428, 412, 200)
    assert right.json()["title"] == "Parcs, jardins et squares"
    assert right.headers["ETag"] != etag


async def test_a_change_of_the_description_does_not_move_the_date_of_the_content(http, producer):
    created = await create(http, producer)

    headers = producer | {"If-Match": created.headers["ETag"], "Content-Type": "application/merge-patch+json"}
    patch = b'{"landing_page": null, "themes": ["ENVI"]}'
    changed = await http.patch("/v1/datasets/parcs", content=patch, headers=headers)

    assert changed.status_code == 200
    assert changed.json()["updated_at"] is None
    assert changed.json()["themes"] == ["ENVI"]


async def test_a_required_field_cannot_be_emptied(http, producer):
    etag = (await create(http, producer)).headers["ETag"]

    answer = await http.patch("/v1/datasets/parcs", json={"title": None}, headers=producer | {"If-Match": etag})

    assert answer.status_code == 422


async def test_another_organization_cannot_change_it(http, producer, bearer):
    etag = (await create(http, producer)).headers["ETag"]
    stranger = bearer("datasets:write", organization="rennes") | {"If-Match": etag}

    answer = await http.patch("/v1/datasets/parcs", json={"title": "À nous"}, headers=stranger)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_organization")


@pytest.mark.parametrize("q", ["jardins", "JARDIN", "espace vert", "parc jardin", "public"])
async def test_the_catalogue_is_searched_by_folded_words(http, producer, q):
    await create(http, producer)
    await create(http, producer, slug="budget", title="Budget", description="Comptes", keywords=[])

    found = (await http.get("/v1/datasets", params={"q": q})).json()

    assert [item["slug"] for item in found["items"]] == ["parcs"]


async def test_the_catalogue_is_filtered_and_counted(http, producer):
    await create(http, producer)
    await create(http, producer, slug="budget", title="Budget", license="ODbL-1.0", keywords=[])

    params = {"license": "ODbL-1.0", "organization": "nantes", "count": "exact"}
    found = (await http.get("/v1/datasets", params=params)).json()
    tagged = (await http.get("/v1/datasets", params={"keyword": "espaces VERTS"})).json()

    assert [item["slug"] for item in found["items"]] == ["budget"]
    assert found["count"] == {"mode": "exact", "value": 1}
    assert [item["slug"] for item in tagged["items"]] == ["parcs"]


async def test_facets_count_the_filtered_catalogue(http, producer):
    await create(http, producer)
    await create(http, producer, slug="budget", title="Budget", license="ODbL-1.0", keywords=[])

    facets = (await http.get("/v1/dataset-facets", params={"facets": "license,organization"})).json()["items"]
    narrowed = (await http.get("/v1/dataset-facets", params={"facets": "license", "q": "budget"})).json()["items"]

    assert facets[0] == {
        "name": "license",
        "values": [{"value": "ODbL-1.0", "count": 1}, {"value": "etalab-2.0", "count": 1}],
    }
    assert narrowed[0]["values"] == [{"value": "ODbL-1.0", "count": 1}]


async def test_an_unknown_facet_names_the_known_ones(http):
    answer = await http.get("/v1/dataset-facets", params={"facets": "couleur"})

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_facet")
    assert "organization" in answer.json()["detail"]


async def test_walking_the_catalogue_yields_each_dataset_once(http, producer):
    for number in range(7):
        await create(http, producer, slug=f"jeu-{number}", title=f"Jeu {number % 3}")

    seen, url = [], "/v1/datasets?limit=3&sort=-title"
    while url:
        page = (await http.get(url)).json()
        seen += [item["slug"] for item in page["items"]]
        url = page["links"]["next"]

    assert len(seen) == 7
    assert len(set(seen)) == 7


async def test_a_dataset_without_a_table_says_how_to_publish_one(http, producer):
    await create(http, producer)

    for path in ("schema", "rows"):
        answer = await http.get(f"/v1/datasets/parcs/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "nothing_published")


async def test_an_unknown_dataset_is_not_found(http):
    for path in ("", "/schema", "/versions", "/versions/1", "/publications", "/rows"):
        answer = await http.get(f"/v1/datasets/rien{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "dataset_not_found"), path


@pytest.mark.parametrize(
    "change",
    [{"temporal_end": "2019-12-31"}, {"temporal_start": "2031-01-01"}, {"verified_at": "2026-03-02T10:00:00Z"}],
)
async def test_a_change_must_agree_with_what_stays_and_with_the_time(change, http, bearer):
    headers = bearer("datasets:write")
    body = {"title": "Parcs", "temporal_start": "2020-01-01", "temporal_end": "2030-12-31"}
    made = await http.post("/v1/datasets", json=body, headers=headers)

    answer = await http.patch("/v1/datasets/parcs", json=change, headers=headers | {"If-Match": made.headers["etag"]})

    assert (answer.status_code, answer.json()["code"]) == (422, "metadata_invalid")


@pytest.mark.parametrize("title", ["🎉🎉🎉", "!", "a"])
async def test_a_title_without_letters_needs_a_slug_beside_it(http, producer, title):
    refused = await create(http, producer, slug=None, title=title)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/slug"


async def test_a_slug_made_from_a_long_title_ends_with_a_whole_word(http, producer):
    created = await create(http, producer, slug=None, title="jardins " * 24)

    slug = created.json()["slug"]
    assert len(slug) <= 100
    assert set(slug.split("-")) == {"jardins"}


@pytest.mark.parametrize("oddity", ["NaN", "1e999", r'"\ud800"', r'"\u0000"', "[" * 500 + "]" * 500])
async def test_a_schema_holds_only_what_every_database_can_store(http, producer, oddity):
    body = f'{{"title": "Parcs", "table_schema": {{"fields": [{{"name": "a", "note": {oddity}}}]}}}}'

    refused = await http.post("/v1/datasets", content=body, headers=producer | {"content-type": "application/json"})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/table_schema"


async def test_a_name_that_can_be_none_is_not_repeated(http):
    missing = await http.get("/v1/datasets/" + "x" * 5000)

    assert missing.json()["code"] == "dataset_not_found"
    assert "xxx" not in missing.json()["detail"]


async def test_a_parameter_given_twice_is_refused(http):
    refused = await http.get("/v1/datasets?limit=1&limit=2&q=a")

    assert (refused.status_code, refused.json()["code"]) == (400, "bad_query")
    assert [fault["parameter"] for fault in refused.json()["errors"]] == ["limit"]


async def test_emptying_a_needed_field_points_at_it(http, producer):
    created = await create(http, producer)

    refused = await http.patch(
        "/v1/datasets/parcs", json={"title": None}, headers=producer | {"If-Match": created.headers["ETag"]}
    )

    assert refused.json()["errors"][0]["pointer"] == "/title"


@pytest.mark.parametrize(("field", "said"), [("slug", "small letters"), ("title", "One line")])
async def test_a_text_of_the_wrong_form_is_told_the_right_one_in_words(http, producer, field, said):
    refused = await create(http, producer, **{field: "Été\u0001"})

    assert said in refused.json()["errors"][0]["detail"]
