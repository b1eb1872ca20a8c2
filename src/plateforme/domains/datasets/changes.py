"""What changed in the rows of a dataset between two of its versions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Self

import structlog
from sqlmodel import Session

from plateforme.domains.datasets.errors import (
    ChangesNotComparable,
    HistoryGone,
    NothingPublished,
    NothingReadable,
    VersionPruned,
    VersionWithdrawn,
)
from plateforme.domains.datasets.landing import Counts
from plateforme.domains.datasets.moments import CURRENT, Which, read_which
from plateforme.domains.datasets.tabular.comparison import Comparison
from plateforme.domains.datasets.tabular.engine.differences import Differences, Pair
from plateforme.domains.datasets.tabular.query_errors import QueryTooLarge, QueryTooSlow
from plateforme.domains.datasets.versions import Served, answering
from plateforme.kit.grammar.errors import BadValue

log = structlog.get_logger(__name__)

End = Literal["since", "until"]

_BACKWARDS: Final = (
    "is a later version than until. Changes are told forwards: exchange the two, and undo what they say."
)


@dataclass(frozen=True)
class Between:
    """Two versions of one dataset, the earlier one first."""

    since: Served
    until: Served
    comparison: Comparison

    @classmethod
    def of(cls, since: Served, until: Served) -> Self:
        """Put two versions side by side; refuse what cannot be told as a list of changes."""
        if since.number > until.number:
            raise BadValue("since", f"since {_BACKWARDS}")
        comparison = Comparison.of(since.schema, until.schema)
        if comparison is None:
            raise ChangesNotComparable(until.dataset, until=until.number)
        return cls(since, until, comparison)

    @property
    def pair(self) -> Pair:
        """The two tables as the engine compares them."""
        return Pair(self.since, self.until, self.comparison)


def read_end(name: End, text: str | None) -> Which:
    """Read `since` or `until`: the number of a version, a day or an instant; the current version when left out."""
    if text is None and name == "until":
        return CURRENT
    try:
        which = read_which((("as_of", text or ""),))
    except BadValue:
        which = None
    if which is None or which.version == 0:
        raise BadValue(
            name,
            f"{name} is the number of a version, 1 or more, such as {name}=3, or a moment as as_of takes it, such as "
            f"{name}=2026-03-31. To start, take a whole version with an export: Plateforme-Version is its number.",
        )
    return which


def between(session: Session, dataset_slug: str, *, since: Which, until: Which, now: datetime) -> Between:
    """Find the two versions between which changes are asked, if both may still be read."""
    later = _found(session, dataset_slug, "until", until, now)
    return Between.of(_found(session, dataset_slug, "since", since, now), later)


def count_changes(differences: Differences, before: Served, after: Served) -> Counts | None:
    """Count what a version changes, and keep the difference for its first reader; None when that cannot be told.

    A table that is too large to be compared is published all the same.
    """
    comparison = Comparison.of(before.schema, after.schema)
    if comparison is None:
        return None
    try:
        tally = differences.tally(Pair(before, after, comparison))
    except (QueryTooSlow, QueryTooLarge):
        log.warning("changes_not_counted", dataset=after.dataset, version=after.number)
        return None
    return Counts(tally.added, tally.changed, tally.removed)


def current_table(session: Session, dataset_slug: str, *, now: datetime) -> Served | None:
    """The table that readers see now; None when there is none to see."""
    try:
        return answering(session, dataset_slug, CURRENT, now=now).table
    except NothingPublished:
        return None


def _found(session: Session, dataset_slug: str, name: End, which: Which, now: datetime) -> Served:
    try:
        return answering(session, dataset_slug, which, now=now).table
    except (VersionWithdrawn, VersionPruned, NothingReadable):
        current = current_table(session, dataset_slug, now=now)
        raise HistoryGone(dataset_slug, asked=name, current=current.number if current else None) from None
