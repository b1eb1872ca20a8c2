"""The dispatcher applies the town's rules through the public API, tells colleagues what to look at, and never twice."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import ReportChange, ReportIn, ReportOut
from plateforme.consumers.dispatcher.memory import Memory
from plateforme.consumers.dispatcher.run import Dispatched, Orders, dispatch

BASE = "http://plateforme.test"
HERE = (-1.5534, 47.2173)


@pytest.fixture
async def town(http: Any, bearer: Callable[..., dict[str, str]]) -> None:
    """Two teams and two rules of Nantes."""
    headers = bearer("reports:configure")
    for slug, name in (("voirie", "Voirie"), ("proprete", "Propreté")):
        put = await http.put(f"/v1/organizations/nantes/report-teams/{slug}", json={"name": name}, headers=headers)
        assert put.status_code in (200, 201), put.text
    rules = [
        {"title": "Verre", "words": "verre", "team": "proprete"},
        {"title": "Chaussée", "categories": ["pothole"], "team": "voirie"},
    ]
    put = await http.put("/v1/organizations/nantes/report-routing", json={"rules": rules}, headers=headers)
    assert put.status_code in (200, 201), put.text


@pytest.fixture
async def citizens(app: Any, a_key: Callable[..., str], town: None) -> Any:
    async with PlateformeV1(BASE, a_key("reports:write"), transport=httpx.ASGITransport(app)) as api:
        yield api


@pytest.fixture
async def staff(app: Any, a_key: Callable[..., str], citizens: Any) -> Any:
    key = a_key("reports:triage", consumer="dispatcher")
    async with PlateformeV1(BASE, key, transport=httpx.ASGITransport(app)) as api:
        yield api


async def tell(
    api: PlateformeV1, description: str = "Un trou.", *, category: str = "pothole", **more: Any
) -> ReportOut:
    place = {"lon": HERE[0], "lat": HERE[1]} | more
    return await api.create_report(ReportIn(organization="nantes", category=category, description=description, **place))


async def notes(api: PlateformeV1, reference: str) -> list[str | None]:
    return [event.explanation async for event in api.iter_report_events(reference, kind="noted")]


@pytest.fixture
def go(staff: Any, clock: Any) -> Callable[..., Any]:
    async def passage(memory: Memory, **more: Any) -> Dispatched:
        return await dispatch(staff, memory, Orders("nantes", clock.now(), **more))

    return passage


async def test_open_reports_are_assigned_by_the_rules_and_later_ones_as_they_come(citizens, staff, go):
    memory = Memory()
    first = await tell(citizens)

    begun = await go(memory)
    second = await tell(citizens, "Du verre brisé partout.", category="street_cleaning", lon=-1.6)
    third = await tell(citizens, "Un banc cassé.", category="street_furniture", lon=-1.5)
    then = await go(memory)
    again = await go(memory)

    assert begun.assigned == {first.reference: ("voirie", "Chaussée")}
    assert then.assigned == {second.reference: ("proprete", "Verre")}
    assert then.unassigned == [third.reference]
    assert again.assigned == {}
    assert (await staff.get_report(second.reference)).team == "proprete"


async def test_a_team_that_somebody_chose_is_left_alone(citizens, staff, go):
    report = await tell(citizens)
    known = await staff.get_report(report.reference)
    await staff.move_report(report.reference, ReportChange(team="proprete"), if_match=known.etag)

    await go(Memory())

    assert (await staff.get_report(report.reference)).team == "proprete"


async def test_possible_duplicates_are_named_once_in_a_note_that_the_public_does_not_read(
    citizens, go, staff, api, clock
):
    first = await tell(citizens)
    clock.instant += timedelta(minutes=1)
    second = await tell(citizens, "Le même trou.", lon=HERE[0] + 0.0001)
    memory = Memory()

    done = await go(memory)
    await go(memory)
    await go(Memory())  # a memory that was lost writes no note twice

    assert done.proposed == {second.reference: [first.reference]}
    (note,) = await notes(staff, second.reference)
    assert note is not None
    assert first.reference in note
    assert await notes(api, second.reference) == []
    assert (await api.get_report(second.reference)).duplicate_of is None


async def test_a_promise_that_ends_soon_is_warned_of_once_and_again_when_it_is_put_off(citizens, staff, go, clock):
    report = await tell(citizens)
    assert report.expected_at is not None
    memory = Memory()
    early = await go(memory)
    clock.instant = report.expected_at - timedelta(days=1)

    soon, after = await go(memory), await go(memory)
    known = await staff.get_report(report.reference)
    later = report.expected_at + timedelta(days=5)
    await staff.move_report(report.reference, ReportChange(status="planned", expected_at=later), if_match=known.etag)
    clock.instant = later - timedelta(days=1)
    put_off = await go(memory)

    assert [each.warned for each in (early, soon, after, put_off)] == [[], [report.reference], [], [report.reference]]
    assert len(await notes(staff, report.reference)) == 2


async def test_a_promise_that_passed_while_nobody_looked_is_warned_of_once(citizens, staff, go, clock):
    report = await tell(citizens)
    assert report.expected_at is not None
    memory = Memory()
    await go(memory)
    clock.instant = report.expected_at + timedelta(days=10)

    late = await go(memory)
    await go(memory)
    memory.warned.clear()
    memory.passed = None
    await go(memory)  # a memory of before, and one that was lost, write no note twice
    await go(Memory())

    assert late.warned == [report.reference]
    (note,) = await notes(staff, report.reference)
    assert note is not None
    assert "la date est passée" in note


async def test_who_was_warned_before_the_promised_date_is_not_warned_after_it(citizens, staff, go, clock):
    report = await tell(citizens)
    assert report.expected_at is not None
    clock.instant = report.expected_at - timedelta(days=1)
    await go(Memory())
    clock.instant = report.expected_at + timedelta(days=1)

    await go(Memory())

    assert len(await notes(staff, report.reference)) == 1


async def test_a_report_that_was_late_when_it_came_is_warned_of(staff, go, http, bearer, clock):
    memory = Memory()
    await go(memory)
    clock.instant += timedelta(hours=1)
    old = {
        "organization": "nantes",
        "category": "pothole",
        "description": "Un trou.",
        "lon": HERE[0],
        "lat": HERE[1],
        "opened_at": (clock.instant - timedelta(days=200)).isoformat(),
        "client_id": "old-tool:1",
    }
    made = await http.post("/v1/report-imports", json={"reports": [old]}, headers=bearer("reports:triage"))
    assert made.status_code == 200, made.text

    done, again = await go(memory), await go(memory)

    assert done.warned == [made.json()["reports"][0]["reference"]]
    assert again.warned == []


async def test_a_report_whose_words_wait_for_a_review_is_assigned_by_them(citizens, staff, go, api):
    report = await tell(citizens, "Du verre brisé, appelez Jeanne au 06 12 34 56 78." + " Vite." * 300, lon=-1.6)
    assert (await api.get_report(report.reference)).description == ""

    done = await go(Memory())

    assert done.assigned == {report.reference: ("proprete", "Verre")}


async def test_a_new_rule_finds_the_reports_that_had_no_team(citizens, go, http, bearer):
    memory = Memory()
    report = await tell(citizens, "Un banc cassé.", category="street_furniture")
    before = await go(memory)
    known = await http.get("/v1/organizations/nantes/report-routing")
    put = await http.put(
        "/v1/organizations/nantes/report-routing",
        json={"rules": [{"title": "Bancs", "categories": ["street_furniture"], "team": "voirie"}]},
        headers=bearer("reports:configure") | {"If-Match": known.headers["etag"]},
    )
    assert put.status_code == 200, put.text

    after = await go(memory)

    assert before.unassigned == [report.reference]
    assert after.assigned == {report.reference: ("voirie", "Bancs")}


async def test_a_report_that_is_refused_keeps_nobody_waiting_and_is_tried_again(citizens, go, http, bearer, clock):
    teams = "/v1/organizations/nantes/report-teams/voirie"
    headers = bearer("reports:configure")
    body = {"name": "Voirie", "members": ["dispatcher"]}
    etag = (await http.get(teams, headers=headers)).headers["etag"]
    put = await http.put(teams, json=body, headers=headers | {"If-Match": etag})
    assert put.status_code == 200, put.text
    memory = Memory()
    await tell(citizens, "Du verre.")
    clock.instant += timedelta(minutes=1)
    refused = await tell(citizens, "Du verre.")  # its note is for another team to write
    clock.instant += timedelta(minutes=1)
    last = await tell(citizens, lon=-1.7)

    done, again = await go(memory), await go(memory)

    assert last.reference in done.assigned
    assert done.refused[refused.reference] == again.refused[refused.reference] == "not_your_team"


async def test_a_memory_of_another_organization_is_not_taken_for_ones_own(citizens, staff, go, clock, a_key):
    a_key("reports:triage", organization="rennes")
    memory = Memory()
    report = await tell(citizens)
    await dispatch(staff, memory, Orders("rennes", clock.now()))

    done = await go(memory)

    assert report.reference in done.assigned


async def test_a_dry_run_says_what_would_be_done_and_changes_nothing(citizens, staff, go):
    first = await tell(citizens)
    await tell(citizens, lon=HERE[0] + 0.0001)

    done = await go(Memory(), dry_run=True)

    assert done.assigned[first.reference] == ("voirie", "Chaussée")
    assert done.proposed
    assert (await staff.get_report(first.reference)).revision == first.revision


async def test_closed_hidden_and_erased_reports_are_not_dealt_with(citizens, staff, go, http, bearer):
    memory = Memory()
    await go(memory)
    closed, erased = await tell(citizens), await tell(citizens, lon=-1.7)
    known = await staff.get_report(closed.reference)
    ended = ReportChange(status="closed", outcome="fixed", explanation="Rebouché.")
    await staff.move_report(closed.reference, ended, if_match=known.etag)
    gone = await http.delete(
        f"/v1/reports/{erased.reference}?reason=mistake",
        headers=bearer("reports:moderate", "reports:write", "reports:triage") | {"If-Match": f'"{erased.revision}"'},
    )
    assert gone.status_code in (200, 204, 412), gone.text

    done = await go(memory)

    assert closed.reference not in done.assigned
    assert (erased.reference in done.assigned) == (gone.status_code == 412)


def test_a_memory_comes_back_as_it_was_written_and_a_broken_one_is_no_memory(tmp_path: Path):
    path = tmp_path / "deep" / "dispatch.json"
    memory = Memory("place", {"a": "b"}, {"c": ["d"]})
    memory.write(path)

    assert Memory.read(path) == memory
    path.write_text("{half")
    assert Memory.read(path) == Memory()
