"""Reading JSON: an array of objects, or one object per line, streamed with numbers kept as they are written."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plateforme.domains.datasets.tabular.detection import BLANKS, Format, clean_label
from plateforme.domains.datasets.tabular.report import Report
from plateforme.domains.datasets.tabular.rewriting import Numbered, Rewritten, stop_if_too_many, write_rows

CHUNK = 1 << 20
LARGEST_OBJECT = 1 << 24
_SHAPE = "Send an array of flat objects, [{…}, {…}], or one object per line (ndjson)."
_SPACE = re.compile(rf"[{BLANKS}]*")


class _Number(str):
    """A number as the file writes it, so that no digit is lost."""

    __slots__ = ()


def _refuse_constant(_: str) -> None:
    raise ValueError("NaN and Infinity are no JSON")


class _NamedTwice(Exception):
    """An object holds two values under one name: to keep the last would lose the first."""


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    item = dict(pairs)
    if len(item) < len(pairs):
        raise _NamedTwice
    return item


_DECODER = json.JSONDecoder(
    object_pairs_hook=_each_name_once, parse_float=_Number, parse_int=_Number, parse_constant=_refuse_constant
)


def rewrite_objects(
    source: Path, kind: Format, encoding: str, target: Path, *, most_columns: int, report: Report
) -> Rewritten:
    """Write the objects as rows; the columns are all the names met, in order of appearance."""
    kinds: dict[str, set[str]] = {}
    for place, item in _objects(source, kind, encoding, report):
        for name, value in item.items():
            kinds.setdefault(name, set()).add(_kind(value))
        if len(kinds) > most_columns:
            stop_if_too_many(tuple(kinds), most_columns, report)
        if not item:
            report.warn("blank-row", "The object is empty and was left out.", "Delete the object.", row=place)
    names = tuple(kinds)
    # What the second pass would say of blank lines is said already.
    rows = _cells(_objects(source, kind, encoding, Report()), names, report)
    longest = write_rows(target, rows, report)
    told = tuple(frozenset(kinds[name] - {"null"}) for name in names)
    return Rewritten(target, tuple(clean_label(name) for name in names), longest, told, header_row=None)


def _cells(objects: Iterator[tuple[int, dict[str, Any]]], names: tuple[str, ...], report: Report) -> Iterator[Numbered]:
    for place, item in objects:
        cells = [_text(item.get(name)) for name in names]
        for name, cell in zip(names, cells, strict=True):
            if "\0" in cell:
                said = "The cell holds a NUL character."
                report.add("source-error", said, "Remove the character.", row=place, column=clean_label(name))
        if item:
            yield place, cells


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, _Number):
        return "number"
    if isinstance(value, bool):
        return "boolean"
    return "text" if isinstance(value, str) else "nested"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: object) -> object:
    """Give nested numbers back their nature: they were read as texts."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return json.loads(value) if isinstance(value, _Number) else value


def _objects(source: Path, kind: Format, encoding: str, report: Report) -> Iterator[tuple[int, dict[str, Any]]]:
    reading = _lines if kind is Format.NDJSON else _array
    place = 0
    try:
        for place, item in reading(source, "utf-8-sig" if encoding == "utf-8" else encoding, report):
            if not isinstance(item, dict):
                raise report.refuse("format-error", "This item is not an object.", _SHAPE, row=place)
            yield place, item
    except _NamedTwice as fault:
        said = "An object holds the same name twice."
        raise report.refuse("duplicate-label", said, "Give each name once.", row=place + 1) from fault
    except (RecursionError, UnicodeDecodeError) as fault:
        raise report.refuse("format-error", "The JSON is damaged or nested too deep.", _SHAPE, row=place + 1) from fault


def _lines(source: Path, encoding: str, report: Report) -> Iterator[tuple[int, Any]]:
    place = 0
    with source.open(encoding=encoding, newline="\n") as stream:
        while line := stream.readline(LARGEST_OBJECT):
            place += 1
            if not (text := line.strip(BLANKS)):
                report.warn("blank-row", "The line is blank and was left out.", "Delete the line.", row=place)
                continue
            try:
                yield place, _DECODER.decode(text)
            except ValueError as fault:
                raise report.refuse("format-error", "The line is not valid JSON.", _SHAPE, row=place) from fault


def _array(source: Path, encoding: str, report: Report) -> Iterator[tuple[int, Any]]:
    with source.open(encoding=encoding) as stream:
        window = _Window(stream.read)
        if window.next_character() != "[":
            raise report.refuse("format-error", "The JSON is one object, not an array of objects.", _SHAPE)
        window.at += 1
        place = 0
        mark = window.next_character()
        while mark != "]":
            place += 1
            try:
                yield place, window.next_value()
            except ValueError as fault:
                raise report.refuse(
                    "format-error", "The JSON is not valid or is cut here.", _SHAPE, row=place
                ) from fault
            mark = window.next_character()
            window.at += 1
            if mark not in (",", "]"):
                raise report.refuse("format-error", "The JSON is not valid or is cut here.", _SHAPE, row=place)


class _Window:
    """A stretch of a long text that moves on as values are read."""

    def __init__(self, read: Any) -> None:
        self.read, self.text, self.at = read, "", 0

    def next_character(self) -> str:
        """Skip blanks; give the next character without passing it, empty at the end."""
        while True:
            match = _SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text) or not self._more(CHUNK):
                return self.text[self.at : self.at + 1]

    def next_value(self) -> Any:
        """Decode one value and pass it, reading on while it is incomplete."""
        size = CHUNK
        self.next_character()
        while True:
            try:
                value, self.at = _DECODER.raw_decode(self.text, self.at)
            except ValueError:
                if len(self.text) - self.at > LARGEST_OBJECT or not self._more(size):
                    raise
                size *= 2
            else:
                return value

    def _more(self, size: int) -> bool:
        more = self.read(size)
        self.text, self.at = self.text[self.at :] + more, 0
        return bool(more)
