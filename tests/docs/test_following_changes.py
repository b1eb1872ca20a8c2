"""The mirror of the guide keeps a copy exact, through every kind of change (docs/following-changes.md)."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.api.v1.rows.conftest import publish
from tests.domains.datasets.tabular.row_tables import COMMUNES, COMMUNES_ROWS

from plateforme.domains.datasets import withdrawal
from plateforme.domains.datasets.catalogue import get_dataset
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType

__all__ = ["publish"]

GUIDE = Path(__file__).parents[2] / "docs" / "following-changes.md"
KEY = ["code"]


@pytest.fixture
def mirror() -> dict[str, Any]:
    """The functions of the guide."""
    (text,) = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    functions: dict[str, Any] = {}
    exec(compile(text, GUIDE.name, "exec"), functions)  # noqa: S102  # our own guide
    return functions


async def test_the_copy_is_exact_after_each_publication(http, publish, mirror):
    publish("communes")
    copy, since = await mirror["start"](http, "communes", KEY)
    name, code = COMMUNES.columns[1], COMMUNES.columns[0]
    wider = TableSchema((code, Column("maire", "Maire", ColumnType.STRING), name), ("code",))

    for schema, rows in (
        (COMMUNES, COMMUNES_ROWS[1:4]),
        (COMMUNES, [*COMMUNES_ROWS[:2], ("33063", "Bordeaux", None, None)]),
        (wider, [("2A004", None, "Ajaccio"), ("33063", "Pierre", "Bordeaux")]),
    ):
        publish("communes", schema, rows)
        copy, since = await mirror["follow"](http, "communes", KEY, copy, since)
        assert copy == (await mirror["start"](http, "communes", KEY))[0]

    assert since == 4


async def test_the_copy_starts_again_when_its_history_is_gone(http, platform, publish, mirror):
    publish("communes")
    copy, since = await mirror["start"](http, "communes", KEY)
    publish("communes", COMMUNES, COMMUNES_ROWS[:2])
    with platform.db.writing() as session:
        withdrawal.withdraw(
            session, get_dataset(session, "communes"), 1, reason="Une erreur.", now=platform.clock.now()
        )

    copy, since = await mirror["follow"](http, "communes", KEY, copy, since)

    assert (len(copy), since) == (2, 2)
