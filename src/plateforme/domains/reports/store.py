"""Every SQL statement about street reports."""

from sqlmodel import Session, func, select

from plateforme.domains.reports.listings import REPORT_EVENTS, REPORTS
from plateforme.domains.reports.tables import Report, ReportEvent
from plateforme.kit.db import insert_unique
from plateforme.kit.keyset import Asked, Slice, fetch


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


def list_reports(session: Session, asked: Asked) -> Slice[Report]:
    """One page of reports."""
    return fetch(session, select(Report), REPORTS, asked)


def list_events(session: Session, report_id: str, asked: Asked) -> Slice[ReportEvent]:
    """One page of a report's history."""
    return fetch(session, select(ReportEvent).where(ReportEvent.report_id == report_id), REPORT_EVENTS, asked)
