"""Rows of the street reports, by what they are about."""

from plateforme.domains.reports.tables.open311 import ReportToken, ReportUpdate
from plateforme.domains.reports.tables.people import (
    ReportComment,
    ReportConfirmation,
    ReportPerson,
    ReportRemoval,
    ReportText,
)
from plateforme.domains.reports.tables.photos import ReportPhoto
from plateforme.domains.reports.tables.reports import Report, ReportEvent
from plateforme.domains.reports.tables.settings import ReportCategory, ReportCoverage, ReportRouting, ReportTeam
from plateforme.domains.reports.tables.words import (
    ErasureReason,
    EventVisibility,
    LocationPrecision,
    RemovalReason,
    RemovalStatus,
    RemovalSubject,
    ReportChannel,
    ReportEventKind,
    ReportOutcome,
    ReportStatus,
    ReportVisibility,
    ReviewSubject,
    TextStatus,
)

__all__ = [
    "ErasureReason",
    "EventVisibility",
    "LocationPrecision",
    "RemovalReason",
    "RemovalStatus",
    "RemovalSubject",
    "Report",
    "ReportCategory",
    "ReportChannel",
    "ReportComment",
    "ReportConfirmation",
    "ReportCoverage",
    "ReportEvent",
    "ReportEventKind",
    "ReportOutcome",
    "ReportPerson",
    "ReportPhoto",
    "ReportRemoval",
    "ReportRouting",
    "ReportStatus",
    "ReportTeam",
    "ReportText",
    "ReportToken",
    "ReportUpdate",
    "ReportVisibility",
    "ReviewSubject",
    "TextStatus",
]
