"""A workshop on either database, with a dataset to publish to."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plateforme.domains.access.principal import Principal
from plateforme.domains.datasets import catalogue, publishing
from plateforme.domains.datasets.fetching import FetchRules
from plateforme.domains.datasets.tables import Publication
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.ingestion import Limits
from plateforme.domains.datasets.workshop import Workshop
from plateforme.kit.clock import FixedClock
from plateforme.kit.db import Database
from plateforme.kit.storage import Storage

PRODUCER = Principal(consumer="loader", organization="nantes", scopes=frozenset({"datasets:write"}), key_id="k")


def describe(workshop: Workshop, slug: str, key: str) -> None:
    """Put a dataset into the catalogue, without any version."""
    with workshop.db.writing() as session:
        catalogue.create_dataset(
            session,
            by=PRODUCER,
            slug=slug,
            now=workshop.clock.now(),
            title=slug.title(),
            description="",
            license="etalab-2.0",
            frequency="ANNUAL",
            keywords=["Espaces verts"],
            themes=[],
            spatial=[],
            primary_key=[key],
        )


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "objects")


@pytest.fixture
def rows(tmp_path: Path, storage: Storage) -> Iterator[RowEngine]:
    engine = RowEngine(tmp_path / "serving", locate=storage.local_path, memory="256MB", seconds=10)
    yield engine
    engine.close()


@pytest.fixture
def workshop(any_database: Database, tmp_path: Path, clock: FixedClock, storage: Storage, rows: RowEngine) -> Workshop:
    return Workshop(
        db=any_database,
        storage=storage,
        rows=rows,
        clock=clock,
        scratch=tmp_path / "scratch",
        limits=Limits(max_unpacked_bytes=10_000_000, max_columns=100),
        fetch=FetchRules(hosts=frozenset(), max_bytes=1_000_000),
    )


@pytest.fixture
def dataset(workshop: Workshop) -> str:
    """Slug of a dataset whose rows are identified by `id`."""
    describe(workshop, "parcs", "id")
    return "parcs"


@pytest.fixture
def request_file(workshop: Workshop, dataset: str) -> Callable[..., str]:
    """Ask for the publication of some bytes; answers the identifier of the publication."""

    def ask(content: bytes, *, name: str = "parcs.csv", hints: dict[str, object] | None = None) -> str:
        now = workshop.clock.now()
        key = f"uploads/{len(content)}-{abs(hash(content))}"
        size, digest = workshop.storage.put_stream(key, io.BytesIO(content))
        with workshop.db.writing() as session:
            row = publishing.request_publication(
                session,
                catalogue.get_dataset(session, dataset),
                by=PRODUCER,
                name=name,
                upload=publishing.Upload(key, size, digest),
                url=None,
                rules=workshop.fetch,
                now=now,
                hints=hints,
            )
        return row.id

    return ask


@pytest.fixture
def publication(workshop: Workshop, dataset: str) -> Callable[[str], Publication]:
    """Read a publication again."""

    def read(publication_id: str) -> Publication:
        with workshop.db.reading() as session:
            return publishing.get_publication(session, catalogue.get_dataset(session, dataset), publication_id)

    return read
