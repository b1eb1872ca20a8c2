"""Changes across versions of row writes, as a mirror meets them: compacted, replaced by a file, withdrawn."""

from typing import Any

import pytest

from plateforme.domains.datasets import compaction
from plateforme.domains.datasets.versions import served

PARKS = b"id,nom\n1,Jardin des plantes\n2,Proce\n3,Square Daviais\n"
DATASET = "/v1/datasets/parcs"


@pytest.fixture
def write(http, producer):
    async def write(**batch: Any) -> int:
        answer = await http.patch(f"{DATASET}/rows", json=batch, headers=producer)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["version"])

    return write


@pytest.fixture
def changes(http):
    """What changed: `await changes(1, 3)` gives `{key: operation}`."""

    async def changes(since: int, until: int | None = None) -> dict[int, str]:
        asked = {"since": str(since)} | ({} if until is None else {"until": str(until)})
        answer = await http.get(f"{DATASET}/changes", params=asked)
        assert answer.status_code == 200, answer.text
        return {each["key"]["id"]: each["op"] for each in answer.json()["items"]}

    return changes


async def table(http, version: int) -> dict[int, str]:
    items = (await http.get(f"{DATASET}/rows?version={version}")).json()["items"]
    return {row["id"]: row["nom"] for row in items}


async def test_a_mirror_follows_writes_a_compaction_and_a_file(http, publish, write, changes, shop, monkeypatch):
    monkeypatch.setattr(compaction, "LEAST_BYTES", 0)
    monkeypatch.setattr(compaction, "SHARE", 1_000)
    await publish(PARKS)
    await write(upserts=[{"id": 4, "nom": "Procé"}, {"id": 2, "nom": "Parc de Procé"}])
    await write(deletes=[1], upserts=[{"id": 2, "nom": "Proce"}])
    assert compaction.compact_next(shop)
    await write(upserts=[{"id": 5, "nom": "Beaujoire"}], deletes=[4])
    assert (await publish(b"id,nom\n2,Proce\n3,Square\n5,Beaujoire\n"))["version"] == 5

    assert await changes(1, 2) == {2: "changed", 4: "added"}
    assert await changes(2, 3) == {1: "removed", 2: "changed"}
    assert await changes(1, 3) == {1: "removed", 4: "added"}
    assert await changes(3, 4) == {4: "removed", 5: "added"}
    assert await changes(1, 4) == {1: "removed", 5: "added"}
    assert await changes(4, 5) == {3: "changed"}
    assert await changes(2) == {1: "removed", 2: "changed", 3: "changed", 4: "removed", 5: "added"}
    for since in range(1, 5):
        for until in range(since, 6):
            before, after = await table(http, since), await table(http, until)
            told = dict.fromkeys(before.keys() - after.keys(), "removed")
            told |= dict.fromkeys(after.keys() - before.keys(), "added")
            told |= {key: "changed" for key in before.keys() & after.keys() if before[key] != after[key]}
            assert await changes(since, until) == told


async def test_a_withdrawn_write_is_told_of_no_more_and_its_neighbours_are(http, publish, write, changes, producer):
    await publish(PARKS)
    await write(upserts=[{"id": 2, "nom": "06 12 34 56 78"}])
    await write(upserts=[{"id": 2, "nom": "Procé"}, {"id": 6, "nom": "Chantrerie"}])
    url = f"{DATASET}/versions/2/withdrawal"
    withdrawn = await http.post(url, json={"reason": "A telephone number."}, headers=producer)
    assert withdrawn.status_code < 300, withdrawn.text

    gone = await http.get(f"{DATASET}/changes?since=2")

    assert gone.status_code == 410
    assert await changes(1) == {2: "changed", 6: "added"}
    assert await table(http, 3) == {1: "Jardin des plantes", 2: "Procé", 3: "Square Daviais", 6: "Chantrerie"}
    await write(deletes=[6])
    assert await changes(1) == {2: "changed"}
    assert await changes(3) == {6: "removed"}


async def test_a_point_written_as_text_is_located_again_and_the_box_holds_it(http, publish, write, shop):
    await publish(b'id,nom,position\n1,Nantes,"47.21, -1.55"\n2,Paris,"48.85, 2.35"\n3,Lyon,"45.76, 4.83"\n')
    before = (await http.get(f"{DATASET}/rows")).json()["items"]
    await write(upserts=[{"id": 1, "position": "43.29, 5.37"}, {"id": 4, "nom": "Brest", "position": "48.39, -4.48"}])
    after = {row["id"]: row for row in (await http.get(f"{DATASET}/rows")).json()["items"]}
    with shop.db.reading() as session:
        geometry = served(session, "parcs").schema.geometry

    derived = sorted(before[0].keys() - {"id", "nom", "position"})
    assert len(derived) == 2, before[0]
    assert sorted(after[1][name] for name in derived) == [5.37, 43.29]
    assert sorted(after[4][name] for name in derived) == [-4.48, 48.39]
    assert geometry is not None
    assert geometry.bbox == (-4.48, 43.29, 5.37, 48.85)
