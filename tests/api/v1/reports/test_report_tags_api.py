"""One revision of a report has several faces; each has a tag of its own, and none of the private ones is kept."""

from datetime import timedelta

from tests.api.v1.reports.conftest import NOBODY

CLOSE = {"status": "closed", "outcome": "fixed", "explanation": "Rebouché ce matin."}
GEOJSON = {"Accept": "application/geo+json"}


async def tags_of(http, report, *keys):
    """The tag of each face, by who asks."""
    path = report.headers["location"]
    plain = {"Accept-Encoding": "identity"}
    return [(await http.get(path, headers=plain | key)).headers["etag"] for key in keys]


async def test_each_face_and_form_has_its_own_tag(http, report, citizen, roads, bearer):
    other = bearer("reports:triage", organization="reze", consumer="reze")
    public, author, staff, neighbour, feature = await tags_of(http, report, {}, citizen, roads, other, GEOJSON)

    assert public == neighbour
    assert author == staff == report.headers["etag"]
    assert len({public, author, feature}) == 3


async def test_a_report_that_became_late_is_another_answer(http, report, clock):
    path = report.headers["location"]
    (before,) = await tags_of(http, report, {})
    again = {"If-None-Match": before, "Accept-Encoding": "identity", "Cache-Control": "no-cache"}
    assert (await http.get(path, headers=again)).status_code == 304

    clock.instant += timedelta(days=40)
    after = await http.get(path, headers=again)

    assert (after.status_code, after.json()["is_overdue"]) == (200, True)
    assert after.headers["etag"] != before


async def test_a_change_of_the_words_of_the_category_is_another_answer(http, send, bearer):
    desk = bearer("reports:configure", organization="nantes", consumer="desk")
    question = {"code": "depth", "label_fr": "Profondeur", "datatype": "string", "is_public": True}
    path = "/v1/organizations/nantes/report-categories/pothole"
    made = await http.put(path, json={"label_fr": "Trou", "attributes": [question]}, headers=desk)
    assert made.status_code in (200, 201), made.text
    report = await send(attributes={"depth": "10 cm"})
    before = await tags_of(http, report, {})

    question["label_fr"] = "Profondeur (cm)"
    body = {"label_fr": "Trou", "attributes": [question]}
    changed = await http.put(path, json=body, headers={**desk, "If-Match": made.headers["etag"]})

    assert changed.status_code == 200, changed.text
    assert await tags_of(http, report, {}) != before


async def test_whichever_face_was_read_its_tag_is_good_for_a_change(http, report, citizen, roads, clock, patch):
    tags = await tags_of(http, report, {}, citizen, roads, GEOJSON)
    clock.instant += timedelta(days=40)
    tags += await tags_of(http, report, {})

    for number, tag in enumerate([*tags, "*"]):
        assert (await patch(report, roads, tag=tag, team=None)).status_code == 200, number
    assert (await patch(report, roads, tag=f"W/{tags[0]}", team=None)).status_code == 412
    assert (await patch(report, roads, tag='"10-x"', team=None)).status_code == 412
    assert (await patch(report, roads, tag=tags[0], **CLOSE)).status_code == 200
    assert [(await patch(report, roads, tag=tag, team=None)).status_code for tag in tags] == [412] * len(tags)


async def test_what_is_private_is_never_kept_by_others(http, report, citizen, roads):
    path = report.headers["location"]
    events, lists = f"{path}/events", "/v1/reports"

    for address in (path, events, lists, "/v1/changes"):
        for key in (citizen, roads):
            answer = await http.get(address, headers=key)
            assert answer.headers["cache-control"] == "private, no-cache"
            assert "authorization" in answer.headers["vary"].lower()
        public = await http.get(address)
        assert public.headers["cache-control"].startswith("public")
        assert "authorization" in public.headers["vary"].lower()
    assert (await http.get(path)).json()["private"] is None
    assert report.headers["cache-control"] == "no-store"


async def test_answers_kept_for_everybody_hold_nothing_private(http, report, citizen, roads, send):
    path = report.headers["location"]
    draft = await send(is_draft=True, client_id=None)
    for key in (citizen, roads, NOBODY, citizen, NOBODY):
        seen = (await http.get(path, headers=key)).json()
        assert (seen["private"] is None) == (key is NOBODY)
        listed = [one["reference"] for one in (await http.get("/v1/reports", headers=key)).json()["items"]]
        assert (draft.json()["reference"] in listed) == (key is citizen)


async def test_a_list_is_another_one_as_soon_as_a_report_is_late(http, report, clock):
    before = await http.get("/v1/reports")
    clock.instant += timedelta(days=40)
    again = {"If-None-Match": before.headers["etag"], "Cache-Control": "no-cache"}
    after = await http.get("/v1/reports", headers=again)

    assert (after.status_code, after.json()["items"][0]["is_overdue"]) == (200, True)
    assert after.headers["etag"] != before.headers["etag"]
