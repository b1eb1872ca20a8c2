"""What has been reported around a point, nearest first."""

from dataclasses import dataclass, replace
from typing import Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.duplicates.duplicate_errors import BadSpot
from plateforme.domains.reports.places import places
from plateforme.domains.reports.places.spots import Near, circle_around
from plateforme.domains.reports.settings import category_families
from plateforme.kit.errors import Detail
from plateforme.kit.keyset import Asked, Slice

FARTHEST: Final = 2_000
"""Metres: beyond, a list with a box or a circle is what is wanted."""

USUAL: Final = 200
"""Metres, where nothing is asked."""


@dataclass(frozen=True)
class Surroundings:
    """A circle around a point: degrees (WGS 84) and metres."""

    lon: float
    lat: float
    radius: float = USUAL


def list_nearby(
    session: Session, around: Surroundings, asked: Asked, *, caller: Principal | None = None
) -> Slice[Near]:
    """One page of the reports around a point, among those that the caller may see and that match; nearest first."""
    faults = [
        Detail("parameter", each.name.removeprefix("/"), each.code, each.detail, french=each.french)
        for each in places.faults(around.lon, around.lat, address=None)
    ]
    if faults:
        raise BadSpot(faults)
    asked = replace(asked, where=category_families.expanded(session, asked.where))
    return store.list_nearby(session, circle_around(around.lon, around.lat, around.radius), asked, caller=caller)
