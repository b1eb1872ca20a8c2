"""What the engine answers: rows as JSON, ready to be sent."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, Literal

from plateforme.kit.grammar.values import Scalar


@dataclass(frozen=True, slots=True)
class RowPage:
    """One page: its rows as a JSON array, where the next page starts, and the total when it was asked for."""

    items: bytes
    after: tuple[Scalar, ...] | None
    total: int | None
    is_estimate: bool = False
    """Whether the total was judged by a sample."""


class Absent(Enum):
    """A certainty: the version holds no such row."""

    MISSING = auto()


MISSING: Final[Literal[Absent.MISSING]] = Absent.MISSING
