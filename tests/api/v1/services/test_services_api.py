import pytest

SHEET = {
    "slug": "carte-identite",
    "organization": "nantes",
    "title": "Carte nationale d’identité",
    "description": "Demander ou renouveler une carte d’identité.",
    "kind": "information_sheet",
    "audience": ["Particuliers"],
    "themes": ["Papiers - Citoyenneté"],
    "url": "https://www.service-public.fr/particuliers/vosdroits/F1341",
    "channels": [{"type": "phone", "value": "3939"}],
    "places": [{"name": "Mairie", "insee_code": "44109", "lon": -1.5534, "lat": 47.2173}],
    "opening_hours": {"weekly": [{"days": ["monday"], "opens": "09:00", "closes": "17:00"}]},
    "source": {"name": "Service-public.fr", "license": "etalab-2.0"},
    "identifiers": [{"scheme": "vosdroits", "value": "F1341"}],
    "content_modified_at": "2019-03-14",
}


@pytest.fixture
def desk(bearer):
    return bearer("services:write", organization="nantes", consumer="desk")


@pytest.fixture
async def sheet(http, desk):
    answer = await http.post("/v1/services", json=SHEET, headers=desk)
    assert answer.status_code == 201, answer.text
    return answer


async def patch(http, sheet, change, headers, **more):
    return await http.patch(
        "/v1/services/carte-identite", json=change, headers={**headers, "If-Match": sheet.headers["etag"], **more}
    )


async def test_nobody_adds_a_service_without_a_key(http):
    assert (await http.post("/v1/services", json=SHEET)).status_code == 401


async def test_a_key_without_the_scope_is_refused(http, bearer):
    answer = await http.post("/v1/services", json=SHEET, headers=bearer("reports:write"))

    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")


async def test_another_organizations_service_is_not_ours_to_add_or_change(http, sheet, bearer):
    stranger = bearer("services:write", organization="rennes", consumer="rennes-desk")

    added = await http.post("/v1/services", json={**SHEET, "slug": "autre"}, headers=stranger)
    changed = await patch(http, sheet, {"title": "Piraté"}, stranger)
    assert [one.json()["code"] for one in (added, changed)] == ["not_your_organization"] * 2


async def test_a_service_is_public_with_every_field_present(http, sheet):
    found = await http.get(sheet.headers["location"])

    assert found.json() == sheet.json()
    assert found.json()["assurances"] == dict.fromkeys(("contact", "hours", "fees", "eligibility", "entry"))
    assert found.json()["content_modified_at"] == "2019-03-14"
    assert {name: found.json()[name] for name in ("slug", "title", "themes")}.items() <= SHEET.items()


async def test_a_slug_is_taken_once(http, sheet, desk):
    answer = await http.post("/v1/services", json=SHEET, headers=desk)

    assert (answer.status_code, answer.json()["code"]) == (409, "service_exists")


@pytest.mark.parametrize("media_type", ["application/json", "application/merge-patch+json"])
async def test_a_merge_patch_changes_what_it_names(http, sheet, desk, media_type):
    change = {"assurances": {"hours": "2026-03-02"}, "url": None}
    answer = await patch(http, sheet, change, desk, **{"Content-Type": media_type})

    assert answer.status_code == 200, answer.text
    assert (answer.json()["assurances"]["hours"], answer.json()["url"]) == ("2026-03-02", None)
    assert answer.json()["places"] == sheet.json()["places"]
    assert answer.headers["etag"] != sheet.headers["etag"]


async def test_another_media_type_is_refused_and_told_what_is_read(http, sheet, desk):
    answer = await http.patch(
        "/v1/services/carte-identite",
        content=b"<a/>",
        headers={**desk, "If-Match": sheet.headers["etag"], "Content-Type": "application/xml"},
    )

    assert answer.status_code == 415
    assert "application/merge-patch+json" in answer.headers["accept-patch"]


async def test_a_patch_that_changes_nothing_keeps_the_tag(http, sheet, desk):
    answer = await patch(http, sheet, {"title": SHEET["title"]}, desk)

    assert (answer.status_code, answer.json()) == (200, sheet.json())
    assert answer.headers["etag"] == sheet.headers["etag"]


async def test_a_patch_starts_from_what_was_read(http, sheet, desk):
    assert (await http.patch("/v1/services/carte-identite", json={}, headers=desk)).status_code == 428
    assert (await patch(http, sheet, {"title": "Nouveau titre"}, desk)).status_code == 200
    assert (await patch(http, sheet, {"title": "Encore"}, desk)).status_code == 412


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"title": None}, "/title"),
        ({"places": [{"lon": 1.0}]}, "/places/0"),
        ({"assurances": {"hours": "2030-01-01"}}, "/assurances/hours"),
        ({"channels": [{"type": "email", "value": "<script>"}]}, "/channels/0/value"),
        ({"slug": "autre"}, "/slug"),
    ],
)
async def test_a_bad_patch_names_the_place_and_never_the_value(http, sheet, desk, change, pointer):
    answer = await patch(http, sheet, change, desk)

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert "<script" not in answer.text


async def test_an_unknown_service_is_missing(http):
    answer = await http.get("/v1/services/licorne")

    assert (answer.status_code, answer.json()["code"]) == (404, "service_not_found")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=identite+CITOYENNETE", 1),
        ("q=licorne", 0),
        ("kind=information_sheet&organization=nantes&status=active", 1),
        ("insee_code=44109", 1),
        ("insee_code=35238", 0),
        ("content_modified_at__lt=2020-01-01&sort=content_modified_at", 1),
        ("content_modified_at__gte=2020-01-01", 0),
        ("updated_at__gte=2026-03-02&sort=-title", 1),
    ],
)
async def test_services_are_listed_by_what_is_asked(http, sheet, asked, found):
    answer = await http.get(f"/v1/services?{asked}")

    assert answer.status_code == 200, answer.text
    assert len(answer.json()["items"]) == found


@pytest.mark.parametrize("asked", ["organization=%00", "status=open", "content_modified_at__lt=17", "theme=x"])
async def test_a_bad_question_is_refused(http, asked):
    assert (await http.get(f"/v1/services?{asked}")).status_code == 400
