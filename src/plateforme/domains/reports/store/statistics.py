"""Every SQL statement about the figures of street reports."""

from array import array
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlmodel import Session, col

from plateforme.domains.reports.listings.listings import reports_at
from plateforme.domains.reports.store.instants import TownMonth, TownYear, WholeSeconds
from plateforme.domains.reports.store.squares import narrowed_by_squares
from plateforme.domains.reports.tables import Report, ReportOutcome, ReportStatus, ReportVisibility
from plateforme.kit.db import Instant
from plateforme.kit.grammar.conditions import Condition
from plateforme.kit.interrupts import check
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

BATCH: Final = 10_000
"""Times that are read at once; between two batches the work can be stopped."""

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
    statement = _asked_about(session, select(*told, *columns), where, now=now).group_by(*told)
    return [dict(row._mapping) for row in session.connection().execute(statement)]  # noqa: SLF001  # its public name


def closing_times(
    session: Session, keys: Sequence[str], where: tuple[Condition, ...], *, now: datetime
) -> dict[Key, "array[int]"]:
    """The seconds from opening to closing of the closed reports of each kind, in no order.

    They are read as a stream and sorted by whoever wants quantiles: to number them in order, SQLite would write all of
    them down three times.
    """
    seconds = WholeSeconds(col(Report.closed_at)) - WholeSeconds(col(Report.opened_at))
    statement = _asked_about(session, select(*_keys(keys), seconds.label("seconds")), where, now=now)
    closed = statement.where(col(Report.closed_at).is_not(None))
    found: dict[Key, array[int]] = {}
    batches = session.connection().execute(closed, execution_options={"yield_per": BATCH}).partitions()
    for batch in batches:
        check()
        for *key, told in batch:
            of_kind = found.get(tuple(key))
            if of_kind is None:
                of_kind = found[tuple(key)] = array("q")
            of_kind.append(told)
    return found


def _keys(keys: Sequence[str]) -> list[Any]:
    return [GROUPINGS[name].label(f"by_{name}") for name in keys]


def _number(test: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((test, 1), else_=0)), 0)


def _asked_about(session: Session, statement: Any, where: tuple[Condition, ...], *, now: datetime) -> Any:
    public = statement.select_from(Report).where(col(Report.visibility) == ReportVisibility.PUBLIC.value)
    return narrowed_by_squares(session, narrowed(public, reports_at(now, where), where), where)
