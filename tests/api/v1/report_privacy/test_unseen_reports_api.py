"""A report that is not public, asked for on every route there is: nobody but those who may see it learns that it is."""

from typing import Any

import pytest

EVERYTHING = ("reports:write", "reports:triage", "reports:moderate", "reports:contact", "reports:configure")
SECRET = "Zorglub"
NEW = {
    "organization": "nantes",
    "category": "pothole",
    "description": f"Un trou devant chez {SECRET}.",
    "lon": -1.5534,
    "lat": 47.2173,
    "address": f"Impasse {SECRET}",
}
BODIES = {
    "add_report_note": {"text": "Vu."},
    "complete_report": {"address": "3 rue Paul-Bert"},
    "create_removal_request": {"subject": "report", "reason": "personal_data"},
    "create_report_comment": {"text": "Bonjour."},
    "create_report_confirmation": {"client_id": "moi-aussi-0001"},
    "decide_report_comment": {"decision": "publish"},
    "decide_report_photo": {"decision": "publish"},
    "decide_report_text": {"decision": "publish"},
    "merge_report": {"reference": "2026-0302-7QK2M9"},
    "redact_report_event": {"text": "Autre chose.", "reason": "Essai."},
    "move_report": {"status": "acknowledged"},
    "replace_report_text": {"text": "Autre chose."},
    "set_report_visibility": {"visibility": "public", "reason": "Essai."},
    "settle_removal_request": {"decision": "granted", "answer": "Fait."},
}
LISTS = (
    *("/v1/reports", f"/v1/reports?q={SECRET}", "/v1/reports?format=geojson", "/v1/reports?visibility=hidden"),
    *("/v1/reports?filter=visibility <> 'public'", "/v1/reports/nearby?lon=-1.5534&lat=47.2173"),
    "/v1/report-duplicate-candidates?category=pothole&lon=-1.5534&lat=47.2173",
    *("/open311/v2/requests.json", "/open311/v2/requests.xml?extensions=true", "/open311/v2/bulk.csv"),
    "/open311/v2/servicerequestupdates.json",
)


@pytest.fixture
def portal(bearer):
    return bearer("reports:write", organization="startup", consumer="portal")


@pytest.fixture
def desk(bearer):
    return bearer(*EVERYTHING, organization="nantes", consumer="desk")


@pytest.fixture
def strangers(bearer):
    """Nobody in particular, another citizens' portal, and those who do everything for another town."""
    return {
        "nobody": {},
        "another portal": bearer("reports:write", organization="other", consumer="other-portal"),
        "another town": bearer(*EVERYTHING, organization="lyon", consumer="lyon-desk"),
    }


async def _made(http, headers, **more):
    answer = await http.post("/v1/reports", json={**NEW, **more}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()["reference"]


@pytest.fixture(params=["hidden", "draft", "sandbox"])
async def unseen(request, http, portal, desk):
    """The reference of a report that is not public."""
    if request.param == "draft":
        return await _made(http, portal, is_draft=True)
    if request.param == "hidden":
        here = f"/v1/reports/{await _made(http, portal)}"
        tag = (await http.get(here)).headers["etag"]
        reason = {"visibility": "hidden", "reason": "Une adresse privée."}
        hidden = await http.put(f"{here}/visibility", json=reason, headers={**desk, "If-Match": tag})
        assert hidden.status_code == 200, hidden.text
        return here.rpartition("/")[2]
    form = {"api_key": "sandbox", "jurisdiction_id": "nantes", "service_code": "pothole", "description": SECRET}
    await _made(http, portal)  # makes the organization known; it is public and holds the same words
    made = await http.post("/open311/test/v2/requests.json", data={**form, "lat": "47.2173", "long": "-1.5534"})
    return made.json()[0]["service_request_id"]


async def _operations(http):
    """Every operation upon one report: its name, its method, and its address with a place for the reference."""
    document = (await http.get("/openapi/v1.json")).json()
    found = [
        (operation["operationId"], method, f"/v1{path}".replace("{number}", "1").replace("{client_id}", "moi-0001"))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if "{reference}" in path
    ]
    assert len(found) > 25
    return found


async def test_on_every_route_it_is_not_there_for_whoever_may_not_see_it(http, unseen, strangers):
    for name, method, path in await _operations(http):
        more: dict[str, Any] = {"json": BODIES[name]} if name in BODIES else {}
        if name == "create_report_photo":
            more = {"files": {"file": ("a.jpg", b"no photo", "image/jpeg")}}
        if name == "erase_report":
            more = {"params": {"reason": "author_request"}}
        for who, headers in strangers.items():
            address = path.replace("{reference}", unseen)
            answer = await http.request(method, address, headers={**headers, "If-Match": '"1"'}, **more)
            same = await http.request(
                method, address.replace(unseen, "2026-0302-NOSUCH"), headers={**headers, "If-Match": '"1"'}, **more
            )

            assert answer.status_code == same.status_code, (name, who, answer.text)
            assert answer.status_code in {401, 403, 404}, (name, who, answer.text)
            assert SECRET not in answer.text


@pytest.mark.parametrize("path", LISTS)
async def test_no_list_and_no_search_tells_of_it(http, unseen, strangers, path):
    for headers in strangers.values():
        answer = await http.get(path, headers=headers)

        assert answer.status_code == 200, answer.text
        assert unseen not in answer.text


async def test_statistics_do_not_count_it(http, unseen, desk):
    seen = len((await http.get("/v1/reports")).json()["items"])
    nobody: dict[str, str] = {}
    for headers in (nobody, desk):
        assert (await http.get("/v1/reports/statistics", headers=headers)).json()["total"]["count"] == seen


@pytest.mark.parametrize("name", ["search_text", "content_digest", "original", "consumer", "unknown_attributes"])
async def test_what_nobody_reads_can_be_neither_filtered_nor_sorted_by(http, desk, name):
    for question in (f"filter={name} = '{SECRET}'", f"sort={name}", f"{name}={SECRET}", f"fields={name}"):
        answer = await http.get(f"/v1/reports?{question}", headers=desk)

        assert answer.status_code == 400, answer.text
        assert SECRET not in answer.text


async def test_answers_to_a_key_are_kept_by_no_shared_cache(http, unseen, desk):
    for path in LISTS:
        answer = await http.get(path, headers=desk)

        assert answer.headers["cache-control"] in {"private, no-cache", "no-store"}, path
        assert "Authorization" in answer.headers["vary"]
