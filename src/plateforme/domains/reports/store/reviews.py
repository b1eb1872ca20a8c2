"""The SQL of what waits for a person to look at it."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, func, literal, or_, select, union_all
from sqlmodel import Session, SQLModel, col

from plateforme.domains.reports.tables import (
    RemovalStatus,
    Report,
    ReportComment,
    ReportPhoto,
    ReportRemoval,
    ReportText,
    ReportVisibility,
    ReviewSubject,
    TextStatus,
)

_UNSEEN = (ReportVisibility.DRAFT.value, ReportVisibility.SANDBOX.value, ReportVisibility.ERASED.value)


class Waiting(NamedTuple):
    """One thing that waits: what it is, of which report, its own number if it has one, since when."""

    subject: str
    row: SQLModel
    report: Report


def waiting_key(waiting: Waiting) -> str:
    """What tells one thing of a kind from the others."""
    row: Any = waiting.row
    return str(row.report_id if waiting.subject == ReviewSubject.TEXT else row.id)


class _Kind(NamedTuple):
    table: Any
    key: Any
    since: Any
    is_waiting: ColumnElement[bool]


_KINDS: dict[ReviewSubject, _Kind] = {
    ReviewSubject.TEXT: _Kind(
        ReportText,
        col(ReportText.report_id),
        col(ReportText.created_at),
        col(ReportText.status) == TextStatus.IN_REVIEW.value,
    ),
    ReviewSubject.COMMENT: _Kind(
        ReportComment,
        col(ReportComment.id),
        col(ReportComment.at),
        col(ReportComment.status) == TextStatus.IN_REVIEW.value,
    ),
    ReviewSubject.PHOTO: _Kind(
        ReportPhoto, col(ReportPhoto.id), col(ReportPhoto.at), col(ReportPhoto.status) == TextStatus.IN_REVIEW.value
    ),
    ReviewSubject.REMOVAL: _Kind(
        ReportRemoval,
        col(ReportRemoval.id),
        col(ReportRemoval.at),
        col(ReportRemoval.status) == RemovalStatus.OPEN.value,
    ),
}


def _waiting(subject: ReviewSubject, organization: str) -> Select[Any]:
    kind = _KINDS[subject]
    return (
        select(
            literal(subject.value, String()).label("subject"),
            kind.key.label("id"),
            kind.since.label("since"),
        )
        .join(Report, col(Report.id) == kind.table.report_id)
        .where(col(Report.organization) == organization, col(Report.visibility).not_in(_UNSEEN), kind.is_waiting)
    )


def list_waiting(
    session: Session,
    organization: str,
    subjects: Collection[ReviewSubject],
    *,
    after: Sequence[Any] | None,
    limit: int,
) -> list[Waiting]:
    """What waits of the reports of an organization, oldest first, after these (since, subject, id)."""
    every = union_all(*(_waiting(subject, organization) for subject in subjects)).subquery()
    statement = select(every.c.subject, every.c.id).order_by(every.c.since, every.c.subject, every.c.id)
    if after is not None:
        since, subject, key = after
        statement = statement.where(
            or_(
                every.c.since > since,
                and_(every.c.since == since, every.c.subject > subject),
                and_(every.c.since == since, every.c.subject == subject, every.c.id > key),
            )
        )
    found = session.execute(statement.limit(limit)).all()
    rows: dict[tuple[str, str], Waiting] = {}
    for subject_of in {subject for subject, _ in found}:
        kind = _KINDS[ReviewSubject(subject_of)]
        ids = [key for subject, key in found if subject == subject_of]
        joined = select(kind.table, Report).join(Report, col(Report.id) == kind.table.report_id)
        for row, report in session.execute(joined.where(kind.key.in_(ids))).all():
            waiting = Waiting(subject_of, row, report)
            rows[subject_of, waiting_key(waiting)] = waiting
    return [rows[subject, key] for subject, key in found]


def count_waiting(session: Session, organization: str, subjects: Collection[ReviewSubject]) -> int:
    """How much waits."""
    every = union_all(*(_waiting(subject, organization) for subject in subjects)).subquery()
    return int(session.execute(select(func.count()).select_from(every)).scalar_one())
