"""The small language of `group_by` and `measures`: names, calls such as `sum(amount)`, and what to call the result."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from plateforme.kit.grammar.errors import BadValue

LONGEST = 4000
"""Characters that one of these parameters may have."""

_CALL = re.compile(r"(?P<function>[A-Za-z_]+)\s*\((?P<inside>.*)\)", re.DOTALL)
_ALIAS = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
_AS = " as "


@dataclass(frozen=True)
class Call:
    """One item: a word, or a function of arguments; `alias` is what the answer calls it, if the question says so."""

    word: str
    function: str | None = None
    arguments: tuple[str, ...] = ()
    alias: str | None = None

    @property
    def column(self) -> str:
        """The word that names a column: the first argument of a call, or the word itself."""
        if self.function is None:
            return self.word
        return self.arguments[0] if self.arguments else ""

    @classmethod
    def of(cls, item: str, *, is_column: Callable[[str], bool]) -> Self:
        """Read one item. What is a column as a whole, or stands between double quotes, is one, whatever it holds."""
        if is_column(_unquoted(item)):
            return cls(_unquoted(item))
        what, _, alias = item.rpartition(_AS)
        if what.strip() and _ALIAS.fullmatch(alias.strip()):
            inner = cls.of(what.strip(), is_column=is_column)
            return cls(inner.word, inner.function, inner.arguments, alias.strip())
        call = None if item.startswith('"') else _CALL.fullmatch(item)
        if call is None:
            return cls(_unquoted(item))
        inside = call["inside"].strip()
        # a label may hold commas: one that is a column as a whole is not cut
        parts = [inside] if is_column(inside) else split_items("", inside)
        return cls(item, call["function"].lower(), tuple(_unquoted(part) for part in parts))


def split_items(parameter: str, text: str) -> list[str]:
    """Split on commas that are neither between parentheses nor between double quotes; empty items are left out."""
    if len(text) > LONGEST:
        raise BadValue(parameter, f"{parameter} holds {LONGEST} characters at most. Ask in several questions.")
    items, depth, quoted, start = [], 0, False, 0
    for at, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character == "," and not depth:
            items.append(text[start:at])
            start = at + 1
    items.append(text[start:])
    return [stripped for item in items if (stripped := item.strip())]


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    return text
