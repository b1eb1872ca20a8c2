"""Filling a table of a serving file, without trying a way to pack texts that will not be taken.

For each segment of a column of texts the engine tries a dictionary and FSST, and keeps the smaller. The trial of the
dictionary is half of the time that the file takes, and lost where nearly every value differs. A sample tells these
columns: short texts are declared as FSST, which the engine would have chosen, and longer ones as zstd, which takes a
third less room, is written sooner and is read as fast.
"""

from typing import Final

import duckdb

from plateforme.domains.datasets.tabular.statements import quote

SAMPLE_ROWS: Final = 20_000
SAMPLE_CELLS: Final = 2_000_000
"""A table of very many columns is looked at on fewer rows."""

COLUMNS_AT_ONCE: Final = 40
"""Each distinct count holds its values in memory; columns are looked at by slices."""

LEAST_VALUES: Final = 1_000
LONG_BYTES: Final = 40
"""From this mean length on, texts are packed by zstd."""

LONGEST_BYTES: Final = 500
"""Longer texts have ways of their own to be packed."""


def pack(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    """Create a table, whose name may say its database, and fill it with the rows of a query, in their order."""
    described = connection.execute(f"DESCRIBE {query}").fetchall()
    columns = {quote(name): str(kind) for name, kind, *_ in described}
    packed = _packed(connection, [name for name, kind in columns.items() if kind == "VARCHAR"], query)
    declared = ", ".join(
        f"{name} {kind}{f' USING COMPRESSION {packed[name]}' if name in packed else ''}"
        for name, kind in columns.items()
    )
    connection.execute("BEGIN")
    connection.execute(f"CREATE TABLE {table} ({declared})")
    connection.execute(f"INSERT INTO {table} {query}")
    connection.execute("COMMIT")


def _packed(connection: duckdb.DuckDBPyConnection, texts: list[str], query: str) -> dict[str, str]:
    """Give the packing of the columns of which more than half of the sampled values differ."""
    rows = min(SAMPLE_ROWS, SAMPLE_CELLS // max(1, len(texts)))
    if not texts or rows < LEAST_VALUES:
        return {}
    counted: list[tuple[str, int, int, int, float]] = []
    for start in range(0, len(texts), COLUMNS_AT_ONCE):
        some = texts[start : start + COLUMNS_AT_ONCE]
        asked = ", ".join(
            f"count({name}), count(DISTINCT {name}), max(strlen({name})), avg(strlen({name}))" for name in some
        )
        answers = connection.execute(
            f"SELECT {asked} FROM (SELECT {', '.join(some)} FROM ({query}) LIMIT {rows})"
        ).fetchall()[0]
        counted.extend(zip(some, answers[::4], answers[1::4], answers[2::4], answers[3::4], strict=True))
    return {
        name: "zstd" if mean >= LONG_BYTES else "fsst"
        for name, filled, different, longest, mean in counted
        if filled >= LEAST_VALUES and 2 * different > filled and longest <= LONGEST_BYTES
    }
