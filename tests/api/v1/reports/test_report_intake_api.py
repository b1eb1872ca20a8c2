"""Telling of a problem: what is taken in as it comes, what waits, and what is refused with a reason to read."""

import asyncio
import json
from collections import Counter
from typing import Any

import pytest
from pydantic import SecretStr
from tests.api.v1.reports.conftest import NOBODY, POTHOLE

from plateforme.kit.settings import Settings

PHONE = "Trou. Rappelez-moi au 06 12 34 56 78."


def faults(answer):
    return {fault["pointer"]: fault["code"] for fault in answer.json()["errors"]}


async def test_the_key_of_an_address_alone_is_a_place_in_the_commune_that_it_names(send, citizen, patch):
    told = (await send(lon=None, lat=None, address_id="44109_7420_00012")).json()

    assert (told["address"], told["address_id"]) == ("44109_7420_00012", "44109_7420_00012")
    assert (told["insee_code"], told["location_precision"]) == ("44109", "address")
    assert faults(await send(lon=None, lat=None, client_id="another-one")) == {"/lon": "required"}


async def test_a_draft_that_had_the_key_of_an_address_only_has_no_such_words_for_an_address_later(send, citizen, patch):
    draft = await send(is_draft=True, lon=None, lat=None, address_id="44109_7420_00012")

    completed = await patch(draft, citizen, "/content", lon=-1.55, lat=47.21)

    assert completed.json()["visibility"] == "public"
    assert (completed.json()["address"], completed.json()["address_id"]) == (None, "44109_7420_00012")


# --- drafts -----------------------------------------------------------------------------------------------------


async def test_a_draft_is_read_by_its_author_only_until_it_is_complete(http, send, citizen, roads, patch):
    draft = await send(is_draft=True, description="", lon=None, lat=None)
    path = draft.headers["location"]

    assert (draft.status_code, draft.json()["visibility"]) == (201, "draft")
    assert [(await http.get(path, headers=key)).status_code for key in (NOBODY, roads, citizen)] == [404, 404, 200]
    assert (await http.get("/v1/reports")).json()["items"] == []
    assert [one["visibility"] for one in (await http.get("/v1/reports", headers=citizen)).json()["items"]] == ["draft"]

    completed = await patch(draft, citizen, "/content", description="Trou", lon=-1.55, lat=47.21)

    assert (completed.status_code, completed.json()["visibility"]) == (200, "public")
    assert (await http.get(path)).json()["description"] == "Trou"
    events = (await http.get(f"{path}/events")).json()["items"]
    assert [event["kind"] for event in events] == ["opened", "completed"]


async def test_a_draft_says_what_it_still_lacks(send, citizen, patch):
    draft = await send(is_draft=True, description="", lon=None, lat=None)
    refused = await patch(draft, citizen, "/content", address="Rue Crébillon")
    kept = await patch(draft, citizen, "/content", address="Rue Crébillon", is_draft=True)

    assert (refused.status_code, faults(refused)) == (422, {"/description": "blank"})
    assert (kept.status_code, kept.json()["visibility"]) == (200, "draft")
    assert kept.json()["location_precision"] == "address"


async def test_a_draft_has_no_status_to_change(send, citizen, patch):
    draft = await send(is_draft=True, description="", lon=None, lat=None)
    answer = await patch(draft, citizen, status="closed", outcome="withdrawn", explanation="Erreur.")

    assert (answer.status_code, answer.json()["code"]) == (409, "still_a_draft")


async def test_what_a_report_tells_is_put_right_by_its_organization_alone(report, citizen, roads, bearer, patch):
    other = bearer("reports:triage", "reports:write", organization="reze", consumer="reze")

    assert (await patch(report, citizen, "/content", lat=47.3)).status_code == 403
    assert (await patch(report, other, "/content", lat=47.3)).status_code == 403
    assert (await patch(report, roads, "/content", lat=47.3)).json()["lat"] == 47.3


async def test_an_empty_change_changes_nothing(report, roads, patch):
    answer = await patch(report, roads, "/content")

    assert (answer.status_code, answer.json()["revision"]) == (200, 1)


async def test_a_warning_that_was_earned_stays_when_the_place_is_put_right(send, roads, patch, clock):
    odd = await send(occurred_at="2026-03-02T12:00:00Z", attributes={"colour": "grey"})
    clock.instant = clock.instant.replace(month=6)
    mended = await patch(odd, roads, "/content", lat=47.22)

    assert sorted(mended.json()["warnings"]) == ["occurred_in_future", "unknown_attribute"]


# --- what people write --------------------------------------------------------------------------------------------


async def test_words_with_personal_data_wait_and_their_author_still_reads_them(http, send, citizen, roads):
    held = await send(description=PHONE)
    path = held.headers["location"]
    seen = (await http.get(path)).json()

    assert (seen["text_status"], seen["description"], seen["private"]) == ("in_review", "", None)
    assert "06 12" not in (await http.get(f"{path}/events")).text + (await http.get("/v1/reports?q=rappelez")).text
    for key in (citizen, roads):
        assert (await http.get(path, headers=key)).json()["private"]["original_description"] == PHONE


async def test_names_of_the_reporter_are_found_and_the_contact_is_nowhere(http, send, citizen, roads):
    reporter = {"first_name": "Camille", "last_name": "Durand-Petit", "email": "camille@example.org"}
    held = await send(description="Signé : Camille Durand-Petit", reporter=reporter)
    path = held.headers["location"]

    assert held.json()["text_status"] == "in_review"
    for key in (NOBODY, citizen, roads):
        assert "example.org" not in (await http.get(path, headers=key)).text
    assert "Durand" not in (await http.get(path)).text


async def test_html_is_kept_as_plain_text(http, send):
    words = "<img src=x onerror=alert(1)> & « trou »"
    made = await send(description=words)
    seen = await http.get(made.headers["location"])

    assert seen.json()["description"] == words
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["x-content-type-options"] == "nosniff"


UNFIT: list[tuple[dict[str, Any], str, str]] = [
    ({"description": "x" * 5000}, "/description", "Il faut au plus 4000 caractère(s)."),
    ({"description": " \n"}, "/description", "Écrivez quelque chose : quel est le problème ?"),
    ({"description": "a\x07b"}, "/description", "Retirez de ce texte les caractères de contrôle."),
    ({"description": "a\u202eb"}, "/description", "Retirez de ce texte les caractères de contrôle."),
    ({"description": "a\x00b"}, "/description", "Le caractère U+0000 ne peut pas être conservé."),
    ({"address": "a\x1bb"}, "/address", "Retirez de ce texte les caractères de contrôle."),
    ({"district": "a\x85b"}, "/district", "Retirez de ce texte les caractères de contrôle."),
    ({"postcode": "44\t000"}, "/postcode", "Un code postal compte quelques chiffres ou lettres, comme 44000."),
    ({"attributes": {"n\x07": "b"}}, "/attributes/?", "Nommez un attribut en 64 caractères au plus"),
    ({"lon": 47.2173, "lat": -1.5534}, "/lon", "lon et lat semblent inversés : la longitude va dans lon, "),
    ({"lon": 0.0, "lat": 0.0}, "/lon", "Le point 0, 0 est en mer : ne donnez ni lon ni lat s’ils sont inconnus."),
    ({"lon": 181.0}, "/lon", "Une longitude est entre -180 et 180 degrés."),
    ({"lat": -91.0}, "/lat", "Une latitude est entre -90 et 90 degrés."),
    ({"lat": None}, "/lat", "Envoyez lon et lat ensemble, ou aucun des deux."),
    ({"lon": None, "lat": None}, "/lon", "Dites où c’est : lon et lat, ou au moins une adresse."),
    ({"category": "dragon"}, "/category", "Utilisez un code de GET /v1/report-categories."),
    ({"organization": "nowhere"}, "/organization", "Utilisez un identifiant de GET /v1/organizations."),
]


async def test_what_cannot_be_meant_is_refused_in_french_and_in_english(send, citizen):
    for changes, pointer, french in UNFIT:
        told = [await send({**citizen, "Accept-Language": language}, **changes) for language in ("fr", "en")]

        assert [answer.status_code for answer in told] == [422, 422], changes
        in_french, in_english = [answer.json()["errors"][0] for answer in told]
        assert (in_french["pointer"], in_french["code"]) == (pointer, in_english["code"])
        assert in_french["detail"].startswith(french)
        assert in_english["detail"] != in_french["detail"]


async def test_a_description_of_4000_characters_is_taken_whole(send):
    assert (await send(description="é" * 4000)).json()["description"] == "é" * 4000


@pytest.mark.parametrize(
    ("lon", "lat", "warnings"), [(-6.5, 46.9, ["outside_france"]), (2.0, 41.5, []), (-73.98, 40.75, ["outside_france"])]
)
async def test_a_place_at_sea_or_abroad_is_taken_in_with_a_warning(send, lon, lat, warnings):
    answer = await send(lon=lon, lat=lat)

    assert (answer.status_code, answer.json()["warnings"]) == (201, warnings)


async def test_a_place_outside_the_territory_is_taken_in_with_a_warning(http, send, bearer):
    desk = bearer("reports:configure", organization="nantes", consumer="desk")
    square = [[-1.6, 47.2], [-1.5, 47.2], [-1.5, 47.3], [-1.6, 47.3], [-1.6, 47.2]]
    area = {"title": "Ville", "area": {"type": "Polygon", "coordinates": [square]}}
    made = await http.put("/v1/organizations/nantes/report-coverages/ville", json=area, headers=desk)
    assert made.status_code in (200, 201), made.text

    assert (await send(client_id=None)).json()["warnings"] == []
    assert (await send(client_id=None, lon=-1.9)).json()["warnings"] == ["outside_territory"]


# --- answers to what the category asks -----------------------------------------------------------------------------


async def test_what_the_category_asks_is_shown_with_its_question_and_the_rest_kept_apart(http, send, citizen):
    answers = {"pole_number": "A-1204", "colour": ["red", 3]}
    made = await send(category="street_light", attributes=answers)
    seen = (await http.get(made.headers["location"])).json()
    private = made.json()["private"]

    assert made.json()["warnings"] == ["unknown_attribute"]
    assert private["unknown_attributes"] == {"colour": ["red", 3]}
    assert [(one["code"], one["value"]) for one in private["attributes"]] == [("pole_number", "A-1204")]
    assert seen["attributes"] in (private["attributes"], [])
    assert "colour" not in seen


async def test_numbers_that_not_everybody_can_hold_break_no_answer(http, send):
    body = json.dumps(POTHOLE | {"attributes": {"n": 10**30, "f": 1e300}})
    made = await send(attributes=json.loads(body)["attributes"])

    assert made.json()["private"]["unknown_attributes"] == {"n": str(10**30), "f": 1e300}
    feature = await http.get(made.headers["location"], headers={"Accept": "application/geo+json"})
    assert feature.status_code == 200


@pytest.mark.parametrize("value", [b"NaN", b"1e999", b"9" * 5000], ids=["nan", "infinite", "endless"])
async def test_what_is_no_number_is_refused(http, citizen, value):
    body = json.dumps(POTHOLE | {"attributes": {"n": "?"}}).encode().replace(b'"?"', value)
    answer = await http.post("/v1/reports", content=body, headers={**citizen, "Content-Type": "application/json"})

    assert answer.status_code in (400, 422), answer.text


# --- the same thing twice ------------------------------------------------------------------------------------------


async def ten_at_once(http, citizen):
    """Send the same report ten times at once, read it, and give what was answered."""
    answers = await asyncio.gather(*[http.post("/v1/reports", json=POTHOLE, headers=citizen) for _ in range(10)])
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 9}
    assert len({answer.text for answer in answers}) == 1
    assert len((await http.get("/v1/reports")).json()["items"]) == 1
    changes = (await http.get("/v1/changes")).json()["items"]
    assert [change["action"] for change in changes] == ["created"]


async def test_ten_identical_reports_at_once_are_one(http, citizen):
    await ten_at_once(http, citizen)


class TestOnPostgreSQL:
    """Where writers do not take turns."""

    @pytest.fixture
    def settings(self, tmp_path, postgres_url):
        secret = SecretStr("a-secret-for-tests-only-0123456789")
        return Settings(home=tmp_path / "home", database_url=postgres_url, secret=secret, job_threads=0)

    async def test_ten_identical_reports_at_once_are_one(self, http, citizen):
        await ten_at_once(http, citizen)

    async def test_odd_answers_are_stored(self, send):
        made = await send(attributes={"n": 10**30, "é😀": "x", "list": ["a", 1.5, True]})

        assert (made.status_code, made.json()["warnings"]) == (201, ["unknown_attribute"])
