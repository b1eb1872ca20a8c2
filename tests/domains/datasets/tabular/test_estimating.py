import itertools
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.domains.datasets.tabular.row_tables import a_table

from plateforme.domains.datasets.tabular.engine.estimating import SMALL, STRETCH, STRETCHES, scaled, stretches
from plateforme.domains.datasets.tabular.query import parse
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType

NUMBERS = TableSchema(
    (Column("n", "N", ColumnType.INTEGER), Column("mot", "Mot", ColumnType.STRING)), primary_key=("n",)
)


@given(st.integers(0, 10_000_000))
def test_stretches_lie_within_the_table_and_apart(rows):
    parts = stretches(rows)

    assert sum(last - first + 1 for first, last in parts) == min(rows, STRETCHES * STRETCH)
    assert all(first >= 1 and last <= rows for first, last in parts if rows)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(parts))


@given(st.integers(1, 10_000_000), st.data())
def test_an_estimate_is_between_what_is_known_and_the_whole(rows, data):
    hits = data.draw(st.integers(0, min(rows, STRETCHES * STRETCH)))
    least = data.draw(st.integers(0, rows))

    assert least <= scaled(hits, rows, of=rows, least=least) <= rows
    assert scaled(min(rows, STRETCHES * STRETCH), rows, of=rows, least=0) == rows


def asked(engine, table, *pairs):
    page = engine.page(table, parse([*pairs, ("count", "estimate"), ("limit", "2")], table.schema))
    return page.total, page.is_estimate


def test_what_is_cheap_is_counted_and_the_rest_estimated(engine, tmp_path: Path):
    table = a_table(tmp_path, NUMBERS, [(n, "pair" if n % 2 else "impair") for n in range(50)])

    assert asked(engine, table) == (50, False)
    assert asked(engine, table, ("n__lt", "10")) == (10, False)  # a small table

    many = big(tmp_path)
    assert asked(engine, many) == (SMALL * 2, False)
    assert asked(engine, many, ("n", "70000")) == (1, False)  # it is all on the page
    total, is_estimate = asked(engine, many, ("mot", "pair"))
    assert is_estimate
    assert total == SMALL
    assert asked(engine, many, ("q", "impairs"))[1]
    rare, is_estimate = asked(engine, many, ("n__in", "65000,65001,65002,65003"))
    assert (rare, is_estimate) == (3, True)  # the page and the row that follows


def big(folder: Path):
    """A table of which only a sample is looked at."""
    import duckdb  # noqa: PLC0415

    table = a_table(folder, NUMBERS, [])
    rows = SMALL * 2
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT i AS n, CASE WHEN i % 2 = 0 THEN 'pair' ELSE 'impair' END AS mot, i + 1 AS _row "
            f"FROM range({rows}) AS t(i)) TO '{folder / 'big.parquet'}' (FORMAT parquet)"
        )
    return type(table)("b" * 64, str(folder / "big.parquet"), 1, rows, NUMBERS)
