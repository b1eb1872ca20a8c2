"""Photos of street reports: what is kept of each is a picture made anew, without anything that came along with it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from plateforme.domains.reports.tables.words import TextStatus, one_of
from plateforme.kit.db import Instant


class ReportPhoto(SQLModel, table=True):
    """A photo of a report; `status` says whether the public may see it."""

    __tablename__ = "report_photos"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        UniqueConstraint("report_id", "digest"),
        CheckConstraint(one_of("status", TextStatus), name="status"),
    )

    id: str = Field(primary_key=True)
    report_id: str = Field(foreign_key="reports.id")
    number: int
    status: str
    digest: str
    object_key: str
    thumbnail_key: str
    media_type: str
    width: int
    height: int
    bytes: int
    title: str | None = None
    is_blurred: bool
    organization: str
    consumer: str
    at: datetime = Field(sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: str | None = None
    reason: str | None = None
