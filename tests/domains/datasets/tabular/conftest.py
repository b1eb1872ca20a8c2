"""The row engine, as the tests of reading and of exporting use it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plateforme.domains.datasets.tabular.engine.answers import RowPage
from plateforme.domains.datasets.tabular.engine.index import columns, pairings, walking
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.query import Question, Table


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[RowEngine]:
    engine = RowEngine(tmp_path / "serving", locate=Path, memory="512MB", seconds=20)
    yield engine
    engine.close()


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[RowEngine]:
    """An engine without indexes."""
    engine = RowEngine(tmp_path / "plain", locate=Path, memory="512MB", seconds=20)
    yield engine
    engine.close()


@pytest.fixture
def choosing(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let forty rows be many, and one way of finding rows the cheapest."""

    def choose(in_a_row: float) -> None:
        monkeypatch.setattr(walking, "IN_A_ROW", in_a_row)
        monkeypatch.setattr(walking, "GROUP", 2)
        monkeypatch.setattr(walking, "LEAST", 1)
        monkeypatch.setattr(walking, "PIECE", 5)
        monkeypatch.setattr(columns, "PIECE", 5)
        monkeypatch.setattr(walking, "WORTH", 0)
        monkeypatch.setattr(pairings, "OFTEN", 1 if in_a_row < 1 else 2)
        monkeypatch.setattr(pairings, "BLOCK", 4)

    return choose


class Indexing(RowEngine):
    """Answers from an index whatever it can."""

    def page(self, table: Table, question: Question) -> RowPage:
        self.build_index(table)
        return super().page(table, question)


@pytest.fixture(params=[RowEngine, Indexing], ids=["scanned", "indexed"])
def scanning_or_indexed(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[RowEngine]:
    """Each plan after the other: both give the same answers."""
    engine = request.param(tmp_path / "serving", locate=Path, memory="256MB", seconds=30)
    yield engine
    engine.close()


@pytest.fixture
def metered(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What questions cost."""
    spent: list[float] = []
    spend = walking.Walker.spend

    def counted(self: walking.Walker, cost: float) -> None:
        spent.append(cost)
        spend(self, cost)

    monkeypatch.setattr(walking.Walker, "spend", counted)
    return spent
