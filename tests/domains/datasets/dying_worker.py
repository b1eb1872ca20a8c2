"""A worker in a process of its own that is killed, as by `kill -9`, when its work comes to a certain point.

`python -m tests.domains.datasets.dying_worker FOLDER DATABASE_URL INSTANT POINT HOSTS`
"""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from plateforme.domains.datasets import landing, working
from plateforme.domains.datasets.fetching import FetchRules
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.ingestion import Limits
from plateforme.domains.datasets.workshop import Workshop
from plateforme.kit.clock import FixedClock
from plateforme.kit.db import Database
from plateforme.kit.storage import Storage


def workshop_in(folder: Path, database: Database, instant: datetime) -> Workshop:
    """The same places that the fixtures of these tests use."""
    storage = Storage(folder / "objects")
    return Workshop(
        db=database,
        storage=storage,
        rows=RowEngine(folder / "serving", locate=storage.local_path, memory="256MB", seconds=10),
        clock=FixedClock(instant),
        scratch=folder / "scratch",
        limits=Limits(max_unpacked_bytes=10_000_000, max_columns=100),
        fetch=FetchRules(hosts=frozenset({"127.0.0.1"}), max_bytes=1_000_000, allow_private=True),
    )


def die_at(point: str) -> None:
    """Arrange for the end: at the beginning of a stage, in the middle of one, or in the transaction that lands."""
    progress, run = working._Work.progress, working._Work.run

    def counting(work: Any, stage: str, percent: int | None, rows: int | None = None) -> None:
        progress(work, stage, percent, rows)
        if stage == point:
            _die()

    def beginning(work: Any) -> None:
        if point == "received":
            _die()
        run(work)

    def landing_and_dying(*arguments: Any, **named: Any) -> Any:
        offered = landing.offer(*arguments, **named)
        arguments[0].flush()
        if point == "landing":
            _die()
        return offered

    for owner, name, replaced in (
        (working._Work, "progress", counting),
        (working._Work, "run", beginning),
        (working, "offer", landing_and_dying),
    ):
        setattr(owner, name, replaced)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    place, url, at, stage = sys.argv[1:]
    die_at(stage)
    working.work_next(workshop_in(Path(place), Database(url), datetime.fromisoformat(at)))
    sys.exit("the work came to its end")
