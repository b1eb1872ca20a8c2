import pytest

HERE = {"lon": -1.5534, "lat": 47.2173}
POTHOLE = {"organization": "nantes", "category": "pothole", "description": "Trou", **HERE}
CLOSE = {"status": "closed", "outcome": "fixed", "explanation": "Rebouché ce matin."}


@pytest.fixture
def roads(bearer):
    return bearer("reports:write", "reports:triage", organization="nantes", consumer="roads")


@pytest.fixture
async def reports(http, roads):
    """References of three potholes, each made an hour after the other."""
    references = []
    for hour in range(3):
        body = {**POTHOLE, "opened_at": f"2026-03-01T{10 + hour}:00:00Z"}
        references.append((await http.post("/v1/reports", json=body, headers=roads)).json()["reference"])
    return references


async def tagged(http, reference, headers):
    tag = (await http.get(f"/v1/reports/{reference}")).headers["etag"]
    return {**headers, "If-Match": tag}


async def merge(http, reference, anchor, headers, **more):
    return await http.put(
        f"/v1/reports/{reference}/duplicate-of",
        json={"reference": anchor, **more},
        headers=await tagged(http, reference, headers),
    )


async def test_whoever_is_about_to_report_is_shown_what_is_there_already(http, reports):
    answer = await http.get("/v1/report-duplicate-candidates", params={**HERE, "category": "pothole"})

    body = answer.json()
    assert body["radius_m"] == 50
    assert {item["report"]["reference"] for item in body["items"]} == set(reports)
    assert {(item["distance_m"], item["anchor"]) for item in body["items"]} == {(0.0, None)}


async def test_a_question_about_no_place_is_refused(http, reports):
    answer = await http.get("/v1/report-duplicate-candidates", params={"lon": 47.2, "lat": -1.5, "category": "nothing"})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_spot")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["lon", "category"]


async def test_the_candidates_of_a_report_say_which_came_first(http, reports):
    answer = await http.get(f"/v1/reports/{reports[1]}/duplicate-candidates")

    assert {item["report"]["reference"]: item["anchor"] for item in answer.json()["items"]} == {
        reports[0]: reports[0],
        reports[2]: reports[1],
    }


async def test_merged_reports_are_a_group_that_anybody_can_read(http, reports, roads):
    merged = await merge(http, reports[1], reports[0], roads, explanation="Même trou.")

    assert merged.status_code == 200, merged.text
    group = (await http.get(f"/v1/reports/{reports[0]}/duplicates", params={"count": "exact"})).json()
    assert [(item["report"]["reference"], item["distance_m"]) for item in group["items"]] == [(reports[1], 0.0)]
    assert group["count"]["value"] == 1
    events = (await http.get(f"/v1/reports/{reports[1]}/events")).json()["items"]
    assert (events[-1]["kind"], events[-1]["explanation"]) == ("merged", "Même trou.")


async def test_closing_the_first_closes_the_others_with_a_note(http, reports, roads):
    await merge(http, reports[1], reports[0], roads)

    closed = await http.patch(f"/v1/reports/{reports[0]}", json=CLOSE, headers=await tagged(http, reports[0], roads))

    assert closed.status_code == 200, closed.text
    follower = (await http.get(f"/v1/reports/{reports[1]}")).json()
    assert (follower["status"], follower["outcome"]) == ("closed", "duplicate")
    events = (await http.get(f"/v1/reports/{reports[1]}/events")).json()["items"]
    assert reports[0] in events[-1]["explanation"]


async def test_splitting_takes_it_back(http, reports, roads):
    await merge(http, reports[1], reports[0], roads)

    answer = await http.delete(
        f"/v1/reports/{reports[1]}/duplicate-of",
        params={"explanation": "Un autre trou."},
        headers=await tagged(http, reports[1], roads),
    )

    assert answer.status_code == 200, answer.text
    assert (await http.get(f"/v1/reports/{reports[0]}/duplicates")).json()["items"] == []
    again = await http.delete(f"/v1/reports/{reports[1]}/duplicate-of", headers=await tagged(http, reports[1], roads))
    assert (again.status_code, again.json()["code"]) == (404, "not_a_duplicate")


async def test_what_cannot_be_merged_is_explained_in_french_where_that_is_preferred(http, reports, roads):
    answer = await merge(http, reports[0], reports[1], {**roads, "Accept-Language": "fr"})

    assert (answer.status_code, answer.json()["code"]) == (422, "duplicate_invalid")
    assert [fault["code"] for fault in answer.json()["errors"]] == ["not_first"]
    assert "plus récent" in answer.json()["errors"][0]["detail"]


async def test_a_change_says_what_it_starts_from_and_comes_from_the_right_people(http, reports, roads, bearer):
    address, body = f"/v1/reports/{reports[1]}/duplicate-of", {"reference": reports[0]}
    others = bearer("reports:triage", organization="rennes")

    assert (await http.put(address, json=body)).status_code == 401
    assert (await http.put(address, json=body, headers=roads)).json()["code"] == "precondition_required"
    stale = await http.put(address, json=body, headers={**roads, "If-Match": '"99-0.1.0"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert (await http.put(address, json=body, headers=others)).json()["code"] == "not_your_organization"
    unknown = await http.put("/v1/reports/2026-0101-AAAAAA/duplicate-of", json=body, headers=roads)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "report_not_found")
