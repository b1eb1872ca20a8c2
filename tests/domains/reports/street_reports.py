"""Reports for tests, made the way citizens make them, at distances told in metres."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.duplicates.duplicates import list_members
from plateforme.domains.reports.duplicates.merging import held_for_merging, held_for_splitting, merge, split
from plateforme.domains.reports.intake.intake import NewReport, create_report
from plateforme.domains.reports.lifecycle.lifecycle import Move, move_report
from plateforme.domains.reports.search.search import list_events
from plateforme.domains.reports.tables import Report, ReportEvent, ReportOutcome, ReportStatus
from plateforme.kit.keyset import Asked

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=31)
ROADS = Principal("roads", "nantes", frozenset({"reports:write", "reports:triage"}), "k")
LON, LAT = -1.5534, 47.2173
CLOSE = Move(to=ReportStatus.CLOSED, outcome=ReportOutcome.FIXED, explanation="Rebouché ce matin.")
REOPEN = Move(to=ReportStatus.RECEIVED, explanation="Le trou est revenu.")
METRES_A_DEGREE = 111_195.08
"""Of latitude, on the sphere of `kit.grammar.areas`."""


def north(metres: float) -> float:
    """The latitude so many metres north of the usual point."""
    return LAT + metres / METRES_A_DEGREE


def add(session: Session, *, metres: float = 0, hours: float = 0, **terms: Any) -> Report:
    """A report so many metres north of the usual point, made so many hours after the first."""
    new = NewReport(
        **{
            "organization": "nantes",
            "category": "pothole",
            "description": "Trou",
            "lon": LON,
            "lat": north(metres),
            "opened_at": NOW + timedelta(hours=hours),
            **terms,
        }
    )
    return create_report(session, new, by=ROADS, now=NOW + timedelta(days=30))[0]


def join(session: Session, report: Report, anchor: Report, **terms: Any) -> Report:
    """Merge a report into another one."""
    held = held_for_merging(session, report.reference, anchor.reference, by=ROADS)
    return merge(session, held, anchor.reference, by=ROADS, now=LATER, **terms)


def part(session: Session, report: Report, **terms: Any) -> Report:
    """Split a report from the one that it follows."""
    held = held_for_splitting(session, report.reference, by=ROADS)
    return split(session, held, by=ROADS, now=LATER, **terms)


def go(session: Session, report: Report, move: Move) -> None:
    """Move a report."""
    move_report(session, report, move, by=ROADS, now=LATER)


def members(session: Session, anchor: Report) -> list[Report]:
    """The reports that follow this one, as strangers see them."""
    return list_members(session, anchor.reference, Asked(sort=(("opened_at", False),), limit=100))[1].rows


def history_of(session: Session, report: Report) -> list[ReportEvent]:
    """Everything that happened to a report, in order."""
    return list_events(session, report.reference, asked=Asked(sort=(("number", False),)), caller=ROADS).rows
