"""The checker against the whole platform, with nothing but an address and a key."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlmodel import select

from plateforme.consumers.checker.run import run
from plateforme.domains.datasets.tables import Dataset

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ADDRESS = "http://plateforme.test"
SHEET = {
    "organization": "nantes",
    "slug": "carte-grise",
    "title": "Carte grise",
    "description": "Demander une carte grise.",
    "kind": "information_sheet",
    "content_modified_at": "2018-06-01",
}
REPORT = {
    "organization": "nantes",
    "category": "pothole",
    "description": "Un trou devant l’école.",
    "lon": -1.55,
    "lat": 47.21,
    "sample": True,
    "occurred_at": "2026-01-05T09:00:00Z",
    "opened_at": "2026-01-05T09:00:00Z",
}


@pytest.fixture
async def town(http, bearer, database):
    """One dataset whose content is from 2025, one neglected report, one sheet of 2018."""
    headers = bearer("datasets:write", "services:write", "reports:write", "reports:triage")
    for path, body in (
        ("/v1/datasets", {"slug": "communes", "title": "Communes", "frequency": "MONTHLY"}),
        ("/v1/datasets", {"slug": "squares", "title": "Squares"}),
        ("/v1/services", SHEET),
        ("/v1/reports", REPORT),
    ):
        answer = await http.post(path, json=body, headers=headers)
        assert answer.status_code == 201, answer.text
    publish(database, version=2, updated_at=datetime(2025, 1, 15, 9, 0, tzinfo=UTC))
    return headers


def publish(database, **changed):
    """What a publication leaves on the dataset."""
    with database.writing() as session:
        row = session.exec(select(Dataset).where(Dataset.slug == "communes")).one()
        row.sqlmodel_update({"rows": 10, "revision": row.revision + 1, **changed})


@pytest.fixture
def check(app, a_key, clock):
    key = a_key("quality:write", organization="observatory", consumer="checker")

    async def make(now=NOW, **options):
        clock.instant = now
        return await run(ADDRESS, key, now=now, transport=httpx.ASGITransport(app), **options)

    return make


async def findings(http, **asked):
    page = (await http.get("/v1/findings", params={"limit": 100, **asked})).json()
    return {(one["rule"], one["subject"]["id"]): one for one in page["items"]}


async def test_what_is_stale_is_flagged_once_with_its_reason(http, town, check):
    first = await check()
    flagged = await findings(http)
    again = await check()

    assert {rule for rule, _ in flagged} >= {
        "dataset-content-age",
        "dataset-frequency-missing",
        "report-stalled",
        "service-entry-unreviewed",
    }
    assert first.changes["opened"] == len(flagged) == len(first.stale)
    assert again.changes["unchanged"] == again.evaluated
    assert await findings(http) == flagged


async def test_each_finding_can_be_seen_for_oneself(http, town, check):
    await check()

    for finding in (await findings(http)).values():
        assert (await http.get(finding["self_check"])).status_code == 200
        assert (await http.get(finding["policy"]["url"])).status_code == 200


async def test_new_content_resolves_and_a_dry_run_does_not(http, town, check, database):
    await check()
    publish(database, version=3, updated_at=NOW)

    await check(now=NOW + timedelta(hours=1), dry_run=True)
    still = (await findings(http))["dataset-content-age", "communes"]
    done = await check(now=NOW + timedelta(hours=1))
    now = (await findings(http))["dataset-content-age", "communes"]

    assert (still["status"], now["status"], done.changes["resolved"]) == ("open", "resolved", 1)


async def test_a_part_that_an_entry_no_longer_has_is_no_longer_wrong(http, town, check):
    ended = SHEET | {"slug": "halle", "kind": "market", "valid_to": "2019-12-31"}
    made = await http.post("/v1/services", json=ended, headers=town)
    await check()
    before = (await findings(http))["service-validity-ended", "halle"]
    await http.patch("/v1/services/halle", json={"valid_to": None}, headers=town | {"If-Match": made.headers["etag"]})

    done = await check(now=NOW + timedelta(hours=1))
    again = await check(now=NOW + timedelta(hours=2))

    after = (await findings(http))["service-validity-ended", "halle"]
    assert (before["status"], after["status"], done.changes["resolved"]) == ("open", "resolved", 1)
    assert again.changes["unchanged"] == again.evaluated


async def test_the_checker_reads_policies_from_the_platform(http, town, check, bearer):
    declared = {"verdict": "exempt", "reason": "A historical map."}
    await check()
    await http.put("/v1/policies/dataset/communes", json=declared, headers=bearer("quality:write"))

    await check()

    resolved = (await findings(http))["dataset-content-age", "communes"]
    told = (await http.get(f"/v1/findings/{resolved['id']}")).json()["history"][-1]
    assert (resolved["status"], told["reason"]) == ("resolved", "The policy changed: dataset/communes applies now.")


async def test_the_checker_signs_off_and_puts_up_scores(http, town, check):
    seen = []

    summary = await check(progress=lambda kind, count: seen.append((kind, count)))

    (told,) = (await http.get("/v1/quality-runs")).json()["items"]
    scores = (await http.get("/v1/scores")).json()["items"]
    assert (told["consumer"], told["evaluated"]) == ("checker", summary.evaluated)
    assert {score["subject_kind"] for score in scores} == {"dataset", "report", "service"}
    assert seen == [("dataset", 1), ("dataset", 2), ("report", 1), ("service", 1)]
    (datasets,) = [score for score in scores if score["subject_kind"] == "dataset"]
    assert (datasets["subjects"], datasets["denominator"], datasets["in_time"]) == (2, 1, 0.0)
