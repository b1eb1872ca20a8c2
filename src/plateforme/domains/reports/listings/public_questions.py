"""Which public reports are asked for, as data.

Two worlds never mix: what came in through the sandbox is seen there, and nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from plateforme.kit.grammar.conditions import Condition


@dataclass(frozen=True, kw_only=True)
class Question:
    """Which public reports. Every bound on time includes its beginning and leaves out its end.

    `references` names the reports themselves; `codes` are categories; `organization` is a slug. `with_erased` adds the
    tombstones of erased ones. `after` is the date and the reference of a report: those that follow it, newest first.
    """

    is_sandbox: bool = False
    references: tuple[str, ...] = ()
    organization: str | None = None
    codes: tuple[str, ...] = ()
    is_open: bool | None = None
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    updated_from: datetime | None = None
    updated_before: datetime | None = None
    where: tuple[Condition, ...] = ()
    with_erased: bool = False
    after: tuple[datetime, str] | None = None


class PublicReport(Protocol):
    """What of a report may be told to anybody: a stored report has it, and so has a row of these columns alone."""

    id: str
    reference: str
    organization: str
    category: str
    status: str
    outcome: str | None
    visibility: str
    text_status: str
    description: str
    lon: float | None
    lat: float | None
    location_precision: str
    address: str | None
    address_id: str | None
    postcode: str | None
    district: str | None
    insee_code: str | None
    attributes: dict[str, Any]
    team: str | None
    duplicate_of: str | None
    photos: int
    events: int
    channel: str
    opened_at: datetime
    expected_at: datetime | None
    closed_at: datetime | None
    updated_at: datetime
