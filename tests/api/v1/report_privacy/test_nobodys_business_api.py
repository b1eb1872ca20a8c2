"""What even those who work on reports must not reach, and what is to go when a report goes."""

import pytest
from sqlmodel import select

from plateforme.domains.reports.tables import Report

NEW = {"organization": "nantes", "category": "pothole", "description": "Un trou.", "lon": -1.5534, "lat": 47.2173}
CONTACT = {"first_name": "Camille", "email": "camille@example.org"}


@pytest.fixture
def portal(bearer):
    return bearer("reports:write", organization="startup", consumer="portal")


@pytest.fixture
def desk(bearer):
    scopes = ("reports:write", "reports:triage", "reports:moderate", "reports:contact")
    return bearer(*scopes, organization="nantes", consumer="desk")


async def _made(http, headers, **more):
    answer = await http.post("/v1/reports", json={**NEW, **more}, headers=headers)
    assert answer.status_code == 201, answer.text
    return f"/v1/reports/{answer.json()['reference']}"


async def _tagged(http, here, headers):
    return {**headers, "If-Match": (await http.get(here, headers=headers)).headers["etag"]}


async def test_a_draft_is_its_authors_alone(http, portal, desk):
    here = await _made(http, portal, is_draft=True, reporter=CONTACT)

    answers = [
        await http.get(f"{here}/reporter", headers=desk),
        await http.patch(f"{here}/text", json={"decision": "publish"}, headers={**desk, "If-Match": "*"}),
        await http.post(f"{here}/comments", json={"text": "Vu."}, headers=desk),
        await http.delete(here, params={"reason": "abuse"}, headers={**desk, "If-Match": "*"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert (await http.get(here, headers=portal)).status_code == 200


async def test_a_wish_for_removal_is_read_by_who_made_it_and_those_who_answer(http, bearer, portal, desk):
    here = await _made(http, portal)
    wish = {"subject": "report", "reason": "personal_data", "explanation": "C’est chez moi."}
    assert (await http.post(f"{here}/removal-requests", json=wish, headers=portal)).status_code == 201

    others = [
        bearer("reports:write", organization="nantes", consumer="town-portal"),
        bearer("reports:write", organization="startup", consumer="another-app"),
    ]
    answers = [await http.get(f"{here}/removal-requests/1", headers=headers) for headers in (portal, desk, *others)]

    assert [answer.status_code for answer in answers] == [200, 200, 404, 404]


@pytest.mark.parametrize("way", ["hidden", "erased"])
async def test_words_about_a_report_leave_other_histories_with_it(http, clock, portal, desk, way):
    first = await _made(http, portal)
    clock.instant = clock.instant.replace(hour=11)
    second = await _made(http, portal)
    body = {"reference": first.rpartition("/")[2]}
    merged = await http.put(f"{second}/duplicate-of", json=body, headers=await _tagged(http, second, desk))
    assert merged.status_code == 200, merged.text
    told = {"status": "in_progress", "explanation": "Chez Madame Zorglub, au troisième."}
    assert (await http.patch(first, json=told, headers=await _tagged(http, first, desk))).status_code == 200
    assert "Zorglub" in (await http.get(f"{second}/events")).text

    headers = await _tagged(http, first, desk)
    if way == "hidden":
        reason = {"visibility": "hidden", "reason": "Un nom."}
        gone = await http.put(f"{first}/visibility", json=reason, headers=headers)
    else:
        gone = await http.delete(first, params={"reason": "personal_data"}, headers=headers)

    assert gone.status_code in {200, 204}, gone.text
    assert "Zorglub" not in (await http.get(f"{second}/events")).text


async def test_a_citizens_own_name_is_masked_in_their_explanation_too(http, portal, desk):
    here = await _made(http, portal, reporter={"first_name": "Éloïse", "last_name": "Quéméneur"})
    withdrawn = {"status": "closed", "outcome": "withdrawn", "explanation": "Quemeneur : c’est réparé, merci. ÉLOISE"}

    answer = await http.patch(here, json=withdrawn, headers=await _tagged(http, here, portal))

    assert answer.status_code == 200, answer.text
    told = (await http.get(f"{here}/events")).json()["items"][-1]["explanation"]
    assert told == "[nom masqué] : c’est réparé, merci. [nom masqué]"


async def test_an_erased_draft_leaves_no_trace_for_those_who_copy_everything(http, portal, desk):
    draft = await _made(http, portal, is_draft=True)
    seen = await _made(http, portal)
    for here in (draft, seen):
        headers = await _tagged(http, here, portal)
        gone = await http.delete(here, params={"reason": "author_request"}, headers=headers)
        assert gone.status_code == 204, gone.text

    told = (await http.get("/open311/v2/bulk.csv")).text

    assert seen.rpartition("/")[2] in told
    assert draft.rpartition("/")[2] not in told
    assert draft.rpartition("/")[2] not in (await http.get("/v1/changes")).text


async def test_nothing_is_kept_by_which_redacted_words_could_be_guessed(http, database, portal, desk):
    words = {"description": "Appelez le 06 12 34 56 78.", "client_id": "phone-0001"}
    here = await _made(http, portal, **words)

    headers = await _tagged(http, here, desk)
    redacted = await http.patch(f"{here}/text", json={"decision": "redact"}, headers=headers)

    assert redacted.status_code == 200, redacted.text
    with database.reading() as session:
        assert [row.content_digest for row in session.exec(select(Report)).all()] == [""]
    again = await http.post("/v1/reports", json={**NEW, **words}, headers=portal)
    assert (again.status_code, again.json()["reference"]) == (200, here.rpartition("/")[2])
