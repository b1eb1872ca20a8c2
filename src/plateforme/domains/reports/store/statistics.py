"""Every SQL statement about the figures of street reports."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, case, func, literal, select
from sqlmodel import Session, col

from plateforme.domains.reports.listings.listings import REPORTS
from plateforme.domains.reports.store.instants import TownMonth, TownYear, WholeSeconds
from plateforme.domains.reports.store.squares import narrowed_by_squares
from plateforme.domains.reports.tables import Report, ReportOutcome, ReportStatus, ReportVisibility
from plateforme.kit.db import Instant
from plateforme.kit.grammar.conditions import Condition
from plateforme.kit.keyset import narrowed

GROUPINGS: Final[Mapping[str, Any]] = {
    **{
        name: col(getattr(Report, name))
        for name in (
            *("category", "organization", "team", "status", "outcome", "channel"),
            *("district", "postcode", "insee_code"),
        )
    },
    "month": TownMonth(col(Report.opened_at)),
    "year": TownYear(col(Report.opened_at)),
}
"""By what figures can be told apart."""

TALLIED: Final = (
    *("count", "closed", "promised", "late", "reopened", "ever_closed"),
    *(outcome.value for outcome in ReportOutcome),
)
"""What is counted of each group."""

QUANTILES: Final[Mapping[str, tuple[int, int]]] = {"median": (1, 2), "p90": (9, 10)}
"""Which of the times to closing are told, each as a fraction."""

Key = tuple[Any, ...]


def tallies(
    session: Session, keys: Sequence[str], where: tuple[Condition, ...], *, now: datetime
) -> list[dict[str, Any]]:
    """How many public reports there are of each kind, by these keys."""
    is_closed = col(Report.status) == ReportStatus.CLOSED.value
    # a report is late from its promise on, until it was closed; `or now` where it is open
    until = case((is_closed, col(Report.closed_at)), else_=literal(now, Instant()))
    counted = {
        "closed": is_closed,
        "promised": col(Report.expected_at).is_not(None),
        "late": until > col(Report.expected_at),
        "reopened": col(Report.times_reopened) > 0,
        "ever_closed": is_closed | (col(Report.times_reopened) > 0),
        **{outcome.value: col(Report.outcome) == outcome.value for outcome in ReportOutcome},
    }
    columns = [func.count().label("count"), *(_number(test).label(name) for name, test in counted.items())]
    told = _keys(keys)
    statement = _asked_about(session, select(*told, *columns), where).group_by(*told)
    return [dict(row._mapping) for row in session.connection().execute(statement)]  # noqa: SLF001  # its public name


def closing_times(
    session: Session, keys: Sequence[str], where: tuple[Condition, ...]
) -> dict[Key, dict[str, tuple[int, int | None, float]]]:
    """For each quantile of the seconds from opening to closing: the ones around it, and how far between them it lies.

    One pass over the closed reports in their order, the same on both databases.
    """
    seconds = WholeSeconds(col(Report.closed_at)) - WholeSeconds(col(Report.opened_at))
    told = _keys(keys)
    rank = func.row_number().over(partition_by=told or None, order_by=seconds).label("rank")
    among = func.count().over(partition_by=told or None).label("among")
    ranked = _asked_about(session, select(*told, seconds.label("seconds"), rank, among), where)
    closed = ranked.where(col(Report.status) == ReportStatus.CLOSED.value).subquery()
    steps = [
        func.max(case((closed.c.rank == _below(closed.c.among, *part) + 1 + above, closed.c.seconds)))
        for part in QUANTILES.values()
        for above in (0, 1)
    ]
    names = [closed.c[column.name] for column in told]
    found = session.connection().execute(select(*names, func.max(closed.c.among), *steps).group_by(*names))
    return {tuple(row[: len(keys)]): _around(row[len(keys)], row[len(keys) + 1 :]) for row in found if row[len(keys)]}


def _below(among: Any, numerator: int, denominator: int) -> ColumnElement[int]:
    """How many values lie below a quantile, by linear interpolation: the whole part of (n - 1) p."""
    told: ColumnElement[int] = ((among - 1) * numerator) // literal(denominator, Integer())
    return told


def _around(among: int, values: Sequence[int | None]) -> dict[str, tuple[int, int | None, float]]:
    found = {}
    for position, (name, (numerator, denominator)) in enumerate(QUANTILES.items()):
        below, above = values[2 * position], values[2 * position + 1]
        between = ((among - 1) * numerator) % denominator / denominator
        found[name] = (int(below or 0), above, between)
    return found


def _keys(keys: Sequence[str]) -> list[Any]:
    return [GROUPINGS[name].label(f"by_{name}") for name in keys]


def _number(test: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((test, 1), else_=0)), 0)


def _asked_about(session: Session, statement: Any, where: tuple[Condition, ...]) -> Any:
    public = statement.select_from(Report).where(col(Report.visibility) == ReportVisibility.PUBLIC.value)
    return narrowed_by_squares(session, narrowed(public, REPORTS, where), where)
