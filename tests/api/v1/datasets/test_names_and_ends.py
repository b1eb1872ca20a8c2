"""Renaming and deleting datasets: no address that was ever public ends in a blank 404."""

import pytest

PATH = "/v1/datasets/parcs"
REASON = "Remplacé par la base nationale des parcs."


@pytest.fixture
def rename(http, producer):
    async def send(slug: str, *, old: str = "parcs"):
        tag = (await http.get(f"/v1/datasets/{old}")).headers["ETag"]
        return await http.patch(f"/v1/datasets/{old}", json={"slug": slug}, headers=producer | {"If-Match": tag})

    return send


@pytest.fixture
def delete(http, producer):
    async def send(**query: str):
        tag = (await http.get(PATH)).headers["ETag"]
        return await http.delete(PATH, params=query, headers=producer | {"If-Match": tag})

    return send


async def test_a_renamed_dataset_answers_under_its_new_slug_and_leads_there_from_the_old(http, rename):
    renamed = await rename("espaces-verts")
    assert renamed.status_code == 200, renamed.text
    assert renamed.headers["Content-Location"].endswith("/v1/datasets/espaces-verts")

    led = await http.get(f"{PATH}/rows?limit=3&sort=nom")

    assert led.status_code == 308
    assert led.headers["Location"] == "http://plateforme.test/v1/datasets/espaces-verts/rows?limit=3&sort=nom"
    assert (await http.get(PATH, follow_redirects=True)).json()["slug"] == "espaces-verts"


async def test_a_writer_with_the_old_slug_is_led_too(http, rename, producer):
    await rename("espaces-verts")
    form = {"files": {"file": ("p.csv", b"id\n1\n")}, "headers": producer}

    led = await http.post(f"{PATH}/publications", **form)

    assert (led.status_code, led.headers["Location"][-39:]) == (308, "/v1/datasets/espaces-verts/publications")
    assert (await http.post(f"{PATH}/publications", **form, follow_redirects=True)).status_code == 202


async def test_nobody_takes_a_slug_that_was_ever_public(http, rename, producer):
    await rename("espaces-verts")

    taken = await http.post("/v1/datasets", json={"slug": "parcs", "title": "Autre"}, headers=producer)

    assert (taken.status_code, taken.json()["code"]) == (409, "dataset_exists")


async def test_a_dataset_may_go_back_to_a_name_it_had(http, rename):
    await rename("espaces-verts")
    await rename("jardins", old="espaces-verts")

    back = await rename("parcs", old="jardins")

    assert back.json()["slug"] == "parcs"
    for old in ("espaces-verts", "jardins"):
        assert (await http.get(f"/v1/datasets/{old}", follow_redirects=True)).json()["slug"] == "parcs"


async def test_a_slug_that_another_dataset_bears_is_refused(http, rename, producer):
    await http.post("/v1/datasets", json={"slug": "arbres", "title": "Arbres"}, headers=producer)

    refused = await rename("arbres")

    assert (refused.status_code, refused.json()["code"]) == (409, "dataset_exists")
    assert (await http.get(PATH)).status_code == 200


async def test_a_deleted_dataset_says_when_why_and_what_replaces_it(http, delete):
    assert (await delete(reason=REASON, successor="parcs-nationaux")).status_code == 204

    for address in (PATH, f"{PATH}/rows", f"{PATH}/versions", f"{PATH}/schema", f"{PATH}/exports/csv"):
        told = await http.get(address)
        assert (told.status_code, told.json()["code"]) == (410, "dataset_deleted"), address
        assert REASON in told.json()["detail"]
        assert told.json()["successor"] == "parcs-nationaux"
    assert (await http.get("/v1/datasets")).json()["items"] == []


async def test_a_reason_and_the_present_tag_are_needed_to_delete(http, delete, producer):
    assert (await delete()).status_code == 400
    assert (await delete(reason="trop court"[:5])).status_code == 400
    assert (await http.delete(PATH, params={"reason": REASON}, headers=producer)).status_code == 428


async def test_a_deleted_dataset_is_restored_as_it_was(http, delete, producer):
    before = (await http.get(PATH)).json()
    await delete(reason=REASON)

    restored = await http.post(f"{PATH}/restoration", headers=producer)

    assert restored.status_code == 200, restored.text
    changing = {"revision", "metadata_updated_at"}
    assert {k: v for k, v in restored.json().items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }
    assert (await http.post(f"{PATH}/restoration", headers=producer)).json() == restored.json()


async def test_only_its_own_organization_deletes_or_restores_a_dataset(http, delete, bearer):
    other = bearer("datasets:write", organization="rennes") | {"If-Match": "*"}

    assert (await http.delete(PATH, params={"reason": REASON}, headers=other)).status_code == 403
    await delete(reason=REASON)
    assert (await http.post(f"{PATH}/restoration", headers=other)).status_code == 403


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"license": "Licence maison"}, "/license"),
        ({"themes": ["ENVI", "VERT"]}, "/themes/1"),
        ({"spatial": ["FR", "Vannes"]}, "/spatial/1"),
    ],
)
async def test_a_term_that_no_vocabulary_knows_is_told_with_its_place(http, producer, body, pointer):
    refused = await http.post("/v1/datasets", json={"title": "Arbres", **body}, headers=producer)

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_terms_are_kept_in_their_canonical_form(http, producer):
    body = {"title": "Arbres", "license": "lov2", "themes": ["envi", "ENVI"], "spatial": ["2A004", "R53"]}

    made = (await http.post("/v1/datasets", json=body, headers=producer)).json()

    assert (made["license"], made["themes"], made["spatial"]) == ("etalab-2.0", ["ENVI"], ["2A004", "R53"])
