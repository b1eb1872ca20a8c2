"""The copy equals an export, whatever the producer does; it is replaced whole or stays as it was."""

import csv
import json
import random
from datetime import timedelta
from io import StringIO

import pytest

from plateforme.client.errors import NetworkError
from plateforme.client.v1 import DatasetDeleted, DatasetNotFound
from plateforme.client.v1_types import Restoration, Withdrawal
from plateforme.consumers.follower import follow
from plateforme.consumers.follower.following import CannotFollowError
from plateforme.consumers.follower.memory import Memory, beside, replacing
from plateforme.consumers.loader.publishing import Said
from plateforme.domains.datasets.retention import prune
from plateforme.domains.datasets.workshop import Workshop

ACCEPTED = Said(accept_breaking=True)
SPECIES = ("Tilleul", "Érable", "Chêne, rouvre", 'Pin "parasol"', None)
FIRST = "id;espece;hauteur;plante\n" + "".join(f"{n};Tilleul;{n}.5;2020-01-{n:02}\n" for n in range(1, 21))


def rows_of(text, form):
    """Rows of a copy or of an export, as values, by their key."""
    if form == "csv":
        return sorted(csv.DictReader(StringIO(text)), key=lambda row: int(row["id"]))
    return sorted((json.loads(line) for line in text.splitlines()), key=lambda row: row["id"])


@pytest.fixture(params=["ndjson", "csv"])
def form(request):
    return request.param


@pytest.fixture
def copy(tmp_path, form):
    return tmp_path / f"copy.{form}"


@pytest.fixture
def compare(producer, copy, form):
    """Check that the copy is what anyone would download now."""

    async def check():
        export = b"".join([chunk async for chunk in producer.export_rows("arbres", form)]).decode()
        mine = copy.read_text(encoding="utf-8")
        assert rows_of(mine, form) == rows_of(export, form)
        assert not list(copy.parent.glob(".copy*")), "half a copy was left behind"
        if form == "csv":
            assert mine.partition("\n")[0] == export.partition("\n")[0]

    return check


def some_edits(chance, known):
    """A batch of upserts and deletes; `known` follows it."""
    upserts, deletes = [], []
    for key in chance.sample(range(1, 40), chance.randint(1, 6)):
        if key in known and chance.random() < 0.4:
            deletes.append({"id": key})
            known.discard(key)
        else:
            upserts.append({"id": key, "espece": chance.choice(SPECIES), "hauteur": chance.randint(1, 400) / 8})
            known.add(key)
    return {"upserts": upserts, "deletes": deletes}


@pytest.mark.parametrize("seed", [1, 2])
async def test_after_random_edits_the_copy_equals_an_export(producer, publish, copy, compare, seed):
    chance, known = random.Random(seed), set(range(1, 21))  # noqa: S311  # the same edits each time
    await publish(FIRST)
    assert (await follow(producer, "arbres", copy)).how == "downloaded"

    for _ in range(6):
        for _ in range(chance.randint(1, 3)):
            await producer.write_rows("arbres", some_edits(chance, known))
        done = await follow(producer, "arbres", copy)
        assert done.how in {"applied", "unchanged"}
        assert done.rows == len(known)
        await compare()


async def test_after_a_new_file_the_copy_equals_an_export(producer, publish, copy, compare):
    await publish(FIRST)
    await follow(producer, "arbres", copy)
    await publish("id;espece;hauteur;plante\n2;Chêne;3.25;2021-05-06\n99;Orme;;\n")

    done = await follow(producer, "arbres", copy)

    assert (done.how, done.since, done.version, done.rows) == ("applied", 1, 2, 2)
    assert (done.added, done.changed, done.removed) == (1, 1, 19)
    await compare()


async def test_columns_that_come_go_and_change_type_are_followed(producer, publish, copy, compare):
    await publish(FIRST)
    await follow(producer, "arbres", copy)
    await publish("id;quartier;espece;hauteur\n1;Nord;Tilleul;haut\n2;;Chêne;bas\n", said=ACCEPTED)

    done = await follow(producer, "arbres", copy)

    assert done.how == "applied"
    await compare()


async def test_a_withdrawn_version_sends_the_copy_back(producer, publish, copy, compare):
    await publish(FIRST)
    await publish(FIRST + "21;Orme;1;2020-02-02\n")
    await follow(producer, "arbres", copy)
    await producer.withdraw_version("arbres", 2, Withdrawal(reason="Ce fichier était faux."))

    back = await follow(producer, "arbres", copy)
    await compare()
    await producer.cancel_withdrawal("arbres", 2)
    again = await follow(producer, "arbres", copy)
    await compare()

    assert (back.how, back.version, back.why) == ("downloaded", 1, "the version of the copy is no longer kept")
    assert (again.how, again.version) == ("applied", 2)


async def test_a_version_whose_content_is_no_longer_kept_costs_a_download(
    producer, publish, copy, compare, platform, clock
):
    await publish(FIRST)
    await follow(producer, "arbres", copy)
    known = await producer.get_dataset("arbres")
    await producer.update_dataset("arbres", {"keep_versions": 1, "keep_days": 1}, if_match=known.etag)
    await publish(FIRST + "21;Orme;1.5;2020-02-02\n")
    clock.instant += timedelta(days=30)
    shop = Workshop.of(
        platform.settings, db=platform.db, storage=platform.storage, rows=platform.rows, clock=platform.clock
    )
    prune(shop.db, shop.clock, shop.keeping)

    done = await follow(producer, "arbres", copy)

    assert (done.how, done.why) == ("downloaded", "the version of the copy is no longer kept")
    await compare()


async def test_content_that_is_current_again_is_followed(producer, publish, copy, compare):
    await publish(FIRST)
    await producer.write_rows("arbres", {"deletes": [{"id": 1}, {"id": 2}]})
    await follow(producer, "arbres", copy)
    await producer.restore_version("arbres", Restoration(from_version=1))

    done = await follow(producer, "arbres", copy)

    assert (done.how, done.version, done.added) == ("applied", 3, 2)
    await compare()


async def test_another_key_makes_the_copy_begin_anew(producer, publish, copy, compare):
    await publish(FIRST)
    await follow(producer, "arbres", copy)
    await publish(FIRST + "1;Orme;2;2020-03-03\n", key=("id", "espece"), said=ACCEPTED)

    done = await follow(producer, "arbres", copy)

    assert (done.how, done.why) == ("downloaded", "what identifies a row changed")


async def test_a_table_without_key_is_downloaded_when_it_changes(producer, publish, copy, compare):
    await publish(FIRST, key=())
    await follow(producer, "arbres", copy)
    same = await follow(producer, "arbres", copy)
    await publish(FIRST + "21;Orme;1;2020-02-02\n", key=())

    done = await follow(producer, "arbres", copy)

    assert (same.how, done.how, done.why) == ("unchanged", "downloaded", "its rows have no key")
    await compare()


async def test_a_copy_that_somebody_edited_is_downloaded_again(producer, publish, copy, compare):
    await publish(FIRST)
    for edit in (lambda text: text.replace("Tilleul", "Faux"), lambda text: text[:40]):
        await follow(producer, "arbres", copy)
        copy.write_text(edit(copy.read_text(encoding="utf-8")), encoding="utf-8")

        done = await follow(producer, "arbres", copy)

        assert (done.how, done.why) == ("downloaded", "the copy was changed by somebody else")
        await compare()


@pytest.mark.parametrize("memory", ["", "[]", '{"dataset": "arbres"}'])
async def test_a_lost_memory_only_costs_a_download(producer, publish, copy, compare, memory):
    await publish(FIRST)
    await follow(producer, "arbres", copy)
    beside(copy).write_text(memory)

    assert (await follow(producer, "arbres", copy)).how == "downloaded"
    await compare()


async def test_a_crash_between_copy_and_memory_is_noticed(producer, publish, copy, compare, monkeypatch):
    await publish(FIRST)
    await follow(producer, "arbres", copy)
    await producer.write_rows("arbres", {"deletes": [{"id": 1}]})
    with monkeypatch.context() as patch:
        patch.setattr(Memory, "write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            await follow(producer, "arbres", copy)

    assert (await follow(producer, "arbres", copy)).why == "the copy was changed by somebody else"
    await compare()


async def test_a_download_that_breaks_off_leaves_the_copy_as_it_was(producer, publish, copy, form, monkeypatch):
    await publish(FIRST)
    await follow(producer, "arbres", copy)
    before = copy.read_bytes()
    beside(copy).unlink()

    async def broken(*_, **__):
        yield before[:100]
        raise NetworkError("The download broke off.")

    monkeypatch.setattr(producer, "export_rows", broken)
    with pytest.raises(NetworkError):
        await follow(producer, "arbres", copy)

    assert copy.read_bytes() == before
    assert not list(copy.parent.glob(".copy*"))


async def test_a_renamed_dataset_is_followed_and_a_deleted_one_leaves_the_copy(producer, publish, copy):
    await publish(FIRST)
    await follow(producer, "arbres", copy)
    known = await producer.get_dataset("arbres")
    await producer.update_dataset("arbres", {"slug": "arbres-de-ville"}, if_match=known.etag)
    await producer.write_rows("arbres-de-ville", {"deletes": [{"id": 1}]})

    followed = await follow(producer, "arbres", copy)
    before = copy.read_bytes()
    etag = (await producer.get_dataset("arbres-de-ville")).etag
    await producer.delete_dataset("arbres-de-ville", reason="Doublon de jardins.", if_match=etag)
    with pytest.raises(DatasetDeleted):
        await follow(producer, "arbres", copy)

    assert (followed.how, followed.dataset) == ("applied", "arbres-de-ville")
    assert copy.read_bytes() == before


async def test_what_cannot_be_followed_says_so(producer, publish, tmp_path):
    with pytest.raises(CannotFollowError, match=r"\.ndjson"):
        await follow(producer, "arbres", tmp_path / "copy.xlsx")
    with pytest.raises(DatasetNotFound):
        await follow(producer, "arbres", tmp_path / "copy.csv")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    target = tmp_path / "copy.csv"
    target.write_text("before")

    def break_off():
        with replacing(target) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()

    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]
