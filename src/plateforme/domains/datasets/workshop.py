"""What a worker needs at hand: the stores, the row engine, the clock, the limits."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

from plateforme.domains.datasets.fetching import FetchRules
from plateforme.domains.datasets.retention import Keeping
from plateforme.domains.datasets.tables import Publication
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.ingestion import Limits
from plateforme.kit.clock import Clock
from plateforme.kit.db import Database
from plateforme.kit.settings import Settings
from plateforme.kit.storage import Storage


@dataclass(frozen=True)
class Workshop:
    """What a worker needs at hand."""

    db: Database
    storage: Storage
    rows: RowEngine
    clock: Clock
    scratch: Path
    limits: Limits
    fetch: FetchRules
    keeping: Keeping = field(default_factory=Keeping)
    index_rows_max: int = 20_000_000
    """Rows of the largest table that gets an index."""

    @classmethod
    def of(cls, settings: Settings, *, db: Database, storage: Storage, rows: RowEngine, clock: Clock) -> Self:
        """A workshop set up as the operator wants it."""
        return cls(
            db=db,
            storage=storage,
            rows=rows,
            clock=clock,
            scratch=settings.home / "scratch",
            limits=Limits(max_unpacked_bytes=settings.max_unpacked_bytes, max_columns=settings.max_columns),
            fetch=FetchRules.of(settings),
            keeping=Keeping(
                versions=settings.keep_versions, days=settings.keep_days, writes_days=settings.keep_writes_days
            ),
            index_rows_max=settings.index_rows_max,
        )

    @contextmanager
    def folder(self, prefix: str) -> Iterator[Path]:
        """A scratch folder for the block, removed at its end."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=self.scratch))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def keep(self, kind: Literal["parquet", "deltas"], digest: str, path: Path) -> str:
        """Store a whole table, or what differs from one, under its digest; gives its key."""
        key = f"{kind}/{digest[:2]}/{digest}.parquet"
        self.storage.put_file(key, path)
        return key


def upload_key_of(publication: Publication) -> str:
    """Where the file is kept while it is worked on, whether it was sent or is pulled."""
    return publication.source_key or f"uploads/{publication.id}"


def scratch_of(workshop: Workshop, publication: Publication) -> Path:
    """The folder of the present attempt."""
    return workshop.scratch / f"{publication.id}-{publication.attempts}"
