"""What may stand in a public text: letters of any language and line breaks, no control characters."""

import re
import unicodedata
from typing import Final

from plateforme.kit.errors import Detail

MAX_DESCRIPTION = 4000
MAX_EXPLANATION = 4000
MAX_ADDRESS = 300

# C0 and C1 controls but tab and line feed, the bidirectional overrides that disguise text, and lone surrogates
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# what has a name among letters or signs and shows nothing: fillers of Hangul, the empty Braille cell, the joiner of
# graphemes, variation selectors (Unicode, Default_Ignorable_Code_Point, and the blanks that isspace does not know)
SHOWS_NOTHING: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
)
_INVISIBLE_CATEGORIES: Final = frozenset({"Cf", "Cn", "Zs", "Zl", "Zp"})


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen: no letter, sign or mark, only blanks and invisible characters."""
    return all(
        letter.isspace() or letter in SHOWS_NOTHING or unicodedata.category(letter) in _INVISIBLE_CATEGORIES
        for letter in text
    )


def tidy(text: str) -> str:
    """The text with one kind of line break and no blank around it; nothing, where none of it can be seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return "" if is_blank(text) else text


def faults(text: str | None, *, pointer: str, limit: int) -> list[Detail]:
    """What is wrong with a text, if anything."""
    if text is None:
        return []
    if is_blank(text):
        return [
            Detail(
                "pointer",
                pointer,
                "blank",
                "Write something here, or leave the field out.",
                french="Écrivez quelque chose ici, ou retirez ce champ.",
            )
        ]
    if len(text) > limit:
        return [
            Detail(
                "pointer",
                pointer,
                "too_long",
                f"Shorten this text to {limit} characters.",
                french=f"Ramenez ce texte à {limit} caractères.",
            )
        ]
    if UNPRINTABLE.search(text):
        return [
            Detail(
                "pointer",
                pointer,
                "control_character",
                "Remove the control characters from this text.",
                french="Retirez de ce texte les caractères de contrôle.",
            )
        ]
    return []
