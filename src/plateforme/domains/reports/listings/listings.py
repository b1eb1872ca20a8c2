"""What street reports, and the entries of their history, may be asked about."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, bindparam, false, func, literal
from sqlmodel import col

from plateforme.domains.reports.tables import (
    EventVisibility,
    LocationPrecision,
    Report,
    ReportChannel,
    ReportEvent,
    ReportEventKind,
    ReportOutcome,
    ReportStatus,
    ReportVisibility,
    TextStatus,
)
from plateforme.kit.db import Instant
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import Condition, Place
from plateforme.kit.grammar.listing import Field, Listing, fields_of, mentions

# by the date of closing, which says the same as the status: SQLite would take an index of statuses before that of the
# order
_IS_OPEN: Final = Field(ColumnType.BOOLEAN, col(Report.closed_at).is_(None), sortable=False, is_test=True)


def _overdue(now: ColumnElement[datetime]) -> Field:
    # most promises have passed: hidden in a function, SQLite does not take their index before that of the order
    has_passed = func.coalesce(col(Report.expected_at) < now, false())
    is_late = and_(col(Report.closed_at).is_(None), has_passed)
    return Field(ColumnType.BOOLEAN, is_late, sortable=False, is_test=True)


REPORTS: Final = Listing(
    key="reference",
    fields=fields_of(
        Report,
        (
            *("reference", "organization", "category", "status", "outcome", "description", "lon", "lat", "address"),
            *("insee_code", "sample", "occurred_at", "opened_at", "received_at", "last_event_at", "expected_at"),
            *("closed_at", "times_reopened", "updated_at", "revision", "team", "channel", "district", "postcode"),
            *("location_precision", "text_status", "visibility", "duplicate_of", "duplicates", "confirmations"),
            *("comments", "photos"),
        ),
        choices={
            "status": ReportStatus,
            "outcome": ReportOutcome,
            "channel": ReportChannel,
            "location_precision": LocationPrecision,
            "text_status": TextStatus,
            "visibility": ReportVisibility,
        },
        unsorted=("description",),
    )
    | {"is_open": _IS_OPEN, "is_overdue": _overdue(bindparam("now", type_=Instant()))},
    text=Report.search_text,
    place=Place("lon", "lat"),
)


def reports_at(now: datetime | None, where: tuple[Condition, ...]) -> Listing:
    """The same, asked at this instant under these conditions; without an instant nothing can be told overdue."""
    if now is None or not any(mentions(condition, "is_overdue") for condition in where):
        return REPORTS
    return replace(REPORTS, fields={**REPORTS.fields, "is_overdue": _overdue(literal(now, Instant()))})


REPORT_EVENTS: Final = Listing(
    key="number",
    fields=fields_of(
        ReportEvent,
        (
            *("number", "kind", "from_status", "to_status", "outcome", "explanation", "expected_at"),
            *("organization", "at", "recorded_at", "visibility", "team", "related"),
        ),
        choices={
            "kind": ReportEventKind,
            "from_status": ReportStatus,
            "to_status": ReportStatus,
            "outcome": ReportOutcome,
            "visibility": EventVisibility,
        },
        unsorted=("explanation",),
    ),
)
