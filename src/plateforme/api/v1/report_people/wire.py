"""Who reported, as they say it, and as those read it who may."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from plateforme.api.wire import ONE_LINE, Wire, WireIn
from plateforme.domains.reports.people.people import MAX_IDENTIFIER, MAX_NAME, NewReporter
from plateforme.domains.reports.tables import Report, ReportPerson

Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME, pattern=ONE_LINE)]
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=MAX_IDENTIFIER, pattern=ONE_LINE)]

ACCOUNT = "The sender's own identifier of the person's account."
DEVICE = "The sender's own identifier of the device."
UPDATES = "Whether the person asks to hear of what happens."
SHARED = "Whether the person agrees that their contact goes to the body that will do the work."


class ReporterIn(WireIn):
    """Who reports, as far as they say: everything may be left out, and nothing of it is ever public."""

    first_name: Name | None = Field(default=None, description="First name.", examples=["Camille"])
    last_name: Name | None = Field(default=None, description="Last name.", examples=["Martin"])
    email: Identifier | None = Field(default=None, description="E-mail address.", examples=["camille@example.org"])
    phone: Identifier | None = Field(default=None, description="Telephone number.", examples=["+33 2 40 00 00 00"])
    account_id: Identifier | None = Field(default=None, description=ACCOUNT)
    device_id: Identifier | None = Field(default=None, description=DEVICE)
    wants_updates: Annotated[bool, Field(strict=True)] = Field(default=False, description=UPDATES)
    may_be_shared: Annotated[bool, Field(strict=True)] = Field(default=False, description=SHARED)

    def told(self) -> NewReporter:
        """What the domain takes in."""
        return NewReporter(**dict(self))


class ReporterOut(Wire):
    """Who reported, for those who may read it; looking is written down in the internal history."""

    reference: str = Field(description="Public reference of the report.", examples=["2026-0302-7QK2M9"])
    first_name: str | None = Field(description="First name.")
    last_name: str | None = Field(description="Last name.")
    email: str | None = Field(description="E-mail address.")
    phone: str | None = Field(description="Telephone number.")
    account_id: str | None = Field(description=ACCOUNT)
    device_id: str | None = Field(description=DEVICE)
    wants_updates: bool = Field(description=UPDATES)
    may_be_shared: bool = Field(description=SHARED)
    created_at: datetime = Field(description="When it was received.")

    @classmethod
    def of(cls, report: Report, row: ReportPerson) -> Self:
        """The contact of a stored report."""
        names = cls.model_fields.keys() - {"reference"}
        return cls(reference=report.reference, **{name: getattr(row, name) for name in names})
