"""The table as it is kept: typed, in its one order, cut into row groups that depend on nothing but its rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

ROW_GROUP: Final = 122_880
"""Rows in a row group, in the engine's tables and in a Parquet; the last one may be smaller."""

ROWS: Final = "numbered"
"""The rows as they are kept, each with its place: a view of one table, or of two, the second behind the first."""

PARQUET: Final = (
    f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 10000, ROW_GROUP_SIZE {ROW_GROUP}"
)
"""How the Parquet is written. Level 1, and a dictionary that is given up early, take 0.77 s of processor time for a
million reports where the engine's own choices take 1.08 s, and 8 % more room."""

Ask = Callable[[str], list[tuple[Any, ...]]]
SideBySide = Callable[[Sequence[str]], None]


def make_canonical(ask: Ask, columns: Sequence[str], *, key: Sequence[str], rows: int, beside: SideBySide) -> None:
    """Make the view `numbered` of the rows of the view `source`, in key order, or in that of `_row` without a key.

    The engine writes the same Parquet from tables whatever its threads, provided that their row groups are full: a
    sort leaves them so, and so does a copy by one thread. `beside` runs statements beside one another, each in one
    thread. A source in key order already is not sorted. `rows` is how many it has.
    """
    chosen = ", ".join(columns)
    if key and not _is_in_order(ask, chosen, key):
        ask(f"CREATE TABLE canonical AS SELECT {chosen} FROM source ORDER BY {', '.join(key)}")
        _number(ask, {"canonical": 0})
        return
    half = rows // 2 // ROW_GROUP * ROW_GROUP
    parts = {"canonical": f"_row <= {half}", "canonical_rest": f"_row > {half}"} if half else {"canonical": "true"}
    for table in parts:
        ask(f"CREATE TABLE {table} AS SELECT {chosen} FROM source LIMIT 0")
    beside([f"INSERT INTO {table} SELECT {chosen} FROM source WHERE {part}" for table, part in parts.items()])
    _number(ask, {table: half * place for place, table in enumerate(parts)})


def put_right(ask: Ask) -> None:
    """Make the row groups full that should be and are not."""
    ask(f"CREATE TABLE full_groups AS SELECT * EXCLUDE (_row) FROM {ROWS} ORDER BY _row")
    ask(f"DROP VIEW {ROWS}")
    _number(ask, {"full_groups": 0})


def is_whole(groups: int, rows: int) -> bool:
    """Tell by the row groups of a Parquet whether all of them but the last are full."""
    return groups == -(-rows // ROW_GROUP)


def _number(ask: Ask, tables: Mapping[str, int]) -> None:
    parts = (f"SELECT *, rowid + {before + 1} AS _row FROM {table}" for table, before in tables.items())
    ask(f"CREATE VIEW {ROWS} AS {' UNION ALL '.join(parts)}")


def _is_in_order(ask: Ask, chosen: str, key: Sequence[str]) -> bool:
    """Tell whether each key is above the one before: a window without an order follows the rows as they stand."""
    row = key[0] if len(key) == 1 else f"row({', '.join(key)})"
    misplaced = f"SELECT {row} <= lag({row}) OVER () AS misplaced FROM (SELECT {chosen} FROM source)"
    return not ask(f"SELECT 1 FROM ({misplaced}) WHERE misplaced LIMIT 1")
