"""Every SQL statement about what is nearest to a point."""

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.listings.listings import REPORTS, reports_at
from plateforme.domains.reports.places.spots import Near, Spot, Wanted, circle_around
from plateforme.domains.reports.store.reports import seen_by
from plateforme.domains.reports.store.squares import in_squares, is_crowded, looked_up
from plateforme.domains.reports.tables import Report, ReportStatus, ReportVisibility
from plateforme.domains.reports.tables.listed import COLUMNS, ListedReport
from plateforme.kit import counting
from plateforme.kit.grammar.areas import outer_box
from plateforme.kit.grammar.conditions import Circle
from plateforme.kit.grammar.haversines import haversine, haversine_of, metres_of
from plateforme.kit.grammar.relational import compiled
from plateforme.kit.keyset import Asked, Slice, narrowed

SMALLER: Final = (8, 4, 2)
"""By what the radius is divided, one after the other, where there are many reports: the nearest are found first."""

CROWDED: Final = 1_000
"""With more reports than this in the squares of a circle, there is a crowd."""


def list_nearby(session: Session, circle: Circle, asked: Asked, *, caller: Principal | None) -> Slice[Near]:
    """One page of the reports in a circle that the caller may see and that match, nearest first."""
    statement = narrowed(seen_by(caller, select(Report)), reports_at(asked.now, asked.where), asked.where)
    total = None if asked.count == "none" else counting.count(session, _inside(statement, circle))
    found = _nearest(session, statement, circle, limit=asked.limit + 1, after=asked.after)
    page = found[: asked.limit]
    after = (page[-1][1], page[-1][0].reference) if len(found) > asked.limit else None
    rows = [Near(report, metres_of(angle)) for report, angle in page]
    return Slice(rows, after, total, "none" if total is None else "exact")


def anchors_around(session: Session, spot: Spot, radius: float, wanted: Wanted, *, limit: int) -> list[Near]:
    """Public reports of the spot's category that follow no other one, nearest first."""
    statement = select(Report).where(
        Report.category == spot.category,
        Report.visibility == ReportVisibility.PUBLIC.value,
        col(Report.sample).is_(spot.sample),
        col(Report.duplicate_of).is_(None),
        or_(col(Report.status) != ReportStatus.CLOSED.value, col(Report.closed_at) >= wanted.closed_since),
    )
    if spot.organization is not None:
        statement = statement.where(Report.organization == spot.organization)
    if wanted.but is not None:
        statement = statement.where(Report.reference != wanted.but)
    found = _nearest(session, statement, circle_around(spot.lon, spot.lat, radius), limit=limit, after=None)
    return [Near(report, metres_of(angle)) for report, angle in found]


def _nearest(
    session: Session, statement: Any, circle: Circle, *, limit: int, after: tuple[Any, ...] | None
) -> list[tuple[ListedReport, float]]:
    """The nearest reports with the haversines of their angles; in a crowd, circles grow until there are enough."""
    box = outer_box(circle)
    is_small = in_squares(box) is not None
    for step in SMALLER if is_small and is_crowded(session, box, beyond=CROWDED) else ():
        smaller = replace(circle, radius=circle.radius / step)
        if after is not None and haversine_of(smaller.radius) < after[0]:
            continue
        found = _ordered(session, _inside(statement, smaller), circle, limit=limit, after=after)
        if len(found) == limit:  # everything outside of this circle is farther away
            return found
    return _ordered(session, _inside(statement, circle), circle, limit=limit, after=after)


def _inside(statement: Any, circle: Circle) -> Any:
    squares = in_squares(outer_box(circle))
    exact = compiled(circle, REPORTS)
    return statement.where(exact) if squares is None else looked_up(statement.where(exact), squares)


def _ordered(
    session: Session, statement: Any, circle: Circle, *, limit: int, after: tuple[Any, ...] | None
) -> list[tuple[ListedReport, float]]:
    angle = haversine((col(Report.lon), col(Report.lat)), circle.longitude, circle.latitude)
    if after is not None:
        statement = statement.where(_beyond(angle, *after))
    listed = statement.with_only_columns(*COLUMNS, angle, maintain_column_froms=True)
    found: Any = session.connection().execute(listed.order_by(angle, col(Report.reference)).limit(limit)).all()
    return [(report, float(report[-1])) for report in found]


def _beyond(angle: ColumnElement[float], least: float, reference: str) -> ColumnElement[bool]:
    return or_(angle > least, and_(angle == least, col(Report.reference) > reference))
