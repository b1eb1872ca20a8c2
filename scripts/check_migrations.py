"""Fail when the tables of the code and those of the migrations differ, by running them on a new database."""

import sys
import tempfile
from pathlib import Path

from alembic.util import CommandError

from plateforme.cli import migrating


def main() -> int:
    """Answer 0 when both agree."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'check.db'}"
        migrating.upgrade(url)
        try:
            migrating.check(url)
        except CommandError as difference:
            sys.stderr.write(f"{difference}\nWrite a migration: .venv/bin/alembic revision --autogenerate -m '…'\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
