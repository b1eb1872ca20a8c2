"""What street reports, and the entries of their history, may be asked about."""

from typing import Final

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
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import Place
from plateforme.kit.grammar.listing import Field, Listing, fields_of

_IS_OPEN: Final = Field(ColumnType.BOOLEAN, col(Report.status) != ReportStatus.CLOSED.value, sortable=False)

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
    | {"is_open": _IS_OPEN},
    text=Report.search_text,
    place=Place("lon", "lat"),
)

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
