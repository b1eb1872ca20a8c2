"""Pages of public reports by number, with what is told beside each: for readers that know no cursors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlmodel import Session

from plateforme.domains.reports import store
from plateforme.domains.reports.listings.public_questions import PublicReport, Question
from plateforme.domains.reports.tables import ReportEvent, ReportPhoto

BATCH: Final = 1000
"""Reports that a walk through all of them holds at a time."""


@dataclass(frozen=True)
class Page:
    """Some reports, and whether more follow."""

    reports: Sequence[PublicReport]
    has_more: bool


def page(session: Session, question: Question, *, limit: int, offset: int = 0) -> Page:
    """One page of the reports that match."""
    found = store.public_reports(session, question, limit=limit + 1, offset=offset)
    return Page(found[:limit], len(found) > limit)


def count(session: Session, question: Question) -> int:
    """How many reports match."""
    return store.count_public_reports(session, question)


def batch(session: Session, question: Question) -> tuple[Sequence[PublicReport], Question | None]:
    """Some of the reports that match, and the question that the others answer; none when these are the last.

    Asked again and again it gives each report once, whatever comes in meanwhile, and nothing is held in between.
    """
    found = store.public_reports(session, question, limit=BATCH)
    if len(found) < BATCH:
        return found, None
    return found, replace(question, after=(found[-1].opened_at, found[-1].reference))


def latest_words(session: Session, reports: Iterable[PublicReport]) -> Mapping[str, str]:
    """What the public was last told about each of these reports, by the identifier of the report."""
    moved = [report.id for report in reports if report.events > 1]
    return dict(store.told_words(session, moved))


def shown_photos(session: Session, reports: Iterable[PublicReport]) -> Mapping[str, Sequence[ReportPhoto]]:
    """The photos that the public may see, in their order, by the identifier of the report."""
    found: dict[str, list[ReportPhoto]] = {}
    for photo in store.shown_photos(session, [report.id for report in reports if report.photos]):
        found.setdefault(photo.report_id, []).append(photo)
    return found


def public_history(session: Session, reports: Iterable[PublicReport]) -> Mapping[str, Sequence[ReportEvent]]:
    """The public entries of the histories of these reports, oldest first, by the identifier of the report."""
    found: dict[str, list[ReportEvent]] = {}
    for event in store.public_events(session, [report.id for report in reports]):
        found.setdefault(event.report_id, []).append(event)
    return found
