"""The contract of a dataset: numbered schemas, the gate before what breaks, the notice after it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests.api.v1.versions.conftest import PATH, THREE_COLUMNS, TWO_COLUMNS, WITHOUT_NAME

DAY = 86_400


@pytest.fixture
def accept(http, producer):
    async def send(publication: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
        address = f"{PATH}/publications/{publication['id']}/acceptance"
        return await http.post(address, headers=producer if headers is None else headers)

    return send


@pytest.fixture
def schemas(http):
    async def read() -> list[tuple[str, str]]:
        answer = await http.get(f"{PATH}/schema-versions", headers={"Cache-Control": "no-cache"})
        items = answer.json()["items"]
        return [(item["number"], item["status"]) for item in items]

    return read


async def test_a_column_more_is_a_minor_number_and_a_column_less_waits(http, publish, schemas):
    await publish(TWO_COLUMNS)
    await publish(THREE_COLUMNS)

    told = await publish(WITHOUT_NAME)

    assert (told["state"], told["version"], told["finished_at"]) == ("waiting", None, None)
    assert [(change["kind"], change["column"]) for change in told["schema_changes"]] == [("column_removed", "nom")]
    assert await schemas() == [("2.0.0", "proposed"), ("1.1.0", "current"), ("1.0.0", "superseded")]
    assert (await http.get(f"{PATH}/rows")).headers["Plateforme-Version"] == "2"
    assert (await http.get(PATH)).json()["schema_version"] == "1.1.0"


async def test_acceptance_is_for_the_producer_and_happens_once(http, publish, accept, bearer):
    await publish(THREE_COLUMNS)
    waiting = await publish(WITHOUT_NAME)
    stranger = bearer("datasets:write", organization="rennes")

    refused = [(await accept(waiting, {})).status_code, (await accept(waiting, stranger)).status_code]
    accepted, again = await accept(waiting), await accept(waiting)

    assert refused == [401, 403]
    assert (accepted.status_code, accepted.json()["state"], accepted.json()["version"]) == (200, "published", 2)
    assert again.json() == accepted.json()
    assert (await http.get(f"{PATH}/rows")).json()["items"] == [
        {"id": 1, "ville": "Nantes"},
        {"id": 2, "ville": "Nantes"},
    ]


async def test_an_earlier_schema_stays_readable_with_its_end_in_the_headers_and_then_is_gone(
    http, publish, accept, schemas, clock, later
):
    await publish(THREE_COLUMNS)
    later(days=1)
    await accept(await publish(WITHOUT_NAME))
    since, until = int(clock.now().timestamp()), clock.now() + timedelta(days=90)

    for asked in ("schema=1", "schema=1.0.0", "version=1", "as_of=2026-03-02"):
        old = await http.get(f"{PATH}/rows?{asked}")
        assert old.headers["Deprecation"] == f"@{since}"
        assert old.headers["Sunset"] == f"{until:%a, %d %b %Y %H:%M:%S} GMT"
        assert f'{PATH}/schema-versions>; rel="deprecation"' in old.headers["Link"]
        assert f'{PATH}/rows>; rel="successor-version"' in old.headers["Link"]
        assert "nom" in old.json()["items"][0]
    assert "Deprecation" not in (await http.get(f"{PATH}/rows")).headers
    assert await schemas() == [("2.0.0", "current"), ("1.0.0", "deprecated")]

    later(days=90)
    gone = await http.get(f"{PATH}/rows?schema=1", headers={"Cache-Control": "no-cache"})
    assert (gone.status_code, gone.json()["code"]) == (410, "schema_retired")
    assert "version=1" in gone.json()["detail"]
    assert (await http.get(f"{PATH}/schema?schema=1")).status_code == 410
    assert (await http.get(f"{PATH}/rows?version=1")).status_code == 200
    assert await schemas() == [("2.0.0", "current"), ("1.0.0", "retired")]


async def test_a_dataset_may_refuse_what_breaks(http, producer, publish):
    headers = producer | {"If-Match": (await http.get(PATH)).headers["ETag"]}
    changed = await http.patch(PATH, json={"breaking_changes": "refuse"}, headers=headers)
    await publish(THREE_COLUMNS)

    told = await publish(WITHOUT_NAME)

    assert changed.status_code == 200
    assert (told["state"], told["problem"]["code"]) == ("rejected", "breaking_changes")
    assert "nom is gone" in told["problem"]["detail"]


async def test_a_form_may_accept_what_breaks_beforehand(publish):
    await publish(THREE_COLUMNS)

    told = await publish(WITHOUT_NAME, accept_breaking="true")

    assert (told["state"], told["version"]) == ("published", 2)


async def test_what_breaks_more_since_it_was_told_waits_again(publish, accept, schemas):
    await publish(TWO_COLUMNS)
    waiting = await publish(WITHOUT_NAME)
    assert [change["kind"] for change in waiting["schema_changes"]] == ["column_renamed"]
    await publish(b"id,nom,ville,surface\n1,Jardin des plantes,Nantes,7\n")

    first = (await accept(waiting)).json()
    second = (await accept(waiting)).json()

    assert (first["state"], second["state"]) == ("waiting", "published")
    assert {change["column"] for change in first["schema_changes"] if change["breaking"]} == {"nom", "surface"}
    assert (await schemas())[0] == ("2.0.0", "current")


async def test_a_later_publication_does_not_wait_for_one_that_waits(publish):
    await publish(THREE_COLUMNS)
    await publish(WITHOUT_NAME)

    told = await publish(THREE_COLUMNS.replace(b"Proce", b"la Gaudiniere"))

    assert (told["state"], told["version"]) == ("published", 2)


async def test_only_what_waits_can_be_accepted_and_what_is_cancelled_does_not(http, publish, producer, accept):
    rejected = await publish(b"%PDF-1.7\n")
    await publish(THREE_COLUMNS)
    waiting = await publish(WITHOUT_NAME)
    cancelled = await http.post(f"{PATH}/publications/{waiting['id']}/cancellation", headers=producer)

    answers = [await accept(rejected), await accept(waiting), await accept({"id": "01KNS3V4GZ8Q2W7R5T9Y1A3B5C"})]

    assert cancelled.status_code < 300, cancelled.text
    codes = [(answer.status_code, answer.json()["code"]) for answer in answers]
    assert codes == [(409, "not_waiting"), (409, "not_waiting"), (404, "publication_not_found")]


async def test_two_who_accept_at_once_publish_once(http, publish, accept):
    await publish(THREE_COLUMNS)
    waiting = await publish(WITHOUT_NAME)

    answers = await asyncio.gather(*[accept(waiting) for _ in range(4)])

    assert {(answer.status_code, answer.json()["version"]) for answer in answers} == {(200, 2)}
    assert (await http.get(f"{PATH}/versions?count=exact")).json()["count"]["value"] == 2


async def test_types_that_inference_reads_differently_count_too(publish):
    await publish(b"id,code\n1,12\n2,13\n")

    told = await publish(b"id,code\n1,12\n2,2A\n")

    assert told["state"] == "waiting"
    assert told["schema_changes"][0]["kind"] == "column_retyped"


async def test_the_policies_of_a_dataset_are_checked(http, producer):
    headers = producer | {"If-Match": (await http.get(PATH)).headers["ETag"]}
    wrong = [{"breaking_changes": "never"}, {"notice_days": -1}, {"notice_days": None}, {"keep_versions": 0}]

    answers = [await http.patch(PATH, json=body, headers=headers) for body in wrong]
    right = await http.patch(PATH, json={"notice_days": 7, "keep_versions": 3, "keep_days": 0}, headers=headers)

    assert [answer.status_code for answer in answers] == [422] * 4
    told = {name: right.json()[name] for name in ("breaking_changes", "notice_days", "keep_versions", "keep_days")}
    assert told == {"breaking_changes": "ask", "notice_days": 7, "keep_versions": 3, "keep_days": 0}
