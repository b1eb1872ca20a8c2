"""Rows of the feed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer
from sqlmodel import Field, SQLModel

from plateforme.kit.db import Instant


class ChangeAction(StrEnum):
    """What happened to the thing; `deleted` is a tombstone: whoever keeps a copy deletes it too."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"


_ACTIONS = ", ".join(repr(str(action)) for action in ChangeAction)


class Change(SQLModel, table=True):
    """One change of one thing; never changed once written.

    `position` is drawn when the change is written, `transaction_id` is that of PostgreSQL (0 on SQLite, which has one
    writer): together they give the order in which changes can be read without missing one that is committed late.
    """

    __tablename__ = "changes"
    __table_args__ = (
        CheckConstraint(f"action IN ({_ACTIONS})", name="action"),
        Index("ix_changes_transaction_id_position", "transaction_id", "position"),
        {"sqlite_autoincrement": True},
    )

    position: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer, "sqlite"),
    )
    transaction_id: int = Field(sa_type=BigInteger)
    kind: str
    subject: str = Field(index=True)
    organization: str
    action: str
    event: str | None = None
    number: int | None = None
    is_public: bool
    reason: str | None = None
    at: datetime = Field(sa_type=Instant)
