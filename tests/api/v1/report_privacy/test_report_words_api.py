import pytest

REPORT = {
    "organization": "nantes",
    "category": "pothole",
    "description": "Un trou. Rappelez Camille au 06 12 34 56 78.",
    "lon": -1.5534,
    "lat": 47.2173,
    "reporter": {"first_name": "Camille", "last_name": "Martin", "email": "camille@example.org"},
}
SECRETS = ("Camille", "Martin", "06 12", "camille@")


@pytest.fixture
def desk(bearer):
    scopes = ("reports:write", "reports:triage", "reports:moderate", "reports:contact")
    return bearer(*scopes, organization="nantes", consumer="desk")


@pytest.fixture
def citizen(bearer, desk):
    return bearer("reports:write", organization="startup", consumer="app")


@pytest.fixture
def stranger(bearer, desk):
    return bearer("reports:write", organization="startup", consumer="other-app")


@pytest.fixture
async def report(http, citizen):
    answer = await http.post("/v1/reports", json=REPORT, headers=citizen)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].removeprefix("http://plateforme.test")


async def tag(http, report, headers):
    return {**headers, "If-Match": (await http.get(report, headers=headers)).headers["etag"]}


async def test_nothing_that_could_name_somebody_is_in_any_public_answer(http, report, clock):
    reference = report.rpartition("/")[2]
    addresses = [report, f"{report}/events", f"{report}/comments", f"{report}/photos", f"{report}/confirmations"]
    addresses += ["/v1/reports", "/v1/reports?q=rappelez", "/v1/changes", f"/v1/reports?q={reference}"]
    addresses += ["/v1/reports?format=geojson", "/v1/reports/nearby?lon=-1.5534&lat=47.2173"]
    addresses += ["/open311/v2/requests.json", "/open311/v2/requests.xml", f"/open311/v2/requests/{reference}.json"]

    answers = [await http.get(address) for address in addresses]

    assert {answer.status_code for answer in answers} == {200}
    assert [
        (address, secret)
        for address, answer in zip(addresses, answers, strict=True)
        for secret in SECRETS
        if secret in answer.text
    ] == []


async def test_the_text_waits_in_the_queue_and_is_public_once_it_is_redacted(http, report, desk):
    (waiting,) = (await http.get("/v1/report-reviews", headers=desk)).json()["items"]
    assert waiting["proposed"] == "Un trou. Rappelez [nom masqué] au [numéro de téléphone masqué]."

    address = waiting["links"]["decision"]
    decided = await http.patch(address, json={"decision": "redact"}, headers=await tag(http, report, desk))

    assert (decided.status_code, decided.json()["text_status"]) == (200, "redacted")
    assert (await http.get(report)).json()["description"] == waiting["proposed"]
    assert (await http.get("/v1/report-reviews", headers=desk)).json()["items"] == []


async def test_the_queue_is_for_moderators_and_no_cache_keeps_it(http, desk, citizen):
    assert (await http.get("/v1/report-reviews")).status_code == 401
    assert (await http.get("/v1/report-reviews", headers=citizen)).json()["code"] == "insufficient_scope"
    assert (await http.get("/v1/report-reviews", headers=desk)).headers["cache-control"] == "no-store"


async def test_a_decision_needs_the_revision_that_was_read(http, report, desk):
    blind = await http.patch(f"{report}/text", json={"decision": "publish"}, headers=desk)
    stale = await http.patch(f"{report}/text", json={"decision": "publish"}, headers={**desk, "If-Match": '"99-0.1.0"'})

    assert (blind.status_code, stale.status_code) == (428, 412)


async def test_a_key_of_another_town_decides_nothing(http, report, bearer):
    rennes = bearer("reports:write", "reports:triage", "reports:moderate", organization="rennes", consumer="rennes")

    answer = await http.patch(f"{report}/text", json={"decision": "publish"}, headers=await tag(http, report, rennes))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_organization")


async def test_an_author_redacts_their_own_text(http, report, citizen, stranger):
    refused = await http.put(f"{report}/text", json={"text": "Trou."}, headers=await tag(http, report, stranger))
    done = await http.put(f"{report}/text", json={"text": "Trou."}, headers=await tag(http, report, citizen))

    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours_to_decide")
    assert (done.status_code, (await http.get(report)).json()["description"]) == (200, "Trou.")


async def test_what_is_refused_is_said_in_french_and_never_repeats_what_was_sent(http, report, desk):
    headers = {**await tag(http, report, desk), "Accept-Language": "fr"}

    answer = await http.patch(f"{report}/text", json={"decision": "publish", "text": "Camille"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "decision_invalid")
    assert answer.json()["errors"][0]["detail"] == "Seul `redact` prend un texte ; retirez-le."
    assert "Camille" not in answer.text


async def test_a_text_can_be_tried_before_it_is_sent(http, citizen):
    body = {"text": "Je suis camille, 06 12 34 56 78", "names": ["Camille"]}

    answer = await http.post("/v1/report-text-previews", json=body, headers=citizen)

    assert answer.json()["proposed"] == "Je suis [nom masqué], [numéro de téléphone masqué]"
    assert not answer.json()["is_public_at_once"]
    assert [finding["kind"] for finding in answer.json()["findings"]] == ["name", "phone"]


async def test_a_hidden_report_is_missing_for_the_public_until_it_is_shown_again(http, report, desk):
    body = {"visibility": "hidden", "reason": "Mise en cause"}

    hidden = await http.put(f"{report}/visibility", json=body, headers=await tag(http, report, desk))

    assert (hidden.status_code, hidden.json()["visibility"]) == (200, "hidden")
    assert (await http.get(report)).status_code == 404
    assert [item["action"] for item in (await http.get("/v1/changes")).json()["items"]][-1] == "deleted"
    shown = {"visibility": "public", "reason": "Erreur"}
    again = await http.put(f"{report}/visibility", json=shown, headers=await tag(http, report, desk))
    assert (again.status_code, (await http.get(report)).status_code) == (200, 200)
    assert "Mise en cause" not in (await http.get(f"{report}/events")).text


async def test_a_wish_for_removal_is_answered_by_the_organization(http, report, desk, stranger, citizen):
    wish = {"subject": "report", "reason": "false", "explanation": "Il n’y a pas de trou."}
    asked = await http.post(f"{report}/removal-requests", json=wish, headers=stranger)
    assert asked.status_code == 201, asked.text
    waiting = (await http.get("/v1/report-reviews?subject=removal", headers=desk)).json()["items"][0]
    assert (waiting["about"], waiting["reason"]) == ("report", "false")

    answer = {"decision": "refused", "answer": "Une équipe l’a vu."}
    done = await http.patch(waiting["links"]["decision"], json=answer, headers=desk)

    assert (done.status_code, done.json()["status"]) == (200, "refused")
    assert (await http.get(asked.headers["location"], headers=stranger)).json()["answer"] == "Une équipe l’a vu."
    again = await http.patch(waiting["links"]["decision"], json=answer, headers=desk)
    assert (again.status_code, again.json()["code"]) == (409, "removal_request_settled")


# --- comments and voices -------------------------------------------------------------------------------------------


async def test_a_comment_is_read_by_all_once_it_was_looked_at(http, report, desk, stranger):
    sent = await http.post(f"{report}/comments", json={"text": "Toujours là"}, headers=stranger)
    assert (sent.status_code, sent.json()["status"]) == (201, "in_review")
    assert (await http.get(f"{report}/comments")).json()["items"] == []

    await http.patch(f"{report}/comments/1", json={"decision": "publish"}, headers=desk)

    (item,) = (await http.get(f"{report}/comments")).json()["items"]
    assert (item["text"], item["private"], item["is_official"]) == ("Toujours là", None, False)
    assert (await http.get(report)).json()["comments"] == 1


async def test_sending_a_comment_again_costs_nothing(http, report, stranger):
    body = {"text": "Toujours là", "client_id": "phone-0001"}

    first, again = [await http.post(f"{report}/comments", json=body, headers=stranger) for _ in range(2)]

    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())


async def test_each_person_confirms_once(http, report, citizen, stranger):
    for person, status in (("person-0001", 201), ("person-0001", 200), ("person-0002", 201)):
        answer = await http.post(f"{report}/confirmations", json={"client_id": person}, headers=stranger)
        assert answer.status_code == status
    await http.delete(f"{report}/confirmations/person-0002", headers=stranger)

    assert (await http.get(f"{report}/confirmations")).json()["confirmations"] == 1
    assert (await http.get(report)).json()["confirmations"] == 1


# --- contact, erasure, retention -----------------------------------------------------------------------------------


async def test_the_contact_is_for_those_with_the_scope_and_reading_leaves_a_trace(http, report, desk, citizen, bearer):
    before = (await http.get(report)).headers["etag"]
    assert (await http.get(f"{report}/reporter", headers=citizen)).status_code == 403

    found = await http.get(f"{report}/reporter", headers=desk)

    assert (found.json()["email"], found.headers["cache-control"]) == ("camille@example.org", "no-store")
    kinds = [item["kind"] for item in (await http.get(f"{report}/events", headers=desk)).json()["items"]]
    assert kinds == ["opened", "contact_read"]
    assert [item["kind"] for item in (await http.get(f"{report}/events")).json()["items"]] == ["opened"]
    assert (await http.get(report)).headers["etag"] == before


async def test_a_person_is_forgotten_at_their_wish(http, report, desk, citizen):
    assert (await http.delete(f"{report}/reporter", headers=citizen)).status_code == 204

    gone = await http.get(f"{report}/reporter", headers=desk)

    assert (gone.status_code, gone.json()["code"]) == (404, "reporter_not_found")


async def test_an_erased_report_is_gone_everywhere_and_leaves_a_tombstone(http, report, citizen, stranger):
    refused = await http.delete(f"{report}?reason=mistake", headers=await tag(http, report, stranger))
    erased = await http.delete(f"{report}?reason=author_request", headers=await tag(http, report, citizen))

    assert (refused.status_code, erased.status_code) == (403, 204)
    assert [
        (await http.get(f"{report}{below}")).status_code
        for below in ("", "/events", "/comments", "/photos", "/confirmations")
    ] == [410] * 5
    last = (await http.get("/v1/changes")).json()["items"][-1]
    assert (last["action"], last["reason"]) == ("deleted", "author_request")
    for headers in (citizen, stranger):
        answer = await http.post(f"{report}/comments", json={"text": "Encore"}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (410, "report_erased")


async def test_a_telephone_that_sends_an_erased_report_again_does_not_bring_it_back(http, citizen):
    body = {**REPORT, "client_id": "phone-0001"}
    report = (await http.post("/v1/reports", json=body, headers=citizen)).headers["location"]
    await http.delete(f"{report}?reason=author_request", headers=await tag(http, report, citizen))

    again = await http.post("/v1/reports", json=body, headers=citizen)

    assert (again.status_code, again.json()["code"]) == (410, "report_erased")


async def test_an_erasure_says_why_in_a_word_that_names_nobody(http, report, citizen):
    answer = await http.delete(f"{report}?reason=Camille", headers=await tag(http, report, citizen))

    assert answer.status_code in {400, 422}
    assert "Camille" not in answer.text


async def test_anybody_reads_how_long_things_are_kept(http, desk):
    told = (await http.get("/v1/report-retention?organization=nantes")).json()

    assert {rule["what"]: rule["days"] for rule in told["rules"]} == dict.fromkeys(
        ("contact", "texts", "photos", "voices", "requests", "hidden"), 365
    )
    assert (told["open_days"], told["draft_days"]) == (1095, 30)
    assert (await http.get("/v1/report-retention?organization=nowhere")).status_code == 404
