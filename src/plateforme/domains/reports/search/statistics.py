"""Figures of street reports, by category, district and more: how many, how they ended, how long it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from plateforme.domains.reports import store
from plateforme.domains.reports.settings import category_families
from plateforme.domains.reports.tables import ReportOutcome
from plateforme.kit.errors import BadQuery, Detail
from plateforme.kit.grammar.conditions import Condition, Filter
from plateforme.kit.grammar.operators import BY_NAME
from plateforme.kit.stoppable import stoppable

GROUPINGS: Final = tuple(store.GROUPINGS)
"""By what figures can be told apart; `month` and `year` are those of `opened_at`, in Europe/Paris."""

KEYS_MAX: Final = 3
SECONDS_A_DAY: Final = 86_400


class BadGrouping(BadQuery):
    """Figures by something that reports are not told apart by."""

    code = "bad_grouping"
    title = "Unusable grouping"

    def __init__(self) -> None:
        """Say what there is."""
        named = ", ".join(GROUPINGS)
        detail = f"`group_by` takes up to {KEYS_MAX} of these, each once, separated by commas: {named}."
        french = (
            f"`group_by` prend au plus {KEYS_MAX} de ces noms, chacun une fois, séparés par des virgules : {named}."
        )
        fault = Detail("parameter", "group_by", "bad_grouping", detail, french=french)
        super().__init__(detail, errors=[fault], french=french)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the public reports of one group come to. Times are days from opening to the last closing.

    `late` are those that were closed after their promise, or are open beyond it, among those `promised`; `reopened`
    is told of those that were `ever_closed`.
    """

    key: Mapping[str, str | None]
    count: int
    open: int
    closed: int
    outcomes: Mapping[str, int]
    median_days: float | None
    p90_days: float | None
    promised: int
    late: int
    ever_closed: int
    reopened: int

    @property
    def share_late(self) -> float | None:
        """Late ones among those that were promised something, from 0 to 1."""
        return self.late / self.promised if self.promised else None

    @property
    def share_reopened(self) -> float | None:
        """Reopened ones among those that were ever closed, from 0 to 1."""
        return self.reopened / self.ever_closed if self.ever_closed else None


@dataclass(frozen=True)
class Statistics:
    """The figures of all reports that were asked about, and those of each group, the largest first."""

    total: Figures
    groups: Sequence[Figures]


def read_grouping(text: str | None) -> tuple[str, ...]:
    """By what figures are asked for: names separated by commas."""
    names = tuple(part.strip() for part in text.split(",")) if text else ()
    if len(names) > KEYS_MAX or len(set(names)) < len(names) or not set(names) <= set(GROUPINGS):
        raise BadGrouping
    return names


def statistics(session: Session, where: tuple[Condition, ...], *, by: Sequence[str] = (), now: datetime) -> Statistics:
    """The figures of the public reports that match; made-up ones count only when `sample` is asked about."""
    if not any(isinstance(each, Filter) and each.column == "sample" for each in where):
        where = (*where, Filter("sample", BY_NAME["eq"], (False,)))
    where = category_families.expanded(session, where)
    with stoppable(session):
        counted = store.tallies(session, by, where, now=now)
        times = store.closing_times(session, by, where, now=now)
    groups = [_of(row, by, times) for row in counted] if by else []
    groups.sort(key=lambda each: (-each.count, [(value is None, value or "") for value in each.key.values()]))
    every = {name: sum(row[name] for row in counted) for name in store.TALLIED}
    total = _of(every, (), {(): [seconds for part in times.values() for seconds in part]})
    return Statistics(total, groups)


def _of(row: Mapping[str, Any], by: Sequence[str], times: Mapping[tuple[Any, ...], Sequence[int]]) -> Figures:
    key = tuple(row[f"by_{name}"] for name in by)
    seconds = sorted(times.get(key, ()))
    return Figures(
        key=dict(zip(by, key, strict=True)),
        count=row["count"],
        open=row["count"] - row["closed"],
        closed=row["closed"],
        outcomes={outcome.value: row[outcome.value] for outcome in ReportOutcome},
        median_days=_days(seconds, 1, 2),
        p90_days=_days(seconds, 9, 10),
        **{name: row[name] for name in ("promised", "late", "ever_closed", "reopened")},
    )


def _days(ordered: Sequence[int], numerator: int, denominator: int) -> float | None:
    """A quantile of seconds, as a fraction of the way from the least to the greatest, in days.

    Between two values, linear interpolation; whole numbers up to there, so that every machine gives the same.
    """
    if not ordered:
        return None
    below, between = divmod((len(ordered) - 1) * numerator, denominator)
    seconds: float = ordered[below]
    if between:
        seconds += (ordered[below + 1] - ordered[below]) * (between / denominator)
    return seconds / SECONDS_A_DAY
