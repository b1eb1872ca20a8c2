import json

import pytest
from tests.api.v1.reports.conftest import POTHOLE

CLOSE = {"status": "closed", "outcome": "fixed", "explanation": "Rebouché ce matin."}


def address(report):
    return f"/v1/reports/{report.json()['reference']}"


async def move(http, report, change, headers, tag=None):
    return await http.patch(
        address(report), json=change, headers={**headers, "If-Match": tag or report.headers["etag"]}
    )


async def test_nobody_reports_without_a_key(http):
    assert (await http.post("/v1/reports", json=POTHOLE)).status_code == 401


async def test_a_key_without_the_scope_is_refused(http, bearer):
    answer = await http.post("/v1/reports", json=POTHOLE, headers=bearer("reports:triage"))

    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")


async def test_a_report_is_public_at_the_address_it_was_given(http, report):
    found = await http.get(report.headers["location"])

    assert found.json() == report.json() | {"private": None}
    assert found.headers["etag"].startswith('"1-')
    assert found.json()["expected_at"] == "2026-03-16T22:59:59Z"


async def test_sending_again_after_a_lost_answer_gives_the_same_report(http, report, citizen):
    again = await http.post("/v1/reports", json=POTHOLE, headers=citizen)

    assert (again.status_code, again.json()) == (200, report.json())


async def test_a_client_id_with_another_content_is_a_conflict(http, report, citizen):
    answer = await http.post("/v1/reports", json={**POTHOLE, "description": "Autre"}, headers=citizen)

    assert (answer.status_code, answer.json()["code"]) == (409, "client_id_reused")


async def test_swapped_coordinates_are_explained_and_never_repeated(http, citizen):
    answer = await http.post("/v1/reports", json={**POTHOLE, "lon": 47.2173, "lat": -1.5534}, headers=citizen)

    assert (answer.status_code, answer.json()["code"]) == (422, "report_invalid")
    assert answer.json()["errors"][0]["pointer"] == "/lon"
    assert "47.2173" not in answer.text


@pytest.mark.parametrize(
    "change",
    [
        {"lon": "-1.55"},
        {"lon": 1e400},
        {"occurred_at": 1700000000},
        {"occurred_at": "2026-03-01T10:00:00"},
        {"occurred_at": "0001-01-01T00:00:00+14:00"},
        {"occurred_at": "9999-12-31T23:59:59-14:00"},
        {"sample": "yes"},
        {"client_id": "a b"},
        {"description": "a\ud800b"},
        {"insee_code": "99"},
        {"colour": "blue"},
    ],
)
async def test_a_malformed_report_is_refused_as_such(http, citizen, change):
    body = json.dumps({**POTHOLE, **change}).encode()
    answer = await http.post("/v1/reports", content=body, headers={**citizen, "Content-Type": "application/json"})

    assert answer.status_code == 422, answer.text


async def test_an_outsider_cannot_date_reports_in_the_past(http, citizen):
    answer = await http.post("/v1/reports", json={**POTHOLE, "opened_at": "2025-01-01T10:00:00Z"}, headers=citizen)

    assert (answer.status_code, answer.json()["code"]) == (403, "import_not_allowed")


async def test_a_report_is_moved_by_its_organization_and_the_history_tells(http, report, roads):
    planned = {"status": "planned", "expected_at": "2026-03-13T23:59:59+01:00"}
    moved = await move(http, report, planned, roads)
    closed = await move(http, report, CLOSE, roads, moved.headers["etag"])

    assert (closed.status_code, closed.json()["outcome"]) == (200, "fixed")
    events = (await http.get(f"{address(report)}/events")).json()["items"]
    assert [event["to_status"] for event in events] == ["received", "planned", "closed"]
    assert events[2]["explanation"] == CLOSE["explanation"]
    assert "consumer" not in events[0]


async def test_the_reporter_cannot_move_it(http, report, bearer):
    stranger = bearer("reports:triage", organization="startup", consumer="startup-triage")

    answer = await move(http, report, CLOSE, stranger)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_organization")


async def test_a_move_starts_from_what_was_read(http, report, roads):
    assert (await http.patch(address(report), json=CLOSE, headers=roads)).status_code == 428
    assert (await move(http, report, CLOSE, roads)).status_code == 200
    assert (await move(http, report, CLOSE, roads)).status_code == 412


async def test_a_forbidden_move_says_what_is_allowed(http, report, roads):
    closed = await move(http, report, CLOSE, roads)
    answer = await move(http, report, {"status": "in_progress"}, roads, closed.headers["etag"])

    assert (answer.status_code, answer.json()["code"]) == (409, "forbidden_move")
    assert answer.json()["allowed"] == ["received", "acknowledged"]


async def test_closing_without_explanation_is_refused(http, report, roads):
    answer = await move(http, report, {"status": "closed", "outcome": "fixed"}, roads)

    assert (answer.status_code, answer.json()["code"]) == (422, "move_invalid")


async def test_an_unknown_report_is_missing(http, roads):
    for path in ("/v1/reports/2026-0302-000000", "/v1/reports/2026-0302-000000/events"):
        answer = await http.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "report_not_found")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("status=received", 1),
        ("is_open=false", 0),
        ("q=CYCLABLE+piste", 1),
        ("bbox=-2,47,-1,48", 1),
        ("bbox=2,47,3,48", 0),
        ("opened_at__gte=2026-03-02", 1),
        ("opened_at__lt=2026-03-02", 0),
        ("opened_at__gte=2026-03-02T10:00:00+01:00", 1),
        ("last_event_at__lt=2026-03-02T10:00:01%2B01:00&is_open=true", 1),
        ("sample=true", 0),
        ("sort=expected_at,-reference&count=exact", 1),
    ],
)
async def test_reports_are_listed_by_what_is_asked(http, report, asked, found):
    answer = await http.get(f"/v1/reports?{asked}")

    assert answer.status_code == 200, answer.text
    assert len(answer.json()["items"]) == found


@pytest.mark.parametrize(
    "asked",
    ["bbox=1,2,3", "opened_at__gte=yesterday", "opened_at__gte=17", "category=%00", "state=open", "sort=color"],
)
async def test_a_bad_question_is_refused(http, asked):
    assert (await http.get(f"/v1/reports?{asked}")).status_code == 400


async def test_a_walk_through_the_pages_meets_every_report_once(http, citizen, roads):
    made = set()
    for number in range(7):
        answer = await http.post("/v1/reports", json={**POTHOLE, "client_id": f"phone-000{number}"}, headers=citizen)
        made.add(answer.json()["reference"])

    seen, following = [], "/v1/reports?limit=3"
    while following:
        page = (await http.get(following)).json()
        seen += [item["reference"] for item in page["items"]]
        following = page["links"]["next"]

    assert sorted(seen) == sorted(made)


async def test_categories_are_published_page_by_page(http):
    whole = (await http.get("/v1/report-categories?count=exact")).json()
    first = (await http.get("/v1/report-categories?limit=10")).json()
    rest = (await http.get(first["links"]["next"])).json()

    assert whole["items"] == first["items"] + rest["items"]
    assert whole["count"]["value"] == len(whole["items"]) == 20
    assert rest["links"]["next"] is None


async def test_categories_can_be_sorted_by_code_either_way(http):
    up, down = [
        [item["code"] for item in (await http.get(f"/v1/report-categories?sort={sort}")).json()["items"]]
        for sort in ("code", "-code")
    ]

    assert up == sorted(up) == down[::-1]


async def test_a_category_is_asked_for_with_those_under_it_and_alone_by_its_operator(http, send, bearer):
    desk = bearer("reports:configure", organization="nantes", consumer="desk")
    scooter = {"label_fr": "Trottinette", "service_level_days": 2, "parent": "road_marking"}
    made = await http.put("/v1/organizations/nantes/report-categories/scooter", json=scooter, headers=desk)
    assert made.status_code == 201, made.text
    for code in ("road_sign", "road_marking", "scooter", "pothole"):
        assert (await send(category=code, client_id=f"one-{code}")).status_code == 201

    async def found(query):
        return sorted(one["category"] for one in (await http.get(f"/v1/reports?{query}")).json()["items"])

    family = ["road_marking", "road_sign", "scooter"]
    assert await found("category=road_sign") == await found("category=road_sign&organization=nantes") == family
    assert await found("category=road_marking") == ["road_marking", "scooter"]
    assert await found("category=pothole") == ["pothole"]
    assert await found("category__eq=road_sign") == await found("filter=category='road_sign'") == ["road_sign"]
    near = await http.get("/v1/reports/nearby?lon=-1.5534&lat=47.2173&category=road_sign")
    assert sorted(one["report"]["category"] for one in near.json()["items"]) == family
    figures = (await http.get("/v1/reports/statistics?category=road_sign")).json()
    assert figures["total"]["count"] == len(family)
