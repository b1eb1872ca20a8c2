"""An index that is open: questions in, rows as JSON out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Final

import numpy as np
import orjson

from plateforme.domains.datasets.tabular.engine.answers import MISSING, Absent, RowPage
from plateforme.domains.datasets.tabular.engine.estimating import scaled, stretches
from plateforme.domains.datasets.tabular.engine.index import layout
from plateforme.domains.datasets.tabular.engine.index.columns import open_columns, typed
from plateforme.domains.datasets.tabular.engine.index.grid import Grid
from plateforme.domains.datasets.tabular.engine.index.layout import Array, Reader
from plateforme.domains.datasets.tabular.engine.index.pairings import Pairings
from plateforme.domains.datasets.tabular.engine.index.places import Distances, Within, points_of
from plateforme.domains.datasets.tabular.engine.index.sieves import (
    FEW,
    MANY,
    AnySieve,
    Listed,
    NotIndexed,
    Sieve,
    sieves_of,
)
from plateforme.domains.datasets.tabular.engine.index.texts import Texts
from plateforme.domains.datasets.tabular.engine.index.walking import Step, TooMuch, Walker, Way
from plateforme.domains.datasets.tabular.engine.index.words import FILE as WORDS
from plateforme.domains.datasets.tabular.engine.index.words import WordIndex
from plateforme.domains.datasets.tabular.query import DISTANCE, NATURAL, Question, place_of, searchable
from plateforme.domains.datasets.tabular.table_schema import ROW, TableSchema
from plateforme.kit.grammar.conditions import All, Condition, Either, Filter, Not, Place, Words
from plateforme.kit.grammar.operators import EQ
from plateforme.kit.grammar.parsing import Order
from plateforme.kit.grammar.values import Scalar

QUICK: Final = 300_000
"""Rows that may be looked up at random for an answer that nobody waits for in a thread: about a millisecond."""

CACHED: Final = 4_000_000
"""Rows of a table whose codes lie in the processor's cache, more or less; in a larger one, to look up takes longer."""

SLOW: Final = 30_000_000
"""The same in a thread, some 0.2 s: beyond, the engine answers, which can be interrupted."""

FEW_OF: Final = 8
"""One row in so many is few: to give their numbers to the engine costs less than to let it look for words."""

KEPT: Final = 256
"""Sets of conditions whose sieves are kept."""

NOTHING: Final[Mapping[str, Sequence[Scalar]]] = {}

WHOLE, PART = 150, 500
"""What writing a row costs, in rows looked up: as it is, and with some of its columns only."""

BROAD: Final = 1_000
"""Bytes of a row that are written at that price. Each one more costs a row looked up."""


_Asked = tuple[tuple[Condition, ...], tuple[Order, ...]]
"""Which rows are asked for, and in which order."""


class RowIndex:
    """The index of one whole table. It is never changed, and any number of threads may ask it."""

    def __init__(self, folder: Path, schema: TableSchema, pairings: Pairings) -> None:
        """Open the files; FileNotFoundError when there are none, IndexBroken when they are not whole.

        NotIndexed when they are those of a version with the same rows of which other columns are seen.
        """
        told = layout.read_manifest(folder)
        self.kinds = schema.kinds
        self.plain: Sequence[str] = told.get("plain", ())
        """Columns of text of which no cell needs quotes in a text file."""
        if told["columns"] != list(self.kinds):
            raise NotIndexed
        texts = Reader(folder / layout.ROWS, told[layout.ROWS])
        arrays = Reader(folder / layout.COLUMNS, told[layout.COLUMNS])
        self._files = texts, arrays
        self._words_sum = told.get(WORDS, {}).get("crc32")
        self.texts = Texts(texts)
        self.columns = open_columns(arrays, self.texts, self.kinds)
        place = place_of(schema) or Place()
        self.grid = Grid.read(arrays, [self.columns.get(each or "") for each in (place.longitude, place.latitude)])
        self.words = WordIndex(folder) if searchable(schema) else None
        self.every = tuple(self.kinds)
        self.pairing = partial(pairings.count, folder.name)
        self._sieves: dict[tuple[Condition, ...], list[Sieve | Within]] = {}
        self._ways: dict[_Asked, Way] = {}

    def way(self, question: Question, *, judge: Callable[[], Way]) -> Way:
        """Judge a question; what was told of the latest ones is kept, whatever their page."""
        asked = question.filters, question.sort
        way = self._ways.get(asked)
        if way is None:
            way = judge()
            if way.is_steady and max(len(question.filters), len(question.sort)) <= FEW:
                self._ways[asked] = way
                if len(self._ways) > KEPT:
                    self._ways.pop(next(iter(self._ways)), None)
        return way

    def sieves(self, conditions: tuple[Condition, ...], *, most: int) -> list[Sieve | Within]:
        """Give the sieves of conditions; those of the latest ones are kept, for values do not move."""
        known = self._sieves.get(conditions)
        if known is None:
            known = sieves_of(conditions, self.columns, most=most)
            if len(conditions) <= FEW and not any(isinstance(each, Within) for each in known):
                self._sieves[conditions] = known
                if len(self._sieves) > KEPT:
                    self._sieves.pop(next(iter(self._sieves)), None)
        return list(known)

    def is_whole(self) -> bool:
        """Tell whether every byte of the files is as it was written; a tenth of a second for a million rows."""
        is_found = self.words is None or layout.sum_of_file(self.words.path) == self._words_sum
        return is_found and all(file.is_whole() for file in self._files)

    def ask(self, question: Question, *, quick: bool) -> "Asked":
        """Take a question, to be answered quickly or not at all."""
        return Asked(self, question, quick=quick)

    def one(self, key: Iterable[tuple[str, Scalar]], fields: Sequence[str]) -> bytes | Absent:
        """Give the row whose key columns have these values."""
        asked = [Filter(name, EQ, (value,)) for name, value in key]
        column = self.columns.get(asked[0].column)
        if len(asked) == 1 and column is not None and column.is_distinct:
            row = column.row_of(asked[0].values[0])
            return MISSING if row is None else self._written(row, fields)
        walker = Walker(len(self.texts), most=SLOW)
        found = walker.first(sieves_of(asked, self.columns, most=MANY), (), None, 1)
        return self._written(int(found[0]), fields) if len(found) else MISSING

    def _written(self, row: int, fields: Sequence[str]) -> bytes:
        if fields == self.every:
            return self.texts.text(row)
        return self.written([self.texts.text(row)], tuple(fields))[0]

    def told(self, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
        """Write into conditions which rows hold their words, for the engine, where these are few."""
        return tuple(map(self._told, conditions))

    def _told(self, condition: Condition) -> Condition:
        match condition:
            case Words() if self.words and set(condition.columns) == set(self.words.columns):
                return replace(condition, rows=self.words.listed(condition, len(self.texts) // FEW_OF))
            case All(parts) | Either(parts):
                return replace(condition, parts=self.told(parts))
            case Not(part):
                return Not(self._told(part))
            case _:
                return condition

    def written(
        self, texts: list[bytes], fields: tuple[str, ...], computed: Mapping[str, Sequence[Scalar]] = NOTHING
    ) -> list[bytes]:
        """Write rows as JSON, with the columns that are asked for; `computed` holds what no row has of itself."""
        if fields == self.every:
            return texts
        if not self.kinds.keys() >= set(fields) - computed.keys():
            raise NotIndexed
        cells = list(map(orjson.loads, texts))
        for name, values in computed.items():
            for row, value in zip(cells, values, strict=True):
                row[name] = value
        return [orjson.dumps({name: row[name] for name in fields}) for row in cells]


class Asked:
    """One question that an index is asked. Every method raises NotIndexed or TooMuch for what the engine must do."""

    def __init__(self, index: RowIndex, question: Question, *, quick: bool) -> None:
        """Ask an index."""
        self._index = index
        self._question = question
        self._near = question.near if question.filters else None
        self._quick = quick
        self._found: Sequence[AnySieve] | None = None
        rows = len(index.texts)
        most = QUICK * min(1.0, CACHED / max(rows, 1)) if quick else SLOW
        self._walker = Walker(rows, most=most, grid=index.grid, pairing=index.pairing)

    def page(self) -> tuple[RowPage, int]:
        """Answer the page, without its total, and say how many rows of the question are known by it."""
        question, index = self._question, self._index
        rows = self._rows()
        kept, texts = rows[: question.limit], index.texts
        starts, ends = texts.places(kept)
        cost = len(kept) * (WHOLE if question.fields == index.every else PART)
        self._walker.spend(cost + max(0, texts.weight(starts, ends) - len(kept) * BROAD))
        told = NOTHING if self._distances is None else {DISTANCE: self._distances.metres(kept).tolist()}
        found = texts.at(starts, ends)
        items = b"[%b]" % b",".join(index.written(found, question.fields, told))
        after = self._sorted_by(int(kept[-1]), found[-1]) if len(rows) > len(kept) else None
        return RowPage(items, after, None), len(rows)

    def every(self) -> Array:
        """Give all rows of the question, in any order."""
        return self._walker.every(self._sieves)

    def total(self) -> int:
        """Count the rows of the question, wherever its page is."""
        match self._question.filters:
            case (Words() as words,):
                return self._those_with(words).count(words)
            case _:
                return self._walker.count(self._sieves)

    def estimate(self, *, least: int) -> int:
        """Estimate how many rows the question has, as the engine would, of which at least `least` are known."""
        rows = len(self._index.texts)
        parts = [(first - 1, last) for first, last in stretches(rows)]
        match self._question.filters:
            case (Words() as words,):
                hits = self._those_with(words).count_in(words, parts)
            case _:
                hits = sum(self._walker.count_between(first, end, self._sieves) for first, end in parts)
        return scaled(hits, rows, of=rows, least=least)

    def _rows(self) -> Array:
        """Find the rows of the page, and one more if there is one."""
        question, after = self._question, self._after()
        match question.filters:
            case (Words() as words,) if question.sort == NATURAL:
                index, last, wanted = self._words(words), -1 if after is None else after, question.limit + 1
                found = index.quick(words, last, wanted) if self._quick else index.first(words, last, wanted)
                if found is None:
                    raise TooMuch
                return np.array(found, np.uint32)
            case () if question.sort == NATURAL:
                first = 0 if after is None else after + 1
                return np.arange(first, min(first + question.limit + 1, len(self._index.texts)), dtype=np.uint32)
            case _:
                way = self._index.way(question, judge=self._judged)
                self._found = way.sieves
                return self._walker.along(way, after, question.limit + 1)

    def _judged(self) -> Way:
        return Way.of(self._sieves, self._steps(), len(self._index.texts))

    @property
    def _sieves(self) -> Sequence[AnySieve]:
        """What every row must pass, found once."""
        if self._found is None:
            self._found = self._sieves_of_all()
        return self._found

    def _sieves_of_all(self) -> list[AnySieve]:
        others = [each for each in self._question.filters if not isinstance(each, Words)]
        words = [each for each in self._question.filters if isinstance(each, Words)]
        listed = [Listed(self._those_with(each).rows(each), len(self._index.texts)) for each in words]
        return [*listed, *self._index.sieves(tuple(others), most=self._searches)]

    @property
    def _searches(self) -> int:
        """How many values may be looked for; each reads a dozen rows."""
        return max(1, FEW * BROAD // max(BROAD, self._index.texts.mean)) if self._quick else MANY

    @property
    def _distances(self) -> Distances | None:
        """Give what tells how far rows are, if that is asked."""
        return None if self._near is None else self._told_distances

    @cached_property
    def _told_distances(self) -> Distances | None:
        question, near = self._question, self._near
        if near is None or DISTANCE not in {*question.fields, *(step.column for step in question.sort)}:
            return None
        points = points_of(near.place, self._index.columns)
        if points is None:
            raise NotIndexed
        return Distances.of(points, near)

    def _words(self, words: Words) -> WordIndex:
        index = self._index.words
        if index is None or (words.columns != index.columns and set(words.columns) != set(index.columns)):
            raise NotIndexed
        return index

    def _those_with(self, words: Words) -> WordIndex:
        """Give the index of words for going through all rows that hold some: nobody knows beforehand how many."""
        if self._quick:
            raise TooMuch
        return self._words(words)

    def _steps(self) -> list[Step]:
        steps: list[Step] = []
        if self._quick and len(self._question.sort) > FEW:
            raise TooMuch
        for step in self._question.sort:
            column = self._distances if step.column == DISTANCE else self._index.columns.get(step.column)
            if column is None:
                raise NotIndexed
            steps.append(Step(column, step.descending))
            if step.column == ROW:  # it numbers the rows: nothing is left to decide after it
                break
        return steps

    def _after(self) -> int | None:
        """Give the row after which the page begins; a cursor holds its number."""
        if self._question.after is None:
            return None
        place = [step.column for step in self._question.sort].index(ROW)
        return int(self._question.after[place]) - 1  # type: ignore[arg-type]

    def _sorted_by(self, row: int, text: bytes) -> tuple[Scalar, ...]:
        """Give the values that a row is sorted by; `text` is all of it."""
        if self._question.sort == NATURAL:
            return (row + 1,)
        cells, kinds = orjson.loads(text), self._index.kinds

        def value(name: str) -> Scalar:
            if name == DISTANCE and self._distances is not None:
                return float(self._distances.metres(np.array([row]))[0])
            return row + 1 if name == ROW else typed(kinds[name], cells[name])

        return tuple([value(step.column) for step in self._question.sort])
