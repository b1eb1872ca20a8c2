"""Bring a database to a revision: the same from a checkout and from an installed wheel."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import plateforme

PACKAGED = Path(plateforme.__file__).parent / "_migrations"
"""Where the wheel carries the migrations; a checkout has them at its root."""


def configuration(url: str) -> Config:
    """Alembic's configuration for one database, without its configuration file."""
    folder = PACKAGED if PACKAGED.is_dir() else PACKAGED.parents[2] / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Run every migration up to a revision; one that fails leaves the database as it was."""
    command.upgrade(configuration(url), revision)


def is_current(url: str) -> bool:
    """Whether the database is at the revision that this release needs."""
    needed = ScriptDirectory.from_config(configuration(url)).get_heads()
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return set(MigrationContext.configure(connection).get_current_heads()) == set(needed)
    finally:
        engine.dispose()


def downgrade(url: str, revision: str) -> None:
    """Undo migrations down to a revision; `base` undoes them all."""
    command.downgrade(configuration(url), revision)


def check(url: str) -> None:
    """Raise when the tables of the code and the tables of the migrations differ."""
    command.check(configuration(url))
