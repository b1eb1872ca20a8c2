"""Policies, scores and runs over HTTP."""

import pytest

from plateforme.domains.datasets.vocabularies import FREQUENCIES

PUT = {"reason": "Published after each council.", "overdue": {"duration": "P14M"}}
RUN = {
    "started_at": "2026-03-02T08:59:00Z",
    "finished_at": "2026-03-02T09:00:00Z",
    "states": {"fresh": 3, "overdue": 1},
    "changes": {"opened": 1},
}


async def test_the_complete_frequency_table_is_published(http):
    page = (await http.get("/v1/policies?subject_kind=dataset&limit=200")).json()

    codes = {one["selector"]["value"] for one in page["items"] if one["selector"]["by"] == "frequency"}
    assert codes == FREQUENCIES.keys()


async def test_a_default_is_read_by_its_selector(http):
    told = (await http.get("/v1/policies/dataset/frequency:MONTHLY")).json()

    assert told["overdue"] == {"duration": "P1M8D", "working_days": None}
    assert (told["rule"]["id"], told["origin"], told["calendar"]) == ("dataset-content-age", "default", "FR")
    assert told["links"]["self"].endswith("/v1/policies/dataset/frequency:MONTHLY")


async def test_a_policy_is_declared_then_replaced_knowingly(http, bearer):
    url, headers = "/v1/policies/dataset/communes", bearer("quality:write")

    first = await http.put(url, json=PUT, headers=headers)
    blind = await http.put(url, json=PUT, headers=headers)
    known = await http.put(url, json={**PUT, "reason": "x"}, headers={**headers, "If-Match": first.headers["etag"]})
    absent = await http.put("/v1/policies/dataset/x", json=PUT, headers={**headers, "If-Match": "*"})

    assert [one.status_code for one in (first, blind, known, absent)] == [201, 428, 200, 412]
    assert (known.json()["revision"], known.json()["origin"]) == (2, "declared")
    assert (await http.get(url)).headers["etag"].startswith(known.headers["etag"].removesuffix('"'))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"reason": "x"}, "/overdue"),
        ({"reason": "x", "overdue": {"duration": "P"}}, None),
        ({"reason": "x", "overdue": {"duration": "P1D", "working_days": 2}}, "/overdue"),
        ({"reason": "x", "overdue": {"duration": "one month"}}, "/overdue/duration"),
        ({"overdue": {"duration": "P1D"}}, "/reason"),
    ],
)
async def test_a_wrong_policy_is_refused(body, pointer, http, bearer):
    answer = await http.put("/v1/policies/dataset/communes", json=body, headers=bearer("quality:write"))

    assert answer.status_code == 422, answer.text
    if pointer:
        assert pointer in [error["pointer"] for error in answer.json()["errors"]]


async def test_declaring_needs_a_key_with_the_scope(http, bearer):
    anonymous = await http.put("/v1/policies/dataset/communes", json=PUT)
    other = await http.put("/v1/policies/dataset/communes", json=PUT, headers=bearer("datasets:write"))

    assert (anonymous.status_code, other.status_code) == (401, 403)


async def test_an_undeclared_policy_is_not_found(http):
    answer = await http.get("/v1/policies/dataset/communes")

    assert (answer.status_code, answer.json()["code"]) == (404, "policy_not_found")


async def test_scores_carry_their_denominator(http, bearer):
    score = {"organization": "nantes", "subject_kind": "dataset", "subjects": 5, "states": {"fresh": 3, "exempt": 2}}
    body = {"evaluated_at": "2026-03-02T09:00:00Z", "scores": [score]}

    put = await http.put("/v1/scores", json=body, headers=bearer("quality:write"))
    twice = await http.put("/v1/scores", json={**body, "scores": [score, score]}, headers=bearer("quality:write"))

    assert put.status_code == 200
    assert (twice.status_code, twice.json()["code"]) == (422, "scores_invalid")
    (told,) = (await http.get("/v1/scores?organization=nantes")).json()["items"]
    assert (told["denominator"], told["in_time"], told["states"]["exempt"]) == (3, 1.0, 2)


async def test_a_run_is_reported_and_read(http, bearer):
    created = await http.post("/v1/quality-runs", json=RUN, headers=bearer("quality:write"))

    assert created.status_code == 201
    told = (await http.get(created.headers["location"])).json()
    assert (told["evaluated"], told["changes"]["opened"], told["consumer"]) == (4, 1, "nantes-tests")
    assert (await http.get("/v1/quality-runs")).json()["items"] == [told]


async def test_a_run_from_the_future_is_refused(http, bearer):
    body = {**RUN, "finished_at": "2026-03-02T10:00:00Z"}

    answer = await http.post("/v1/quality-runs", json=body, headers=bearer("quality:write"))

    assert (answer.status_code, answer.json()["code"]) == (422, "quality_run_invalid")
    assert (await http.get("/v1/quality-runs/none")).json()["code"] == "quality_run_not_found"
