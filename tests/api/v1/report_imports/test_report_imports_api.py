import pytest

PAST = {
    "organization": "nantes",
    "category": "street_light",
    "description": "Lampadaire éteint",
    "lon": -1.5534,
    "lat": 47.2173,
    "client_id": "old-tool:1",
    "opened_at": "2025-01-06T10:00:00+01:00",
    "expected_at": "2025-01-13T23:59:59+01:00",
    "moves": [
        {"status": "closed", "outcome": "fixed", "explanation": "Ampoule changée.", "at": "2025-01-09T08:00:00+01:00"}
    ],
}


@pytest.fixture
def archive(bearer):
    return bearer("reports:triage", organization="nantes", consumer="archive")


@pytest.fixture
def send(http, archive):
    async def go(*reports, headers=None, **more):
        return await http.post("/v1/report-imports", json={"reports": reports}, headers=(headers or archive) | more)

    return go


async def test_nobody_imports_without_a_key(http):
    assert (await http.post("/v1/report-imports", json={"reports": [PAST]})).status_code == 401


async def test_a_key_that_may_only_report_does_not_import(send, bearer):
    answer = await send(PAST, headers=bearer("reports:write"))

    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")


async def test_reports_of_another_organization_are_refused_one_by_one(send, bearer):
    answer = await send(PAST, headers=bearer("reports:triage", organization="rennes"))

    assert answer.status_code == 200
    assert answer.json()["reports"][0]["problem"]["code"] == "import_not_allowed"


async def test_a_batch_answers_what_became_of_each_report(send, http):
    answer = await send(PAST, PAST | {"client_id": "old-tool:2", "category": "volcano"})

    told = answer.json()
    first, second = told["reports"]
    assert (told["created"], told["refused"]) == (1, 1)
    assert (second["result"], second["reference"]) == ("refused", None)
    assert second["problem"]["errors"][0]["pointer"] == "/category"
    report = (await http.get(f"/v1/reports/{first['reference']}")).json()
    assert (report["closed_at"], report["expected_at"]) == ("2025-01-09T07:00:00Z", "2025-01-13T22:59:59Z")


async def test_a_refusal_speaks_french_to_who_prefers_it(send):
    early = PAST | {"expected_at": "2024-01-01T00:00:00Z", "moves": []}

    answer = await send(early, **{"Accept-Language": "fr"})

    assert answer.json()["reports"][0]["problem"]["errors"][0]["detail"].startswith("Une promesse")


async def test_a_null_promise_is_no_promise_and_a_missing_one_that_of_the_category(send, http):
    missing = {name: value for name, value in PAST.items() if name not in {"expected_at", "moves"}}

    answer = await send(missing | {"expected_at": None}, missing | {"client_id": "old-tool:2"})

    none, ours = [(await http.get(f"/v1/reports/{one['reference']}")).json() for one in answer.json()["reports"]]
    assert none["expected_at"] is None
    assert ours["expected_at"].startswith("2025-01-13")


async def test_a_report_without_identifier_or_date_is_not_in_the_contract(send):
    answer = await send({name: value for name, value in PAST.items() if name not in {"client_id", "opened_at"}})

    assert answer.status_code == 422
    assert {one["pointer"] for one in answer.json()["errors"]} == {"/reports/0/client_id", "/reports/0/opened_at"}


async def test_a_batch_has_a_size(send):
    answer = await send(*[PAST] * 201)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/reports")
