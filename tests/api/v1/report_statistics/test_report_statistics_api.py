import pytest

POTHOLE = {"organization": "nantes", "category": "pothole", "description": "Trou", "lon": -1.5534, "lat": 47.2173}


@pytest.fixture
async def reports(http, bearer):
    """Four reports of January; two of them closed, after 1 and 3 days."""
    key = bearer("reports:write", "reports:triage", organization="nantes", consumer="roads")
    told = [("pothole", 1, "fixed"), ("pothole", 3, "no_action"), ("pothole", None, None), ("graffiti", None, None)]
    for category, days, outcome in told:
        body = {**POTHOLE, "category": category, "opened_at": "2026-01-05T10:00:00Z"}
        made = await http.post("/v1/reports", json=body, headers=key)
        assert made.status_code == 201, made.text
        if days:
            at = f"2026-01-{5 + days:02d}T10:00:00Z"
            change = {"status": "closed", "outcome": outcome, "explanation": "Fait.", "at": at}
            await http.patch(made.headers["location"], json=change, headers={**key, "If-Match": made.headers["etag"]})
    return key


async def test_figures_tell_how_reports_fared(http, reports):
    answer = await http.get("/v1/reports/statistics", params={"group_by": "category"})

    body = answer.json()
    potholes, graffiti = body["groups"]
    assert (body["group_by"], body["group_count"], body["total"]["count"]) == (["category"], 2, 4)
    assert potholes["key"] == {"category": "pothole"}
    assert (potholes["count"], potholes["open"], potholes["closed"]) == (3, 1, 2)
    assert (potholes["median_days_to_close"], potholes["p90_days_to_close"]) == (2.0, 2.8)
    assert (potholes["outcomes"]["fixed"], potholes["outcomes"]["no_action"]) == (1, 1)
    assert (potholes["late"], potholes["promised"], potholes["share_late"]) == (1, 3, pytest.approx(1 / 3))
    assert (graffiti["median_days_to_close"], graffiti["share_late"], graffiti["share_reopened"]) == (None, 1.0, None)


async def test_every_filter_of_reports_chooses_what_is_counted(http, reports):
    async def count(**asked):
        return (await http.get("/v1/reports/statistics", params=asked)).json()["total"]["count"]

    assert await count(category="graffiti") == 1
    assert await count(is_open="false") == 2
    assert await count(bbox="-1.6,47.1,-1.5,47.3") == 4
    assert await count(near="2.35,48.85", radius="500") == 0
    assert await count(opened_at__gte="2026-02-01") == 0
    assert await count(sample="true") == 0
    assert await count(q="trou", outcome__ne="fixed") == 3


async def test_groups_are_cut_off_and_still_counted(http, reports):
    body = (await http.get("/v1/reports/statistics", params={"group_by": "category,month", "limit": 1})).json()

    assert (len(body["groups"]), body["group_count"]) == (1, 2)
    assert body["groups"][0]["key"] == {"category": "pothole", "month": "2026-01"}


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"group_by": "colour"}, "bad_grouping"), ({"limit": "0"}, "bad_query"), ({"bbox": "1,2"}, "bad_bbox")],
)
async def test_a_question_that_cannot_be_meant_is_refused(http, reports, asked, code):
    answer = await http.get("/v1/reports/statistics", params=asked)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
