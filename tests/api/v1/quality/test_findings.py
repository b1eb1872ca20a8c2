"""Findings over HTTP."""

import pytest

BASE = "http://plateforme.test/v1"


async def test_recording_needs_a_key_and_its_scope(http, bearer, an_evaluation):
    body = {"evaluations": [an_evaluation()]}

    anonymous = await http.post("/v1/findings", json=body)
    other_scope = await http.post("/v1/findings", json=body, headers=bearer("datasets:write"))

    assert (anonymous.status_code, anonymous.json()["code"]) == (401, "unauthenticated")
    assert (other_scope.status_code, other_scope.json()["code"]) == (403, "insufficient_scope")


async def test_a_finding_says_all_that_a_stranger_needs(http, opened):
    finding = await opened()

    answer = await http.get(f"/v1/findings/{finding}")
    told = answer.json()

    assert answer.headers["etag"].startswith('"1-')
    assert told["title_fr"] == "Jeu de données en retard sur son rythme annoncé"
    assert told["subject"]["url"] == told["self_check"] == f"{BASE}/datasets/communes"
    assert (told["responsible"], told["state"], told["status"]) == ("nantes", "overdue", "open")
    assert told["policy"]["url"] == f"{BASE}/policies/dataset/frequency:MONTHLY"
    assert [(one["change"], one["actor"]) for one in told["history"]] == [("opened", "observatory-tests")]


async def test_the_same_batch_again_changes_nothing(http, bearer, an_evaluation):
    headers = bearer("quality:write", organization="observatory")
    body = {"evaluations": [an_evaluation()]}
    await http.post("/v1/findings", json=body, headers=headers)
    before = (await http.get("/v1/findings")).text

    again = await http.post("/v1/findings", json=body, headers=headers)

    assert again.json()["counts"]["unchanged"] == 1
    assert (await http.get("/v1/findings")).text == before


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("subject_kind=dataset", 1),
        ("subject_kind=report", 0),
        ("subject_id=communes", 1),
        ("rule=dataset-content-age", 1),
        ("state=delinquent", 0),
        ("severity=warning", 1),
        ("status=resolved", 0),
        ("organization=nantes", 1),
        ("organization=rennes", 0),
    ],
)
async def test_findings_are_filtered(asked, found, http, opened):
    await opened()

    assert len((await http.get(f"/v1/findings?{asked}")).json()["items"]) == found


async def test_following_next_gives_each_finding_once(http, bearer, an_evaluation):
    batch = [
        an_evaluation(subject={"kind": "dataset", "id": f"d{n}", "title": "D", "organization": "nantes"})
        for n in range(7)
    ]
    await http.post("/v1/findings", json={"evaluations": batch}, headers=bearer("quality:write"))
    seen, url = [], "/v1/findings?limit=3&count=exact&sort=-stale_since"
    while url:
        page = (await http.get(url)).json()
        seen += [item["subject"]["id"] for item in page["items"]]
        url = page["links"]["next"]

    assert sorted(seen) == [f"d{n}" for n in range(7)]
    assert page["count"]["value"] == 7


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"why": None}, "/evaluations/0"),
        ({"rule": "no-such-rule"}, "/evaluations/0/rule"),
        ({"self_check": "//elsewhere.example"}, "/evaluations/0/self_check"),
        ({"stale_since": "0001-01-01T00:00:00+02:00"}, "/evaluations/0/stale_since"),
        ({"stale_since": 1740000000}, "/evaluations/0/stale_since"),
        ({"state": "late"}, "/evaluations/0/state"),
        ({"secret": 1}, "/evaluations/0/secret"),
    ],
)
async def test_a_wrong_evaluation_is_refused_with_its_place(changed, pointer, http, bearer, an_evaluation):
    body = {"evaluations": [an_evaluation(**changed)]}

    answer = await http.post("/v1/findings", json=body, headers=bearer("quality:write"))

    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert (await http.get("/v1/findings")).json()["items"] == []


async def test_the_responsible_organization_acknowledges(http, bearer, opened):
    url = f"/v1/findings/{await opened()}"
    body = {"status": "acknowledged", "until": "2026-04-01T00:00:00Z", "expected_fix_by": "2026-03-20T00:00:00Z"}
    nantes = bearer("quality:write")
    tag = (await http.get(url)).headers["etag"]

    answer = await http.patch(url, json=body, headers={**nantes, "If-Match": tag})
    late = await http.patch(url, json={"status": "open"}, headers={**nantes, "If-Match": tag})
    blind = await http.patch(url, json={"status": "open"}, headers=nantes)

    assert (answer.json()["status"], answer.json()["expected_fix_by"]) == ("acknowledged", "2026-03-20T00:00:00Z")
    assert answer.json()["history"][-1]["change"] == "handled"
    assert (late.status_code, blind.status_code) == (412, 428)


async def test_another_organization_may_not(http, bearer, opened):
    url = f"/v1/findings/{await opened()}"
    headers = {**bearer("quality:write", organization="rennes"), "If-Match": "*"}

    answer = await http.patch(url, json={"status": "accepted", "reason": "x"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_organization")


async def test_a_mute_without_reason_is_refused(http, bearer, opened):
    url = f"/v1/findings/{await opened()}"

    answer = await http.patch(url, json={"status": "muted"}, headers={**bearer("quality:write"), "If-Match": "*"})

    assert (answer.status_code, answer.json()["code"]) == (422, "handling_invalid")


async def test_an_unknown_finding_is_not_found(http, bearer):
    headers = {**bearer("quality:write"), "If-Match": "*"}

    read = await http.get("/v1/findings/none")
    changed = await http.patch("/v1/findings/none", json={"status": "open"}, headers=headers)

    assert {read.json()["code"], changed.json()["code"]} == {"finding_not_found"}
