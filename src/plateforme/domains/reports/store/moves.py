"""When a report moved, and where to."""

from datetime import datetime

from sqlmodel import Session, col, select

from plateforme.domains.reports.tables import Report, ReportEvent, ReportEventKind

_MOVES = (ReportEventKind.MOVED.value, ReportEventKind.REOPENED.value)


def known_moves(session: Session, report: Report) -> set[tuple[str, datetime]]:
    """Where the report has gone so far, and when."""
    statement = select(ReportEvent.to_status, ReportEvent.at).where(
        ReportEvent.report_id == report.id, col(ReportEvent.kind).in_(_MOVES)
    )
    return {(status, at) for status, at in session.exec(statement)}


def last_reopened_at(session: Session, report: Report) -> datetime | None:
    """When the report was last opened again, if it ever was."""
    statement = select(ReportEvent.at).where(
        ReportEvent.report_id == report.id, ReportEvent.kind == ReportEventKind.REOPENED.value
    )
    return session.exec(statement.order_by(col(ReportEvent.number).desc()).limit(1)).first()
