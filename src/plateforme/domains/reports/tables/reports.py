"""The report as it stands, and the history that only grows."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import JSON, BigInteger, Field, SQLModel

from plateforme.domains.reports.tables.words import (
    EventVisibility,
    LocationPrecision,
    ReportChannel,
    ReportEventKind,
    ReportOutcome,
    ReportStatus,
    ReportVisibility,
    TextStatus,
    one_of,
)
from plateforme.kit.db import Instant


class Report(SQLModel, table=True):
    """A problem in public space and where it stands: nothing here is about a person.

    `description` is the public text; what was written may be another one, see `ReportText`. `cell` is the square of
    `grid.py` that holds the point. `events` is the number of the newest entry of the history.
    """

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint(one_of("status", ReportStatus), name="status"),
        CheckConstraint(one_of("outcome", ReportOutcome), name="outcome"),
        CheckConstraint(one_of("visibility", ReportVisibility), name="visibility"),
        CheckConstraint(one_of("text_status", TextStatus), name="text_status"),
        CheckConstraint(one_of("channel", ReportChannel), name="channel"),
        CheckConstraint(one_of("location_precision", LocationPrecision), name="location_precision"),
        CheckConstraint("(status = 'closed') = (outcome IS NOT NULL)", name="closed_has_outcome"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_has_date"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="point"),
        CheckConstraint("(lon IS NULL) = (cell IS NULL)", name="cell"),
        UniqueConstraint("consumer", "client_id"),
        Index("ix_reports_opened_at_reference", "opened_at", "reference"),
        Index("ix_reports_updated_at_reference", "updated_at", "reference"),
        # what is asked for by one of these comes in the order of the list, without sorting thousands first
        Index("ix_reports_category_opened_at_reference", "category", "opened_at", "reference"),
        Index("ix_reports_status_opened_at_reference", "status", "opened_at", "reference"),
        Index("ix_reports_insee_code_opened_at_reference", "insee_code", "opened_at", "reference"),
        Index(
            "ix_reports_team_opened_at_reference",
            *("team", "opened_at", "reference"),
            sqlite_where=text("team IS NOT NULL"),
            postgresql_where=text("team IS NOT NULL"),
        ),
        Index("ix_reports_organization_status", "organization", "status"),
        Index("ix_reports_organization_opened_at_reference", "organization", "opened_at", "reference"),
        Index("ix_reports_cell_category", "cell", "category"),
    )

    id: str = Field(primary_key=True)
    reference: str = Field(unique=True)
    organization: str
    category: str
    status: str
    outcome: str | None = None
    visibility: str
    text_status: str
    description: str
    lon: float | None = None
    lat: float | None = None
    cell: int | None = Field(default=None, sa_type=BigInteger)
    location_precision: str
    address: str | None = None
    address_id: str | None = None
    postcode: str | None = None
    district: str | None = None
    insee_code: str | None = None
    attributes: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    unknown_attributes: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    warnings: list[str] = Field(default_factory=list, sa_type=JSON)
    team: str | None = None
    duplicate_of: str | None = Field(default=None, index=True)
    duplicates: int
    confirmations: int
    comments: int
    photos: int
    events: int
    channel: str
    sample: bool
    consumer: str
    client_id: str | None = None
    content_digest: str
    search_text: str
    occurred_at: datetime | None = Field(default=None, sa_type=Instant)
    opened_at: datetime = Field(sa_type=Instant)
    received_at: datetime = Field(sa_type=Instant)
    last_event_at: datetime = Field(index=True, sa_type=Instant)
    expected_at: datetime | None = Field(default=None, index=True, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    times_reopened: int
    updated_at: datetime = Field(sa_type=Instant)
    revision: int


class ReportEvent(SQLModel, table=True):
    """One entry of a report's history; never changed once written, but for the removal of personal data."""

    __tablename__ = "report_events"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        CheckConstraint(one_of("kind", ReportEventKind), name="kind"),
        CheckConstraint(one_of("from_status", ReportStatus), name="from_status"),
        CheckConstraint(one_of("to_status", ReportStatus), name="to_status"),
        CheckConstraint(one_of("outcome", ReportOutcome), name="outcome"),
        CheckConstraint(one_of("visibility", EventVisibility), name="visibility"),
    )

    id: str = Field(primary_key=True)
    report_id: str = Field(foreign_key="reports.id")
    number: int
    kind: str
    visibility: str
    from_status: str | None = None
    to_status: str
    outcome: str | None = None
    explanation: str | None = None
    expected_at: datetime | None = Field(default=None, sa_type=Instant)
    team: str | None = None
    related: str | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    organization: str
    consumer: str
    at: datetime = Field(sa_type=Instant)
    recorded_at: datetime = Field(sa_type=Instant)
