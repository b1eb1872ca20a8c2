"""Rows of the street reports: the report as it stands, and the public history that only grows."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from plateforme.kit.db import Instant


class ReportStatus(StrEnum):
    """Where a report stands."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    TRANSFERRED = "transferred"
    CLOSED = "closed"


class ReportOutcome(StrEnum):
    """How a report ended: closed is never to be read as mended."""

    FIXED = "fixed"
    NO_ACTION = "no_action"
    DUPLICATE = "duplicate"
    NOT_RESPONSIBLE = "not_responsible"
    REJECTED = "rejected"
    CANNOT_REPRODUCE = "cannot_reproduce"
    WITHDRAWN = "withdrawn"


class ReportEventKind(StrEnum):
    """What an entry of the history tells."""

    OPENED = "opened"
    MOVED = "moved"
    REOPENED = "reopened"


def _one_of(column: str, values: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Report(SQLModel, table=True):
    """A problem in public space and where it stands."""

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint(_one_of("status", ReportStatus), name="status"),
        CheckConstraint(_one_of("outcome", ReportOutcome), name="outcome"),
        CheckConstraint("(status = 'closed') = (outcome IS NOT NULL)", name="closed_has_outcome"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_has_date"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="point"),
        UniqueConstraint("consumer", "client_id"),
        Index("ix_reports_opened_at_reference", "opened_at", "reference"),
        Index("ix_reports_organization_status", "organization", "status"),
        Index("ix_reports_lon_lat", "lon", "lat"),
    )

    id: str = Field(primary_key=True)
    reference: str = Field(unique=True)
    organization: str
    category: str = Field(index=True)
    status: str = Field(index=True)
    outcome: str | None = None
    description: str
    lon: float | None = None
    lat: float | None = None
    address: str | None = None
    insee_code: str | None = Field(default=None, index=True)
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
    """One entry of a report's history; never changed once written."""

    __tablename__ = "report_events"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        CheckConstraint(_one_of("kind", ReportEventKind), name="kind"),
        CheckConstraint(_one_of("from_status", ReportStatus), name="from_status"),
        CheckConstraint(_one_of("to_status", ReportStatus), name="to_status"),
        CheckConstraint(_one_of("outcome", ReportOutcome), name="outcome"),
    )

    id: str = Field(primary_key=True)
    report_id: str = Field(foreign_key="reports.id")
    number: int
    kind: str
    from_status: str | None = None
    to_status: str
    outcome: str | None = None
    explanation: str | None = None
    expected_at: datetime | None = Field(default=None, sa_type=Instant)
    organization: str
    consumer: str
    at: datetime = Field(sa_type=Instant)
    recorded_at: datetime = Field(sa_type=Instant)
