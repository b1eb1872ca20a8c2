"""What someone tells about a problem in public space, as plain values."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from plateforme.domains.reports.people.people import NewReporter
from plateforme.domains.reports.tables import ReportChannel


@dataclass(frozen=True, kw_only=True)
class NewReport:
    """What someone tells about a problem in public space.

    A draft may lack its place, its words and the answers that its category needs; nobody but its author reads it.
    """

    organization: str
    category: str
    description: str = ""
    lon: float | None = None
    lat: float | None = None
    address: str | None = None
    insee_code: str | None = None
    occurred_at: datetime | None = None
    opened_at: datetime | None = None
    client_id: str | None = None
    sample: bool = False
    address_id: str | None = None
    postcode: str | None = None
    district: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    channel: ReportChannel = ReportChannel.API
    reporter: NewReporter | None = None
    is_draft: bool = False


_FIRST: Final = frozenset(
    {"organization", "category", "description", "lon", "lat", "address", "insee_code", "occurred_at", "opened_at"}
    | {"client_id", "sample"}
)
"""What always counts in a digest. Other members count when they say something: reports made before they were there keep
their digest."""


def digest(new: NewReport) -> str:
    """The SHA-256 of what was told, by which a request that is sent again is known.

    Who told it is left out: nothing that is kept with a report may tell later whose it was.
    """
    told = {name: value for name, value in asdict(new).items() if name in _FIRST or value not in (None, {}, False)}
    told.pop("reporter", None)
    if new.channel == ReportChannel.API:
        del told["channel"]
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()
