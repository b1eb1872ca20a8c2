"""Taking a version back, undoing that, and going back to earlier content."""

import pytest
from tests.api.v1.versions.conftest import PATH, THREE_COLUMNS, TWO_COLUMNS, WITHOUT_NAME

REASON = {"reason": "La colonne nom contenait des personnes."}
OTHER = b"id,nom\n1,Jardin des plantes\n3,Parc du Grand-Blottereau\n"


@pytest.fixture
def withdraw(http, producer):
    async def send(number, headers=None, body=None):
        address = f"{PATH}/versions/{number}/withdrawal"
        return await http.post(address, json=body or REASON, headers=producer if headers is None else headers)

    return send


@pytest.fixture
def restore(http, producer):
    async def send(**body):
        return await http.post(f"{PATH}/versions", json=body, headers=producer)

    return send


async def test_withdrawing_is_for_the_producer_and_needs_a_reason(withdraw, publish, bearer):
    await publish(TWO_COLUMNS)
    stranger = bearer("datasets:write", organization="rennes")

    answers = [
        await withdraw(1, {}),
        await withdraw(1, stranger),
        await withdraw(1, body={"reason": "  x  "}),
        await withdraw(7),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 422, 404]


async def test_a_withdrawn_version_tells_why_wherever_it_is_asked_for(http, publish, withdraw, later):
    await publish(TWO_COLUMNS)
    later(days=1)
    await publish(OTHER)
    before = (await http.get(f"{PATH}/rows")).json()

    taken = await withdraw(2)

    assert (taken.status_code, taken.json()["is_current"]) == (200, False)
    assert taken.json()["withdrawn_reason"] == REASON["reason"]
    for where in ("rows", "rows/1", "exports/csv", "exports/parquet"):
        gone = await http.get(f"{PATH}/{where}?version=2")
        assert (gone.status_code, gone.json()["code"]) == (410, "version_withdrawn")
        assert REASON["reason"] in gone.json()["detail"]
    listed = (await http.get(f"{PATH}/versions")).json()["items"]
    assert [(one["number"], one["is_current"], one["withdrawn_at"] is None) for one in listed] == [
        (2, False, False),
        (1, True, True),
    ]
    assert before["items"] != (await http.get(f"{PATH}/rows")).json()["items"]


async def test_the_newest_that_can_be_read_becomes_current_and_numbers_are_never_used_again(
    http, publish, withdraw, later, clock
):
    first = clock.now()
    await publish(TWO_COLUMNS)
    later(days=1)
    await publish(OTHER)
    await withdraw(2)

    dataset = (await http.get(PATH)).json()
    moments = await http.get(f"{PATH}/rows?as_of=2030-01-01")
    again = await publish(OTHER)

    assert (dataset["version"], dataset["rows"]) == (1, 2)
    assert dataset["updated_at"] == f"{first:%Y-%m-%dT%H:%M:%SZ}"
    assert moments.headers["Plateforme-Version"] == "1"
    assert (again["state"], again["version"]) == ("published", 3)


async def test_a_withdrawal_can_be_undone(http, producer, publish, withdraw, later):
    await publish(TWO_COLUMNS)
    later(days=1)
    await publish(OTHER)
    await withdraw(2)

    back = [await http.delete(f"{PATH}/versions/2/withdrawal", headers=producer) for _ in range(2)]

    assert [(one.status_code, one.json()["is_current"], one.json()["withdrawn_at"]) for one in back] == [
        (200, True, None)
    ] * 2
    assert (await http.get(f"{PATH}/rows")).headers["Plateforme-Version"] == "2"


async def test_a_final_withdrawal_cannot_be_undone(http, producer, publish, withdraw, later):
    await publish(TWO_COLUMNS)
    later(days=1)
    await publish(OTHER)

    taken = await withdraw(2, body={**REASON, "is_final": True})
    back = await http.delete(f"{PATH}/versions/2/withdrawal", headers=producer)

    assert (taken.status_code, taken.json()["pruned_at"] is None) == (200, False)
    assert (back.status_code, back.json()["code"]) == (410, "version_pruned")
    gone = await http.get(f"{PATH}/rows?version=2")
    assert (gone.status_code, gone.json()["code"]) == (410, "version_withdrawn")


async def test_a_dataset_of_which_everything_is_withdrawn_says_so_and_keeps_its_contract(
    http, publish, withdraw, producer
):
    await publish(THREE_COLUMNS)
    await withdraw(1)

    nothing = await http.get(f"{PATH}/rows")
    dataset = (await http.get(PATH)).json()
    told = await publish(WITHOUT_NAME)

    assert (nothing.status_code, nothing.json()["code"]) == (404, "nothing_published")
    assert "withdrawn" in nothing.json()["detail"]
    assert (dataset["version"], dataset["rows"], dataset["schema_version"]) == (None, None, None)
    assert told["state"] == "waiting"


async def test_withdrawing_a_new_major_ends_the_notice_of_the_one_before(http, publish, withdraw, later):
    await publish(THREE_COLUMNS)
    later(days=1)
    await publish(WITHOUT_NAME, accept_breaking="true")
    await withdraw(2)

    items = (await http.get(f"{PATH}/schema-versions")).json()["items"]
    third = await publish(WITHOUT_NAME, accept_breaking="true")

    assert [(item["number"], item["status"], item["sunset_at"]) for item in items] == [
        ("2.0.0", "withdrawn", None),
        ("1.0.0", "current", None),
    ]
    assert third["version"] == 3
    assert (await http.get(f"{PATH}/rows")).headers["Plateforme-Schema-Version"] == "3.0.0"


async def test_earlier_content_becomes_current_again_as_a_new_version(http, publish, restore, later):
    await publish(TWO_COLUMNS)
    await publish(OTHER)
    later(days=1)

    made = await restore(from_version=1)

    assert (made.status_code, made.json()["number"], made.json()["is_current"]) == (201, 3, True)
    assert made.headers["Location"].endswith("/versions/3")
    digests = [(await http.get(f"{PATH}/versions/{number}")).json()["digest"] for number in (1, 3)]
    assert digests[0] == digests[1]
    assert (await http.get(f"{PATH}/rows?version=2")).status_code == 200


async def test_going_back_passes_the_gate_too(http, publish, restore, withdraw):
    await publish(WITHOUT_NAME)
    await publish(THREE_COLUMNS)

    gate = await restore(from_version=1)
    current = await restore(from_version=2)
    accepted = await restore(from_version=1, accept_breaking=True)
    await withdraw(2)
    withdrawn = await restore(from_version=2)

    assert (gate.status_code, gate.json()["code"]) == (409, "breaking_changes")
    assert (current.status_code, current.json()["code"]) == (409, "already_current")
    assert (accepted.status_code, accepted.json()["schema_version"]) == (201, "2.0.0")
    assert (withdrawn.status_code, withdrawn.json()["code"]) == (410, "version_withdrawn")


async def test_a_walk_does_not_go_on_over_a_version_that_was_withdrawn(http, publish, withdraw):
    await publish(TWO_COLUMNS)
    following = (await http.get(f"{PATH}/rows?limit=1")).json()["links"]["next"]
    await withdraw(1)

    gone = await http.get(following)

    assert (gone.status_code, gone.json()["code"]) == (410, "version_withdrawn")
