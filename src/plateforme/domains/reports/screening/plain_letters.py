"""A text in plain letters, for searching: no accents, no odd blanks or hyphens, nothing invisible.

Unlike a folded text it remembers where each letter was, so that what is found can be pointed at in the text as written.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

HYPHENS: Final = dict.fromkeys("‐‑‒–—―−﹣－", "-")
APOSTROPHES: Final = dict.fromkeys("’‘ʼ´`", "'")
LETTERS: Final = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss"}
SPELLED: Final = {**HYPHENS, **APOSTROPHES, **LETTERS}
"""What Unicode does not decompose."""


@dataclass(frozen=True)
class Plain:
    """The plain text, and for each of its letters the place in the text as written."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a passage of the plain text is in the text as written; marks on its last letter belong to it."""
        return self.places[start], self.places[end - 1] + 1


def plain(text: str) -> Plain:
    """The text in plain letters."""
    if text.isascii():
        return Plain(text.replace("\t", " "), range(len(text)))
    spelled = text.translate(_TABLE)
    if not _CHANGES_LENGTH.search(text):
        return Plain(spelled, range(len(text)))
    places = [place for place, letter in enumerate(text) for _ in letter.translate(_TABLE)]
    return Plain(spelled, places)


def _plain_letter(letter: str) -> str:
    if letter in SPELLED:
        return SPELLED[letter]
    if unicodedata.category(letter) == "Cf":  # zero-width characters, soft hyphens: they hide a number from a rule
        return ""
    if letter.isspace():
        return " "
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    kept = unicodedata.normalize("NFKD", letter)
    return "".join(SPELLED.get(part, part) for part in kept if not unicodedata.combining(part))


class _Table(dict[int, str]):
    """What each letter becomes, worked out the first time that it is met."""

    def __missing__(self, letter: int) -> str:
        is_known = letter < ASCII and letter != ord("\t")
        self[letter] = spelled = chr(letter) if is_known else _plain_letter(chr(letter))
        return spelled


ASCII: Final = 128
_TABLE: Final = _Table()
_CHANGES_LENGTH = re.compile(
    r"[^\x00-\x7f\u00c0-\u00c5\u00c7-\u00cf\u00d1-\u00d6\u00d9-\u00dc\u00e0-\u00e5\u00e7-\u00ef\u00f1-\u00f6\u00f9-\u00fc\u00a0\u2019]"
)
"""Whatever is not ASCII, a French letter with its accent, a no-break space or an apostrophe: these stay one letter."""
