"""Errors in French for those who prefer it: same codes, same places, other sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.api.problems.language import preferred

B = "/v1/benches"
FRENCH = {"accept-language": "fr"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr", "fr"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("FR-ca", "fr"),
        ("en-US,en;q=0.9,fr;q=0.8", "en"),
        ("en;q=0.5, fr", "fr"),
        ("fr, en", "fr"),
        ("en, fr", "en"),
        ("fr;q=0.8, *", "en"),
        ("fr, *;q=0.5", "fr"),
        ("de, fr;q=0.2", "fr"),
        ("de", "en"),
        ("*", "en"),
        ("*, en;q=0", "fr"),
        ("fr;q=0", "en"),
        ("fr;q=zero", "en"),
        ("fr;q=nan", "en"),
        (", ;q=1,", "en"),
    ],
)
def test_the_language_that_is_wanted_most_is_spoken(header, language):
    assert preferred(header.encode()) == language


@given(st.binary(max_size=60))
def test_any_header_chooses_a_language(header):
    assert preferred(header) in {"en", "fr"}


async def test_a_problem_says_its_language_and_on_what_it_depends(web):
    english = await web.get(f"{B}/nowhere/at/all")
    french = await web.get(f"{B}/nowhere/at/all", headers=FRENCH)

    assert [one.headers["content-language"] for one in (english, french)] == ["en", "fr"]
    for response in (english, french):
        assert "Accept-Language" in response.headers["vary"]
        assert "Accept-Encoding" in response.headers["vary"]
    assert english.json()["title"] == "Not found"
    assert french.json()["title"] == "Introuvable"
    assert french.json()["detail"].startswith("Rien n’existe à cette adresse.")
    assert {key: value for key, value in french.json().items() if key not in {"title", "detail", "instance"}} == {
        key: value for key, value in english.json().items() if key not in {"title", "detail", "instance"}
    }


async def test_what_has_no_french_words_is_told_in_english_and_says_so(web):
    response = await web.get(f"{B}/errors/missing", headers=FRENCH)

    assert response.headers["content-language"] == "fr, en"
    assert response.json()["detail"] == "There is no such bench."


async def test_an_error_of_a_domain_is_told_in_its_own_french_words(web):
    response = await web.get(f"{B}/errors/closed", headers=FRENCH)

    assert response.headers["content-language"] == "fr"
    assert response.json()["detail"] == "Ce banc est fermé."
    assert [error["detail"] for error in response.json()["errors"]] == ["Choisissez-en un autre."]


@pytest.mark.parametrize(
    ("sent", "detail"),
    [
        ({"name": "x", "seats": 2}, "Il faut au moins 2 caractère(s)."),
        ({"name": "bench", "seats": 10}, "Une valeur d’au plus 9 est attendue."),
        ({"name": "bench", "seats": "zzzz"}, "Un nombre entier est attendu."),
        ({"name": "bench"}, "Ce champ est nécessaire."),
        ({"name": "bench", "seats": 2, "colour": "zzzz"}, "Ce nom n’a pas de sens ici."),
        ({"name": "secretzzzz", "seats": 2}, "La valeur ne respecte pas la règle de ce champ."),
        (["zzzz"], "Un objet JSON est attendu."),
    ],
)
async def test_a_fault_in_a_body_is_told_in_french_and_does_not_repeat_it(web, sent, detail):
    response = await web.post(B, json=sent, headers=FRENCH)

    assert response.json()["detail"] == "Un champ est invalide : voir `errors`."
    assert [error["detail"] for error in response.json()["errors"]] == [detail]
    assert response.headers["content-language"] == "fr"
    assert "zzzz" not in response.text


async def test_a_wrong_choice_lists_the_choices_in_french(web):
    response = await web.get(B, params={"colour": "zzzz"}, headers=FRENCH)

    assert response.json()["errors"][0]["detail"] == "Une de ces valeurs est attendue : 'green' ou 'brown'."


async def test_an_unknown_parameter_is_refused_in_french_with_the_nearest_known_name(web):
    response = await web.get(B, params={"limt": "3"}, headers=FRENCH)

    [error] = response.json()["errors"]
    assert error["detail"] == "Vouliez-vous dire `limit` ? Paramètres connus : `colour`, `limit`."


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("DELETE", B, {}),
        ("GET", B, {"headers": {"accept": "text/html"}}),
        ("GET", f"{B}/7", {"headers": {"if-match": '"old"'}}),
        ("GET", f"{B}/errors/crash", {}),
        ("POST", B, {"content": b"x" * 2_001}),
        ("POST", B, {"content": b"{oops", "headers": {"content-type": "application/json"}}),
        ("POST", B, {"content": b'{"name": "\xff"}', "headers": {"content-type": "application/json"}}),
        ("POST", B, {"content": b"<a/>", "headers": {"content-type": "application/xml"}}),
    ],
)
async def test_what_http_itself_refuses_is_told_in_french(web, method, path, more):
    headers = {**more.pop("headers", {}), **FRENCH}

    response = await web.request(method, path, headers=headers, **more)

    assert response.status_code >= 400
    assert response.headers["content-language"] == "fr"


async def test_the_whole_platform_answers_in_french(http, bearer):
    refused = [
        await http.get("/v1/reports/2026-0302-NOSUCH", headers=FRENCH),
        await http.post("/v1/reports", json={}, headers=FRENCH),
        await http.post("/v1/reports", json={}, headers={**FRENCH, **bearer("datasets:write")}),
        await http.get("/v1/reports", headers={**FRENCH, "authorization": "Bearer plf_nothing"}),
        await http.get("/v1/reports?sort=beauty", headers=FRENCH),
        await http.get("/v1/reports?cursor=beauty", headers=FRENCH),
    ]

    for response in refused[1:]:
        assert response.headers["content-language"] == "fr", response.json()
    assert refused[0].json()["title"] == "Signalement introuvable"


async def test_an_answer_that_is_kept_is_given_to_readers_of_any_language(http):
    french = await http.get("/v1/organizations", headers=FRENCH)
    again = await http.get("/v1/organizations", headers=FRENCH)
    english = await http.get("/v1/organizations")

    assert [one.status_code for one in (french, again, english)] == [200, 200, 200]
    assert french.content == again.content == english.content


async def test_a_refusal_is_kept_for_nobody(http):
    first = await http.get("/v1/organizations/nowhere")
    then = await http.get("/v1/organizations/nowhere", headers=FRENCH)
    at_last = await http.get("/v1/organizations/nowhere")

    assert [one.headers["content-language"] for one in (first, then, at_last)] == ["en", "fr", "en"]
