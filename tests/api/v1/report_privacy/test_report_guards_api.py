"""Drafts are their author's alone, wishes are told to few, and no field of a report is a way around the screening."""

from collections.abc import Callable
from typing import Any

import pytest

PLACE = {"lon": -1.5534, "lat": 47.2173}


@pytest.fixture
def portal(bearer: Callable[..., dict[str, str]]) -> dict[str, str]:
    """A portal of another organization, through which citizens report to Nantes."""
    bearer("reports:write", organization="nantes")
    return bearer("reports:write", organization="mon-appli", consumer="portail")


async def make(http: Any, headers: dict[str, str], **more: Any) -> dict[str, Any]:
    body = {"organization": "nantes", "category": "pothole", "description": "Un trou.", **PLACE} | more
    sent = await http.post("/v1/reports", json=body, headers=headers)
    assert sent.status_code == 201, sent.text
    told: dict[str, Any] = sent.json()
    return told


async def test_a_moderator_is_not_let_in_on_drafts(http, portal, bearer):
    moderator = bearer("reports:moderate", "reports:contact", "reports:triage", "reports:write")
    draft = await make(http, portal, description="", is_draft=True, reporter={"email": "camille@example.org"})
    here = f"/v1/reports/{draft['reference']}"

    asked = [
        await http.get(here, headers=moderator),
        await http.get(f"{here}/reporter", headers=moderator),
        await http.patch(f"{here}/text", json={"decision": "publish"}, headers=moderator | {"If-Match": '"1"'}),
        await http.delete(f"{here}?reason=mistake", headers=moderator | {"If-Match": '"1"'}),
    ]

    assert [answer.status_code for answer in asked] == [404] * 4


async def test_a_wish_for_removal_is_told_to_who_made_it_and_to_those_who_answer(http, portal, bearer):
    report = await make(http, portal)
    wish = {"subject": "report", "reason": "personal_data", "explanation": "C’est ma maison."}
    sent = await http.post(f"/v1/reports/{report['reference']}/removal-requests", json=wish, headers=portal)
    assert sent.status_code == 201, sent.text
    address = f"/v1/reports/{report['reference']}/removal-requests/{sent.json()['number']}"

    async def status(headers: dict[str, str]) -> int:
        code: int = (await http.get(address, headers=headers)).status_code
        return code

    assert await status(portal) == 200
    assert await status(bearer("reports:write", "reports:triage", consumer="voirie")) == 200
    assert await status(bearer("reports:write", consumer="portail-de-nantes")) == 404
    assert await status(bearer("reports:write", organization="mon-appli", consumer="autre")) == 404


@pytest.mark.parametrize(
    ("field", "value", "hidden"),
    [
        ("address_id", "jean.dupont@example.fr", "jean.dupont"),
        ("district", "Appelez le 06 12 34 56 78", "06 12 34"),
        ("address", "Chez Camille, 06 12 34 56 78", "06 12 34"),
    ],
)
async def test_short_fields_are_screened_too(http, portal, field, value, hidden):
    report = await make(http, portal, **{field: value})

    assert hidden not in str(report[field])
    assert hidden not in (await http.get(f"/v1/reports/{report['reference']}")).text


async def test_a_telephone_number_is_no_postcode(http, portal):
    body = {
        "organization": "nantes",
        "category": "pothole",
        "description": "Un trou.",
        **PLACE,
        "postcode": "0612345678",
    }

    sent = await http.post("/v1/reports", json=body, headers=portal)

    assert sent.status_code == 422
    assert sent.json()["errors"][0]["pointer"] == "/postcode"


async def test_the_words_of_whoever_withdraws_a_report_are_kept_from_telling_who_it_is(http, portal):
    report = await make(http, portal, reporter={"first_name": "Camille", "last_name": "Kerautret"})
    here = f"/v1/reports/{report['reference']}"
    tag = (await http.get(here, headers=portal)).headers["etag"]
    ended = {"status": "closed", "outcome": "withdrawn", "explanation": "Merci, Camille Kerautret."}

    moved = await http.patch(here, json=ended, headers=portal | {"If-Match": tag})

    assert moved.status_code == 200, moved.text
    assert "Kerautret" not in (await http.get(f"{here}/events")).text
