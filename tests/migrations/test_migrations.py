"""The migrations make the tables of the code, on both databases, and can be undone."""

import re
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from plateforme.cli import migrating
from plateforme.kit.db import Database

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without a single table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("postgres_url")
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()
    return url


def tables(url: str) -> set[str]:
    database = Database(url)
    names = set(inspect(database.engine).get_table_names())
    database.close()
    return names


def test_all_migrations_together_make_the_tables_of_the_code(empty_url):
    migrating.upgrade(empty_url)

    migrating.check(empty_url)


def test_migrating_twice_changes_nothing(empty_url):
    migrating.upgrade(empty_url)
    before = tables(empty_url)

    migrating.upgrade(empty_url)

    assert tables(empty_url) == before


def test_all_migrations_can_be_undone_and_done_again(empty_url):
    migrating.upgrade(empty_url)

    migrating.downgrade(empty_url, "base")
    left = tables(empty_url)
    migrating.upgrade(empty_url)

    assert left == {"alembic_version"}
    migrating.check(empty_url)


def test_a_migration_that_fails_leaves_nothing_behind(empty_url, monkeypatch, tmp_path):
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions.parent / "env.py").write_text((VERSIONS.parent / "env.py").read_text())
    (versions / "broken.py").write_text(
        "from alembic import op\nimport sqlalchemy as sa\nrevision, down_revision = 'broken', None\n"
        "def upgrade():\n    op.create_table('half', sa.Column('id', sa.Integer))\n    raise RuntimeError('halfway')\n"
    )
    monkeypatch.setattr(migrating, "PACKAGED", versions.parent)

    with pytest.raises(RuntimeError, match="halfway"):
        migrating.upgrade(empty_url)

    assert "half" not in tables(empty_url)


def test_files_are_named_by_their_date():
    names = [path.name for path in VERSIONS.glob("*.py")]

    assert names, "no migration has been written: .venv/bin/alembic revision --autogenerate -m 'initial tables'"
    assert [name for name in names if not re.fullmatch(r"\d{4}-\d\d-\d\d_[a-z0-9_]+\.py", name)] == []


def test_there_is_one_line_of_migrations():
    heads = ScriptDirectory.from_config(migrating.configuration("sqlite://")).get_heads()

    assert len(heads) == 1
