"""Every SQL statement about pages of public reports by number, and about what is told beside them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select as sql_select
from sqlmodel import Session, and_, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from plateforme.domains.reports.listings.listings import REPORTS
from plateforme.domains.reports.listings.public_questions import PublicReport, Question
from plateforme.domains.reports.tables import (
    EventVisibility,
    Report,
    ReportCategory,
    ReportChannel,
    ReportCoverage,
    ReportEvent,
    ReportEventKind,
    ReportPhoto,
    ReportVisibility,
    TextStatus,
)
from plateforme.kit.keyset import narrowed

TELLING = (ReportEventKind.MOVED.value, ReportEventKind.REOPENED.value)
"""Entries by which the public is told where a report stands."""


COLUMNS: Final = tuple(getattr(Report, name) for name in PublicReport.__annotations__)
"""Only these are read: making whole stored reports would take most of the time of a list."""


def public_reports(session: Session, question: Question, *, limit: int, offset: int = 0) -> Sequence[PublicReport]:
    """So many of the reports that match, newest first, without the first ones."""
    statement = _asked(select(Report), question).with_only_columns(*COLUMNS, maintain_column_froms=True)
    statement = statement.order_by(col(Report.opened_at).desc(), col(Report.reference).desc())
    found: Any = session.connection().execute(statement.limit(limit).offset(offset)).all()
    rows: Sequence[PublicReport] = found
    return rows


def count_public_reports(session: Session, question: Question) -> int:
    """How many reports match."""
    found: int = session.exec(_asked(select(func.count()).select_from(Report), question)).one()
    return found


def _asked(statement: SelectOfScalar[Any], question: Question) -> SelectOfScalar[Any]:
    world = ReportVisibility.SANDBOX if question.is_sandbox else ReportVisibility.PUBLIC
    is_shown = col(Report.visibility) == world.value
    if question.with_erased:
        sandbox = ReportChannel.SANDBOX.value
        is_here = col(Report.channel) == sandbox if question.is_sandbox else col(Report.channel) != sandbox
        was_draft = (
            select(ReportEvent.id)
            .where(
                ReportEvent.report_id == Report.id,
                ReportEvent.kind == ReportEventKind.ERASED.value,
                ReportEvent.visibility == EventVisibility.INTERNAL.value,
            )
            .exists()
        )
        is_erased = col(Report.visibility) == ReportVisibility.ERASED.value
        is_shown = or_(is_shown, and_(is_erased, is_here, ~was_draft))
    statement = statement.where(is_shown)
    if question.references:
        statement = statement.where(col(Report.reference).in_(question.references))
    if question.organization is not None:
        statement = statement.where(Report.organization == question.organization)
    if question.codes:
        statement = statement.where(col(Report.category).in_(question.codes))
    if question.is_open is not None:
        # the same as by status, which has an index that SQLite would prefer to that of the order
        closed_at = col(Report.closed_at)
        statement = statement.where(closed_at.is_(None) if question.is_open else closed_at.is_not(None))
    if question.after is not None:
        at, reference = question.after
        same = and_(col(Report.opened_at) == at, col(Report.reference) < reference)
        # said twice: the first part is what an index can begin at
        statement = statement.where(col(Report.opened_at) <= at, or_(col(Report.opened_at) < at, same))
    return narrowed(_in_time(statement, question), REPORTS, question.where)


def _in_time(statement: SelectOfScalar[Any], question: Question) -> SelectOfScalar[Any]:
    if question.opened_from is not None:
        statement = statement.where(col(Report.opened_at) >= question.opened_from)
    if question.opened_before is not None:
        statement = statement.where(col(Report.opened_at) < question.opened_before)
    if question.updated_from is not None:
        statement = statement.where(col(Report.updated_at) >= question.updated_from)
    if question.updated_before is not None:
        statement = statement.where(col(Report.updated_at) < question.updated_before)
    return statement


def told_words(session: Session, report_ids: Sequence[str]) -> Sequence[tuple[str, str]]:
    """What was said when these reports moved, oldest first: pairs of the identifier of a report and words."""
    if not report_ids:
        return ()
    statement = _entries(report_ids).where(
        col(ReportEvent.kind).in_(TELLING), col(ReportEvent.explanation).is_not(None)
    )
    columns = (col(ReportEvent.report_id), col(ReportEvent.explanation))
    found: Any = session.connection().execute(statement.with_only_columns(*columns)).all()
    pairs: Sequence[tuple[str, str]] = found
    return pairs


def public_events(session: Session, report_ids: Sequence[str]) -> Sequence[ReportEvent]:
    """The public entries of the histories of these reports, oldest first."""
    return session.exec(_entries(report_ids)).all() if report_ids else ()


def _entries(report_ids: Sequence[str]) -> SelectOfScalar[ReportEvent]:
    return (
        select(ReportEvent)
        .where(col(ReportEvent.report_id).in_(report_ids), ReportEvent.visibility == EventVisibility.PUBLIC.value)
        .order_by(col(ReportEvent.report_id), col(ReportEvent.number))
    )


def shown_photos(session: Session, report_ids: Sequence[str]) -> Sequence[ReportPhoto]:
    """The photos of these reports that have been released."""
    statement = select(ReportPhoto).where(
        col(ReportPhoto.report_id).in_(report_ids), ReportPhoto.status == TextStatus.PUBLISHED.value
    )
    ordered = statement.order_by(col(ReportPhoto.report_id), col(ReportPhoto.number))
    return session.exec(ordered).all() if report_ids else ()


def own_categories(session: Session, *, shared: Sequence[str]) -> Sequence[ReportCategory]:
    """The categories of organizations that are no variants of shared ones, by organization."""
    statement = select(ReportCategory).where(col(ReportCategory.code).not_in(shared))
    return session.exec(statement.order_by(col(ReportCategory.organization), col(ReportCategory.code))).all()


_PARENT: Final = col(ReportCategory.definition)["parent"].as_string()
_PLACED: Final = sql_select(col(ReportCategory.code), _PARENT).where(_PARENT.is_not(None)).distinct()


def placed_categories(session: Session) -> Sequence[tuple[str, str]]:
    """Which categories some organization has put under which others: pairs of codes."""
    return [(code, parent) for code, parent in session.connection().execute(_PLACED)]


def is_any_covered(session: Session) -> bool:
    """Whether any organization has said for which places it answers."""
    return session.exec(select(ReportCoverage.id).limit(1)).first() is not None


def categories_changed_at(session: Session) -> datetime | None:
    """When an organization last said something about a category; none when none ever did."""
    return session.exec(select(func.max(ReportCategory.updated_at))).one()
