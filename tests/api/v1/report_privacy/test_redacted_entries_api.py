"""What was said in public about a report can be taken back, wherever it is read; nobody is told what to look for."""

import pytest

NEW = {"organization": "nantes", "category": "pothole", "description": "Un trou.", "lon": -1.5534, "lat": 47.2173}
SAID = "Vu avec Madame Zorglub, 06 12 34 56 78."
NOBODY: dict[str, str] = {}


@pytest.fixture
def portal(bearer):
    return bearer("reports:write", organization="startup", consumer="portal")


@pytest.fixture
def desk(bearer):
    return bearer("reports:write", "reports:triage", "reports:moderate", organization="nantes", consumer="desk")


@pytest.fixture
def agent(bearer):
    return bearer("reports:write", "reports:triage", organization="nantes", consumer="agent")


@pytest.fixture
async def here(http, portal, desk):
    """The address of a report that was closed with somebody's name and number."""
    answer = await http.post("/v1/reports", json=NEW, headers=portal)
    address = f"/v1/reports/{answer.json()['reference']}"
    move = {"status": "closed", "outcome": "fixed", "explanation": SAID}
    closed = await http.patch(address, json=move, headers={**desk, "If-Match": answer.headers["etag"]})
    assert closed.status_code == 200, closed.text
    return address


async def redacted(http, here, headers, number=2, **body):
    body = {"text": "Réparé.", "reason": "Nom d’une riveraine.", **body}
    return await http.patch(f"{here}/events/{number}", json=body, headers=headers)


async def everything_public(http, here):
    """All that anybody reads of a report, by every way."""
    reference = here.rpartition("/")[2]
    ways = [
        here,
        f"{here}/events",
        f"{here}?format=geojson",
        "/v1/reports",
        "/v1/changes",
        f"/open311/v2/requests/{reference}.json?extensions=true",
        f"/open311/v2/requests/{reference}.xml?extensions=true",
        "/open311/v2/requests.json?extensions=true",
        "/open311/v2/servicerequestupdates.json",
        "/open311/v2/bulk.csv",
    ]
    answers = [await http.get(way) for way in ways]
    assert [answer.status_code for answer in answers] == [200] * len(ways)
    return dict(zip(ways, (answer.text for answer in answers), strict=True))


async def test_the_new_words_are_read_everywhere_and_the_first_ones_nowhere(http, here, desk):
    before = await everything_public(http, here)

    answer = await redacted(http, here, desk)

    assert answer.status_code == 200, answer.text
    assert (answer.json()["explanation"], answer.json()["details"]) == ("Réparé.", {"redacted": True})
    after = await everything_public(http, here)
    told = [way for way, text in before.items() if "Zorglub" in text]
    assert len(told) == 6
    assert [way for way in told if "Réparé." not in after[way]] == []
    assert [way for way, text in after.items() if "Zorglub" in text or "riveraine" in text] == []


async def test_the_history_tells_it_and_who_copies_the_feed_hears_of_it(http, here, desk):
    place = (await http.get("/v1/changes?since=latest")).json()["next"]

    await redacted(http, here, desk, text=None)

    items = (await http.get(f"{here}/events")).json()["items"]
    assert items[1]["explanation"] is None
    assert (items[-1]["kind"], items[-1]["explanation"]) == ("screened", None)
    assert items[-1]["details"] == {"subject": "event", "number": 2, "decision": "withheld"}
    (heard,) = (await http.get("/v1/changes", params={"since": place})).json()["items"]
    assert (heard["subject"], heard["action"], heard["event"]) == (here.rpartition("/")[2], "updated", "screened")


@pytest.mark.parametrize(
    ("who", "number", "body", "status", "code"),
    [
        ("nobody", 2, {}, 401, "unauthenticated"),
        ("portal", 2, {}, 403, "insufficient_scope"),
        ("agent", 2, {}, 403, "insufficient_scope"),
        ("desk", 1, {}, 409, "nothing_to_redact"),
        ("desk", 99, {}, 404, "report_event_not_found"),
        ("desk", 2, {"reason": None}, 422, "validation"),
        ("desk", 2, {"reason": "\u2063"}, 422, "decision_invalid"),
        ("desk", 2, {"text": "Bip\u0007"}, 422, "decision_invalid"),
    ],
)
async def test_only_a_moderator_redacts_what_was_said_and_says_why(
    http, here, portal, agent, desk, who, number, body, status, code
):
    headers = {"nobody": NOBODY, "portal": portal, "agent": agent, "desk": desk}[who]

    answer = await redacted(http, here, headers, number, **body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_only_those_who_work_on_a_report_learn_that_its_words_hold_personal_data(
    http, here, portal, desk, bearer
):
    other = bearer("reports:triage", "reports:moderate", organization="rennes", consumer="rennes")
    moderator = bearer("reports:moderate", organization="nantes", consumer="moderator")
    seen = {}
    for name, headers in (
        ("nobody", NOBODY), ("author", portal), ("other", other), ("staff", desk), ("moderator", moderator),
    ):  # fmt: skip
        one = await http.get(here, headers=headers)
        many = await http.get("/v1/reports", headers=headers)
        entries = (await http.get(f"{here}/events", headers=headers)).json()["items"]
        told = (one.json()["warnings"], many.json()["items"][0]["warnings"], entries[1]["details"])
        seen[name] = (told, one.headers["etag"])

    nothing: tuple[list[str], list[str], dict[str, object]] = ([], [], {})
    flagged = ["personal_data_in_explanation"]
    all_of_it = (flagged, flagged, {"findings": ["name", "phone"]})
    assert {name: told for name, (told, _) in seen.items()} == {
        "nobody": nothing, "author": nothing, "other": nothing, "staff": all_of_it, "moderator": all_of_it,
    }  # fmt: skip
    assert seen["nobody"][1] != seen["moderator"][1], "another answer has another tag"


async def test_a_text_that_nobody_sees_is_no_text(http, portal, desk, here):
    invisible = "\u200b\u2060\u3164 \u2800"
    fields = [
        await http.post("/v1/reports", json={**NEW, "description": invisible}, headers=portal),
        await http.post(f"{here}/comments", json={"text": invisible}, headers=portal),
        await http.post(f"{here}/notes", json={"text": invisible}, headers=desk),
        await http.post("/v1/reports", json={**NEW, "reporter": {"first_name": invisible}}, headers=portal),
        await http.patch(
            f"{here}/text", json={"decision": "redact", "text": invisible}, headers={**desk, "If-Match": "*"}
        ),
        await http.put(
            f"{here}/visibility", json={"visibility": "hidden", "reason": invisible}, headers={**desk, "If-Match": "*"}
        ),
        await http.post(
            f"{here}/removal-requests",
            json={"subject": "report", "reason": "other", "explanation": invisible},
            headers=portal,
        ),
    ]

    assert [(answer.status_code, answer.json()["errors"][0]["code"]) for answer in fields] == [(422, "blank")] * 7
    empty = await http.post("/v1/reports", json={**NEW, "address": invisible}, headers=portal)
    assert (empty.status_code, empty.json()["address"]) == (201, None)


async def test_the_schedule_tells_how_long_hidden_reports_stay(http):
    rules = {rule["what"]: rule for rule in (await http.get("/v1/report-retention")).json()["rules"]}

    assert (rules["hidden"]["days"], rules["hidden"]["categories"]) == (365, [])


async def test_open311_takes_a_text_that_nobody_sees_for_none(http, a_key):
    form = {"api_key": a_key("reports:write"), "jurisdiction_id": "nantes", "service_code": "pothole"}
    form |= {"lat": "47.2173", "long": "-1.5534"}

    made = await http.post("/open311/v2/requests.json", data={**form, "description": "\u200b\u3164"})

    reference = made.json()[0]["service_request_id"]
    told = (await http.get(f"/v1/reports/{reference}")).json()
    assert told["description"].startswith("Nid-de-poule")  # the standard asks for no words: the service stands in
