"""Rows of the catalogue of public services: the entries, and the communes where each has a place."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from plateforme.kit.db import Instant


class PublicService(SQLModel, table=True):
    """One thing the administration offers, as its producer describes it."""

    __tablename__ = "public_services"
    __table_args__ = (
        CheckConstraint("status IN ('active','inactive','temporarily_closed','defunct')", name="status"),
        Index("ix_public_services_title_slug", "title", "slug"),
        Index("ix_public_services_updated_at_slug", "updated_at", "slug"),
    )

    id: str = Field(primary_key=True)
    slug: str = Field(unique=True)
    organization: str = Field(index=True)
    kind: str = Field(index=True)
    status: str = Field(index=True)
    title: str
    description: str
    language: str
    url: str | None = None
    audience: list[str] = Field(sa_type=JSON)
    themes: list[str] = Field(sa_type=JSON)
    keywords: list[str] = Field(sa_type=JSON)
    channels: list[dict[str, Any]] = Field(sa_type=JSON)
    places: list[dict[str, Any]] = Field(sa_type=JSON)
    opening_hours: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    source: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    identifiers: list[dict[str, Any]] = Field(sa_type=JSON)
    assurances: dict[str, Any] = Field(sa_type=JSON)
    published_at: date | None = None
    content_modified_at: date | None = Field(default=None, index=True)
    valid_from: date | None = None
    valid_to: date | None = None
    search_text: str
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    revision: int


class PublicServiceArea(SQLModel, table=True):
    """A commune in which a service has a place: derived from `places`, so that it can be searched."""

    __tablename__ = "public_service_areas"

    service_id: str = Field(primary_key=True, foreign_key="public_services.id")
    insee_code: str = Field(primary_key=True, index=True)
