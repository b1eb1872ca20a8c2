"""How long the content of versions is kept, and what goes with it."""

import os

import pytest
from tests.api.v1.versions.conftest import PATH, THREE_COLUMNS, WITHOUT_NAME

HOURS = 3600


def content(number: int) -> bytes:
    return b"id,nom\n1,Jardin %d\n2,Parc\n" % number


@pytest.fixture
async def keep(http, producer):
    async def set_to(**rules):
        headers = producer | {"If-Match": (await http.get(PATH)).headers["ETag"]}
        assert (await http.patch(PATH, json=rules, headers=headers)).status_code == 200

    return set_to


@pytest.fixture
def age(platform, clock, later):
    """Make every file look as old as the platform's clock says it is after these days."""

    def make(days: float) -> None:
        written = clock.now().timestamp()
        later(days=days)
        for folder in (platform.settings.home / "objects", platform.rows.folder.parent):
            for path in folder.rglob("*"):
                if path.is_file() and path.stat().st_mtime > clock.now().timestamp() - 1:
                    os.utime(path, (written, written))

    return make


def kept(platform):
    parquet = {path.stem for path in platform.storage.local_path("parquet").rglob("*.parquet")}
    serving = {path.stem for path in platform.rows.folder.glob("*.duckdb")}
    assert serving <= parquet
    return parquet


async def test_content_beyond_what_is_kept_goes_and_its_description_stays(
    http, publish, keep, age, sweeps, platform, producer
):
    await keep(keep_versions=2, keep_days=10)
    for number in range(4):
        await publish(content(number))
        age(days=4)
    age(days=0)

    sweeps()
    age(days=1)
    sweeps()

    listed = (await http.get(f"{PATH}/versions?sort=number")).json()["items"]
    assert [one["pruned_at"] is not None for one in listed] == [True, False, False, False]
    assert kept(platform) == {one["digest"] for one in listed[1:]}
    gone = await http.get(f"{PATH}/rows?version=1")
    assert (gone.status_code, gone.json()["code"]) == (410, "version_pruned")
    assert (await http.get(f"{PATH}/schema?version=1")).status_code == 200
    restored = await http.post(f"{PATH}/versions", json={"from_version": 1}, headers=producer)
    assert (restored.status_code, restored.json()["code"]) == (410, "version_pruned")


async def test_the_last_state_of_a_schema_stays_until_its_sunset(http, publish, keep, age, sweeps):
    await keep(keep_versions=1, keep_days=0, notice_days=30)
    await publish(THREE_COLUMNS)
    age(days=1)
    await publish(WITHOUT_NAME, accept_breaking="true")
    age(days=20)
    sweeps()
    during = await http.get(f"{PATH}/rows?schema=1")
    age(days=20)
    sweeps()

    assert during.status_code == 200
    assert (await http.get(f"{PATH}/rows?version=1")).json()["code"] == "version_pruned"


async def test_withdrawn_content_can_come_back_for_thirty_days(http, producer, publish, age, sweeps, platform):
    await publish(content(1))
    await publish(content(2))
    address = f"{PATH}/versions/2/withdrawal"
    await http.post(address, json={"reason": "Erreur de fichier."}, headers=producer)
    age(days=29)
    sweeps()
    early = await http.delete(address, headers=producer)
    await http.post(address, json={"reason": "Erreur de fichier."}, headers=producer)
    age(days=31)
    sweeps()
    age(days=1)
    sweeps()

    late = await http.delete(address, headers=producer)

    assert early.status_code == 200
    assert (late.status_code, late.json()["code"]) == (410, "version_pruned")
    assert len(kept(platform)) == 1


async def test_content_that_another_version_or_a_waiting_publication_needs_stays(
    http, producer, publish, keep, age, sweeps, platform
):
    await keep(keep_versions=1, keep_days=0)
    await publish(THREE_COLUMNS)
    await publish(THREE_COLUMNS.replace(b"Proce", b"Procee"))
    again = await http.post(f"{PATH}/versions", json={"from_version": 1}, headers=producer)
    waiting = await publish(WITHOUT_NAME)
    age(days=3)
    sweeps()
    age(days=3)
    sweeps()

    accepted = await http.post(f"{PATH}/publications/{waiting['id']}/acceptance", headers=producer)

    assert again.status_code == 201
    assert (await http.get(f"{PATH}/rows?version=3")).status_code == 200
    assert accepted.json()["state"] == "published"
    assert (await http.get(f"{PATH}/rows")).json()["items"][0] == {"id": 1, "ville": "Nantes"}
    assert len(kept(platform)) == 2


async def test_files_that_nothing_names_go_after_an_hour(platform, publish, age, sweeps):
    await publish(content(1))
    strays = [platform.storage.local_path(f"{folder}/ab/stray") for folder in ("deltas", "faults", "attachments")]
    other = platform.rows.folder.parent / "0.9-v1.0.0"
    strays += [platform.rows.folder / "feed.duckdb", platform.rows.folder / "feed.lock", other / "cafe.duckdb"]
    for path in strays:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    age(days=0)
    sweeps()
    young = [path.exists() for path in strays]

    age(days=3)
    sweeps()

    assert young == [True] * 6
    assert [path.exists() for path in strays] == [False] * 6
    assert len(kept(platform)) == 1


async def test_a_deleted_dataset_is_restored_with_its_rows_until_they_are_gone(
    http, publish, producer, age, sweeps, platform
):
    await publish(content(1))

    async def delete():
        headers = producer | {"If-Match": (await http.get(PATH)).headers["ETag"]}
        assert (
            await http.delete(PATH, params={"reason": "Remplacé par un autre."}, headers=headers)
        ).status_code == 204

    await delete()
    age(days=89)
    sweeps()
    assert (await http.post(f"{PATH}/restoration", headers=producer)).status_code == 200
    assert (await http.get(f"{PATH}/rows/1")).json()["nom"] == "Jardin 1"

    await delete()
    age(days=91)
    sweeps()
    age(days=1)
    sweeps()

    assert kept(platform) == set()
    refused = await http.post(f"{PATH}/restoration", headers=producer)
    assert (refused.status_code, refused.json()["code"]) == (410, "dataset_deleted")
