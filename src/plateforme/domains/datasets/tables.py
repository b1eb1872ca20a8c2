"""Rows of the catalogue: datasets, their immutable versions, and the publications that make them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from plateforme.kit.db import Instant


class Dataset(SQLModel, table=True):
    """One table of open data: what it is, who answers for it and how often it should change."""

    __tablename__ = "datasets"

    id: str = Field(primary_key=True)
    slug: str = Field(unique=True)
    organization: str = Field(index=True)
    title: str
    description: str
    license: str = Field(index=True)
    frequency: str = Field(index=True)
    keywords: list[str] = Field(sa_type=JSON)
    themes: list[str] = Field(sa_type=JSON)
    spatial: list[str] = Field(sa_type=JSON)
    landing_page: str | None = None
    source: str | None = None
    contact: str | None = None
    temporal_start: date | None = None
    temporal_end: date | None = None
    declared_modified_at: date | None = None
    verified_at: datetime | None = Field(default=None, sa_type=Instant)
    primary_key: list[str] = Field(sa_type=JSON)
    declared_schema: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    search_text: str
    version: int | None = None
    rows: int | None = None
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime | None = Field(default=None, sa_type=Instant)
    metadata_updated_at: datetime = Field(sa_type=Instant)
    revision: int


class Version(SQLModel, table=True):
    """One published state of a dataset's table; never changed once written."""

    __tablename__ = "dataset_versions"
    __table_args__ = (UniqueConstraint("dataset_id", "number"),)

    id: str = Field(primary_key=True)
    dataset_id: str = Field(foreign_key="datasets.id", index=True)
    number: int
    digest: str = Field(index=True)
    parquet_key: str
    parquet_bytes: int
    source_digest: str
    source_name: str
    source_bytes: int
    rows: int
    table_schema: dict[str, Any] = Field(sa_type=JSON)
    published_at: datetime = Field(sa_type=Instant)


class Publication(SQLModel, table=True):
    """One attempt to publish a file: the durable description of work that survives a crash."""

    __tablename__ = "publications"
    __table_args__ = (
        CheckConstraint("state IN ('queued','running','published','unchanged','rejected','failed')", name="state"),
    )

    id: str = Field(primary_key=True)
    dataset_id: str = Field(foreign_key="datasets.id", index=True)
    state: str = Field(index=True)
    stage: str
    percent: int | None = None
    rows: int | None = None
    source_name: str
    source_url: str | None = None
    source_key: str | None = None
    source_bytes: int | None = None
    source_digest: str | None = None
    version: int | None = None
    problem: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    report: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    requested_by: str
    created_at: datetime = Field(sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
