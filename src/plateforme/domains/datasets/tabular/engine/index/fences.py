"""Every fourth key of a table that is kept in the order of a text key, to find a row without reading a dozen others.

A million keys of 13 bytes have fences of 3.3 MB. Texts compare byte by byte, as the engine puts them in order.
"""

from dataclasses import dataclass
from typing import Final

import duckdb
import numpy as np

from plateforme.domains.datasets.tabular.engine.index.layout import Array, Reader, Writer
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.domains.datasets.tabular.table_schema import ROW

BITS: Final = 2
"""So many keys lie from one fence to the next, as a power of two."""

WIDEST: Final = 64
"""Bytes of the longest key that is fenced."""


def write_fences(writer: Writer, cursor: duckdb.DuckDBPyConnection, table: str, name: str, *, section: str) -> None:
    """Write the fences of a distinct text column in whose order the rows are; nothing when keys are long or odd."""
    column = quote(name)
    asked = f"SELECT max(strlen({column})), bool_or(contains({column}, chr(0))) FROM {table}"
    widest, is_odd = cursor.execute(asked).fetchall()[0]
    if not widest or widest > WIDEST or is_odd:
        return
    asked = f"SELECT {column} FROM {table} WHERE ({ROW} - 1) % {1 << BITS} = 0 ORDER BY {ROW}"
    keys = [key.encode() for (key,) in cursor.execute(asked).fetchall()]
    writer.add(section, np.array(keys, f"S{widest}").view(np.uint8))
    writer.add(f"{section}.width", np.array([widest], np.uint64))


@dataclass(frozen=True)
class Fences:
    """Keys in their order, one in four."""

    keys: Array
    width: int

    @classmethod
    def read(cls, reader: Reader, section: str) -> "Fences | None":
        """Read what `write_fences` wrote; None when it wrote nothing."""
        if section not in reader:
            return None
        width = int(reader.array(f"{section}.width")[0])
        return cls(reader.array(section).view(f"S{width}"), width)

    def around(self, key: str) -> tuple[int, int] | None:
        """Give the places between which a key lies, if it is there; None when fences cannot tell."""
        sought = key.encode("utf-8", "surrogatepass")
        if len(sought) > self.width or b"\0" in sought:
            return None
        end = int(self.keys.searchsorted(np.bytes_(sought), side="right"))
        first = max(end - 1, 0) << BITS
        # A fence that is the key leaves nothing to look for.
        return first, first if end and self.keys[end - 1] == sought else end << BITS
