"""Rows of the access domain: organizations, consumers, keys, and answers kept for repeated requests."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import JSON, Field, SQLModel, String

from plateforme.kit.db import Instant


class OrganizationKind(StrEnum):
    """What sort of body an organization is."""

    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"
    STATE = "state"
    PUBLIC_BODY = "public_body"
    ASSOCIATION = "association"
    COMPANY = "company"
    OTHER = "other"


_KINDS = ", ".join(f"'{kind.value}'" for kind in OrganizationKind)


class Organization(SQLModel, table=True):
    """A body that publishes here or uses what is published."""

    __tablename__ = "organization"
    __table_args__ = (CheckConstraint(f"kind IN ({_KINDS})", name="kind"),)

    id: str = Field(primary_key=True)
    slug: str = Field(unique=True)
    name: str
    kind: OrganizationKind = Field(sa_type=String)
    siren: str | None = None
    created_at: datetime = Field(sa_type=Instant)
    revision: int = 1


class Consumer(SQLModel, table=True):
    """A program, inside or outside, that uses the API in the name of an organization."""

    __tablename__ = "consumer"

    id: str = Field(primary_key=True)
    slug: str = Field(unique=True)
    name: str
    organization: str = Field(foreign_key="organization.slug", index=True)
    created_at: datetime = Field(sa_type=Instant)


class ApiKey(SQLModel, table=True):
    """A key, as its HMAC: the key itself is shown once and kept nowhere."""

    __tablename__ = "api_key"

    id: str = Field(primary_key=True)
    consumer: str = Field(foreign_key="consumer.slug", index=True)
    prefix: str
    digest: str = Field(unique=True)
    scopes: list[str] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=Instant)
    last_used_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class IdempotentAnswer(SQLModel, table=True):
    """What a POST with an Idempotency-Key answered; without a status while the request is being carried out.

    `id` is a digest of the key's id, the route and the Idempotency-Key. `body` is sealed: see `idempotency`.
    """

    __tablename__ = "idempotent_answer"

    id: str = Field(primary_key=True)
    key_id: str = Field(foreign_key="api_key.id", index=True)
    claim: str
    claimed_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)
    body_digest: str | None = None
    status: int | None = None
    headers: dict[str, str] | None = Field(default=None, sa_type=JSON)
    body: bytes | None = None
