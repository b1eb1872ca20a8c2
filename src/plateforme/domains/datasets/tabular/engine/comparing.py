"""The difference of two tables as a small file of its own, computed by one join on the key.

Values are compared themselves, not by a hash of the row: on a million rows of ten columns that takes 0.8 s instead of
0.45 and is never wrong. Of a changed row, only the cells that differ are kept.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from plateforme.domains.datasets.tabular.comparison import OPS, Comparison
from plateforme.domains.datasets.tabular.engine.files import STORAGE, literal
from plateforme.domains.datasets.tabular.engine.sides import Side
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.domains.datasets.tabular.table_schema import ROW

CHANGES, TALLY = "changes", "tally"

ADDED, CHANGED, REMOVED = range(len(OPS))


def build(
    connection: duckdb.DuckDBPyConnection, comparison: Comparison, *, before: Side, after: Side, target: Path
) -> None:
    """Write the difference into a new file at `target`; the connection is private and may be interrupted."""
    # Statistics cannot prune what compares every row; over a thousand columns they take two thirds of the time.
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    for name, path in {**before.attached, **after.attached}.items():
        connection.execute(f"ATTACH {literal(path)} AS {quote(name)} (READ_ONLY)")
    connection.execute(f"ATTACH {literal(target)} AS target (STORAGE_VERSION '{STORAGE}')")
    connection.execute(f"CREATE TABLE target.{CHANGES} AS {statement(comparison, before.source, after.source)}")
    tallied = ", ".join(f"count(*) FILTER (op = {place})" for place in range(len(OPS)))
    connection.execute(f"CREATE TABLE target.{TALLY} AS SELECT {tallied} FROM target.{CHANGES}")
    connection.execute("DETACH target")


def statement(comparison: Comparison, before: str, after: str) -> str:
    """Select every change in the order of the key: `op`, `k0…` (key), `b0…` (before), `a0…` (after).

    `b` and `a` number the columns of `in_both` and `in_after`; both are NULL where a cell is the same.
    """
    keys = [quote(name) for name in comparison.key]
    op = f"CASE WHEN b.{ROW} IS NULL THEN {ADDED} WHEN a.{ROW} IS NULL THEN {REMOVED} ELSE {CHANGED} END"
    chosen = [
        f"CAST({op} AS UTINYINT) AS op",
        *(f"coalesce(b.{key}, a.{key}) AS k{place}" for place, key in enumerate(keys)),
    ]
    differing = [f"b.{ROW} IS NULL", f"a.{ROW} IS NULL"]
    for place, name in enumerate(comparison.in_after):
        column, different = quote(name), _different(name, comparison)
        if name not in comparison.added:
            chosen.append(f"CASE WHEN a.{ROW} IS NOT NULL AND {different} THEN b.{column} END AS b{place}")
        chosen.append(f"CASE WHEN {different} THEN a.{column} END AS a{place}")
        differing.append(different)
    joined = " AND ".join(f"b.{key} = a.{key}" for key in keys)
    order = ", ".join(f"k{place}" for place in range(len(keys)))
    return (
        f"SELECT {', '.join(chosen)} FROM {before} AS b FULL JOIN {after} AS a ON {joined} "
        f"WHERE {' OR '.join(differing)} ORDER BY {order}"
    )


def _different(name: str, comparison: Comparison) -> str:
    """Say that a cell differs; a value of another type does, whatever it says."""
    column = quote(name)
    if name in comparison.added:
        return f"a.{column} IS NOT NULL"
    if name in comparison.kept:
        return f"b.{column} IS DISTINCT FROM a.{column}"
    return f"(b.{column} IS NOT NULL OR a.{column} IS NOT NULL)"


def selection(comparison: Comparison) -> Sequence[str]:
    """Name the columns of the file in the order in which a page reads them."""
    both, after, keys = len(comparison.in_both), len(comparison.in_after), len(comparison.key)
    return [
        "op",
        *(f"k{place}" for place in range(keys)),
        *(f"b{place}" for place in range(both)),
        *(f"a{place}" for place in range(after)),
    ]
