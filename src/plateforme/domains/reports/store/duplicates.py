"""Every SQL statement about reports that tell of one problem."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, or_, select

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.listings.listings import reports_at
from plateforme.domains.reports.store.reports import seen_by
from plateforme.domains.reports.tables import Report, ReportEvent, ReportEventKind
from plateforme.kit.keyset import Asked, Slice, fetch

_ORDER = (col(Report.opened_at), col(Report.id))
"""The order in which reports are held: an anchor is older than its members, so that no two requests wait in a ring."""


def held_reports(session: Session, references: Collection[str]) -> dict[str, Report]:
    """Those of these reports that exist, as they are now; nobody else changes them before this transaction ends."""
    asked = [reference for reference in references if "\x00" not in reference]  # PostgreSQL cannot even be asked
    statement = select(Report).where(col(Report.reference).in_(asked)).order_by(*_ORDER).with_for_update()
    rows = session.exec(statement.execution_options(populate_existing=True)).all()
    return {row.reference: row for row in rows}


def held_members(session: Session, anchor: str) -> list[Report]:
    """The reports that follow this one, the oldest first, held for a change."""
    statement = select(Report).where(Report.duplicate_of == anchor).order_by(*_ORDER).with_for_update()
    return list(session.exec(statement.execution_options(populate_existing=True)).all())


def list_members(session: Session, anchor: str, asked: Asked, *, caller: Principal | None) -> Slice[Report]:
    """One page of the reports that follow this one, among those that the caller may see."""
    statement = seen_by(caller, select(Report).where(Report.duplicate_of == anchor))
    return fetch(session, statement, reports_at(asked.now, asked.where), asked)


def entries_that_quote(session: Session, anchor: Report) -> Sequence[ReportEvent]:
    """What those that follow a report, or once did, were told of it in words."""
    named = select(ReportEvent.related).where(ReportEvent.report_id == anchor.id, col(ReportEvent.related).is_not(None))
    statement = (
        select(ReportEvent)
        .join(Report, col(Report.id) == col(ReportEvent.report_id))
        .where(
            or_(Report.duplicate_of == anchor.reference, col(Report.reference).in_(named)),
            ReportEvent.related == anchor.reference,
            ReportEvent.kind == ReportEventKind.FOLLOWED.value,
            col(ReportEvent.explanation).is_not(None),
        )
    )
    return session.exec(statement).all()


def reports_of(session: Session, entries: Collection[ReportEvent]) -> Sequence[tuple[ReportEvent, Report]]:
    """These entries of histories, each with its report, as they are now."""
    ids = [entry.id for entry in entries]
    statement = (
        select(ReportEvent, Report)
        .join(Report, col(Report.id) == col(ReportEvent.report_id))
        .where(col(ReportEvent.id).in_(ids))
    )
    return session.exec(statement.execution_options(populate_existing=True)).all() if ids else ()
