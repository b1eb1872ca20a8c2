"""Words in the texts of rows, as SQL: what answers where no index of words is, with the same answers as one.

Texts are read as they are: it is the word that is written in all its spellings, as one regular expression, which costs
a fifth of folding the texts first.
"""

from collections.abc import Sequence
from os.path import commonprefix
from typing import Final

from plateforme.domains.datasets.tabular.statements import Statement, all_of, quote
from plateforme.domains.datasets.tabular.table_schema import ROW
from plateforme.kit.grammar.conditions import Words
from plateforme.kit.grammar.words import BETWEEN, PREFIX, spellings, written

_CELL: Final = "\x1e"
"""Stands between the texts of two columns."""

_GAP: Final = BETWEEN.replace("]", "").replace(r"[\x{0}-\x{2f}", r"[\x{0}-\x{1d}\x{1f}-\x{2f}") + "]"


def holding_words(words: Words) -> Statement:
    """Rows whose texts hold every one of these words, wherever; true or false, never unknown."""
    if not words.columns or words.rows == "":
        return Statement("FALSE")
    if words.rows is not None:
        return Statement(f"({ROW} IN (SELECT unnest(string_split(?, ',')::BIGINT[]) + 1))", (words.rows,))
    texts = _texts(words.columns)
    return all_of([Statement(f"regexp_matches({texts}, ?)", (_anywhere(_ways(word)),)) for word in words.words])


def score(words: Words) -> Statement:
    """Say how well a row that holds these words answers, from 0 to 3; see `SCORE`."""
    phrase = f"{_GAP}+".join(_ways(word) for word in words.words)
    start = rf"(?:^|\x{{1e}}){_GAP}*"
    patterns = (rf"{start}{phrase}{_GAP}*(?:$|\x{{1e}})", rf"{start}{phrase}(?:$|{BETWEEN})", _anywhere(phrase))
    texts = _texts(words.columns)
    terms = " ".join(f"WHEN regexp_matches({texts}, ?) THEN {len(patterns) - at}" for at, _ in enumerate(patterns))
    return Statement(f"CASE {terms} ELSE 0 END", patterns)


def _texts(columns: Sequence[str]) -> str:
    return f"concat_ws(chr({ord(_CELL)}), {', '.join(quote(name) for name in columns)})"


def _anywhere(pattern: str) -> str:
    return f"(?:^|{BETWEEN}){pattern}(?:$|{BETWEEN})"


def _ways(word: str) -> str:
    """Write every way in which a word, or its plural, may stand in a text."""
    if word.endswith(PREFIX):
        return f"{spellings(word.removesuffix(PREFIX))}[^{BETWEEN[1:]}*"
    forms = written(word)
    shared = commonprefix(forms)  # noqa: RUF071  # of words, not of paths
    endings = "|".join(spellings(form.removeprefix(shared)) for form in forms)
    return f"{spellings(shared)}(?:{endings})"
