"""The words of a search, the same in every domain: folded like the texts in which they are sought."""

from plateforme.kit.grammar.conditions import Words
from plateforme.kit.grammar.words import fold


def folded(text: str) -> str:
    """A text as it is searched: accents and case folded, words one blank apart."""
    return fold(text)


def words(text: str | None) -> list[str]:
    """The words of a search, folded like the texts they are sought in."""
    return folded(text or "").split()


def holding(parts: list[str]) -> tuple[Words, ...]:
    """The condition that a folded text holds every one of these parts; none when there are none."""
    return (Words(tuple(parts), ()),) if parts else ()
