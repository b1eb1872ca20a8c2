"""News between partners: what happened goes out in order, what partners tell comes in once."""

from datetime import timedelta

import pytest
from lxml import etree

UPDATES = "/open311/v2/servicerequestupdates.json"


@pytest.fixture
def staff_key(a_key):
    return a_key("reports:write", "reports:triage", organization="nantes", consumer="roads-system")


@pytest.fixture
def send(http, staff_key, clock):
    """Tell news of a report, by default as the organization that answers for it."""

    async def post(reference, status, **changes):
        form = {
            "api_key": staff_key,
            "service_request_id": reference,
            "update_id": "1",
            "status": status,
            "updated_datetime": clock.now().isoformat(),
            "description": "Des nouvelles.",
        }
        return await http.post(UPDATES, data={name: text for name, text in (form | changes).items() if text})

    return post


@pytest.fixture
def news(http):
    async def ask(**arguments):
        answer = await http.get(UPDATES, params=arguments)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


async def test_a_move_is_told_with_its_words(told, moved, news):
    reference = await told()
    await moved(reference, status="closed", outcome="fixed", explanation="Rebouché.")

    (update,) = await news()
    assert update["service_request_id"] == reference
    assert (update["status"], update["description"], update["external_status_code"]) == (
        "fixed",
        "Rebouché.",
        "closed/fixed",
    )


async def test_updates_in_xml_follow_our_schema(told, moved, http, xml_schema):
    await moved(await told(), status="acknowledged")

    root = etree.fromstring((await http.get(UPDATES.replace("json", "xml"))).content)
    assert xml_schema.validate(root), xml_schema.error_log
    assert root.findtext("request_update/status") == "investigating"


async def test_a_window_tells_what_was_learned_in_it(told, moved, news, clock):
    reference = await told()
    start = clock.now()
    clock.instant = start + timedelta(hours=2)
    await moved(reference, status="acknowledged")

    def window(first, last):
        return {"start_date": (start + first).isoformat(), "end_date": (start + last).isoformat()}

    hour = timedelta(hours=1)
    assert await news(**window(0 * hour, hour)) == []
    assert len(await news(**window(hour, 3 * hour))) == 1
    assert await news(**window(3 * hour, 4 * hour)) == []


async def test_one_date_alone_is_refused(http):
    answer = await http.get(UPDATES, params={"start_date": "2026-03-01"})

    assert answer.status_code == 400
    assert answer.json()[0]["description"].startswith("end_date:")


async def test_a_key_in_the_address_is_checked_and_the_answer_kept_nowhere(http, staff_key):
    good = await http.get(UPDATES, params={"api_key": staff_key})
    bad = await http.get(UPDATES, params={"api_key": "plf_wrong"})

    assert (good.status_code, good.headers["cache-control"]) == (200, "no-store")
    assert bad.status_code == 403


@pytest.mark.parametrize(
    ("word", "status", "outcome"),
    [
        ("INVESTIGATING", "acknowledged", None),
        ("IN_PROGRESS", "in_progress", None),
        ("PLANNED", "planned", None),
        ("INTERNAL_REFERRAL", "transferred", None),
        ("FIXED", "closed", "fixed"),
        ("CLOSED", "closed", "no_action"),
        ("NOT_COUNCILS_RESPONSIBILITY", "closed", "not_responsible"),
        ("fixed", "closed", "fixed"),
    ],
)
async def test_news_of_the_responsible_organization_move_the_report(told, send, http, word, status, outcome):
    reference = await told()

    answer = await send(reference, word)

    assert answer.status_code == 200, answer.text
    assert answer.json()[0]["update_id"].startswith(reference)
    report = (await http.get(f"/v1/reports/{reference}")).json()
    assert (report["status"], report["outcome"]) == (status, outcome)


async def test_a_known_update_is_refused_so_that_senders_may_retry(told, send, http):
    reference = await told()
    assert (await send(reference, "FIXED")).status_code == 200

    again = await send(reference, "FIXED")

    assert again.status_code == 400
    assert "already exists" in again.json()[0]["description"]


async def test_late_news_are_kept_and_undo_nothing(told, send, http, clock):
    reference = await told()
    seen = clock.now()
    clock.instant = seen + timedelta(hours=3)
    assert (await send(reference, "FIXED")).status_code == 200

    late = await send(reference, "IN_PROGRESS", update_id="0", updated_datetime=(seen + timedelta(hours=1)).isoformat())

    assert late.status_code == 200, late.text
    assert (await http.get(f"/v1/reports/{reference}")).json()["status"] == "closed"
    events = (await http.get(f"/v1/reports/{reference}/events")).json()["items"]
    assert [event["kind"] for event in events] == ["opened", "moved", "noted"]


async def test_a_closed_report_is_reopened_by_its_organization(told, send, http):
    reference = await told()
    await send(reference, "FIXED")

    assert (await send(reference, "REOPEN", update_id="2")).status_code == 200

    assert (await http.get(f"/v1/reports/{reference}")).json()["times_reopened"] == 1


async def test_news_of_anybody_else_are_a_comment(told, send, http, a_key):
    reference = await told()
    key = a_key("reports:write", organization="startup", consumer="citizen-front")

    answer = await send(reference, "FIXED", api_key=key, description="Il y a aussi un trou plus loin.")

    assert answer.status_code == 200, answer.text
    assert (await http.get(f"/v1/reports/{reference}")).json()["status"] == "received"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"update_id": None}, "update_id"),
        ({"description": None}, "description"),
        ({"updated_datetime": "soon"}, "updated_datetime"),
        ({"updated_datetime": "2030-01-01T00:00:00Z"}, "updated_datetime"),
        ({"status": "VANISHED"}, "status"),
    ],
)
async def test_what_is_wrong_with_an_update_is_named(told, send, changes, named):
    answer = await send(await told(), **({"status": "FIXED"} | changes))

    assert answer.status_code == 400
    assert answer.json()[0]["description"].startswith(f"{named}:")


async def test_an_unknown_request_is_not_found(send):
    assert (await send("2026-0101-NOBODY", "FIXED")).status_code == 404


async def test_the_sandbox_exchanges_news_of_its_own_reports_only(told, http):
    real = await told()
    form = {"api_key": "sandbox", "service_code": "pothole", "lat": "47.2173", "long": "-1.5534"}
    made = (await http.post("/open311/test/v2/requests.json", data=form)).json()[0]["service_request_id"]
    update = {
        "api_key": "sandbox",
        "update_id": "1",
        "status": "FIXED",
        "updated_datetime": "2026-03-02T10:00:00+01:00",
        "description": "Fait.",
    }
    here = "/open311/test/v2/servicerequestupdates.json"

    assert (await http.post(here, data=update | {"service_request_id": made})).status_code == 200
    assert (await http.post(here, data=update | {"service_request_id": real})).status_code == 404
    assert [each["status"] for each in (await http.get(here)).json()] == ["fixed"]
    assert (await http.get(UPDATES)).json() == []


async def test_news_of_the_same_second_are_not_late(told, send, http, clock):
    clock.instant += timedelta(microseconds=700_000)
    reference = await told()

    answer = await send(reference, "FIXED", updated_datetime=clock.now().replace(microsecond=0).isoformat())

    assert answer.status_code == 200, answer.text
    assert (await http.get(f"/v1/reports/{reference}")).json()["status"] == "closed"


async def test_news_of_an_unknown_request_are_refused_in_the_words_of_the_standard(send):
    answer = await send("2026-0302-NOSUCH", "FIXED")

    assert answer.status_code == 404
    assert answer.json()[0]["description"].startswith("service_request_id:")


async def test_news_of_another_team_are_refused_whatever_they_say(told, moved, send, http, bearer, database):
    desk = bearer("reports:configure", organization="nantes", consumer="desk")
    for team, members in (("voirie", []), ("proprete", ["roads-system"])):
        body = {"name": team, "members": members}
        made = await http.put(f"/v1/organizations/nantes/report-teams/{team}", json=body, headers=desk)
        assert made.status_code == 201, made.text
    reference = await told()
    await moved(reference, team="voirie")

    late = await send(reference, "INVESTIGATING", updated_datetime="2026-03-01T09:00:00+01:00")
    answers = [await send(reference, "FIXED", update_id="2"), late]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (await http.get(f"/v1/reports/{reference}/events")).json()["items"][-1]["kind"] == "assigned"
