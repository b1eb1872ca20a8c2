"""The rows as JSON, ready to be sent: each packed by itself, with a dictionary that all of them share.

A row packed alone can be read alone, in a microsecond, and the rows of a table are so alike that the dictionary makes
them four to five times smaller: the whole index takes less room than the bare texts would.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import duckdb
import numpy as np
import orjson
import zstandard

from plateforme.domains.datasets.tabular.engine.index.layout import ROWS, IndexBroken, Reader, Writer
from plateforme.domains.datasets.tabular.row_json import row_json
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.domains.datasets.tabular.table_schema import ROW
from plateforme.kit import interrupts
from plateforme.kit.grammar.column_types import ColumnType

BATCH: Final = 30_720
"""Rows that are made into JSON together, a quarter of a row group. More would be a little faster, and hold up whoever
answers questions in this process for longer."""

SAMPLE: Final = 2_000
DICTIONARY_BYTES: Final = 16_384
LEVEL: Final = 5
"""Of a million reports: 312 MB become 60 MB in 2.6 s, and 62 MB in 1.6 s at level 3; whoever reads notices nothing."""

UNPACKED: Final = 5
"""How many times larger rows usually are than they are packed."""

_FORMAT: Final = zstandard.FORMAT_ZSTD1_MAGICLESS
"""Four bytes that say "this is Zstandard" in front of each row are a sixteenth of all."""

_PARAMETERS: Final = zstandard.ZstdCompressionParameters.from_level(
    LEVEL, format=_FORMAT, write_content_size=True, write_checksum=False, write_dict_id=False
)
_ESCAPED: Final = b"\\u"
"""An escape that the engine writes in capital letters, and we do not."""


def write_texts(writer: Writer, cursor: duckdb.DuckDBPyConnection, table: str, kinds: Mapping[str, ColumnType]) -> int:
    """Write the rows of a table, in the order of `_row`, and where each one starts; says how many there are."""
    rows = _Rows(cursor, table, kinds)
    dictionary = _dictionary(rows.sample())
    packer = zstandard.ZstdCompressor(compression_params=_PARAMETERS, dict_data=dictionary)
    sizes: list[int] = []
    writer.begin("texts")
    for batch in rows.batches():
        interrupts.check()
        packed = _pack(packer, batch)
        writer.append("texts", b"".join(packed))
        sizes.extend(map(len, packed))
    starts = np.cumsum([0, *sizes], dtype=np.uint64)
    writer.add("starts", starts.astype(np.min_scalar_type(int(starts[-1]) or 1)))
    writer.add("dictionary", np.frombuffer(dictionary.as_bytes(), np.uint8))
    return rows.count


class Texts:
    """The rows of an index as JSON."""

    def __init__(self, reader: Reader) -> None:
        """Read them from their file."""
        self._bytes = reader.bytes
        self._first = reader.start("texts")
        starts = reader.array("starts")
        self._starts, self._ends = starts[:-1], starts[1:]
        self._start_of, self._end_of = self._starts.data, self._ends.data  # give one number in half the time
        try:
            self._dictionary = zstandard.ZstdCompressionDict(reader.array("dictionary").tobytes())
        except zstandard.ZstdError as error:
            raise IndexBroken(ROWS) from error
        self._own = threading.local()

    def __len__(self) -> int:
        return len(self._starts)

    def places(self, rows: np.ndarray[Any, Any]) -> tuple[list[int], list[int]]:
        """Tell where the packed texts of rows begin and end."""
        return self._starts[rows].tolist(), self._ends[rows].tolist()

    def at(self, starts: list[int], ends: list[int]) -> list[bytes]:
        """Give the texts that are packed at some places."""
        unpack, packed, first = self._unpack, self._bytes, self._first
        try:
            return [unpack(packed[first + start : first + end]) for start, end in zip(starts, ends, strict=True)]
        except zstandard.ZstdError as error:
            raise IndexBroken(ROWS) from error

    @property
    def mean(self) -> int:
        """How many bytes a row has on average, about."""
        return int(self._ends[-1]) * UNPACKED // len(self) if len(self) else 0

    @staticmethod
    def weight(starts: list[int], ends: list[int]) -> int:
        """How many bytes the texts at some places have, about: they are counted as they are packed."""
        return (sum(ends) - sum(starts)) * UNPACKED

    def text(self, row: int) -> bytes:
        """Give the text of one row."""
        first = self._first
        try:
            text: bytes = self._unpack(self._bytes[first + self._start_of[row] : first + self._end_of[row]])
        except zstandard.ZstdError as error:
            raise IndexBroken(ROWS) from error
        return text

    def cells(self, row: int) -> dict[str, Any]:
        """Give the cells of one row, as JSON knows them."""
        cells: dict[str, Any] = orjson.loads(self.text(row))
        return cells

    @property
    def _unpack(self) -> Any:
        # What unpacks may not be shared by threads, and takes twenty times longer to make than to use.
        try:
            return self._own.unpack
        except AttributeError:
            return self._unpacker()

    def _unpacker(self) -> Any:
        try:
            self._own.unpack = unpack = zstandard.ZstdDecompressor(self._dictionary, format=_FORMAT).decompress
        except zstandard.ZstdError as error:
            raise IndexBroken(ROWS) from error
        return unpack


class _Rows:
    """The rows of a table made into JSON by the engine, which holds no lock of Python meanwhile.

    The engine writes few values otherwise than we do. They are marked by it, or found by their escape, and their rows
    are written again by `row_json`, of which every answer is made.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, table: str, kinds: Mapping[str, ColumnType]) -> None:
        self._cursor = cursor
        self._table = table
        self._names = list(kinds)
        members = ", ".join(f"{quote(name)}: {_written(name, kind)}" for name, kind in kinds.items())
        odd = " OR ".join(filter(None, (_odd(name, kind) for name, kind in kinds.items()))) or "FALSE"
        self._json = f"CASE WHEN ({odd}) IS TRUE THEN '' ELSE to_json({{{members}}})::VARCHAR END"
        self.count = int(cursor.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])

    def sample(self) -> list[bytes]:
        """Give rows from all over the table."""
        step = max(1, self.count // SAMPLE)
        asked = f"SELECT {self._json} FROM {self._table} WHERE hash({ROW}) % {step} = 0"
        found = self._cursor.execute(asked).fetchall()
        return [text.encode() for (text,) in found if text]

    def batches(self) -> Iterator[list[bytes]]:
        """Give all rows in their order."""
        for start in range(0, self.count, BATCH):
            among = f"FROM {self._table} WHERE {ROW} > {start} AND {ROW} <= {start + BATCH}"
            asked = f"SELECT encode(string_agg({self._json}, chr(10) ORDER BY {ROW})) {among}"
            (joined,) = self._cursor.execute(asked).fetchall()[0]
            texts = joined.split(b"\n")
            unsure = [at for at, text in enumerate(texts) if not text or _ESCAPED in text]
            for at, text in self._by_ourselves(start, unsure):
                texts[at] = text
            yield texts

    def _by_ourselves(self, start: int, places: list[int]) -> Iterable[tuple[int, bytes]]:
        if not places:
            return
        names = ", ".join(map(quote, self._names))
        among = ", ".join(str(start + at + 1) for at in places)
        asked = f"SELECT {names} FROM {self._table} WHERE {ROW} IN ({among}) ORDER BY {ROW}"
        for at, row in zip(places, self._cursor.execute(asked).fetchall(), strict=True):
            yield at, row_json(self._names, row)


def _written(name: str, kind: ColumnType) -> str:
    column = quote(name)
    if kind is ColumnType.DATE:
        return f"strftime({column}, '%Y-%m-%d')"
    if kind is ColumnType.DATETIME:
        whole = f"strftime({column}, '%Y-%m-%dT%H:%M:%SZ')"
        exact = f"strftime({column}, '%Y-%m-%dT%H:%M:%S.%fZ')"
        return f"CASE WHEN microsecond({column}) % 1000000 = 0 THEN {whole} ELSE {exact} END"
    return column


def _odd(name: str, kind: ColumnType) -> str | None:
    """Tell which values the engine may write otherwise than we do."""
    column = quote(name)
    match kind:
        case ColumnType.NUMBER:
            return (
                f"({column} = 0 AND signbit({column})) OR ({column} <> 0 AND abs({column}) NOT BETWEEN 1e-3 AND 1e15)"
            )
        case ColumnType.DATE | ColumnType.DATETIME:
            return f"year({column}) NOT BETWEEN 1000 AND 9999"
        case _:
            return None


def _pack(packer: zstandard.ZstdCompressor, texts: list[bytes]) -> list[bytes]:
    ends = np.cumsum([len(text) for text in texts], dtype=np.uint64)
    sizes = np.diff(ends, prepend=np.uint64(0))
    segments = np.column_stack((ends - sizes, sizes)).astype(np.uint64).tobytes()
    packed = packer.multi_compress_to_buffer(zstandard.BufferWithSegments(b"".join(texts), segments), threads=1)
    return [piece.tobytes() for piece in packed]  # type: ignore[attr-defined]  # the stub forgets that it is a sequence


def _dictionary(sample: list[bytes]) -> zstandard.ZstdCompressionDict:
    try:
        return zstandard.train_dictionary(DICTIONARY_BYTES, [*sample])
    except zstandard.ZstdError:  # too few rows to learn from: they are the dictionary
        plain = b"".join(sample)[:DICTIONARY_BYTES]
        return zstandard.ZstdCompressionDict(plain.ljust(8, b" "), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
