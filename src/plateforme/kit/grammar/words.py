"""Words, whatever their case, accents and plurals: how texts and searches are folded, the same for every collection.

A text is folded character by character, with no regard for what stands around it: what is found does not depend on who
folds, and the same table read backwards (`spellings`) finds words in texts that nobody has folded.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from plateforme.kit.grammar.conditions import Words
from plateforme.kit.grammar.errors import BadValue

PREFIX: Final = "*"
WORDS_MAX, LETTERS_MAX = 20, 60
"""Words of a search, and letters of one of them."""

SEPARATORS: Final = (
    *((0x00, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0xAC), (0xAE, 0xB1), (0xB4, 0xB4), (0xB6, 0xB8), (0xBA, 0xBF)),
    *((0xD7, 0xD7), (0xF7, 0xF7), (0x2B9, 0x2DF), (0x37E, 0x37E), (0x384, 0x385), (0x387, 0x387), (0x55A, 0x55F)),
    *((0x589, 0x58F), (0x5BE, 0x5BE), (0x5C0, 0x5C0), (0x5C3, 0x5C3), (0x5C6, 0x5C6), (0x5F3, 0x5F4), (0x600, 0x60F)),
    *((0x61B, 0x61F), (0x66A, 0x66D), (0x6D4, 0x6D4), (0x964, 0x965), (0x1680, 0x1680), (0x1FBD, 0x1FBD)),
    *((0x1FBF, 0x1FC1), (0x1FCD, 0x1FCF), (0x1FDD, 0x1FDF), (0x1FED, 0x1FEF), (0x1FFD, 0x1FFE), (0x2000, 0x200B)),
    *((0x2010, 0x2029), (0x202F, 0x205F), (0x207A, 0x207E), (0x208A, 0x208E), (0x20A0, 0x20CF), (0x2100, 0x2125)),
    *((0x2127, 0x2129), (0x212C, 0x2BFF), (0x2E00, 0x2E7F), (0x3000, 0x3004), (0x3008, 0x3020), (0x3030, 0x3030)),
    *((0x303D, 0x303F), (0xE000, 0xF8FF), (0xFD3E, 0xFD3F), (0xFE10, 0xFE1F), (0xFE30, 0xFE6F), (0xFF00, 0xFF0F)),
    *((0xFF1A, 0xFF20), (0xFF3B, 0xFF40), (0xFF5B, 0xFF65), (0xFFF0, 0xFFFF), (0x1F000, 0x1FAFF)),
)
"""What stands between words: blanks, punctuation, symbols, pictures. Anything else is part of one, in any script."""

MARKS: Final = (
    *((0xAD, 0xAD), (0x300, 0x36F), (0x591, 0x5BD), (0x64B, 0x65F), (0x670, 0x670), (0x200C, 0x200F), (0x202A, 0x202E)),
    *((0x2060, 0x206F), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xE0000, 0xE01EF)),
)
"""What is written in a word and does not count: accents on their own, vowel points, soft hyphens, directions."""

_FOLDED: Final = (
    *((0x41, 0x5A), (0xB2, 0xB3), (0xB5, 0xB5), (0xB9, 0xB9), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F)),
    *((0x370, 0x37D), (0x37F, 0x386), (0x388, 0x559), (0x560, 0x588), (0x620, 0x64A), (0x671, 0x6D3)),
    *(
        (0x1E00, 0x1FFF),
        (0x2070, 0x209F),
        (0x2126, 0x2126),
        (0x212A, 0x212B),
        (0xFB01, 0xFB02),
        (0xFF10, 0xFF19),
        (0xFF21, 0xFF3A),
        (0xFF41, 0xFF5A),
    ),
)
"""Characters that have another, plainer form: capitals, letters with accents, figures set high or wide."""

_SPELLED: Final[Mapping[str, str]] = {
    pair[0]: pair[1:] for pair in ("øo", "łl", "đd", "ħh", "ŧt", "ςσ", "æae", "œoe", "ﬁfi", "ﬂfl")
}
"""What Unicode does not decompose. A pair must not begin with a letter that ends another: `spellings` relies on it."""

_ELISION: Final = re.compile(r"\b(?:[cdjlmnst]|qu)['’ʼ](?=\w)", re.IGNORECASE)
_LONG: Final = 3
_PLANE: Final = 0xFFFF


class _Folds(dict[int, str]):
    """What each character is folded to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_one(code)
        if code <= _PLANE:  # a hostile text may hold all of the others
            self[code] = folded
        return folded


def fold(text: str) -> str:
    """Fold a text to words one blank apart: `L’École  n°2` to `l ecole n 2`."""
    return " ".join(text.translate(FOLDS).split())


def stem(word: str) -> str:
    """Give what a folded word has in common with its plural: `lampadaires` and `lampadaire`, `canaux` and `canal`."""
    if len(word) > _LONG and word.isalpha() and word[-1] in "sx":
        word = word[:-1]
    if len(word) > _LONG and word.isalpha() and word.endswith("al"):
        word = f"{word[:-2]}au"  # the plurals of `canal` and of `tuyau` end alike
    return word


def written(word: str) -> tuple[str, ...]:
    """Give all folded words that have this stem."""
    if not word.isalpha():
        return (word,)
    bases = (word, f"{word[:-2]}al") if word.endswith("au") else (word,)
    return tuple(each for base in bases for each in (base, f"{base}s", f"{base}x") if stem(each) == word)


def read_words(text: str, columns: Sequence[str], *, parameter: str = "q") -> Words:
    """Read the words of a search, which are sought in the texts of these columns."""
    # What was elided belongs to the searcher's sentence: `l'école` finds `École`.
    terms = _terms(_ELISION.sub(" ", text))
    if not terms:
        raise BadValue(
            parameter,
            f"give at least one letter or figure to look for, such as {parameter}=ecole.",
            french=f"donnez au moins une lettre ou un chiffre à chercher, comme {parameter}=ecole.",
        )
    if len(terms) > WORDS_MAX or any(len(term) > LETTERS_MAX for term in terms):
        raise BadValue(
            parameter,
            f"give at most {WORDS_MAX} words, of at most {LETTERS_MAX} letters each.",
            french=f"donnez {WORDS_MAX} mots au plus, de {LETTERS_MAX} lettres au plus chacun.",
        )
    if not columns:
        raise BadValue(
            parameter,
            "nothing here is a text to look in. Filter on the columns instead.",
            french="rien ici n’est un texte où chercher. Filtrez plutôt sur les colonnes.",
        )
    return Words(terms, tuple(columns))


def spellings(word: str) -> str:
    """Write, as a regular expression (RE2), every way in which a folded word may stand in a text; no boundaries."""
    ways, at, parts = _ways(), 0, [_MARKS_ANY]
    while at < len(word):
        pair = word[at : at + 2]
        if len(pair) > 1 and pair in ways:
            one, other = (_class_of(each) for each in pair)
            parts.append(f"(?:{one}{_MARKS_ANY}{other}|{_class_of(pair)}){_MARKS_ANY}")
            at += 2
        else:
            parts.append(_class_of(word[at]) + _MARKS_ANY)
            at += 1
    return "".join(parts)


def _terms(text: str) -> tuple[str, ...]:
    """Give the words of a search, each once: stems, and beginnings where a star ends the word."""
    pieces = [piece.translate(FOLDS) for piece in text.split(PREFIX)]
    terms: dict[str, None] = {}
    for place, piece in enumerate(pieces):
        words = piece.split()
        # Elsewhere than at the end of a word, a star parts words, as any sign does.
        following = pieces[place + 1][:1] if place + 1 < len(pieces) else None
        starred = piece[-1:].strip() and following is not None and not following.strip()
        last = words.pop() if words and starred else None
        terms.update(dict.fromkeys(map(stem, words)))
        if last:
            terms[last + PREFIX] = None
    return tuple(terms)


def _fold_one(code: int) -> str:
    if _is_in(code, MARKS):
        return ""
    if _is_in(code, SEPARATORS):
        return " "
    if not _is_in(code, _FOLDED):
        return chr(code)
    small = chr(code).lower()
    plain = "".join(each for each in unicodedata.normalize("NFKD", small).lower() if not _is_in(ord(each), MARKS))
    plain = "".join(_SPELLED.get(each, each) for each in plain)
    if plain in _SPELLED.values() or (len(plain) == 1 and not _is_in(ord(plain), SEPARATORS)):
        return plain
    return small if len(small) == 1 else chr(code)


def _is_in(code: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)


FOLDS: Final = _Folds()
"""For `str.translate`."""


@cache
def _ways() -> Mapping[str, Sequence[int]]:
    """For each folded character, or pair of them, the characters that are folded to it and are not it."""
    ways: dict[str, list[int]] = {}
    for first, last in _FOLDED:
        for code in range(first, last + 1):
            if (folded := FOLDS[code]) != chr(code) and folded.strip():
                ways.setdefault(folded, []).append(code)
    return ways


@cache
def _class_of(folded: str) -> str:
    own = [ord(folded)] if len(folded) == 1 else []
    return _class([(code, code) for code in sorted({*own, *_ways().get(folded, ())})])


def _class(ranges: Sequence[tuple[int, int]]) -> str:
    return f"[{''.join(_range(first, last) for first, last in ranges)}]"


def _range(first: int, last: int) -> str:
    return rf"\x{{{first:x}}}" if first == last else rf"\x{{{first:x}}}-\x{{{last:x}}}"


_MARKS_ANY: Final = f"{_class(MARKS)}*"
BETWEEN: Final = _class(SEPARATORS)
"""One character that stands between words, as a regular expression (RE2)."""
