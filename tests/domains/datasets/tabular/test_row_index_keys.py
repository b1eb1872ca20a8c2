"""A row is found by its text key, and what is no key is known not to be one, with fences or without them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import a_table

from plateforme.domains.datasets.tabular.engine.answers import MISSING
from plateforme.domains.datasets.tabular.engine.index.fences import WIDEST
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType

CODES = TableSchema((Column("code", "code", ColumnType.STRING),), primary_key=("code",))
LAW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KEYS = st.text(st.sampled_from("aAzZé~\U0001f600 0\x7f"), max_size=6)


def rows_of(engine: RowEngine, table: Any, keys: list[str]) -> list[Any]:
    return [engine.quick_one(table, (key,), ("code",)) for key in keys]


@LAW
@given(st.lists(KEYS, min_size=1, max_size=90, unique=True), st.lists(KEYS, max_size=20))
def test_each_key_leads_to_its_row_and_no_other_text_does(engine, plain, tmp_path, keys, others):
    table = a_table(tmp_path, CODES, [(key,) for key in sorted(keys, key=str.encode)])
    engine.build_index(table)

    assert rows_of(engine, table, keys) == [plain.one(table, (key,)) for key in keys]
    absent = [each for each in others if each not in keys]
    assert rows_of(engine, table, absent) == [MISSING] * len(absent)


@pytest.mark.parametrize("odd", ["x" * (WIDEST + 1), "a\0", "\0"])
def test_keys_that_fences_cannot_hold_are_found_too(engine, plain, tmp_path, odd):
    keys = sorted([f"k{number:03}" for number in range(40)] + [odd], key=str.encode)
    table = a_table(tmp_path, CODES, [(key,) for key in keys])
    engine.build_index(table)

    assert rows_of(engine, table, keys) == [plain.one(table, (key,)) for key in keys]
    assert rows_of(engine, table, ["k040", "", "zz", odd + "\0"]) == [MISSING] * 4


@pytest.mark.parametrize("odd", ["x" * (WIDEST + 1), "k001\0", "\0", "\ud800"])
def test_what_no_fence_could_be_is_no_key(engine, tmp_path, odd):
    table = a_table(tmp_path, CODES, [(f"k{number:03}",) for number in range(40)])
    engine.build_index(table)

    assert rows_of(engine, table, [odd]) == [MISSING]
