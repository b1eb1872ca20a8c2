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
    schema_version: str | None = None
    breaking_changes: str = "ask"
    notice_days: int = 90
    keep_versions: int | None = None
    keep_days: int | None = None
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime | None = Field(default=None, sa_type=Instant)
    metadata_updated_at: datetime = Field(sa_type=Instant)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)
    deleted_reason: str | None = None
    successor: str | None = None
    revision: int


class Alias(SQLModel, table=True):
    """A slug that a dataset bore before: it leads to the present one for good."""

    __tablename__ = "dataset_aliases"

    slug: str = Field(primary_key=True)
    dataset_id: str = Field(foreign_key="datasets.id", index=True)
    created_at: datetime = Field(sa_type=Instant)


class Attachment(SQLModel, table=True):
    """A file that explains a dataset: documentation, a data model, a method. Not its table."""

    __tablename__ = "dataset_attachments"

    id: str = Field(primary_key=True)
    dataset_id: str = Field(foreign_key="datasets.id", index=True)
    name: str
    title: str
    description: str
    media_type: str
    size: int
    digest: str
    object_key: str
    added_by: str
    created_at: datetime = Field(sa_type=Instant)


class Version(SQLModel, table=True):
    """One published state of a dataset's table: its content never changes once written.

    With `base_id`, the Parquet at `parquet_key` holds only what differs from that version; `compacted_key` is then the
    whole table, once somebody has written it out: the base of later versions.
    """

    __tablename__ = "dataset_versions"
    __table_args__ = (UniqueConstraint("dataset_id", "number"),)

    id: str = Field(primary_key=True)
    dataset_id: str = Field(foreign_key="datasets.id", index=True)
    number: int
    origin: str = "file"
    digest: str = Field(index=True)
    parquet_key: str
    parquet_bytes: int
    base_id: str | None = Field(default=None, foreign_key="dataset_versions.id", index=True)
    compacted_key: str | None = None
    compacted_digest: str | None = None
    compacted_bytes: int | None = None
    source_digest: str
    source_name: str
    source_bytes: int
    rows: int
    rows_added: int | None = None
    rows_changed: int | None = None
    rows_removed: int | None = None
    schema_version: str = "1.0.0"
    table_schema: dict[str, Any] = Field(sa_type=JSON)
    published_by: str | None = None
    published_at: datetime = Field(sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_reason: str | None = None
    pruned_at: datetime | None = Field(default=None, sa_type=Instant)


class SchemaVersion(SQLModel, table=True):
    """What the columns of a dataset were from one version on, numbered as SemVer 2.0.0 does."""

    __tablename__ = "dataset_schema_versions"
    __table_args__ = (UniqueConstraint("dataset_id", "number"),)

    id: str = Field(primary_key=True)
    dataset_id: str = Field(foreign_key="datasets.id", index=True)
    number: str
    major: int
    first_version: int
    table_schema: dict[str, Any] = Field(sa_type=JSON)
    changes: list[dict[str, Any]] = Field(sa_type=JSON)
    published_at: datetime = Field(sa_type=Instant)
    deprecated_at: datetime | None = Field(default=None, sa_type=Instant)
    sunset_at: datetime | None = Field(default=None, sa_type=Instant)


class Pull(SQLModel, table=True):
    """Where and how often the platform fetches a dataset's file by itself, and how that went."""

    __tablename__ = "dataset_pulls"

    dataset_id: str = Field(primary_key=True, foreign_key="datasets.id")
    url: str
    every_minutes: int
    hints: dict[str, Any] = Field(sa_type=JSON)
    paused: bool = False
    requested_by: str
    etag: str | None = None
    last_modified: str | None = None
    next_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    checked_at: datetime | None = Field(default=None, sa_type=Instant)
    changed_at: datetime | None = Field(default=None, sa_type=Instant)
    outcome: str | None = None
    detail: str | None = None
    failures: int = 0
    publication_id: str | None = None
    created_at: datetime = Field(sa_type=Instant)
    revision: int = 1


class Publication(SQLModel, table=True):
    """One attempt to publish a file: the durable description of work that survives a crash."""

    __tablename__ = "publications"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued','running','waiting','published','unchanged','rejected','failed','cancelled')",
            name="state",
        ),
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
    hints: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    accept_breaking: bool = False
    made: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    schema_changes: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)
    faults_key: str | None = None
    cancelled: bool = False
    version: int | None = None
    problem: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    report: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    requested_by: str
    created_at: datetime = Field(sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
