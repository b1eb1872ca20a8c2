"""The row engine, as the tests of reading and of exporting use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plateforme.domains.datasets.tabular.engine.serving import RowEngine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[RowEngine]:
    engine = RowEngine(tmp_path / "serving", locate=Path, memory="512MB", seconds=20)
    yield engine
    engine.close()
