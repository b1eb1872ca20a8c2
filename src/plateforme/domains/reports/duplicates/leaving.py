"""A report leaves its group for good, as when it is erased; the group goes on around the next of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.duplicates.duplicates import radius_of
from plateforme.domains.reports.history import history
from plateforme.domains.reports.places.distances import metres_between
from plateforme.domains.reports.tables import Report, ReportEventKind, ReportOutcome, ReportStatus

_TOLD = "Le signalement auquel celui-ci était rattaché n’existe plus."


def hold_group(session: Session, reference: str) -> None:
    """Hold the anchor of a report, if it has one, before the report itself is held, in the order that all keep to.

    Who holds a report first and then calls `leave_group` could wait for somebody who waits for it.
    """
    report = store.report(session, reference)
    if report is not None and report.duplicate_of is not None:
        store.held_reports(session, [report.duplicate_of])


def leave_group(session: Session, report: Report, *, by: Principal, now: datetime) -> None:
    """Take a report out of its group, before its place and its ending are dropped.

    The oldest of those that followed it becomes the anchor of those that are near enough to itself, and so on with the
    others. What had been closed with the report as a duplicate ends as the report had.
    """
    if report.duplicate_of is not None:
        anchor = store.held_reports(session, [report.duplicate_of]).get(report.duplicate_of)
        report.duplicate_of = None
        if anchor is not None:
            anchor.duplicates -= 1
            entry = history.Entry(kind=ReportEventKind.SPLIT, from_status=ReportStatus(anchor.status))
            history.append(session, anchor, entry, by=by, now=now)
    if report.duplicates:
        members = store.held_members(session, report.reference)
        report.duplicates = 0
        radius = radius_of(session, report.organization, report.category)
        while members:
            members = _regroup(session, report, members, radius, by=by, now=now)


def _regroup(
    session: Session, left: Report, members: Sequence[Report], radius: float, *, by: Principal, now: datetime
) -> list[Report]:
    """Let the oldest be the anchor of those near it; gives the others."""
    anchor, *others = members
    near = [each for each in others if (metres := metres_between(each, anchor)) is None or metres <= radius]
    anchor.duplicate_of, anchor.duplicates = None, len(near)
    if anchor.outcome == ReportOutcome.DUPLICATE and left.outcome is not None:
        anchor.outcome = left.outcome
    _tell(session, anchor, None, by=by, now=now)
    for each in near:
        each.duplicate_of = anchor.reference
        _tell(session, each, anchor, by=by, now=now)
    return [each for each in others if each not in near]


def _tell(session: Session, report: Report, anchor: Report | None, *, by: Principal, now: datetime) -> None:
    entry = history.Entry(
        kind=ReportEventKind.SPLIT if anchor is None else ReportEventKind.MERGED,
        from_status=ReportStatus(report.status),
        outcome=None if report.outcome is None else ReportOutcome(report.outcome),
        explanation=_TOLD,
        related=None if anchor is None else anchor.reference,
    )
    history.append(session, report, entry, by=by, now=now)
