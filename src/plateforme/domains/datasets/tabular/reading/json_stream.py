"""Reading a long JSON text value by value, with numbers kept as they are written."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from plateforme.domains.datasets.tabular.reading.headers import BLANKS

CHUNK = 1 << 20
LARGEST_VALUE = 1 << 24
RECORD_SEPARATOR = "\x1e"
"""What begins each text of a sequence (RFC 7464, and RFC 8142 for GeoJSON)."""
_SPACE = re.compile(rf"[{BLANKS}{RECORD_SEPARATOR}]*")


class Number(str):
    """A number as the file writes it, so that no digit is lost."""

    __slots__ = ()


class NamedTwice(Exception):
    """An object holds two values under one name: to keep the last would lose the first."""


def _refuse_constant(_: str) -> None:
    raise ValueError("NaN and Infinity are no JSON")


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    item = dict(pairs)
    if len(item) < len(pairs):
        raise NamedTwice
    return item


# Not strict: real files hold raw tabs and line ends inside texts, and nothing is lost by taking them.
DECODER = json.JSONDecoder(
    object_pairs_hook=_each_name_once,
    parse_float=Number,
    parse_int=Number,
    parse_constant=_refuse_constant,
    strict=False,
)


def written(value: object) -> str:
    """Write a decoded value as compact JSON, each number digit for digit as it was read."""
    if isinstance(value, Number):
        return value
    if isinstance(value, list):
        return f"[{','.join(map(written, value))}]"
    if isinstance(value, dict):
        return (
            f"{{{','.join(f'{json.dumps(name, ensure_ascii=False)}:{written(each)}' for name, each in value.items())}}}"
        )
    return json.dumps(value, ensure_ascii=False)


class Window:
    """A stretch of a long text that moves on as values are read; a fault is a ValueError."""

    def __init__(self, read: Callable[[int], str]) -> None:
        """Read from a text stream."""
        self.read, self.text, self.at = read, "", 0

    def next_character(self) -> str:
        """Skip blanks; give the next character without passing it, empty at the end."""
        while True:
            match = _SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text) or not self._more(CHUNK):
                return self.text[self.at : self.at + 1]

    def take(self, *expected: str) -> str:
        """Pass the next character, which must be one of these."""
        found = self.next_character()
        if found not in expected or not found:
            raise ValueError("another character is expected")
        self.at += 1
        return found

    def next_value(self) -> Any:
        """Decode one value and pass it, reading on while it is incomplete."""
        size = CHUNK
        self.next_character()
        while True:
            try:
                value, end = DECODER.raw_decode(self.text, self.at)
            except ValueError:
                if len(self.text) - self.at > LARGEST_VALUE or not self._more(size):
                    raise
                size *= 2
                continue
            # A number at the very end of what is read may go on.
            if end < len(self.text) or not self._more(CHUNK):
                self.at = min(end, len(self.text))
                return value

    def items(self) -> Iterator[Any]:
        """Give the items of the array that begins here, one by one."""
        self.take("[")
        if self.next_character() == "]":
            self.at += 1
            return
        while True:
            yield self.next_value()
            if self.take(",", "]") == "]":
                return

    def members(self) -> Iterator[str]:
        """Give the names of the object that begins here; the caller passes each value before it asks for the next."""
        self.take("{")
        if self.next_character() == "}":
            self.at += 1
            return
        while True:
            if self.next_character() != '"':
                raise ValueError("a name is expected")
            name = str(self.next_value())
            self.take(":")
            yield name
            if self.take(",", "}") == "}":
                return

    def _more(self, size: int) -> bool:
        more = self.read(size)
        self.text, self.at = self.text[self.at :] + more, 0
        return bool(more)
