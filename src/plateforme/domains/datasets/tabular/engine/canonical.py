"""The table as it is kept: typed, in its one order, cut into row groups that depend on nothing but its rows."""

from collections.abc import Callable, Sequence
from typing import Any, Final

ROW_GROUP: Final = 122_880
"""Rows in a row group, in the engine's tables and in a Parquet; the last one may be smaller."""

TABLE: Final = "canonical"

NUMBERED: Final = f"(SELECT *, rowid + 1 AS _row FROM {TABLE})"
"""The rows as they are kept, each with its place."""

PARQUET: Final = (
    f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 10000, ROW_GROUP_SIZE {ROW_GROUP}"
)
"""How the Parquet is written. Level 1, and a dictionary that is given up early, take 0.77 s of processor time for a
million reports where the engine's own choices take 1.08 s, and 8 % more room."""

Ask = Callable[[str], list[tuple[Any, ...]]]


def make_canonical(
    ask: Ask, columns: Sequence[str], *, key: Sequence[str], whole_rows: int, in_threads: Callable[[int | None], None]
) -> None:
    """Make the table `canonical` from the view `source`, in key order, or in the order of `_row` without a key.

    The engine writes the same Parquet from a table whatever its threads, provided that the table's row groups are
    full: a sort leaves them so, a load in several threads does not. `whole_rows` is how many rows of the source stand
    in full groups; those that follow are copied by one thread. A source in key order already is not sorted.
    """
    chosen = ", ".join(columns)
    if key and not _is_in_order(ask, chosen, key):
        ask(f"CREATE TABLE {TABLE} AS SELECT {chosen} FROM source ORDER BY {', '.join(key)}")
        return
    ask(f"CREATE TABLE {TABLE} AS SELECT {chosen} FROM source WHERE _row <= {whole_rows}")
    in_threads(1)
    ask(f"INSERT INTO {TABLE} SELECT {chosen} FROM source WHERE _row > {whole_rows}")
    in_threads(None)
    if not _is_full(groups(ask, TABLE)):
        ask(f"ALTER TABLE {TABLE} RENAME TO ragged")
        ask(f"CREATE TABLE {TABLE} AS SELECT * FROM ragged ORDER BY rowid")
        ask("DROP TABLE ragged")


def whole_rows_of(ask: Ask, table: str) -> int:
    """Count the rows at the beginning of a table that stand in full row groups."""
    rows = 0
    for size in groups(ask, table):
        if size != ROW_GROUP:
            break
        rows += size
    return rows


def groups(ask: Ask, table: str) -> list[int]:
    """Give the sizes of a table's row groups, in rows."""
    segments = f"FROM pragma_storage_info('{table}') WHERE column_id = 0 AND segment_type <> 'VALIDITY'"
    found = ask(f"SELECT sum(count) {segments} GROUP BY row_group_id ORDER BY row_group_id")
    return [int(size) for (size,) in found]


def _is_full(sizes: Sequence[int]) -> bool:
    return all(size == ROW_GROUP for size in sizes[:-1]) and all(size <= ROW_GROUP for size in sizes[-1:])


def _is_in_order(ask: Ask, chosen: str, key: Sequence[str]) -> bool:
    """Tell whether each key is above the one before: a window without an order follows the rows as they stand."""
    row = key[0] if len(key) == 1 else f"row({', '.join(key)})"
    misplaced = f"SELECT {row} <= lag({row}) OVER () AS misplaced FROM (SELECT {chosen} FROM source)"
    return not ask(f"SELECT 1 FROM ({misplaced}) WHERE misplaced LIMIT 1")
