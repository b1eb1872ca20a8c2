"""Voices for a street report, as strangers give and read them."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from plateforme.api.wire import Wire, WireIn
from plateforme.domains.reports.tables import Report

ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{8,100}$")]
PERSON = (
    "The sender's own, lasting identifier of the person, such as a UUID kept on the telephone: each counts once. "
    "Only a digest is kept."
)


class ReportConfirmationIn(WireIn):
    """Somebody has the same problem."""

    client_id: ClientId = Field(description=PERSON, examples=["0d1c7c1e-5c36-4f5b-8a53-1d1d2b6c9f10"])


class ReportConfirmationsOut(Wire):
    """How many people have the same problem."""

    reference: str = Field(description="Public reference of the report.", examples=["2026-0302-7QK2M9"])
    confirmations: int = Field(description="How many people have confirmed it, beside who reported it.")

    @classmethod
    def of(cls, report: Report) -> Self:
        """The count of a stored report."""
        return cls(reference=report.reference, confirmations=report.confirmations)
