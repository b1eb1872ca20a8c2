"""A dataset `parcs` on either database, and files published to it as a producer does."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from plateforme.domains.datasets.sweeping import sweep
from plateforme.domains.datasets.workshop import Workshop
from plateforme.kit.clock import FixedClock
from plateforme.kit.db import Database
from plateforme.kit.settings import Settings

PATH = "/v1/datasets/parcs"
TWO_COLUMNS = b"id,nom\n1,Jardin des plantes\n2,Parc de Proce\n"
THREE_COLUMNS = b"id,nom,ville\n1,Jardin des plantes,Nantes\n2,Parc de Proce,Nantes\n"
WITHOUT_NAME = b"id,ville\n1,Nantes\n2,Nantes\n"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """The platform on SQLite, then on PostgreSQL."""
    secret = SecretStr("a-secret-for-tests-only-0123456789")
    return Settings(home=tmp_path / "home", database_url=database_url, secret=secret, job_threads=0)


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A fresh SQLite database beside the platform's folder."""
    path = tmp_path / "plateforme.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The store of the platform under test."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def later(clock: FixedClock) -> Callable[..., None]:
    """Let time pass: `later(days=3)`."""

    def move(**by: float) -> None:
        clock.instant += timedelta(**by)

    return move


@pytest.fixture
def sweeps(shop: Workshop) -> Callable[[], int]:
    """Sweep as the background worker does once an hour."""
    return lambda: sweep(shop)
