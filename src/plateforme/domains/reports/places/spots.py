"""Places that questions start from, and what is found around them."""

from dataclasses import dataclass
from datetime import datetime

from plateforme.domains.reports.tables.listed import ListedReport
from plateforme.kit.grammar.conditions import Circle, Place


@dataclass(frozen=True)
class Near:
    """A report and how far away it is, in metres."""

    report: ListedReport
    distance_m: float


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A problem of a category at a point, in degrees (WGS 84): reported already, or about to be."""

    category: str
    lon: float
    lat: float
    organization: str | None = None
    sample: bool = False


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which reports may be the same problem as the one at a spot: closed ones not before this; one of them apart."""

    closed_since: datetime
    but: str | None = None


def circle_around(lon: float, lat: float, radius: float) -> Circle:
    """The places within so many metres of a point."""
    return Circle(Place("lon", "lat"), lon, lat, radius)
