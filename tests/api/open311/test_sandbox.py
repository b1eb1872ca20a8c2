"""The sandbox: open to everybody, apart from everything, and short-lived."""

from datetime import timedelta

import pytest

from plateforme.domains.reports.exchange import sandbox

TEST, REAL = "/open311/test/v2", "/open311/v2"
DUMPING = {
    "api_key": "sandbox",
    "service_code": "illegal_dumping",
    "lat": "47.2173",
    "long": "-1.5534",
    "description": "Un essai.",
}


@pytest.fixture
def post(http, a_key):
    a_key("reports:write", organization="nantes")

    async def send(**changes):
        answer = await http.post(f"{TEST}/requests.json", data=DUMPING | changes)
        assert answer.status_code == 200, answer.text
        return answer.json()[0]

    return send


async def test_anybody_may_try_the_sandbox_with_its_own_key(post):
    record = await post()

    assert record["service_request_id"]
    assert "essai" in record["service_notice"]


async def test_what_is_tried_out_is_seen_in_the_sandbox_and_nowhere_else(post, http):
    reference = (await post())["service_request_id"]

    seen = (await http.get(f"{TEST}/requests.json")).json()
    assert [record["service_request_id"] for record in seen] == [reference]
    assert (await http.get(f"{TEST}/requests/{reference}.json")).status_code == 200
    assert (await http.get(f"{REAL}/requests.json")).json() == []
    assert (await http.get(f"{REAL}/requests/{reference}.json")).status_code == 404
    assert (await http.get("/v1/reports")).json()["items"] == []
    assert (await http.get(f"/v1/reports/{reference}")).status_code == 404
    assert reference not in (await http.get("/v1/changes")).text


async def test_a_real_report_is_not_seen_in_the_sandbox(told, http):
    reference = await told()

    assert (await http.get(f"{TEST}/requests.json")).json() == []
    assert (await http.get(f"{TEST}/requests/{reference}.json")).status_code == 404


async def test_a_key_of_ones_own_works_in_the_sandbox_too(post, a_key):
    key = a_key("reports:write", organization="nantes", consumer="other")

    assert (await post(api_key=key))["service_request_id"]


async def test_what_was_tried_out_is_removed_after_a_week_and_real_reports_stay(post, told, http, platform, clock):
    await post()
    real = await told()
    now = clock.now()

    assert sandbox.purge(platform.db, platform.storage, now=now + timedelta(days=7) - timedelta(seconds=1)) == 0
    assert sandbox.purge(platform.db, platform.storage, now=now + timedelta(days=7, seconds=1)) == 1

    assert (await http.get(f"{TEST}/requests.json")).json() == []
    assert (await http.get(f"/v1/reports/{real}")).status_code == 200
