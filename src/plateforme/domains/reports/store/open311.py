"""Every SQL statement about tokens, about updates that partners exchange, and about what the sandbox holds."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from plateforme.domains.reports.tables import (
    EventVisibility,
    Report,
    ReportComment,
    ReportConfirmation,
    ReportEvent,
    ReportPerson,
    ReportPhoto,
    ReportRemoval,
    ReportText,
    ReportToken,
    ReportUpdate,
    ReportVisibility,
)
from plateforme.kit.db import insert_unique

_ABOUT: tuple[type[SQLModel], ...] = (
    ReportEvent,
    ReportPerson,
    ReportText,
    ReportConfirmation,
    ReportComment,
    ReportPhoto,
    ReportRemoval,
)


def token_row(session: Session, token: str) -> ReportToken | None:
    """What a token was given for."""
    return None if "\x00" in token else session.get(ReportToken, token)


def add_token(session: Session, new: ReportToken) -> bool:
    """Write a token down; False when it is known already."""
    return insert_unique(session, new)


def partner_update(session: Session, consumer: str, update_id: str) -> ReportUpdate | None:
    """What a partner has sent before under an identifier of its own."""
    return session.get(ReportUpdate, (consumer, update_id))


def add_partner_update(session: Session, new: ReportUpdate) -> bool:
    """Write down that an update was taken in; False when it was before."""
    return insert_unique(session, new)


def told_updates(
    session: Session,
    *,
    organization: str | None,
    visibility: ReportVisibility,
    kinds: Collection[str],
    between: tuple[datetime, datetime],
    limit: int,
    offset: int,
) -> Sequence[tuple[ReportEvent, str]]:
    """Public entries of histories with the reference of their report, in the order in which they were written down."""
    since, until = between
    statement = (
        select(ReportEvent, Report.reference)
        .join(Report, col(Report.id) == col(ReportEvent.report_id))
        .where(
            col(ReportEvent.recorded_at) >= since,
            col(ReportEvent.recorded_at) < until,
            col(ReportEvent.visibility) == EventVisibility.PUBLIC.value,
            col(ReportEvent.kind).in_(kinds),
            col(Report.visibility) == visibility.value,
        )
        .order_by(col(ReportEvent.recorded_at), col(ReportEvent.id))
    )
    if organization is not None:
        statement = statement.where(col(Report.organization) == organization)
    return [(event, reference) for event, reference in session.exec(statement.limit(limit).offset(offset)).all()]


def old_sandbox_reports(session: Session, *, before: datetime, limit: int) -> Sequence[Report]:
    """Reports of the sandbox that came in before."""
    statement = select(Report).where(
        col(Report.visibility) == ReportVisibility.SANDBOX.value, col(Report.received_at) < before
    )
    return session.exec(statement.limit(limit)).all()


def remove_reports(session: Session, reports: Collection[Report]) -> None:
    """Remove reports and everything that was ever said about them, without a trace: for the sandbox only."""
    ids = [report.id for report in reports]
    references = [report.reference for report in reports]
    for table in _ABOUT:
        session.connection().execute(delete(table).where(col(table.report_id).in_(ids)))  # type: ignore[attr-defined]
    for known in (ReportToken, ReportUpdate):
        session.connection().execute(delete(known).where(col(known.reference).in_(references)))
    session.connection().execute(delete(Report).where(col(Report.id).in_(ids)))
