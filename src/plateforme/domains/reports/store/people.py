"""Every SQL statement about what people give with a report: contact, words, comments, voices, wishes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, delete, func, literal, update
from sqlmodel import Session, SQLModel, col, or_, select

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.listings.comment_listing import REPORT_COMMENTS
from plateforme.domains.reports.tables import (
    Report,
    ReportCategory,
    ReportComment,
    ReportConfirmation,
    ReportEvent,
    ReportEventKind,
    ReportPerson,
    ReportPhoto,
    ReportRemoval,
    ReportText,
    ReportUpdate,
    ReportVisibility,
    TextStatus,
)
from plateforme.kit.db import Instant, insert_unique
from plateforme.kit.keyset import Asked, Slice, fetch

READABLE = (TextStatus.PUBLISHED.value, TextStatus.REDACTED.value)


def person(session: Session, report_id: str) -> ReportPerson | None:
    """Who made this report, as far as it is known."""
    return session.get(ReportPerson, report_id)


def text_row(session: Session, report_id: str) -> ReportText | None:
    """The description of this report as it was written, if that is not what the public reads."""
    return session.get(ReportText, report_id)


def comment(session: Session, report_id: str, number: int) -> ReportComment | None:
    """The comment of a report with this number."""
    statement = select(ReportComment).where(ReportComment.report_id == report_id, ReportComment.number == number)
    return session.exec(statement).first()


def comment_by_client_id(session: Session, consumer: str, client_id: str) -> ReportComment | None:
    """The comment that this consumer made with this identifier of its own."""
    statement = select(ReportComment).where(ReportComment.consumer == consumer, ReportComment.client_id == client_id)
    return session.exec(statement).first()


def next_comment_number(session: Session, report_id: str) -> int:
    """The number of the comment that comes next: the report is held."""
    statement = select(func.max(ReportComment.number)).where(ReportComment.report_id == report_id)
    return (session.exec(statement).one() or 0) + 1


def add_comment(session: Session, new: ReportComment) -> bool:
    """Write a comment; False when its consumer has used the client_id before."""
    return insert_unique(session, new)


def list_comments(
    session: Session, report_id: str, asked: Asked, *, caller: Principal | None, every: bool
) -> Slice[ReportComment]:
    """One page of a report's comments: all of them, or those the public reads and the caller's own."""
    statement = select(ReportComment).where(ReportComment.report_id == report_id)
    if not every:
        is_readable = col(ReportComment.status).in_(READABLE)
        own = col(ReportComment.consumer) == (caller.consumer if caller is not None else None)
        statement = statement.where(is_readable if caller is None else or_(is_readable, own))
    return fetch(session, statement, REPORT_COMMENTS, asked)


def confirmation(session: Session, report_id: str, consumer: str, client_id: str) -> ReportConfirmation | None:
    """The voice that this person has given to this report."""
    return session.exec(
        select(ReportConfirmation).where(
            ReportConfirmation.report_id == report_id,
            ReportConfirmation.consumer == consumer,
            ReportConfirmation.client_id == client_id,
        )
    ).first()


def removal(session: Session, report_id: str, number: int) -> ReportRemoval | None:
    """The request for removal with this number."""
    statement = select(ReportRemoval).where(ReportRemoval.report_id == report_id, ReportRemoval.number == number)
    return session.exec(statement).first()


def next_removal_number(session: Session, report_id: str) -> int:
    """The number of the request that comes next: the report is held."""
    statement = select(func.max(ReportRemoval.number)).where(ReportRemoval.report_id == report_id)
    return (session.exec(statement).one() or 0) + 1


def change_row(session: Session, *rows: SQLModel) -> None:
    """Write rows that were made or changed."""
    session.add_all(rows)
    session.flush()


def remove_row(session: Session, row: SQLModel) -> None:
    """Remove a row."""
    session.delete(row)
    session.flush()


_GIVEN: Sequence[Any] = (ReportPerson, ReportText, ReportComment, ReportConfirmation, ReportRemoval)


def purge_given(session: Session, report: Report) -> None:
    """Remove everything that people gave with a report, and every free word of its history."""
    run = session.connection().execute
    for table in _GIVEN:
        run(delete(table).where(table.report_id == report.id))
    run(delete(ReportUpdate).where(col(ReportUpdate.reference) == report.reference))
    run(update(ReportEvent).where(col(ReportEvent.report_id) == report.id).values(explanation=None, details={}))


Days = Mapping[tuple[str | None, str], int]
"""Days of retention other than the general ones: of a category of an organization, or (None) of a shared category."""


def _limit(general: int, special: Days, now: datetime) -> ColumnElement[datetime]:
    """The instant before which a report must have been closed for something of it to be removed now."""
    ordered = sorted(special.items(), key=lambda item: item[0][0] is None)  # an organization's own word comes first
    whens: list[tuple[Any, Any]] = [
        (
            and_(col(Report.category) == code, literal(True) if owner is None else col(Report.organization) == owner),
            literal(now - timedelta(days=days), Instant()),
        )
        for (owner, code), days in ordered
    ]
    usual: ColumnElement[datetime] = literal(now - timedelta(days=general), Instant())
    return case(*whens, else_=usual) if whens else usual


KEPT: Mapping[str, ColumnElement[bool]] = {
    "contact": select(literal(1)).where(ReportPerson.report_id == Report.id).exists(),
    "photos": select(literal(1)).where(ReportPhoto.report_id == Report.id).exists(),
    "texts": or_(
        select(literal(1)).where(ReportText.report_id == Report.id).exists(),
        select(literal(1))
        .where(ReportComment.report_id == Report.id, col(ReportComment.original).is_not(None))
        .exists(),
        cast(col(Report.unknown_attributes), Text).not_in(["{}", "null"]),
    ),
    "voices": select(literal(1)).where(ReportConfirmation.report_id == Report.id).exists(),
    "requests": select(literal(1)).where(ReportRemoval.report_id == Report.id).exists(),
}
"""Whether something of this kind is kept about a report."""


def _hidden_since(general: int, special: Days, now: datetime) -> Sequence[ColumnElement[bool]]:
    """Whether a report is hidden, and was for the last time before its period began."""
    limit = _limit(general, special, now)
    hiding = select(literal(1)).where(
        ReportEvent.report_id == Report.id, ReportEvent.kind == ReportEventKind.HIDDEN.value
    )
    was_hidden, is_anew = (hiding.where(told).exists() for told in (_recorded < limit, _recorded >= limit))
    return col(Report.visibility) == ReportVisibility.HIDDEN.value, was_hidden, ~is_anew


_recorded = col(ReportEvent.recorded_at)


def long_hidden(
    session: Session, general: int, special: Days, *, now: datetime, limit: int
) -> Sequence[tuple[str, str]]:
    """Reference and organization of reports that have been hidden for as long as they may be."""
    statement = select(Report.reference, Report.organization).where(*_hidden_since(general, special, now))
    return session.exec(statement.order_by(col(Report.id)).limit(limit)).all()


def _due(what: str, general: int, special: Days, open_days: int, now: datetime) -> Sequence[ColumnElement[bool]]:
    if what == "hidden":
        return _hidden_since(general, special, now)
    is_old = or_(
        col(Report.closed_at) < _limit(general, special, now),
        and_(col(Report.closed_at).is_(None), col(Report.opened_at) < now - timedelta(days=open_days)),
    )
    return KEPT[what], is_old, col(Report.visibility) != ReportVisibility.ERASED.value


def due_for_removal(
    session: Session, what: str, general: int, special: Days, *, open_days: int, now: datetime, limit: int
) -> Sequence[str]:
    """Identifiers of reports about which this has been kept for as long as it may be.

    A report that nobody ever closed counts from its opening, with `open_days`.
    """
    statement = select(Report.id).where(*_due(what, general, special, open_days, now))
    return session.exec(statement.order_by(col(Report.id)).limit(limit)).all()


def held_by_ids(session: Session, ids: Collection[str]) -> Sequence[Report]:
    """These reports, held, in their order."""
    statement = select(Report).where(col(Report.id).in_(ids), col(Report.visibility) != ReportVisibility.ERASED.value)
    return session.exec(statement.order_by(col(Report.id)).with_for_update()).all()


def count_due(session: Session, what: str, general: int, special: Days, *, open_days: int, now: datetime) -> int:
    """Of how many reports `due_for_removal` would give something away."""
    statement = select(func.count()).select_from(Report).where(*_due(what, general, special, open_days, now))
    return session.exec(statement).one()


_TABLES: Mapping[str, Any] = {
    "contact": ReportPerson,
    "texts": ReportText,
    "voices": ReportConfirmation,
    "requests": ReportRemoval,
}


def purge_kind(session: Session, report: Report, what: str) -> None:
    """Remove what is kept of this kind about a report; photos have their bytes too, see `photos.purge`."""
    run = session.connection().execute
    table = _TABLES[what]
    run(delete(table).where(table.report_id == report.id))
    if what == "texts":
        run(update(ReportComment).where(col(ReportComment.report_id) == report.id).values(original=None))


def old_drafts(session: Session, *, before: datetime, limit: int) -> Sequence[str]:
    """Identifiers of drafts that nobody has completed since."""
    statement = select(Report.id).where(
        col(Report.visibility) == ReportVisibility.DRAFT.value, col(Report.updated_at) < before
    )
    return session.exec(statement.order_by(col(Report.id)).limit(limit)).all()


def count_old_drafts(session: Session, *, before: datetime) -> int:
    """How many drafts nobody has completed since."""
    statement = (
        select(func.count())
        .select_from(Report)
        .where(col(Report.visibility) == ReportVisibility.DRAFT.value, col(Report.updated_at) < before)
    )
    return session.exec(statement).one()


def every_category_row(session: Session) -> Sequence[ReportCategory]:
    """What all organizations say about categories."""
    return session.exec(select(ReportCategory)).all()
