"""The dataset of reports says what the reports say, also after they change, move out of sight or are erased."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import ReportChange, ReportIn, ReportOut
from plateforme.consumers.mirror import run
from plateforme.consumers.mirror.memory import read_place, write_place
from plateforme.consumers.mirror.run import Mirrored, Wanted, mirror

BASE = "http://plateforme.test"


@pytest.fixture
async def town(app: Any, a_key: Callable[..., str]) -> Any:
    key = a_key("reports:write", "reports:triage", "reports:moderate")
    async with PlateformeV1(BASE, key, transport=httpx.ASGITransport(app)) as api:
        yield api


@pytest.fixture
async def publisher(app: Any, a_key: Callable[..., str]) -> Any:
    key = a_key("datasets:write", consumer="mirror")
    async with PlateformeV1(BASE, key, transport=httpx.ASGITransport(app)) as api:
        yield api


async def tell(api: PlateformeV1, description: str = "Un trou.", **more: Any) -> ReportOut:
    place: dict[str, Any] = {"lon": -1.5534, "lat": 47.2173} | more
    return await api.create_report(
        ReportIn(organization="nantes", category="pothole", description=description, **place)
    )


async def rows(api: PlateformeV1) -> dict[str, dict[str, Any]]:
    return {str(row["reference"]): row async for row in api.iter_rows("signalements")}


async def go(api: PlateformeV1, place: str | None, **more: Any) -> Mirrored:
    return await mirror(api, Wanted("signalements", "nantes", **more), place=place)


async def test_everything_comes_first_then_what_changed(town, publisher):
    first = await tell(town)
    begun = await go(publisher, None)
    second = await tell(town, "Appelez le 06 12 34 56 78.")
    known = await town.get_report(first.reference)
    ended = ReportChange(status="closed", outcome="fixed", explanation="Rebouché.")
    await town.move_report(first.reference, ended, if_match=known.etag)

    then = await go(publisher, begun.place)
    again = await go(publisher, then.place)

    found = await rows(publisher)
    assert (begun.added, begun.is_whole) == (1, True)
    assert (then.added, then.changed, then.removed, then.is_whole) == (1, 1, 0, False)
    assert (again.added, again.changed, again.removed, again.version) == (0, 0, 0, then.version)
    assert (found[first.reference]["status"], found[first.reference]["outcome"]) == ("closed", "fixed")
    assert found[second.reference]["description"] in ("", None)  # held back until a human has read it
    assert set(found) == {first.reference, second.reference}


async def test_what_is_hidden_or_erased_is_deleted_here_too(town, publisher, http, bearer):
    hidden, erased, kept = [await tell(town, lon=-1.5 - n / 100) for n in range(3)]
    begun = await go(publisher, None)
    keys = bearer("reports:moderate", "reports:triage", "reports:write")
    for reference, method, path, body in (
        (hidden.reference, "PUT", "/visibility", {"visibility": "hidden", "reason": "Injures."}),
        (erased.reference, "DELETE", "?reason=mistake", None),
    ):
        etag = (await http.get(f"/v1/reports/{reference}", headers=keys)).headers["etag"]
        done = await http.request(
            method, f"/v1/reports/{reference}{path}", json=body, headers=keys | {"If-Match": etag}
        )
        assert done.status_code < 300, done.text

    then = await go(publisher, begun.place)

    assert then.removed == 2
    assert set(await rows(publisher)) == {kept.reference}
    past = await http.get(f"/v1/datasets/signalements/rows?version={begun.version}")
    assert (past.status_code, past.json()["code"]) == (410, "version_withdrawn")


async def test_what_was_erased_cannot_be_brought_back_by_undoing_a_withdrawal(town, publisher, http, bearer):
    erased, _ = await tell(town), await tell(town, lon=-1.6)
    begun = await go(publisher, None)
    keys = bearer("reports:moderate", "reports:triage", "reports:write")
    etag = (await http.get(f"/v1/reports/{erased.reference}", headers=keys)).headers["etag"]
    await http.delete(f"/v1/reports/{erased.reference}?reason=personal_data", headers=keys | {"If-Match": etag})

    await go(publisher, begun.place)

    headers = bearer("datasets:write", consumer="mirror-keeper")
    back = await http.delete(f"/v1/datasets/signalements/versions/{begun.version}/withdrawal", headers=headers)
    assert (back.status_code, back.json()["code"]) == (410, "version_pruned")


async def test_words_said_about_a_report_are_no_column_so_the_past_stays_when_they_are_redacted(
    town, publisher, http, bearer
):
    report = await tell(town)
    known = await town.get_report(report.reference)
    ended = ReportChange(status="closed", outcome="fixed", explanation="Vu avec Madame Zorglub.")
    await town.move_report(report.reference, ended, if_match=known.etag)
    begun = await go(publisher, None)
    keys = bearer("reports:moderate", "reports:triage")
    body = {"text": "Vu.", "reason": "Nom d’une riveraine."}
    done = await http.patch(f"/v1/reports/{report.reference}/events/2", json=body, headers=keys)
    assert done.status_code == 200, done.text

    then = await go(publisher, begun.place)

    assert "Zorglub" not in str(await rows(publisher))
    assert not await is_withdrawn(http, begun.version)
    assert then.removed == 0


async def test_made_up_reports_stay_out_unless_they_are_asked_for(town, publisher):
    await tell(town, sample=True)

    nothing = await go(publisher, None)
    with_samples = await go(publisher, None, samples=True)

    assert (nothing.added, nothing.version) == (0, None)
    assert with_samples.added == 1


async def test_a_place_that_is_too_old_is_compared_whole(town, publisher, platform, clock):
    from datetime import timedelta  # noqa: PLC0415

    from plateforme.domains.changes.reading import forget_old_changes  # noqa: PLC0415

    await tell(town)
    begun = await go(publisher, None)
    await tell(town, lon=-1.6)
    await tell(town, lon=-1.7)
    forget_old_changes(platform.db, days=1, now=clock.now() + timedelta(days=3))

    then = await go(publisher, begun.place)

    assert (then.is_whole, then.added) == (True, 2)
    assert len(await rows(publisher)) == 3


async def is_withdrawn(http: Any, version: int | None) -> bool:
    past = await http.get(f"/v1/datasets/signalements/rows?version={version}")
    return bool(past.status_code == 410)


async def test_words_that_were_redacted_are_taken_out_of_the_past_too(town, publisher, http, bearer):
    report = await tell(town, "Le chien du voisin aboie.")
    begun = await go(publisher, None)
    keys = bearer("reports:moderate", "reports:triage")
    etag = (await http.get(f"/v1/reports/{report.reference}", headers=keys)).headers["etag"]
    redacted = await http.patch(
        f"/v1/reports/{report.reference}/text",
        json={"decision": "redact", "text": "Un chien aboie.", "reason": "Vise une personne."},
        headers=keys | {"If-Match": etag},
    )
    assert redacted.status_code == 200, redacted.text

    then = await go(publisher, begun.place)

    assert (then.changed, (await rows(publisher))[report.reference]["description"]) == (1, "Un chien aboie.")
    assert await is_withdrawn(http, begun.version)


async def test_an_ordinary_change_keeps_the_past(town, publisher, http):
    report = await tell(town)
    begun = await go(publisher, None)
    known = await town.get_report(report.reference)
    await town.move_report(report.reference, ReportChange(status="acknowledged"), if_match=known.etag)

    then = await go(publisher, begun.place)

    assert then.changed == 1
    assert not await is_withdrawn(http, begun.version)


async def test_a_passage_that_was_stopped_after_a_deletion_finishes_the_next_time(
    town, publisher, http, bearer, monkeypatch
):
    erased, _ = await tell(town), await tell(town, lon=-1.6)
    begun = await go(publisher, None)
    keys = bearer("reports:moderate", "reports:triage", "reports:write")
    etag = (await http.get(f"/v1/reports/{erased.reference}", headers=keys)).headers["etag"]
    gone = await http.delete(f"/v1/reports/{erased.reference}?reason=mistake", headers=keys | {"If-Match": etag})
    assert gone.status_code < 300, gone.text

    async def stop(*_: Any, **__: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(run, "_forget_the_past", stop)
        with pytest.raises(RuntimeError):
            await go(publisher, begun.place)
    again = await go(publisher, begun.place)

    assert again.removed == 0
    assert await is_withdrawn(http, begun.version)


def test_a_place_is_of_one_dataset_and_of_what_goes_into_it(tmp_path):
    path, wanted = tmp_path / "deep" / "mirror.txt", Wanted("signalements", "nantes")
    write_place(path, wanted, "somewhere")

    assert read_place(path, wanted) == "somewhere"
    others = [Wanted("autre", "nantes"), Wanted("signalements", "reze"), Wanted("signalements", "nantes", samples=True)]
    assert [read_place(path, other) for other in others] == [None, None, None]


def test_a_file_of_before_is_taken_at_its_word_and_a_broken_one_is_none(tmp_path):
    path, wanted = tmp_path / "mirror.txt", Wanted("signalements", "nantes")

    assert read_place(path, wanted) is None
    path.write_text("somewhere\n")
    assert read_place(path, wanted) == "somewhere"
    path.write_text('{"place": ')
    assert read_place(path, wanted) is None


async def test_columns_are_titled_in_french_and_described_in_english(town, publisher):
    await tell(town)
    await go(publisher, None)

    fields = {one["name"]: one for one in (await publisher.get_dataset_schema("signalements")).fields}

    assert fields["closed_at"]["title"] == "Clos le"
    assert fields["closed_at"]["description"] == "When it was closed."
    assert all(one.get("description") for one in fields.values())
