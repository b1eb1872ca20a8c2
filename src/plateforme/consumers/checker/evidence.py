"""Proofs of life: read from the API as they stand, weighed against each other, never believed beyond their worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from plateforme.consumers.checker.calendar import PARIS, end_of_day

SENTINELS = frozenset({date(1, 1, 1), date(1900, 1, 1), date(1970, 1, 1)})
"""Dates that software writes when it knows none."""
TOLERANCE = timedelta(hours=24)
OBSERVED = frozenset({"content_changed", "confirmed", "event"})
"""What was seen here or vouched for; dates that are merely declared count only where none of these exists."""


@dataclass(frozen=True)
class Evidence:
    """One proof of life."""

    type: str
    at: datetime
    precision: str
    source: str

    def payload(self, *, counted: bool) -> dict[str, Any]:
        """As the API takes it."""
        return {
            "type": self.type,
            "at": self.at.astimezone(UTC).isoformat(),
            "precision": self.precision,
            "source": self.source,
            "counted": counted,
        }


@dataclass(frozen=True)
class Unreadable:
    """A value that should be a date and is none."""

    source: str


Candidate = Evidence | Unreadable | None


@dataclass(frozen=True)
class Weighed:
    """The piece that counts, those that are only shown, and why nothing counts if nothing does."""

    counted: Evidence | None
    shown: tuple[Evidence, ...] = ()
    reason: str | None = None

    def payload(self) -> list[dict[str, Any]]:
        """As the API takes it: what counts comes first."""
        first = [self.counted.payload(counted=True)] if self.counted else []
        return first + [piece.payload(counted=False) for piece in self.shown]


def read(value: date | datetime | str | None, type_: str, source: str) -> Candidate:
    """Read a date or an instant. A date is the end of its day in Paris; an hour without a zone is Paris time."""
    if isinstance(value, str):
        value = _parsed(value)
        if value is None:
            return Unreadable(source)
    if value is None:
        return None
    if not isinstance(value, datetime):
        return None if value in SENTINELS else Evidence(type_, end_of_day(value).astimezone(UTC), "date", source)
    aware = value if value.tzinfo else value.replace(tzinfo=PARIS)
    # a sentinel may have been shifted by a zone; year 1 cannot be shifted at all
    if value.date() in SENTINELS or (aware.year > 1 and aware.astimezone(PARIS).date() in SENTINELS):
        return None
    return Evidence(type_, aware.astimezone(UTC), "instant", source)


def weigh(candidates: Sequence[Candidate], now: datetime) -> Weighed:
    """The latest admissible piece wins, whatever the order in which the pieces came.

    What lies in the future proves nothing; what is merely declared counts only where nothing was observed.
    """
    pieces = [piece for piece in candidates if isinstance(piece, Evidence)]
    possible = [piece for piece in pieces if piece.at <= now + TOLERANCE]
    observed = [piece for piece in possible if piece.type in OBSERVED]
    counted = max(observed or possible, key=lambda piece: (piece.at, piece.type), default=None)
    shown = tuple(sorted((piece for piece in pieces if piece is not counted), key=lambda piece: (piece.type, piece.at)))
    if counted is not None:
        return Weighed(counted, shown)
    if pieces:
        return Weighed(None, shown, "future_date")
    unreadable = any(isinstance(piece, Unreadable) for piece in candidates)
    return Weighed(None, shown, "date_unparsable" if unreadable else "no_evidence")


def _parsed(text: str) -> date | datetime | None:
    for parse in (date.fromisoformat, datetime.fromisoformat):
        try:
            return parse(text.strip())
        except ValueError:
            continue
    return None
