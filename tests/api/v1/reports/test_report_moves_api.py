"""Who may do what with a report, what each of them reads of it, and what happens to those who come too late."""

import asyncio
from datetime import timedelta

import pytest
from tests.api.v1.reports.conftest import NOBODY

CLOSE = {"status": "closed", "outcome": "fixed", "explanation": "Rebouché ce matin."}
REOPEN = {"status": "received", "explanation": "Le trou est revenu."}


@pytest.fixture
async def teams(http, bearer, roads):
    """Two teams of the town; `roads` is of the first and `lights` of the second. Gives the key of `lights`."""
    desk = bearer("reports:configure", organization="nantes", consumer="desk")
    lights = bearer("reports:triage", organization="nantes", consumer="lights")
    for team, member in (("voirie", "roads"), ("eclairage", "lights")):
        body = {"name": team, "members": [member]}
        made = await http.put(f"/v1/organizations/nantes/report-teams/{team}", json=body, headers=desk)
        assert made.status_code in (200, 201), made.text
    return lights


async def history(http, report, key=None):
    path = f"/v1/reports/{report.json()['reference']}/events"
    return (await http.get(path, headers=key or {})).json()["items"]


async def note(http, report, key, text="Grille commandée."):
    return await http.post(f"/v1/reports/{report.json()['reference']}/notes", json={"text": text}, headers=key)


# --- its author ---------------------------------------------------------------------------------------------------


async def test_its_author_opens_it_again_and_the_clock_starts_anew(http, report, citizen, roads, patch):
    closed = await patch(report, roads, **CLOSE)
    reopened = await patch(closed, citizen, **REOPEN)

    assert (reopened.status_code, reopened.json()["status"]) == (200, "received")
    assert (reopened.json()["outcome"], reopened.json()["times_reopened"]) == (None, 1)
    last = (await history(http, report))[-1]
    assert (last["kind"], last["explanation"], last["organization"]) == ("reopened", REOPEN["explanation"], "startup")


async def test_its_author_withdraws_it_and_says_why_without_a_telephone_number(http, report, citizen, patch):
    words = "Mon erreur, 06 12 34 56 78."
    withdrawn = await patch(report, citizen, status="closed", outcome="withdrawn", explanation=words)

    assert (withdrawn.status_code, withdrawn.json()["outcome"]) == (200, "withdrawn")
    last = (await history(http, report))[-1]
    assert last["explanation"] == "Mon erreur, [numéro de téléphone masqué]."


@pytest.mark.parametrize(
    "change",
    [
        CLOSE,
        {"status": "acknowledged"},
        {"status": "closed", "outcome": "withdrawn", "explanation": "x", "at": "2026-03-02T09:00:00Z"},
        {"team": None},
        {"category": "street_light"},
    ],
)
async def test_its_author_may_do_nothing_else_with_it(http, report, citizen, patch, change):
    answer = await patch(report, citizen, **change)

    assert answer.status_code == 403, answer.text
    assert len(await history(http, report)) == 1


async def test_somebody_else_may_not_even_withdraw_it(report, bearer, patch):
    stranger = bearer("reports:write", organization="startup", consumer="other-app")
    answer = await patch(report, stranger, status="closed", outcome="withdrawn", explanation="x")

    assert answer.status_code == 403


# --- teams and categories -----------------------------------------------------------------------------------------


async def test_a_report_is_given_to_a_team_and_back_to_nobody(http, report, roads, teams, patch):
    given = await patch(report, roads, team="voirie", explanation="Pour vous.")
    back = await patch(given, roads, team=None)

    assert (given.json()["team"], back.json()["team"]) == ("voirie", None)
    assert [(one["kind"], one["team"], one["explanation"]) for one in await history(http, report)] == [
        ("opened", None, None),
        ("assigned", "voirie", "Pour vous."),
        ("assigned", None, None),
    ]


async def test_the_key_of_another_team_changes_nothing(http, report, roads, teams, patch):
    given = await patch(report, roads, team="eclairage")
    moved = await patch(given, roads, **CLOSE)
    noted = await note(http, report, roads)
    told = await patch(given, {**roads, "Accept-Language": "fr"}, "/content", lat=47.3)

    for refused in (moved, noted, told):
        assert (refused.status_code, refused.json()["code"]) == (403, "not_your_team")
    assert "eclairage" in told.json()["detail"]
    assert (await patch(given, teams, **CLOSE)).status_code == 200


async def test_a_report_goes_into_the_right_category_with_its_own_promise(http, report, roads, patch):
    moved = await patch(report, roads, category="street_light", status="acknowledged", explanation="Un lampadaire.")

    assert (moved.json()["category"], moved.json()["status"]) == ("street_light", "acknowledged")
    assert moved.json()["expected_at"] != report.json()["expected_at"]
    events = await history(http, report)
    assert [one["kind"] for one in events] == ["opened", "recategorized", "moved"]
    assert events[1]["details"] == {"from": "pothole", "to": "street_light"}
    assert [one["explanation"] for one in events] == [None, None, "Un lampadaire."]


async def test_what_nobody_had_asked_is_masked_when_it_becomes_public(http, send, roads, patch):
    made = await send(attributes={"pole_number": "06 12 34 56 78"})
    moved = await patch(made, roads, category="street_light")

    assert "06 12" not in (await http.get(made.headers["location"])).text
    assert moved.json()["private"]["unknown_attributes"] == {"pole_number": "06 12 34 56 78"}


@pytest.mark.parametrize(
    ("change", "code", "faults"),
    [
        ({}, "nothing_to_do", []),
        ({"explanation": "Sans suite."}, "nothing_to_do", []),
        ({"team": None, "explanation": "Elle n’en avait pas."}, "nothing_to_do", []),
        ({"team": "nobody"}, "move_invalid", ["/team"]),
        ({"category": "dragon"}, "move_invalid", ["/category"]),
        ({"team": None, "outcome": "fixed"}, "move_invalid", ["/outcome"]),
        ({"category": "street_light", "explanation": "a\x07"}, "move_invalid", ["/explanation"]),
        ({"category": "street_light", "at": "2030-01-01T00:00:00Z"}, "move_invalid", ["/at"]),
        ({"category": "street_light", "at": "2026-03-01T00:00:00Z"}, "move_invalid", ["/at"]),
        ({"status": "transferred"}, "move_invalid", ["/explanation"]),
        ({"status": "planned"}, "move_invalid", ["/expected_at"]),
        ({"status": "planned", "expected_at": "2026-03-01T00:00:00Z"}, "move_invalid", ["/expected_at"]),
        ({"status": "closed", "outcome": "fixed", "explanation": "\n "}, "validation", ["/explanation"]),
    ],
    ids=str,
)
async def test_a_change_that_says_too_little_or_too_much_is_refused(report, roads, patch, change, code, faults):
    answer = await patch(report, roads, **change)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert [fault["pointer"] for fault in answer.json().get("errors", [])] == faults


async def test_giving_it_to_the_team_that_has_it_changes_nothing(http, report, roads, patch):
    answer = await patch(report, roads, team=None)

    assert (answer.status_code, answer.json()["revision"]) == (200, 1)


async def test_words_of_the_town_are_its_own_and_flagged(report, roads, patch):
    closed = await patch(report, roads, **CLOSE | {"explanation": "Appelez le 02 40 41 90 00."})

    assert closed.json()["warnings"] == ["personal_data_in_explanation"]


# --- notes ----------------------------------------------------------------------------------------------------------


async def test_a_note_is_read_by_those_who_work_on_the_report(http, report, citizen, roads, bearer):
    other = bearer("reports:triage", organization="reze", consumer="reze")
    made = await note(http, report, roads)

    assert (made.status_code, made.json()["kind"], made.json()["visibility"]) == (201, "noted", "internal")
    seen = {name: len(await history(http, report, key)) for name, key in
            (("public", NOBODY), ("author", citizen), ("other", other), ("staff", roads))}  # fmt: skip
    assert seen == {"public": 1, "author": 1, "other": 1, "staff": 2}
    asked = await http.get(f"/v1/reports/{report.json()['reference']}/events?visibility=internal&count=exact")
    assert (asked.json()["items"], asked.json()["count"]["value"]) == ([], 0)


async def test_only_those_who_work_on_it_write_notes(http, report, citizen, roads, bearer):
    other = bearer("reports:triage", organization="reze", consumer="reze")

    assert [(await note(http, report, key)).status_code for key in (NOBODY, citizen, other)] == [401, 403, 403]
    bell = await note(http, report, {**roads, "Accept-Language": "fr"}, "a\x07")
    assert (bell.status_code, bell.json()["code"]) == (422, "move_invalid")
    assert bell.json()["errors"][0]["detail"] == "Retirez de ce texte les caractères de contrôle."


# --- late ---------------------------------------------------------------------------------------------------------


async def test_of_several_who_start_from_the_same_state_one_is_first(http, report, roads, patch):
    changes = [CLOSE, {"status": "acknowledged"}, {"category": "street_light"}, {"status": "in_progress"}] * 2
    answers = await asyncio.gather(*[patch(report, roads, **change) for change in changes])

    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
    assert len(await history(http, report)) == 2


async def test_a_stale_or_missing_tag_is_explained_in_french(report, roads, patch, http):
    french = {**roads, "Accept-Language": "fr-FR, en;q=0.5"}
    await patch(report, roads, status="acknowledged")
    late = await patch(report, french, **CLOSE)
    careless = await http.patch(f"/v1/reports/{report.json()['reference']}", json=CLOSE, headers=french)

    assert (late.status_code, careless.status_code) == (412, 428)
    assert late.json()["detail"].startswith("La ressource a changé depuis que vous l’avez lue.")
    assert careless.json()["detail"].startswith("Cette modification demande un en-tête `If-Match`.")


async def test_a_note_of_colleagues_moves_nothing_that_the_public_reads(http, report, roads, clock):
    path = report.headers["location"]
    before, told = await http.get(path), (await http.get("/open311/v2/requests.json")).json()
    clock.instant += timedelta(hours=3)

    assert (await note(http, report, roads, "Enrobé à commander.")).status_code == 201

    after = await http.get(path)
    assert (after.json(), after.headers["etag"]) == (before.json(), before.headers["etag"])
    assert (await http.get("/open311/v2/requests.json")).json() == told
    entries = (await http.get(f"{path}/events", headers=roads)).json()["items"]
    assert [entry["kind"] for entry in entries] == ["opened", "noted"]
