"""Every SQL statement about street reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from plateforme.domains.reports.tables import Report, ReportEvent, ReportStatus
from plateforme.kit import filters
from plateforme.kit.db import insert_unique
from plateforme.kit.keyset import Asked, Slice, fetch

COLUMNS: Final[Mapping[str, Any]] = {
    "reference": Report.reference,
    "opened_at": Report.opened_at,
    "last_event_at": Report.last_event_at,
    "expected_at": Report.expected_at,
    "closed_at": Report.closed_at,
    "updated_at": Report.updated_at,
}
"""What a list may be sorted by and bounded on."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which reports are asked for; what is empty or None does not restrict."""

    equal: Mapping[str, object]
    bounds: Sequence[tuple[str, str, datetime]] = ()
    words: Sequence[str] = ()
    is_open: bool | None = None
    box: tuple[float, float, float, float] | None = None


def report(session: Session, reference: str, *, hold: bool = False) -> Report | None:
    """The report with this reference; held, nobody else changes it before this transaction ends."""
    if "\x00" in reference:  # PostgreSQL cannot even be asked
        return None
    statement = select(Report).where(Report.reference == reference)
    return session.exec(statement.with_for_update() if hold else statement).first()


def report_by_client_id(session: Session, consumer: str, client_id: str) -> Report | None:
    """The report that this consumer made with this identifier of its own."""
    return session.exec(select(Report).where(Report.consumer == consumer, Report.client_id == client_id)).first()


def add_report(session: Session, new: Report, opening: ReportEvent) -> bool:
    """Write a report and its first event; False when another request has just used the same client_id."""
    if insert_unique(session, new, opening):
        return True
    if new.client_id is None or report_by_client_id(session, new.consumer, new.client_id) is None:
        msg = "two reports drew the same reference"
        raise RuntimeError(msg)
    return False


def last_event_number(session: Session, report_id: str) -> int:
    """The number of the newest entry of a report's history; the report is held by whoever asks."""
    return session.exec(select(func.max(ReportEvent.number)).where(ReportEvent.report_id == report_id)).one() or 0


def append_event(session: Session, event: ReportEvent) -> None:
    """Add an entry to a report's history."""
    session.add(event)
    session.flush()


def list_reports(session: Session, wanted: Wanted, asked: Asked) -> Slice[Report]:
    """One page of reports."""
    return fetch(session, _filtered(wanted), columns=COLUMNS, key="reference", asked=asked)


def list_events(session: Session, report_id: str, asked: Asked) -> Slice[ReportEvent]:
    """One page of a report's history."""
    return fetch(
        session,
        select(ReportEvent).where(ReportEvent.report_id == report_id),
        columns={"number": ReportEvent.number},
        key="number",
        asked=asked,
    )


def _filtered(wanted: Wanted) -> SelectOfScalar[Report]:
    statement = filters.equal(select(Report), Report, wanted.equal)
    statement = filters.bounded(statement, COLUMNS, wanted.bounds)
    statement = filters.holding(statement, Report.search_text, wanted.words)
    if wanted.is_open is not None:
        closed = col(Report.status) == ReportStatus.CLOSED.value
        statement = statement.where(~closed if wanted.is_open else closed)
    if wanted.box is not None:
        west, south, east, north = wanted.box
        statement = statement.where(col(Report.lon).between(west, east), col(Report.lat).between(south, north))
    return statement
