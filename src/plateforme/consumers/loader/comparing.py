"""Telling whether the platform already says what we are about to say."""

from typing import Any


def says(known: Any, wanted: Any) -> bool:
    """Whether `known` holds everything that `wanted` states; what `wanted` leaves out does not matter."""
    if isinstance(wanted, dict):
        return isinstance(known, dict) and all(says(known.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(known, list) and len(known) == len(wanted) and all(map(says, known, wanted))
    return bool(known == wanted)
