"""The rows of two versions that have to be compared, as SQL over serving files.

Two versions of row writes on the same base can only differ in the rows that one of them has touched: what their small
files hold is enough, and the base is not even opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from plateforme.domains.datasets.tabular.engine.files import TABLE
from plateforme.domains.datasets.tabular.engine.layers import GONE, Layers
from plateforme.domains.datasets.tabular.query import Stored, Table
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.domains.datasets.tabular.table_schema import ROW

BEFORE, AFTER = "before", "after"


class ServingFiles(Protocol):
    """Where the serving files are."""

    def file(self, table: Table) -> Path:
        """Give the serving file of a version: the whole table, or what differs from its base."""
        ...

    def whole_file(self, stored: Stored) -> Path:
        """Give the serving file of a whole table."""
        ...


@dataclass(frozen=True)
class Side:
    """One of two tables: the SQL that gives its rows, with `_row`, and the files it is read from, by name."""

    source: str
    attached: Mapping[str, Path]


def sides(before: Table, after: Table, files: ServingFiles) -> tuple[Side, Side]:
    """Give the rows of two versions with different contents that have to be compared."""
    if (before.base or before).digest == (after.base or after).digest:
        return _touched(before, BEFORE, after, AFTER, files), _touched(after, AFTER, before, BEFORE, files)
    return _whole(before, BEFORE, files), _whole(after, AFTER, files)


def _whole(table: Table, name: str, files: ServingFiles) -> Side:
    if table.base is None:
        return Side(f"{name}.{TABLE}", {name: files.file(table)})
    below = f"{name}_base"
    layers = Layers(table.schema, f"{below}.{TABLE}", fresh=f"{name}.{TABLE}", gone=f"{name}.{GONE}")
    return Side(layers.whole, {name: files.file(table), below: files.whole_file(table.base)})


def _touched(table: Table, name: str, other: Table, other_name: str, files: ServingFiles) -> Side:
    """Give the rows of a version that it or the other one has touched: its own, and those the other replaced."""
    names = ", ".join(quote(column) for column in (*table.schema.names, ROW))
    parts, attached = [], {}
    if table.base is not None:
        parts.append(f"SELECT {names} FROM {name}.{TABLE}")
        attached[name] = files.file(table)
    if other.base is not None:
        kept = "" if table.base is None else f" WHERE {ROW} NOT IN (SELECT {ROW} FROM {name}.{GONE})"
        parts.append(f"SELECT {names} FROM {other_name}.{GONE}{kept}")
        attached[other_name] = files.file(other)
    return Side(f"({' UNION ALL '.join(parts)})", attached)
