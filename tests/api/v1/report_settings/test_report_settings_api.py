from typing import Any

import pytest

AREA = {
    "type": "Polygon",
    "coordinates": [[[-1.7, 47.1], [-1.4, 47.1], [-1.4, 47.3], [-1.7, 47.3], [-1.7, 47.1]]],
}
SCOOTER = {
    "label_fr": "Trottinette mal garée",
    "service_level_days": 2,
    "parent": "street_furniture",
    "attributes": [
        {
            "code": "brand",
            "label_fr": "Marque",
            "datatype": "singlevaluelist",
            "values": [{"key": "x", "name": "X"}, {"key": "y", "name": "Y"}],
        }
    ],
}
TEAM = {"name": "Voirie, secteur nord", "members": ["desk"]}
TOWN = {"title": "La ville", "area": AREA}
RULES = {"rules": [{"team": "voirie", "words": "trou"}]}
HOME = "/v1/organizations/nantes"
THINGS = [
    (f"{HOME}/report-categories/scooter", SCOOTER, {**SCOOTER, "service_level_days": 4}),
    (f"{HOME}/report-teams/proprete", TEAM, {**TEAM, "name": "Propreté"}),
    (f"{HOME}/report-coverages/ville", TOWN, {**TOWN, "title": "Le centre"}),
    (f"{HOME}/report-routing", RULES, {"rules": []}),
]


@pytest.fixture
def desk(bearer):
    return bearer("reports:configure", organization="nantes", consumer="desk")


@pytest.fixture
async def voirie(http, desk):
    answer = await http.put(f"{HOME}/report-teams/voirie", json=TEAM, headers=desk)
    assert answer.status_code == 201, answer.text
    return answer


@pytest.mark.parametrize(("path", "body", "_other"), THINGS)
async def test_nobody_settles_anything_without_the_scope_or_for_others(http, bearer, voirie, path, body, _other):
    stranger = bearer("reports:configure", organization="reze", consumer="other-desk")
    answers = [
        await http.put(path, json=body),
        await http.put(path, json=body, headers=bearer("reports:triage")),
        await http.put(path, json=body, headers=stranger),
        await http.put(path, json=body, headers={**stranger, "If-Match": "*"}),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 403, 403]
    assert [answer.json()["code"] for answer in answers[1:3]] == ["insufficient_scope", "not_your_organization"]


@pytest.mark.parametrize(("path", "body", "other"), THINGS)
async def test_what_is_settled_is_public_and_replaced_knowingly(http, desk, voirie, path, body, other):
    made = await http.put(path, json=body, headers=desk)
    found = await http.get(path)
    blind = await http.put(path, json=other, headers=desk)
    stale = await http.put(path, json=other, headers={**desk, "If-Match": '"0"'})
    changed = await http.put(path, json=other, headers={**desk, "If-Match": made.headers["etag"]})

    assert (made.status_code, found.json()) == (201, made.json())
    assert found.headers["etag"].startswith('"1-')
    assert (blind.status_code, stale.status_code, changed.status_code) == (428, 412, 200)
    assert changed.json()["revision"] == 2
    assert changed.headers["etag"] != made.headers["etag"]


@pytest.mark.parametrize(("path", "body", "_other"), THINGS[:3])
async def test_nothing_matches_what_does_not_exist(http, desk, voirie, path, body, _other):
    answer = await http.put(path, json=body, headers={**desk, "If-Match": "*"})

    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")


@pytest.mark.parametrize("path", [f"{HOME}/report-routing", f"{HOME}/report-categories/pothole"])
async def test_what_was_read_before_anything_was_settled_is_a_start(http, desk, path):
    read = await http.get(path, headers={"Accept-Encoding": "identity"})
    body: dict[str, Any] = {"rules": []} if path.endswith("routing") else {"service_level_days": 3}

    first = await http.put(path, json=body, headers={**desk, "If-Match": read.headers["etag"]})
    late = await http.put(path, json=body, headers={**desk, "If-Match": read.headers["etag"]})

    assert (first.status_code, late.status_code) == (201, 412)


async def test_categories_are_those_of_all_of_one_organization_or_of_a_place(http, desk, voirie):
    await http.put(f"{HOME}/report-categories/scooter", json=SCOOTER, headers=desk)
    await http.delete(f"{HOME}/report-categories/graffiti", headers=desk)
    await http.put(f"{HOME}/report-coverages/ville", json=TOWN, headers=desk)

    async def codes(query):
        answer = await http.get(f"/v1/report-categories?limit=100&{query}")
        assert answer.status_code == 200, answer.text
        return {item["code"] for item in answer.json()["items"]}

    shared = await codes("")
    ours = await codes("organization=nantes")

    assert ours == (shared | {"scooter"}) - {"graffiti"}
    assert await codes("lon=-1.55&lat=47.2") == ours
    assert await codes("lon=5&lat=45") == set()
    assert await codes("lon=5&lat=45&insee_code=44109") == set()


async def test_a_category_tells_what_it_asks_and_where_it_belongs(http, desk):
    made = (await http.put(f"{HOME}/report-categories/scooter", json=SCOOTER, headers=desk)).json()

    assert made["attributes"][0]["values"][1] == {"key": "y", "name": "Y"}
    assert (made["label_en"], made["group"], made["organization"]) == (SCOOTER["label_fr"], "Autres", "nantes")
    parent = await http.get(made["links"]["parent"])
    assert (parent.status_code, parent.json()["code"]) == (200, "street_furniture")
    assert (await http.get(made["links"]["self"])).json() == made


async def test_a_shared_category_is_readable_and_unknown_ones_are_not(http):
    light = (await http.get("/v1/report-categories/street_light")).json()

    assert [attribute["code"] for attribute in light["attributes"]] == ["pole_number", "fault"]
    assert (light["organization"], light["revision"]) == (None, 0)
    for path in ("/v1/report-categories/spaceship", f"{HOME}/report-categories/pothole"):
        assert (await http.get(path)).status_code == 404


async def test_retiring_answers_what_is_left(http, desk, voirie):
    team = await http.delete(f"{HOME}/report-teams/voirie", headers={**desk, "If-Match": voirie.headers["etag"]})
    category = await http.delete(f"{HOME}/report-categories/pothole", headers=desk)

    assert (team.status_code, team.json()["is_active"]) == (200, False)
    assert (category.status_code, category.json()["is_active"]) == (200, False)
    teams = (await http.get(f"{HOME}/report-teams?is_active=true")).json()
    assert teams["items"] == []


async def test_a_coverage_goes_away_with_its_answer(http, desk):
    made = await http.put(f"{HOME}/report-coverages/ville", json=TOWN, headers=desk)
    before = (await http.get("/v1/coverage?lon=-1.55&lat=47.2&category=pothole")).json()
    gone = await http.delete(f"{HOME}/report-coverages/ville", headers={**desk, "If-Match": made.headers["etag"]})
    after = (await http.get("/v1/coverage?lon=-1.55&lat=47.2&category=pothole")).json()

    assert (before["verdict"], before["organization"], before["coverage"]) == ("area", "nantes", "ville")
    assert (await http.get(before["links"]["coverage"])).status_code == 404
    assert (gone.status_code, after["verdict"], after["organization"]) == (204, "unknown", None)


async def test_another_body_is_named_with_where_to_send_it(http, desk):
    body = {"name": "Département", "kind": "departement", "url": "https://departement.example/signaler"}
    await http.put(f"{HOME}/report-coverages/routes", json={**TOWN, "responsible": body}, headers=desk)

    answer = (await http.get("/v1/coverage?lon=-1.55&lat=47.2")).json()

    assert (answer["name"], answer["organization"], answer["url"]) == (body["name"], None, body["url"])
    assert answer["settled_by"] == "nantes"


@pytest.mark.parametrize(
    ("query", "code"),
    [("", "required"), ("lon=1", "required"), ("lon=47.2&lat=-1.55", "swapped")],
)
async def test_a_place_that_cannot_be_meant_is_refused_in_the_caller_s_language(http, query, code):
    answer = await http.get(f"/v1/coverage?{query}", headers={"Accept-Language": "fr"})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_place")
    assert answer.json()["errors"][0]["code"] == code
    assert "lieu" in answer.json()["detail"]


async def test_who_would_get_it_is_answered_with_the_rule(http, desk, voirie):
    rule = {"team": "voirie", "title": "Trous", "categories": ["pothole"], "words": "trou", "area": AREA}
    dump = {"team": "voirie", "attribute": "waste_kind", "values": ["bulky"]}
    made = await http.put(f"{HOME}/report-routing", json={"rules": [rule, dump]}, headers=desk)
    assert made.status_code == 201, made.text

    async def asked(query):
        return (await http.get(f"/v1/routing?organization=nantes&{query}")).json()

    there = await asked("category=pothole&lon=-1.55&lat=47.2&text=un%20gros%20TROU")
    assert (there["team"], there["reason"], there["rule"], there["title"]) == ("voirie", "rule", 1, "Trous")
    assert (await asked("category=pothole&text=trou"))["reason"] == "none"
    assert (await asked("category=illegal_dumping&attributes=waste_kind:bulky"))["rule"] == 2
    assert (await asked("category=spaceship"))["code"] == "report_category_not_found"


async def test_an_organization_without_rules_has_an_empty_routing(http, desk):
    found = await http.get(f"{HOME}/report-routing")

    assert (found.json()["rules"], found.json()["revision"]) == ([], 0)
    assert (await http.get("/v1/organizations/nowhere/report-routing")).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("report-categories/scooter", {}, "/label_fr"),
        ("report-categories/scooter", {**SCOOTER, "parent": "scooter"}, "/parent"),
        ("report-teams/voirie", {"name": "V", "members": ["nobody"]}, "/members/0"),
        ("report-coverages/ville", {"title": "V"}, "/area"),
        ("report-routing", {"rules": [{"team": "nobody"}]}, "/rules/0/team"),
    ],
)
async def test_a_fault_is_pointed_at(http, desk, path, body, pointer):
    answer = await http.put(f"{HOME}/{path}", json=body, headers=desk)

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_those_who_work_on_a_report_read_who_should_get_it_by_what_was_written(http, desk, bearer, voirie):
    await http.put(f"{HOME}/report-routing", json={"rules": [{"title": "Fuites", **RULES["rules"][0]}]}, headers=desk)
    told = {"organization": "nantes", "category": "graffiti", "lon": -1.55, "lat": 47.21}
    told["description"] = "Un trou. Appelez-moi au 06 12 34 56 78."
    author = bearer("reports:write", organization="reze", consumer="somebody")
    made = (await http.post("/v1/reports", json=told, headers=author)).json()
    path = f"/v1/reports/{made['reference']}/routing"

    found = await http.get(path, headers=bearer("reports:triage"))
    refused = [
        await http.get(path),
        await http.get(path, headers=author),
        await http.get(path, headers=bearer("reports:triage", organization="reze", consumer="other")),
        await http.get("/v1/reports/2026-0302-NOSUCH/routing", headers=bearer("reports:triage")),
    ]

    assert made["text_status"] == "in_review"
    assert found.json() == {
        "organization": "nantes",
        "team": "voirie",
        "reason": "rule",
        "rule": 1,
        "title": "Fuites",
        "reference": made["reference"],
        "category": "graffiti",
        "current_team": None,
    }
    assert [answer.status_code for answer in refused] == [401, 403, 403, 404]


async def test_an_answer_that_is_not_public_counts_for_routing(http, desk, bearer, voirie):
    asked = {"code": "owner", "label_fr": "Propriétaire", "is_public": False}
    home = f"{HOME}/report-categories/graffiti"
    etag = (await http.get(home, headers=desk)).headers["etag"]
    category = await http.put(home, json={"attributes": [asked]}, headers=desk | {"If-Match": etag})
    assert category.status_code in (200, 201), category.text
    rules = [{"team": "voirie", "attribute": "owner", "values": ["Ville"]}]
    await http.put(f"{HOME}/report-routing", json={"rules": rules}, headers=desk)
    told = {"organization": "nantes", "category": "graffiti", "description": "Un dessin.", "lon": -1.55, "lat": 47.21}
    made = await http.post(
        "/v1/reports", json=told | {"attributes": {"owner": "Ville"}}, headers=bearer("reports:write")
    )

    found = await http.get(f"/v1/reports/{made.json()['reference']}/routing", headers=bearer("reports:triage"))

    assert made.json()["attributes"] == []
    assert found.json()["team"] == "voirie"
