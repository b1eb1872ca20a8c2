"""Every SQL statement about street reports."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import bindparam
from sqlalchemy import select as sql_select
from sqlmodel import Session, SQLModel, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.listings.faces import is_staff
from plateforme.domains.reports.listings.listings import REPORT_EVENTS, reports_at
from plateforme.domains.reports.store.squares import narrowed_by_squares
from plateforme.domains.reports.tables import EventVisibility, Report, ReportEvent, ReportVisibility
from plateforme.domains.reports.tables.listed import COLUMNS, ListedReport
from plateforme.kit.db import insert_unique
from plateforme.kit.keyset import Asked, Slice, fetch, fetch_columns


def report(session: Session, reference: str, *, hold: bool = False) -> Report | None:
    """The report with this reference; held, nobody else changes it before this transaction ends."""
    if "\x00" in reference:  # PostgreSQL cannot even be asked
        return None
    statement = select(Report).where(Report.reference == reference)
    return session.exec(statement.with_for_update() if hold else statement).first()


_BY_CLIENT_ID: Final = sql_select(col(Report.id)).where(
    col(Report.consumer) == bindparam("consumer"), col(Report.client_id) == bindparam("client_id")
)


def report_by_client_id(session: Session, consumer: str, client_id: str) -> Report | None:
    """The report that this consumer made with this identifier of its own: mostly there is none, which costs little."""
    known = session.connection().execute(_BY_CLIENT_ID, {"consumer": consumer, "client_id": client_id}).scalar()
    return None if known is None else session.get(Report, known)


def add_report(session: Session, new: Report, rows: Sequence[SQLModel]) -> bool:
    """Write a report and the rows that refer to it; False when another request has just used the same client_id."""
    if insert_unique(session, new, *rows):
        return True
    if new.client_id is None or report_by_client_id(session, new.consumer, new.client_id) is None:
        msg = "two reports drew the same reference"
        raise RuntimeError(msg)
    return False


_LISTED: Final[Any] = sql_select(*COLUMNS)


def list_reports(session: Session, asked: Asked, *, caller: Principal | None = None) -> Slice[ListedReport]:
    """One page of the reports that the caller may see."""
    statement = narrowed_by_squares(session, seen_by(caller, _LISTED), asked.where)
    return fetch_columns(session, statement, reports_at(asked.now, asked.where), asked)


def seen_by(caller: Principal | None, statement: SelectOfScalar[Report]) -> SelectOfScalar[Report]:
    """Narrow a statement to what the caller may see: public reports, drafts of its own, hidden ones it works on."""
    is_public = col(Report.visibility) == ReportVisibility.PUBLIC.value
    if caller is None:
        return statement.where(is_public)
    is_own_draft = (col(Report.visibility) == ReportVisibility.DRAFT.value) & (col(Report.consumer) == caller.consumer)
    is_ours = col(Report.organization) == caller.organization
    is_hidden = col(Report.visibility) == ReportVisibility.HIDDEN.value
    if is_staff(caller, caller.organization):
        return statement.where(or_(is_public, is_own_draft, is_hidden & is_ours))
    return statement.where(or_(is_public, is_own_draft))


def list_events(session: Session, report_id: str, asked: Asked, *, internal: bool = False) -> Slice[ReportEvent]:
    """One page of a report's history: what is public, or all of it."""
    statement = select(ReportEvent).where(ReportEvent.report_id == report_id)
    if not internal:
        statement = statement.where(ReportEvent.visibility == EventVisibility.PUBLIC.value)
    return fetch(session, statement, REPORT_EVENTS, asked)


def event(session: Session, report_id: str, number: int) -> ReportEvent | None:
    """The entry of a report's history with this number."""
    statement = select(ReportEvent).where(ReportEvent.report_id == report_id, ReportEvent.number == number)
    return session.exec(statement).first()
