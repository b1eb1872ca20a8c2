"""The glossary is ordered, has one line a word, and its words of law are words of the code (decision 0010)."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = re.findall(r"^\| (?!Word|---)(.+?) \| (.+) \|$", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)


def test_words_of_law_are_used_in_the_code():
    code = "".join(path.read_text() for path in (ROOT / "src").rglob("*.py")).lower()
    words = [re.split(r", |`", word.strip("`"))[0] for word, meaning in ROWS if meaning.startswith("*law.*")]

    assert [word for word in words if word.lower() not in code] == []


def test_each_word_is_explained_once():
    words = [word.lower() for word, _ in ROWS]

    assert sorted(set(words)) == sorted(words)
    assert [meaning for _, meaning in ROWS if not meaning.endswith(".")] == []
