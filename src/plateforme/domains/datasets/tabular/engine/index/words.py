"""Which rows hold which words: a full-text table (SQLite FTS5) of folded texts, without the texts themselves.

Rows are numbered from 0 in the order of the key, as everywhere in the index. Words stand in it as they are written;
what a search means by a word, such as its plural, is added to the search.
"""

import os
import sqlite3
from collections import deque
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import duckdb
import numpy as np

from plateforme.domains.datasets.tabular.engine.index.layout import IndexBroken
from plateforme.domains.datasets.tabular.statements import quote
from plateforme.kit import interrupts
from plateforme.kit.grammar.conditions import Words
from plateforme.kit.grammar.words import FOLDS, PREFIX, written

FILE: Final = "words.sqlite"
BATCH: Final = 16_384
"""Rows that are folded together."""

_SEEN, _FEW = 512, 48
"""Rows that are looked at for each of several words, and rows of the rarest one that are looked up for the others."""

_LATIN: Final = 256
_PLACED: Final = "\n"
_OFTEN: Final = {
    "’": " ",
    "‘": " ",
    "“": " ",
    "”": " ",
    "–": " ",
    "—": " ",
    "…": " ",
    "€": " ",
    "œ": "oe",
    "Œ": "oe",
    "µ": "μ",
}
"""What is common in French texts and not in Latin-1, folded."""

_MAKE: Final = """
PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
CREATE TABLE columns (name TEXT);
CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, detail=none, tokenize='ascii');
INSERT INTO words (words, rank) VALUES ('automerge', 0);
"""
"""Neither positions nor lengths are kept: 44 MB for a million reports of 27 words, where the full form takes 83 MB.
Nothing is merged before the end: 3.9 s instead of 5.1 s. The tokenizer takes what is not ASCII for letters: texts come
folded."""

Rows = np.ndarray[Any, np.dtype[np.uint32]]


def build(folder: Path, connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> Path | None:
    """Write the index of the words in these columns of a table, which lies in the order of `_row`."""
    if not columns:
        return None
    path = folder / FILE
    path.unlink(missing_ok=True)
    texts = f"SELECT concat_ws(' ', {', '.join(map(quote, columns))}) FROM {table}"
    with closing(sqlite3.connect(path, isolation_level=None)) as made, closing(connection.cursor()) as cursor:
        made.executescript(_MAKE)
        made.execute("BEGIN")
        made.executemany("INSERT INTO columns VALUES (?)", [(name,) for name in columns])
        cursor.execute(texts)
        place = 0
        while batch := cursor.fetchmany(BATCH):
            interrupts.check()
            folded = _fold_all([text for (text,) in batch])
            made.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", enumerate(folded, place))
            place += len(batch)
        made.execute("COMMIT")
        with interrupts.reaching(made.interrupt):
            made.execute("INSERT INTO words (words) VALUES ('optimize')")
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return path


class WordIndex:
    """The index of one version's words, for any number of threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in this folder; FileNotFoundError when there is none."""
        self.path = folder / FILE
        self.path.stat()
        self._idle: deque[sqlite3.Connection] = deque(maxlen=4)
        with self._lent() as connection:
            self.columns = tuple(str(name) for (name,) in connection.execute("SELECT name FROM columns"))
            """The columns whose words are here."""

    def rows(self, words: Words) -> Rows:
        """Give all rows that hold these words, in ascending order; some 0.1 µs for each."""
        with self._lent() as connection:
            # One text is read ten times faster than as many numbers, and meanwhile other threads go on.
            found = connection.execute("SELECT group_concat(rowid) FROM words WHERE words MATCH ?", (_match(words),))
            (listed,) = found.fetchone()
        return np.fromstring(listed, np.uint32, sep=",") if listed else np.empty(0, np.uint32)

    def listed(self, words: Words, most: int) -> str | None:
        """Give the rows that hold these words as one text, separated by commas; None when they are more than `most`."""
        with self._lent() as connection:
            found = "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?"
            asked = f"SELECT count(*), group_concat(rowid) FROM ({found})"
            count, text = connection.execute(asked, (_match(words), most + 1)).fetchone()
        return None if count > most else text or ""

    def count(self, words: Words) -> int:
        """Count the rows that hold these words; some 0.03 µs for each."""
        with self._lent() as connection:
            found = connection.execute("SELECT count(*) FROM words WHERE words MATCH ?", (_match(words),))
            return int(found.fetchone()[0])

    def count_in(self, words: Words, parts: Sequence[tuple[int, int]]) -> int:
        """Count the rows that hold these words in parts of the table, each from a row on and up to another."""
        sought: list[tuple[str | int, ...]]
        if len(words.words) == 1 and not words.words[0].endswith(PREFIX):
            # Each part is reached at once; of several words, or a beginning, all rows are gone through every time.
            asked = "rowid BETWEEN ? AND ?"
            sought = [(_match(words), first, end - 1) for first, end in parts]
        else:
            asked = " OR ".join("+rowid BETWEEN ? AND ?" for _ in parts)
            sought = [(_match(words), *(bound for first, end in parts for bound in (first, end - 1)))]
        sql = f"SELECT count(*) FROM words WHERE words MATCH ? AND ({asked})"
        with self._lent() as connection:
            return sum(int(connection.execute(sql, each).fetchone()[0]) for each in sought)

    def first(self, words: Words, after: int, limit: int) -> list[int]:
        """Give the first rows beyond `after` (-1: from the beginning) that hold these words, in ascending order."""
        with self._lent() as connection:
            return _first(connection, _match(words), after, limit)

    def quick(self, words: Words, after: int, limit: int) -> list[int] | None:
        """Give what `first` gives, or None when that may take more than a millisecond or two.

        Words that are common and seldom together, and the beginnings of words, take long.
        """
        if any(word.endswith(PREFIX) for word in words.words):
            return None
        with self._lent() as connection:
            if len(words.words) == 1:
                return _first(connection, _match(words), after, limit)
            seen = [_first(connection, _match(Words((word,), ())), after, _SEEN) for word in words.words]
            known_until = min((rows[-1] for rows in seen if len(rows) == _SEEN), default=None)
            found = sorted(set(seen[0]).intersection(*seen[1:]))
            if known_until is None:
                return found[:limit]
            found = [row for row in found if row <= known_until]
            if len(found) >= limit:
                return found[:limit]
            rarest = min(seen, key=len)
            return _among(connection, words, rarest)[:limit] if len(rarest) <= _FEW else None

    def close(self) -> None:
        """Let go of the file."""
        while self._idle:
            self._idle.pop().close()

    def _lent(self) -> "_Loan":
        """Lend a connection to one thread at a time."""
        return _Loan(self)

    def take(self) -> sqlite3.Connection:
        """Give a connection that nobody uses."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._open()

    def give_back(self, connection: sqlite3.Connection) -> None:
        """Keep a connection for whoever comes next."""
        self._idle.append(connection)

    def _open(self) -> sqlite3.Connection:
        address = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            connection = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
            connection.execute(f"PRAGMA mmap_size = {self.path.stat().st_size:d}")
        except sqlite3.OperationalError as error:  # too many open files say nothing about this one
            raise OSError(str(error)) from error
        except sqlite3.DatabaseError as error:
            raise IndexBroken(FILE) from error
        return connection


class _Loan:
    """A block with a connection of its own; a class, because every small search goes through it."""

    __slots__ = ("_connection", "_index", "_reach")

    def __init__(self, index: WordIndex) -> None:
        self._index = index
        self._reach: AbstractContextManager[None] | None = None

    def __enter__(self) -> sqlite3.Connection:
        connection = self._connection = self._index.take()
        if interrupts.can_fire():
            self._reach = interrupts.reaching(connection.interrupt)
            self._reach.__enter__()
        return connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._reach is not None:
            self._reach.__exit__(kind, error, at)
        if error is None:
            self._index.give_back(self._connection)
        elif isinstance(error, sqlite3.DatabaseError):
            interrupts.check()
            raise IndexBroken(FILE) from error


def _first(connection: sqlite3.Connection, match: str, after: int, limit: int) -> list[int]:
    asked = "SELECT rowid FROM words WHERE words MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?"
    return [row for (row,) in connection.execute(asked, (match, after, limit))]


def _among(connection: sqlite3.Connection, words: Words, rows: Sequence[int]) -> list[int]:
    """Give those of these rows that hold the words: looked up one by one, for a list is not."""
    asked, match = "SELECT 1 FROM words WHERE words MATCH ? AND rowid = ?", _match(words)
    return [row for row in rows if connection.execute(asked, (match, row)).fetchone()]


def _match(words: Words) -> str:
    """Write words in the query language of FTS5: each is put between quotes, where only a quote has a meaning."""
    return " AND ".join([f"({' OR '.join(_terms(word))})" for word in words.words])


def _terms(word: str) -> list[str]:
    # Folded words hold no quote; to double one says so to whoever reads this line alone.
    quoted = ['"' + each.removesuffix(PREFIX).replace('"', '""') + '"' for each in written(word)]
    return [f"{quoted[0]} *"] if word.endswith(PREFIX) else quoted


def _fold_all(texts: list[str]) -> list[str]:
    """Fold many texts at once, as `fold` does each, but for the number of blanks: 0.5 µs for a text of 130 letters."""
    together = _PLACED.join(texts)
    if together.count(_PLACED) != len(texts) - 1:
        together = _PLACED.join(text.replace(_PLACED, " ") for text in texts)
    for each, folded in _OFTEN.items():
        together = together.replace(each, folded)
    try:
        latin = together.encode("latin-1")
    except UnicodeEncodeError:
        return [text.translate(FOLDS) for text in together.split(_PLACED)]
    return latin.translate(_TABLE, b"\xad").replace(b"\xe6", b"ae").decode("latin-1").split(_PLACED)


def _table() -> bytes:
    folds = {code: FOLDS[code] for code in range(_LATIN)} | {ord(_PLACED): _PLACED, ord("æ"): "æ", ord("Æ"): "æ"}
    single = (fold if len(fold) == 1 and ord(fold) < _LATIN else "" for fold in folds.values())
    return bytes(ord(each) if each else code for code, each in enumerate(single))


_TABLE: Final = _table()
"""What each character of Latin-1 is folded to, for `bytes.translate`."""
