"""Row writes in a private engine: the operations, the rows they meet, and the new difference from the base.

The tables are `raw` (cells as sent: `c0…`, and whether they were: `s0…`), `typed` (their values: `v0…`), `base_now`
(the rows of the base with the same keys) and `merged` (rows before and after: `o0…` and `n0…`).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plateforme.domains.datasets.tabular.columns.readings import SQL_TYPES
from plateforme.domains.datasets.tabular.columns.rules import Planned
from plateforme.domains.datasets.tabular.edits import Edit
from plateforme.domains.datasets.tabular.engine.files import STORAGE, TABLE, literal, stored_columns
from plateforme.domains.datasets.tabular.engine.layers import GONE, MARK
from plateforme.domains.datasets.tabular.engine.loading import Loading
from plateforme.domains.datasets.tabular.query import Table
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.domains.datasets.tabular.table_schema import ROW, TableSchema
from plateforme.kit.grammar.column_types import ColumnType

ADDED, CHANGED, REMOVED, UNCHANGED, ABSENT = RESULTS = ("added", "changed", "removed", "unchanged", "absent")
_BASE, _DELTA, _MADE = "base", "delta", "made"
THREADS: Final = 1
FEW: Final = 500
"""Up to so many rows, each is fetched from its place; beyond, a scan is faster."""


@dataclass(frozen=True)
class Below:
    """The serving files of the version that is written to: its base, and what differs from it, if anything does."""

    base: Path
    delta: Path | None


class Editing(Loading):
    """A private engine that applies operations to a version."""

    def __init__(self, workdir: Path, table: Table, below: Below, *, memory: str) -> None:
        """Open the engine over the version's files."""
        super().__init__(workdir, memory=memory, threads=THREADS)
        self.schema: TableSchema = table.schema
        self.base_rows = (table.base or table).rows
        self._at = {name: at for at, name in enumerate(self.schema.names)}
        self._run(f"ATTACH {literal(below.base)} AS {_BASE} (READ_ONLY)")
        self.has_delta = below.delta is not None
        if below.delta is not None:
            self._run(f"ATTACH {literal(below.delta)} AS {_DELTA} (READ_ONLY)")

    def load(self, edits: Sequence[Edit]) -> None:
        """Hold the operations as `raw`, and as the `source` of the rules."""
        names = self.schema.names
        columns = {"_line": "BIGINT", "is_delete": "BOOLEAN"}
        columns |= {f"c{at}": "VARCHAR" for at in range(len(names))} | {f"s{at}": "BOOLEAN" for at in range(len(names))}
        values: list[Sequence[object]] = [[each.position for each in edits], [each.is_delete for each in edits]]
        values += [[each.cells.get(name) for each in edits] for name in names]
        values += [[name in each.cells for each in edits] for name in names]
        unnested = ", ".join(f"unnest(?::{kind}[]) AS {name}" for name, kind in columns.items())
        self._connection.execute(f"CREATE TABLE raw AS SELECT {unnested}", values)
        self._run("CREATE VIEW source AS SELECT _line AS _row, * FROM raw")

    def meet(self, planned: Sequence[Planned]) -> None:
        """Read the values of the operations, find the rows they are about, and make `merged` of both."""
        values = ", ".join(f"{_kept(each)} AS v{at}" for at, each in enumerate(planned))
        flags = ", ".join(f"s{at}" for at in range(len(planned)))
        self._run(f"CREATE TABLE typed AS SELECT _line AS position, is_delete, {values}, {flags} FROM source")
        same = self.same_key("r", "t")
        self._run(
            f"CREATE TABLE found AS SELECT t.position, r.{ROW} FROM {_BASE}.{TABLE} AS r JOIN typed AS t ON {same}"
        )
        some = self.one("SELECT count(*) FROM found")[0] <= FEW
        # In a serving file, `_row` is the place of the row.
        which = f"WHERE rowid IN (SELECT {ROW} - 1 FROM found)" if some else f"SEMI JOIN found USING ({ROW})"
        self._run(f"CREATE TABLE base_now AS SELECT * FROM {_BASE}.{TABLE} {which}")
        live = f"SELECT {self.names()}, {ROW} FROM base_now"
        if self.has_delta:
            live += f" WHERE {ROW} NOT IN (SELECT {ROW} FROM {_DELTA}.{GONE})"
            live += f" UNION ALL SELECT {self.names()}, {ROW} FROM {_DELTA}.{TABLE}"
        before = ", ".join(f"l.{quote(name)} AS o{at}" for name, at in self._at.items())
        after = ", ".join(
            f"CASE WHEN t.is_delete OR t.s{at} THEN t.v{at} ELSE l.{quote(name)} END AS n{at}"
            for name, at in self._at.items()
        )
        sent = ", ".join(f"t.s{at}" for at in self._at.values())
        self._run(
            f"CREATE TABLE merged AS SELECT t.position, t.is_delete, l.{ROW} AS live_row, f.{ROW} AS base_row, "
            f"{before}, {after}, {sent} FROM typed AS t LEFT JOIN ({live}) AS l ON {self.same_key('l', 't')} "
            "LEFT JOIN found AS f ON f.position = t.position ORDER BY t.position"
        )

    def decide(self) -> None:
        """Add to `merged` what becomes of each row: `result`."""
        same = " AND ".join(f"n{at} IS NOT DISTINCT FROM o{at}" for at in self._at.values())
        self._run("ALTER TABLE merged ADD COLUMN result VARCHAR")
        self._run(
            f"UPDATE merged SET result = CASE WHEN is_delete AND live_row IS NULL THEN '{ABSENT}' "
            f"WHEN is_delete THEN '{REMOVED}' WHEN live_row IS NULL THEN '{ADDED}' "
            f"WHEN {same} THEN '{UNCHANGED}' ELSE '{CHANGED}' END"
        )

    def untouched(self) -> str:
        """Give the SQL of the rows that no operation is about."""
        kept = f"SELECT {self.names()} FROM {_BASE}.{TABLE} WHERE {ROW} NOT IN (SELECT {ROW} FROM found)"
        if not self.has_delta:
            return f"({kept})"
        kept += f" AND {ROW} NOT IN (SELECT {ROW} FROM {_DELTA}.{GONE})"
        return f"({kept} UNION ALL SELECT {self.names('r')} FROM {self._kept_delta()})"

    def write_delta(self, target: Path) -> tuple[str, int] | None:
        """Write what differs from the base now, in the order of `_row`; give SHA-256 and size, None for nothing.

        A row that says what the base says is no difference. New rows are numbered in the order of their keys.
        """
        chosen = ", ".join(f"n{at} AS {quote(name)}" for name, at in self._at.items())
        keys = ", ".join(f"n{self._at[name]}" for name in self.schema.key)
        top = f"greatest({self.base_rows}, (SELECT coalesce(max({ROW}), 0) FROM {_DELTA}.{TABLE}))"
        new = f"{top if self.has_delta else self.base_rows} + row_number() OVER (ORDER BY {keys})"
        same = " AND ".join(f"m.n{at} IS NOT DISTINCT FROM b.{quote(name)}" for name, at in self._at.items())
        upserts = "SELECT * FROM merged WHERE NOT is_delete"
        placed = f"SELECT {chosen}, base_row AS {ROW} FROM ({upserts} AND base_row IS NOT NULL) AS m"
        placed += f" ANTI JOIN base_now AS b ON b.{ROW} = m.base_row AND {same}"
        placed += f" UNION ALL SELECT {chosen}, live_row FROM ({upserts} AND base_row IS NULL AND live_row IS NOT NULL)"
        placed += f" UNION ALL SELECT {chosen}, {new} FROM ({upserts} AND base_row IS NULL AND live_row IS NULL)"
        parts = [f"SELECT *, false AS {MARK} FROM ({placed})", self._deleted()]
        if self.has_delta:
            parts.append(f"SELECT {self.names('r')}, r.{ROW}, false FROM {self._kept_delta()}")
            lost = f"FROM {_DELTA}.{GONE} AS g ANTI JOIN {_DELTA}.{TABLE} USING ({ROW}) ANTI JOIN found USING ({ROW})"
            parts.append(f"SELECT {self._keys_only('g')}, g.{ROW}, true {lost}")
        self._run(f"CREATE TABLE differing AS SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY {ROW}")
        if not self.one("SELECT count(*) FROM differing")[0]:
            return None
        stored = ", ".join(_stored(name, self.schema.column(name).type) for name in self.schema.names)
        asked = f"SELECT {stored}, {ROW}, {MARK} FROM differing"
        self._run(f"COPY ({asked}) TO {literal(target)} (FORMAT parquet, COMPRESSION zstd)")
        with target.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest(), target.stat().st_size

    def write_layer(self, target: Path) -> None:
        """Write the serving file of what differs from the base, from what `write_delta` wrote.

        `ensure_layer` makes the same from the Parquet. Here the rows are at hand, and an engine is open.
        """
        chosen = ", ".join([*stored_columns(self.schema), quote(ROW)])
        key = ", ".join(quote(name) for name in self.schema.key)
        gone = f"SELECT * FROM base_now SEMI JOIN differing USING ({ROW})"
        if self.has_delta:
            gone += f" UNION ALL SELECT * FROM {_DELTA}.{GONE} SEMI JOIN differing USING ({ROW})"
            gone += f" ANTI JOIN base_now USING ({ROW})"
        self._run(f"ATTACH {literal(target)} AS {_MADE} (STORAGE_VERSION '{STORAGE}')")
        self._run("BEGIN")
        self._run(f"CREATE TABLE {_MADE}.{TABLE} AS SELECT {chosen} FROM differing WHERE NOT {MARK} ORDER BY {key}")
        self._run(f"CREATE TABLE {_MADE}.{GONE} AS SELECT * FROM ({gone}) ORDER BY {ROW}")
        self._run("COMMIT")
        self._run(f"DETACH {_MADE}")

    def counts_of(self) -> Mapping[str, int]:
        """Count the operations by what became of them."""
        counted = dict(self.all("SELECT result, count(*) FROM merged GROUP BY result"))
        return {name: int(counted.get(name, 0)) for name in RESULTS}

    def names(self, alias: str | None = None) -> str:
        """Give the SQL of the columns, in order."""
        prefix = "" if alias is None else f"{alias}."
        return ", ".join(f"{prefix}{quote(name)}" for name in self.schema.names)

    def same_key(self, rows: str, typed: str) -> str:
        """Say that a row has the key of an operation."""
        return " AND ".join(f"{rows}.{quote(name)} = {typed}.v{self._at[name]}" for name in self.schema.key)

    def _kept_delta(self) -> str:
        return f"{_DELTA}.{TABLE} AS r ANTI JOIN typed AS t ON {self.same_key('r', 't')}"

    def _deleted(self) -> str:
        keys = {name: f"n{self._at[name]}" for name in self.schema.key}
        told = ", ".join(f"{keys.get(name, 'NULL')} AS {quote(name)}" for name in self.schema.names)
        return f"SELECT {told}, base_row AS {ROW}, true AS {MARK} FROM merged WHERE is_delete AND base_row IS NOT NULL"

    def _keys_only(self, alias: str) -> str:
        return ", ".join(f"{alias}.{quote(name)}" if name in self.schema.key else "NULL" for name in self.schema.names)


def _kept(planned: Planned) -> str:
    """Give the SQL of a value as serving files keep it: instants in UTC, without saying so."""
    value = f"CAST({planned.typed} AS {SQL_TYPES[planned.column.type]})"
    return f"({value} AT TIME ZONE 'UTC')" if planned.column.type is ColumnType.DATETIME else value


def _stored(name: str, kind: ColumnType) -> str:
    column = quote(name)
    return f"{column} AT TIME ZONE 'UTC' AS {column}" if kind is ColumnType.DATETIME else column
