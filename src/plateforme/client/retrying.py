"""When to try again and how long to wait: back-off with jitter, and what the server asks for goes first."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
AGAIN = frozenset({429, 502, 503, 504})
AGAIN_CODES = frozenset({"idempotency_in_progress"})
"""Our own first attempt is still being carried out: the answer is about to be there."""


@dataclass(frozen=True)
class Retries:
    """How patient a client is: `attempts` in all, waiting at most `longest` seconds between two."""

    attempts: int = 5
    first: float = 0.2
    longest: float = 30.0
    jitter: Callable[[], float] = field(default=random.random)

    def pause(self, attempt: int, retry_after: float | None) -> float | None:
        """Seconds to wait after this attempt (the first is 1); None: give up."""
        if attempt >= self.attempts:
            return None
        if retry_after is not None:
            return retry_after if retry_after <= self.longest else None
        # between half and all of it, so that clients that failed together do not come back together
        return float(min(self.longest, self.first * 2 ** (attempt - 1)) * (0.5 + self.jitter() / 2))


def may_repeat(method: str, *, has_idempotency_key: bool) -> bool:
    """Whether sending a request twice does no harm."""
    return method in IDEMPOTENT or has_idempotency_key


def retry_after(value: str | None, *, now: datetime | None = None) -> float | None:
    """Seconds said by a `Retry-After` header, which holds a number or a date."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (at - (now or datetime.now(UTC))).total_seconds())
