"""What the Open311 surface must remember: tokens it gave, and updates it has taken in."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from plateforme.kit.db import Instant


class ReportToken(SQLModel, table=True):
    """A receipt for a report: GeoReport v2 gives it where no identifier can be given at once."""

    __tablename__ = "report_tokens"

    token: str = Field(primary_key=True)
    reference: str | None = None
    at: datetime = Field(sa_type=Instant)


class ReportUpdate(SQLModel, table=True):
    """An update that a partner sent under an identifier of its own: it is taken in once."""

    __tablename__ = "report_updates"

    consumer: str = Field(primary_key=True)
    update_id: str = Field(primary_key=True)
    reference: str
    event: int
    at: datetime = Field(sa_type=Instant)
