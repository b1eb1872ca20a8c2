"""Rows of the ledger: overrides of policies, findings with their history, runs and scores."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from plateforme.domains.quality.vocabulary import FindingEventKind, FindingStatus, Severity, StaleState, SubjectKind
from plateforme.kit.db import Instant


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(value)) for value in values)})", name=column)


class PolicyOverride(SQLModel, table=True):
    """A policy declared for one subject; it wins over the defaults. `id` is `kind/subject`."""

    __tablename__ = "policy_overrides"
    __table_args__ = (_one_of("subject_kind", SubjectKind),)

    id: str = Field(primary_key=True)
    subject_kind: str = Field(index=True)
    subject_id: str
    content: dict[str, Any] = Field(sa_type=JSON)
    reason: str
    set_by: str
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    revision: int


class Finding(SQLModel, table=True):
    """One thing that is wrong with one facet of one subject. `id` is the fingerprint of rule, subject and facet."""

    __tablename__ = "findings"
    __table_args__ = (
        _one_of("subject_kind", SubjectKind),
        _one_of("state", StaleState),
        _one_of("status", FindingStatus),
        _one_of("severity", Severity),
        Index("ix_findings_opened_at_id", "opened_at", "id"),
        Index("ix_findings_subject_kind_subject_id", "subject_kind", "subject_id"),
        Index("ix_findings_organization_status", "organization", "status"),
    )

    id: str = Field(primary_key=True)
    rule: str = Field(index=True)
    subject_kind: str
    subject_id: str
    facet: str | None = None
    subject_title: str
    organization: str
    state: str
    status: str = Field(index=True)
    severity: str
    why: str
    self_check: str
    evidence: list[dict[str, Any]] = Field(sa_type=JSON)
    policy: str
    policy_digest: str
    stale_since: datetime = Field(sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    next_state_at: datetime | None = Field(default=None, sa_type=Instant)
    handled_until: datetime | None = Field(default=None, sa_type=Instant)
    expected_fix_by: datetime | None = Field(default=None, sa_type=Instant)
    handled_reason: str | None = None
    recorded_by: str
    opened_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    resolved_at: datetime | None = Field(default=None, sa_type=Instant)
    reopened: int
    revision: int


class FindingEvent(SQLModel, table=True):
    """One entry of a finding's history; never changed once written."""

    __tablename__ = "finding_events"
    __table_args__ = (
        _one_of("change", FindingEventKind),
        _one_of("status", FindingStatus),
        _one_of("state", StaleState),
        UniqueConstraint("finding_id", "number"),
    )

    id: str = Field(primary_key=True)
    finding_id: str = Field(foreign_key="findings.id")
    number: int
    at: datetime = Field(sa_type=Instant)
    change: str
    status: str
    state: str
    actor: str
    reason: str | None = None
    until: datetime | None = Field(default=None, sa_type=Instant)


class QualityRun(SQLModel, table=True):
    """One passage of a checker: its own freshness is read here."""

    __tablename__ = "quality_runs"
    __table_args__ = (Index("ix_quality_runs_finished_at_id", "finished_at", "id"),)

    id: str = Field(primary_key=True)
    consumer: str = Field(index=True)
    organization: str
    started_at: datetime = Field(sa_type=Instant)
    finished_at: datetime = Field(sa_type=Instant)
    evaluated: int
    states: dict[str, int] = Field(sa_type=JSON)
    changes: dict[str, int] = Field(sa_type=JSON)
    recorded_at: datetime = Field(sa_type=Instant)


class Score(SQLModel, table=True):
    """How many evaluations of an organization's subjects of one kind ended in each state: `organization/kind`."""

    __tablename__ = "scores"
    __table_args__ = (_one_of("subject_kind", SubjectKind),)

    id: str = Field(primary_key=True)
    organization: str = Field(index=True)
    subject_kind: str
    subjects: int
    fresh: int
    due: int
    overdue: int
    delinquent: int
    exempt: int
    not_evaluable: int
    evaluated_at: datetime = Field(sa_type=Instant)
    recorded_by: str
