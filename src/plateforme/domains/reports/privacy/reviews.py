"""What waits for a person: texts, comments and photos before the public sees them, and wishes for removal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.privacy import comments
from plateforme.domains.reports.settings.promises import after_working_days
from plateforme.domains.reports.tables import (
    Report,
    ReportComment,
    ReportPhoto,
    ReportRemoval,
    ReportText,
    ReviewSubject,
)
from plateforme.kit.keyset import Asked, Slice

REVIEW_DAYS: Final = 2
"""Working days within which a person should have looked: a report whose text waits tells the public little."""


@dataclass(frozen=True, kw_only=True)
class Review:
    """One thing that waits; `number` is that of the comment, photo or request."""

    subject: ReviewSubject
    report: Report
    number: int | None
    since: datetime
    due_at: datetime
    original: str | None = None
    proposed: str | None = None
    findings: Sequence[dict[str, Any]] = field(default_factory=list)
    reason: str | None = None
    about: str | None = None
    about_number: int | None = None


def list_reviews(
    session: Session, asked: Asked, *, subject: ReviewSubject | None = None, by: Principal
) -> Slice[Review]:
    """One page of what waits for the caller's organization, oldest first."""
    subjects = tuple(ReviewSubject) if subject is None else (subject,)
    found = store.list_waiting(session, by.organization, subjects, after=asked.after, limit=asked.limit + 1)
    rows = [_review(each) for each in found[: asked.limit]]
    after = None
    if len(found) > asked.limit:
        last = found[asked.limit - 1]
        after = (rows[-1].since, last.subject, store.waiting_key(last))
    if asked.count == "none":
        return Slice(rows, after, None)
    return Slice(rows, after, store.count_waiting(session, by.organization, subjects), "exact")


def _review(waiting: store.Waiting) -> Review:
    match waiting.row:
        case ReportText() as text:
            told: dict[str, Any] = {
                "number": None,
                "since": text.created_at,
                "original": text.original,
                "proposed": text.proposed,
                "findings": text.findings,
            }
        case ReportComment() as comment:
            told = {
                "number": comment.number,
                "since": comment.at,
                "original": comment.original,
                "proposed": comments.proposed(comment),
                "findings": comment.findings,
            }
        case ReportPhoto() as photo:
            told = {"number": photo.number, "since": photo.at, "original": photo.title}
        case ReportRemoval() as request:
            told = {
                "number": request.number,
                "since": request.at,
                "original": request.explanation,
                "reason": request.reason,
                "about": request.subject,
                "about_number": request.subject_number,
            }
    due_at = after_working_days(told["since"], REVIEW_DAYS)
    return Review(subject=ReviewSubject(waiting.subject), report=waiting.report, due_at=due_at, **told)
