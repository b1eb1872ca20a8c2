"""How far two reports are from each other, as the store measures it."""

from math import cos, radians, sin

from plateforme.domains.reports.tables import Report
from plateforme.kit.grammar.haversines import metres_of


def metres_between(one: Report, other: Report) -> float | None:
    """Metres on the ground between two reports; none when one of them has no point."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    north_south = sin(radians(other.lat - one.lat) / 2)
    east_west = sin(radians(other.lon - one.lon) / 2)
    return metres_of(north_south**2 + cos(radians(one.lat)) * cos(radians(other.lat)) * east_west**2)
