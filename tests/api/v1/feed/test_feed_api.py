"""Following what changes, as anybody does, and as those who work on reports do."""

from datetime import timedelta

import pytest

from plateforme.domains.changes.reading import forget_old_changes

POTHOLE = {"organization": "nantes", "category": "pothole", "description": "Trou", "lon": -1.5534, "lat": 47.2173}
CLOSE = {"status": "closed", "outcome": "fixed", "explanation": "Rebouché ce matin."}


@pytest.fixture
def roads(bearer):
    scopes = ("reports:write", "reports:triage", "reports:moderate")
    return bearer(*scopes, organization="nantes", consumer="roads")


@pytest.fixture
def citizen(bearer, roads):
    return bearer("reports:write", organization="startup", consumer="app")


@pytest.fixture
def send(http, citizen):
    """Make a report, and give its address."""

    async def sent(**changes):
        answer = await http.post("/v1/reports", json=POTHOLE | changes, headers=citizen)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"]

    return sent


@pytest.fixture
def change(http, roads):
    """Change a report as the town would, whatever its tag."""

    async def changed(method, path, body=None, key=None):
        answer = await http.request(method, path, json=body, headers={**(key or roads), "If-Match": "*"})
        assert answer.status_code < 300, answer.text

    return changed


async def feed(http, asked="", key=None):
    """What the feed tells: which report, what happened, which entry; and where to go on."""
    answer = await http.get(f"/v1/changes?{asked}", headers=key or {})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return [(one["subject"], one["action"], one["event"]) for one in body["items"]], body["next"], body["has_more"]


def name(path):
    return path.rsplit("/", 1)[1]


async def test_everything_public_is_told_in_order(http, send, change):
    first, second = await send(), await send()
    await change("PATCH", first, CLOSE)

    told, _, has_more = await feed(http)

    assert (told, has_more) == (
        [
            (name(first), "created", "opened"),
            (name(second), "created", "opened"),
            (name(first), "updated", "moved"),
        ],
        False,
    )
    item = (await http.get("/v1/changes")).json()["items"][2]
    assert (item["kind"], item["number"], item["organization"], item["is_public"]) == ("report", 2, "nantes", True)
    assert item["links"]["subject"] == first


async def test_whoever_starts_now_is_told_what_comes_next(http, send):
    await send()
    nothing, place, _ = await feed(http, "since=latest")
    later = await send()

    assert nothing == []
    assert [one[0] for one in (await feed(http, f"since={place}"))[0]] == [name(later)]


async def test_an_empty_feed_has_a_latest_place_too(http, send):
    _, place, _ = await feed(http, "since=latest")
    made = await send()

    assert [one[0] for one in (await feed(http, f"since={place}"))[0]] == [name(made)]


async def test_steps_of_any_size_tell_the_same(http, send):
    made = [name(await send()) for _ in range(5)]

    seen, asked, has_more = [], "limit=2", True
    while has_more:
        told, place, has_more = await feed(http, asked)
        seen += [one[0] for one in told]
        asked = f"limit=2&since={place}"

    assert seen == made
    assert (await feed(http, asked))[0] == []
    assert len((await feed(http, "limit=0"))[0]) == 1
    assert len((await feed(http, "limit=99999"))[0]) == 5


async def test_one_may_follow_one_organization(http, send):
    made = await send()

    assert [one[0] for one in (await feed(http, "organization=nantes&kind=report"))[0]] == [name(made)]
    told, place, _ = await feed(http, "organization=reze")
    assert told == []
    assert (await feed(http, f"since={place}"))[0] == []  # what was not asked for is passed over


async def test_notes_are_told_to_those_who_work_there(http, send, change, citizen, roads, bearer):
    made = await send()
    await change("POST", f"{made}/notes", {"text": "Grille commandée."})
    other = bearer("reports:triage", organization="reze", consumer="reze")

    seen = [[one[2] for one in (await feed(http, key=key))[0]] for key in (None, citizen, other, roads)]

    assert seen == [["opened"]] * 3 + [["opened", "noted"]]
    assert "Grille" not in (await http.get("/v1/changes", headers=roads)).text


async def test_a_draft_is_told_to_nobody_before_it_is_complete(http, send, change, citizen, roads):
    draft = await send(is_draft=True)
    assert (await feed(http, key=roads))[0] == []

    await change("PATCH", f"{draft}/content", {}, key=citizen)

    assert (await feed(http))[0] == [(name(draft), "created", "completed")]


async def test_a_hidden_report_leaves_a_tombstone_and_comes_back(http, send, change, roads):
    made = await send()
    await change("PUT", f"{made}/visibility", {"visibility": "hidden", "reason": "Vérification"})
    await change("PATCH", made, CLOSE)
    hidden, place, _ = await feed(http)
    await change("PUT", f"{made}/visibility", {"visibility": "public", "reason": "Vérifié"})

    assert [one[1] for one in hidden] == ["created", "deleted"]
    assert {one[1] for one in (await feed(http, f"since={place}"))[0]} == {"updated"}
    assert "moved" in [one[2] for one in (await feed(http, key=roads))[0]]


async def test_an_erased_report_leaves_a_tombstone_that_says_why(http, send, change, citizen):
    made = await send()
    await change("DELETE", f"{made}?reason=author_request", key=citizen)

    last = (await http.get("/v1/changes")).json()["items"][-1]
    assert (last["subject"], last["action"], last["reason"]) == (name(made), "deleted", "author_request")
    assert last["links"]["subject"] is None
    assert (await http.get(made)).status_code == 410


async def test_a_place_that_is_too_old_is_gone_and_says_how_to_start_again(http, send, clock, database):
    await send()
    _, old, _ = await feed(http)
    clock.instant += timedelta(days=300)
    await send()
    _, recent, _ = await feed(http)
    clock.instant += timedelta(days=100)
    await send()
    clock.instant += timedelta(days=270)

    assert forget_old_changes(database, days=365, now=clock.now()) == 1
    gone = await http.get(f"/v1/changes?since={old}", headers={"Accept-Language": "fr"})

    assert (gone.status_code, gone.json()["code"]) == (410, "feed_cursor_expired")
    assert gone.json()["detail"].startswith("Les changements qui suivent ce curseur ne sont plus gardés.")
    assert "since=latest" in gone.json()["detail"]
    assert len((await feed(http, f"since={recent}"))[0]) == 1


@pytest.mark.parametrize("asked", ["since=abc", "since=", "kind=dragon", "organization=A%20b", "limit=x", "colour=red"])
async def test_a_bad_question_is_refused(http, asked):
    answer = await http.get(f"/v1/changes?{asked}")

    assert answer.status_code == 400, answer.text


async def test_the_cursor_of_a_list_is_no_place_in_the_feed(http, send):
    await send()
    await send()
    following = (await http.get("/v1/reports?limit=1")).json()["links"]["next"]
    cursor = following.split("cursor=")[1].split("&")[0]

    assert (await http.get(f"/v1/changes?since={cursor}")).status_code == 400


async def test_nobody_between_us_and_a_follower_may_answer_with_what_was_true_before(http, send):
    before = await http.get("/v1/changes")
    again = {"If-None-Match": before.headers["etag"]}
    assert before.headers["cache-control"] == "public, no-cache"
    assert (await http.get("/v1/changes", headers=again)).status_code == 304

    await send()

    assert (await http.get("/v1/changes", headers=again)).status_code == 200
