"""Filling a table of a serving file, without trying a way to pack texts that will not be taken.

For each segment of a column of texts the engine tries a dictionary and FSST, and keeps the smaller. The trial of the
dictionary is half of the time that the file takes, and lost where nearly every value differs. A sample tells these
columns; they are declared as FSST, which the engine would have chosen.
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
LONGEST_BYTES: Final = 500
"""Longer texts have ways of their own to be packed."""


def pack(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    """Create a table, whose name may say its database, and fill it with the rows of a query, in their order."""
    described = connection.execute(f"DESCRIBE {query}").fetchall()
    columns = {quote(name): str(kind) for name, kind, *_ in described}
    varied = _varied(connection, [name for name, kind in columns.items() if kind == "VARCHAR"], query)
    declared = ", ".join(
        f"{name} {kind}{' USING COMPRESSION fsst' if name in varied else ''}" for name, kind in columns.items()
    )
    connection.execute("BEGIN")
    connection.execute(f"CREATE TABLE {table} ({declared})")
    connection.execute(f"INSERT INTO {table} {query}")
    connection.execute("COMMIT")


def _varied(connection: duckdb.DuckDBPyConnection, texts: list[str], query: str) -> set[str]:
    """Tell the columns of which more than half of the sampled values differ."""
    rows = min(SAMPLE_ROWS, SAMPLE_CELLS // max(1, len(texts)))
    if not texts or rows < LEAST_VALUES:
        return set()
    counted: list[tuple[str, int, int, int]] = []
    for start in range(0, len(texts), COLUMNS_AT_ONCE):
        some = texts[start : start + COLUMNS_AT_ONCE]
        asked = ", ".join(f"count({name}), count(DISTINCT {name}), max(strlen({name}))" for name in some)
        answers = connection.execute(
            f"SELECT {asked} FROM (SELECT {', '.join(some)} FROM ({query}) LIMIT {rows})"
        ).fetchall()[0]
        counted.extend(zip(some, answers[::3], answers[1::3], answers[2::3], strict=True))
    return {
        name
        for name, filled, different, longest in counted
        if filled >= LEAST_VALUES and 2 * different > filled and longest <= LONGEST_BYTES
    }
