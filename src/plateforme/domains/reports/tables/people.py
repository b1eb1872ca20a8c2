"""What people give with a report, each apart from the report itself: their contact, their words, their voices."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from plateforme.domains.reports.tables.words import (
    RemovalReason,
    RemovalStatus,
    RemovalSubject,
    TextStatus,
    one_of,
)
from plateforme.kit.db import Instant


class ReportPerson(SQLModel, table=True):
    """Who reported, and how to reach them; never in a public answer, removed on the published schedule."""

    __tablename__ = "report_persons"

    report_id: str = Field(primary_key=True, foreign_key="reports.id")
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    account_id: str | None = None
    device_id: str | None = None
    wants_updates: bool
    may_be_shared: bool
    created_at: datetime = Field(sa_type=Instant)


class ReportText(SQLModel, table=True):
    """A description as it was written, kept apart while, or because, the public reads another one."""

    __tablename__ = "report_texts"
    __table_args__ = (CheckConstraint(one_of("status", TextStatus), name="status"),)

    report_id: str = Field(primary_key=True, foreign_key="reports.id")
    original: str
    proposed: str
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    status: str
    created_at: datetime = Field(sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: str | None = None
    reason: str | None = None


class ReportConfirmation(SQLModel, table=True):
    """Somebody else who has the same problem: one voice per person of each consumer."""

    __tablename__ = "report_confirmations"
    __table_args__ = (UniqueConstraint("report_id", "consumer", "client_id"),)

    id: str = Field(primary_key=True)
    report_id: str = Field(foreign_key="reports.id")
    consumer: str
    client_id: str
    at: datetime = Field(sa_type=Instant)


class ReportComment(SQLModel, table=True):
    """What somebody adds to a report in public, once it has been looked at."""

    __tablename__ = "report_comments"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        UniqueConstraint("consumer", "client_id"),
        CheckConstraint(one_of("status", TextStatus), name="status"),
    )

    id: str = Field(primary_key=True)
    report_id: str = Field(foreign_key="reports.id")
    number: int
    text: str
    original: str | None = None
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    status: str
    is_official: bool
    organization: str
    consumer: str
    client_id: str | None = None
    at: datetime = Field(sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: str | None = None
    reason: str | None = None


class ReportRemoval(SQLModel, table=True):
    """Somebody asks that something about a report be taken out of the public's sight; a person answers."""

    __tablename__ = "report_removals"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        CheckConstraint(one_of("subject", RemovalSubject), name="subject"),
        CheckConstraint(one_of("reason", RemovalReason), name="reason"),
        CheckConstraint(one_of("status", RemovalStatus), name="status"),
    )

    id: str = Field(primary_key=True)
    report_id: str = Field(foreign_key="reports.id")
    number: int
    subject: str
    subject_number: int | None = None
    reason: str
    explanation: str | None = None
    status: str
    organization: str
    consumer: str
    at: datetime = Field(sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: str | None = None
    answer: str | None = None
