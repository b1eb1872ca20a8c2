"""Everything that writes a dataset, at once, from two workshops that share only the stores."""

import io
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select
from tests.domains.datasets.conftest import PRODUCER
from tests.domains.datasets.written import content, versions, write

from plateforme.domains.datasets import acceptance, catalogue, changes, compaction, publishing, store, withdrawal
from plateforme.domains.datasets.errors import VersionPruned, VersionWithdrawn
from plateforme.domains.datasets.moments import Which
from plateforme.domains.datasets.retention import Keeping
from plateforme.domains.datasets.sweeping import FOLDERS, sweep
from plateforme.domains.datasets.tables import Publication
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.working import work_next
from plateforme.domains.datasets.workshop import Workshop
from plateforme.kit.clock import FixedClock, SystemClock
from plateforme.kit.db import Database
from plateforme.kit.errors import PlateformeError

SECONDS = float(os.environ.get("SECONDS", "2"))
FIRST = "id,nom,surface\n" + "".join(f"{at},parc {at},{at}\n" for at in range(1, 40))
Act = Callable[[Workshop, random.Random], object]


@pytest.fixture
def shops(workshop: Workshop, dataset: str, tmp_path: Path) -> Iterator[tuple[Workshop, Workshop]]:
    """Two workshops with connections and engines of their own, in real time; the dataset has one version."""
    with ExitStack() as stack:
        database = stack.enter_context(closing(Database(workshop.db.url)))
        engine = RowEngine(tmp_path / "serving", locate=workshop.storage.local_path, memory="256MB", seconds=10)
        first = replace(workshop, clock=SystemClock(), keeping=Keeping(versions=4, days=0))
        _send(first, FIRST)
        assert work_next(first)
        yield first, replace(first, db=database, rows=stack.enter_context(closing(engine)))


def _send(shop: Workshop, text: str) -> None:
    key = f"uploads/{random.getrandbits(60)}"
    size, digest = shop.storage.put_stream(key, io.BytesIO(text.encode()))
    with shop.db.writing() as session:
        publishing.request_publication(
            session,
            catalogue.held_dataset(session, "parcs", by=PRODUCER),
            by=PRODUCER,
            name="parcs.csv",
            upload=publishing.Upload(key, size, digest),
            url=None,
            rules=shop.fetch,
            now=shop.clock.now(),
        )


def _write(shop: Workshop, dice: random.Random) -> None:
    keys = dice.sample(range(1, 60), 4)
    write(shop, "parcs", upserts=[{"id": key, "nom": f"n{dice.random()}"} for key in keys[:3]], deletes=[])
    write(shop, "parcs", deletes=keys[:1])


def _publish(shop: Workshop, dice: random.Random) -> None:
    shape = dice.choice(["id,nom,surface\n{0},parc {0},{1}\n", "id,nom\n{0},parc {1}\n", "id,nom\n{0},a\n{0},b\n"])
    header, row, *more = shape.splitlines(keepends=True)
    text = header + "".join(line.format(at, dice.randint(1, 9)) for at in range(1, 20) for line in (row, *more))
    _send(shop, text)


def _work(shop: Workshop, _dice: random.Random) -> None:
    work_next(shop)


def _withdraw(shop: Workshop, dice: random.Random) -> None:
    number, now = dice.choice(versions(shop, "parcs")[-5:]).number, shop.clock.now()
    with shop.db.writing() as session:
        dataset = catalogue.held_dataset(session, "parcs", by=PRODUCER)
        what = dice.randrange(3)
        if what == 0:
            withdrawal.withdraw(session, dataset, number, reason="Une erreur.", now=now)
        elif what == 1:
            withdrawal.cancel_withdrawal(session, dataset, number, now=now)
        else:
            withdrawal.restore(session, dataset, number, by=PRODUCER, accepts_breaking=True, now=now)


def _decide(shop: Workshop, dice: random.Random) -> None:
    with shop.db.reading() as session:
        open_ones = session.exec(select(Publication.id).where(Publication.finished_at == None)).all()  # noqa: E711
    if not open_ones:
        return
    chosen, now = dice.choice(open_ones), shop.clock.now()
    with shop.db.writing() as session:
        dataset = catalogue.held_dataset(session, "parcs", by=PRODUCER)
        if dice.random() < 0.7:
            acceptance.accept(session, dataset, chosen, now=now)
        else:
            publishing.cancel_publication(session, dataset, chosen, storage=shop.storage, now=now)


def _tend(shop: Workshop, dice: random.Random) -> None:
    if dice.random() < 0.5:
        compaction.compact_next(shop)
    else:
        sweep(shop)


def _read(shop: Workshop, dice: random.Random) -> None:
    content(shop, "parcs", dice.choice(versions(shop, "parcs")[-5:]).number)


def _follow(shop: Workshop, dice: random.Random) -> None:
    """Changes between two versions, applied to the first, are the second."""
    numbers = sorted(row.number for row in dice.choices(versions(shop, "parcs")[-6:], k=2))
    _follow_from(shop, *numbers)


def _follow_from(shop: Workshop, first: int, last: int) -> None:
    now = shop.clock.now()
    with shop.db.reading() as session:
        between = changes.between(session, "parcs", since=Which(version=first), until=Which(version=last), now=now)
    rows = {row[0]: row for row in content(shop, "parcs", first)}
    after = {row[0]: row for row in content(shop, "parcs", last)}
    tally = shop.rows.differences.tally(between.pair)
    assert tally.added == len(after.keys() - rows.keys())
    assert tally.removed == len(rows.keys() - after.keys())
    if between.since.schema.names == between.until.schema.names:
        assert tally.changed == sum(rows[key] != after[key] for key in rows.keys() & after.keys())


def _repeat(act: Act, shop: Workshop, seed: int, stop: threading.Event) -> int:
    dice, done = random.Random(seed), 0  # noqa: S311  # a die, not a key
    while not stop.is_set():
        try:
            act(shop, dice)
            done += 1
        except PlateformeError:  # what others did first may forbid it
            pass
        time.sleep(0.01)
    return done


def test_nothing_is_lost_or_left_when_everything_happens_at_once(
    shops: tuple[Workshop, Workshop], monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = int(os.environ.get("SEED", "1"))  # others find other orders, as long as one likes to look
    monkeypatch.setattr(compaction, "LEAST_BYTES", 0)
    monkeypatch.setattr(compaction, "SHARE", 10_000)
    acts: list[Act] = [_write, _publish, _work, _withdraw, _decide, _tend, _read, _follow]
    stop = threading.Event()
    with ThreadPoolExecutor(2 * len(acts)) as pool:
        running = [
            pool.submit(_repeat, act, shop, seed * 1000 + 10 * at + side, stop)
            for at, act in enumerate(acts)
            for side, shop in enumerate(shops)
        ]
        time.sleep(SECONDS)
        stop.set()
        assert sum(each.result(timeout=60) for each in running) > len(acts)
    while work_next(shops[0]):
        pass
    _hold(shops)
    clock = FixedClock(datetime(2100, 1, 1, tzinfo=UTC))
    later = replace(shops[0], clock=clock, keeping=Keeping(10_000, 10**5))
    for _ in range(2):  # what is pruned by one sweep goes with the next
        sweep(later)
        clock.instant = datetime(2100, 1, 2, tzinfo=UTC)
    _hold(shops)
    with shops[0].db.reading() as session:
        needed, _ = store.stored_tables(session, pruned_after=later.clock.now())
        needed |= {each.made["parquet_key"] for each in store.waiting(session) if each.made}
        needed |= store.fault_keys(session)
    root = shops[0].storage.local_path("")
    found = {str(path.relative_to(root)) for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file()}
    assert found == needed
    assert not list(shops[0].scratch.glob("*"))


def _hold(shops: tuple[Workshop, Workshop]) -> None:
    """Numbers are a sequence, the newest readable version is current, each reads the same everywhere or is refused."""
    rows = versions(shops[0], "parcs")
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    readable = [row.number for row in rows if row.withdrawn_at is None and row.pruned_at is None]
    with shops[0].db.reading() as session:
        dataset = catalogue.get_dataset(session, "parcs")
    assert dataset.version == (readable[-1] if readable else None)
    for row in rows:
        if row.number in readable:
            found = [content(shop, "parcs", row.number) for shop in shops]
            assert found[0] == found[1]
            assert len(found[0]) == row.rows == len({each[0] for each in found[0]})
        else:
            with pytest.raises((VersionWithdrawn, VersionPruned)):
                content(shops[0], "parcs", row.number)
