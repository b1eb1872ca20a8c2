"""Which language an error is told in: the one that `Accept-Language` prefers, of the two that we speak."""

from functools import lru_cache
from typing import Final, Literal

from starlette.types import Scope

Language = Literal["en", "fr"]

DEFAULT: Final[Language] = "en"
"""For those who ask for nothing, for anything (`*`), or for a language that we do not speak."""

_NEVER: Final = (0.0, 0)


def language_of(scope: Scope) -> Language:
    """The language in which this request wants to be answered."""
    asked = b",".join([value for name, value in scope["headers"] if name == b"accept-language"])
    return preferred(asked) if asked else DEFAULT


@lru_cache(maxsize=512)
def preferred(header: bytes) -> Language:
    """The language that an `Accept-Language` prefers (RFC 9110 §12.5.4); the first that is named decides a tie.

    `fr-FR` and `fr-CA` are French: there is one French only here.
    """
    weights = _weights(header.decode("latin-1"))
    french, english = weights.get("fr", _NEVER), weights.get("en", _NEVER)
    anything = weights.get("*", _NEVER)
    if "fr" not in weights and "en" in weights and not english[0] and anything[0]:
        return "fr"  # anything but English
    if "en" not in weights:
        english = anything
    return "fr" if french[0] and french > english else DEFAULT


def _weights(header: str) -> dict[str, tuple[float, int]]:
    """By language, how much it is wanted: the greatest weight of its ranges, then how early it is named."""
    weights: dict[str, tuple[float, int]] = {}
    for place, part in enumerate(header.lower().split(",")):
        tag, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((_weight(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
        language = tag.partition("-")[0]
        weights[language] = max(weights.get(language, _NEVER), (weight, -place))
    return weights


def _weight(text: str) -> float:
    """A quality value; one that cannot be read wants nothing."""
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
