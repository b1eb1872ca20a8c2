"""What an organization settles for its reports: categories, teams, the places it answers for, who gets what."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from plateforme.kit.db import Instant


class ReportCategory(SQLModel, table=True):
    """A category as one organization has it: one of its own, or the shared one of this code with other terms.

    `definition` holds what `categories.Category` holds beside code and organization.
    """

    __tablename__ = "report_categories"

    organization: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    definition: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    retired_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    revision: int


class ReportTeam(SQLModel, table=True):
    """A team of an organization. A consumer that is a member of teams acts for these teams only."""

    __tablename__ = "report_teams"

    organization: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    name: str
    contact: str | None = None
    members: list[str] = Field(default_factory=list, sa_type=JSON)
    retired_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    revision: int


class ReportCoverage(SQLModel, table=True):
    """A place, and some or all categories in it, for which one body answers."""

    __tablename__ = "report_coverages"
    __table_args__ = (UniqueConstraint("organization", "slug"),)

    id: str = Field(primary_key=True)
    organization: str
    slug: str
    definition: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    west: float
    south: float
    east: float
    north: float
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    revision: int


class ReportRouting(SQLModel, table=True):
    """The ordered rules by which an organization's reports find their team."""

    __tablename__ = "report_routings"

    organization: str = Field(primary_key=True)
    rules: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    updated_at: datetime = Field(sa_type=Instant)
    revision: int
