"""What bringing in reports of the past asks of the store, beside what every report does."""

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
