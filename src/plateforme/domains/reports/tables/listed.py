"""What lists tell of a report: a stored report has it, and so has a row of these columns alone."""

from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy import inspect

from plateforme.domains.reports.tables.reports import Report


class ListedReport(Protocol):
    """A report among others. Making whole stored reports would take longer than finding them."""

    id: str
    reference: str
    organization: str
    consumer: str
    category: str
    status: str
    outcome: str | None
    description: str
    lon: float | None
    lat: float | None
    address: str | None
    insee_code: str | None
    sample: bool
    occurred_at: datetime | None
    opened_at: datetime
    received_at: datetime
    last_event_at: datetime
    expected_at: datetime | None
    closed_at: datetime | None
    times_reopened: int
    team: str | None
    channel: str
    district: str | None
    postcode: str | None
    address_id: str | None
    location_precision: str
    attributes: dict[str, Any]
    warnings: list[str]
    text_status: str
    visibility: str
    duplicate_of: str | None
    duplicates: int
    confirmations: int
    comments: int
    photos: int
    updated_at: datetime
    revision: int


COLUMNS: Final = tuple(inspect(Report).local_table.c[name] for name in ListedReport.__annotations__)
"""What is read of the store for a list."""
