"""Coverages as they are asked: read once for each revision, their areas ready to be looked into.

A coverage may have thousands of vertices and is asked for every report; what never changes is kept by the process.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from plateforme.domains.reports import store
from plateforme.domains.reports.settings import areas
from plateforme.domains.reports.tables import ReportCoverage
from plateforme.kit.keyset import Stamp

MOST_KEPT: Final = 2000

_kept: dict[tuple[str, int], "Settled"] = {}


@dataclass(frozen=True, kw_only=True)
class Settled:
    """One coverage: who settled it, of what it is, where it is, and who answers there."""

    organization: str
    slug: str
    revision: int
    settled_at: datetime
    title: str
    categories: tuple[str, ...]
    shape: Any
    insee_codes: frozenset[str]
    responsible: Mapping[str, Any] | None
    rank: tuple[int, bool, bool, float, str, str]
    """The smallest decides where several hold a place."""

    @property
    def answerer(self) -> str | None:
        """Slug of the organization that answers; none where it is a body outside the platform."""
        slug: str | None = self.organization if self.responsible is None else self.responsible["organization"]
        return slug

    def concerns(self, category: str | None) -> bool:
        """Whether it is about this category."""
        return not self.categories or category in self.categories

    def can_tell(self, lon: float | None, insee_code: str | None) -> bool:
        """Whether so much is known of a place that it can be said to be in it or not."""
        return (self.shape is not None and lon is not None) or (bool(self.insee_codes) and insee_code is not None)

    def is_in_area(self, lon: float | None, lat: float | None) -> bool:
        """Whether the point is in the area."""
        return self.shape is not None and lon is not None and lat is not None and areas.within(self.shape, lon, lat)

    def holds(self, lon: float | None, lat: float | None, insee_code: str | None) -> bool:
        """Whether the place is in the area, or in one of the communes."""
        return insee_code in self.insee_codes or self.is_in_area(lon, lat)


def settled_around(
    session: Session, lon: float | None, lat: float | None, *, insee_code: str | None
) -> Sequence[Settled]:
    """The coverages of all organizations that may hold a place."""
    return _read(session, store.coverage_stamps_around(session, lon, lat, insee_code=insee_code))


def settled_by(session: Session, organization: str) -> Sequence[Settled]:
    """The coverages of an organization."""
    return _read(session, store.coverage_stamps_of(session, organization))


def _read(session: Session, stamps: Sequence[Stamp]) -> list[Settled]:
    known = {stamp.id: _kept.get((stamp.id, stamp.revision)) for stamp in stamps}
    missing = [id_ for id_, settled in known.items() if settled is None]
    if len(_kept) + len(missing) > MOST_KEPT:
        _kept.clear()
    for row in store.coverages_by_id(session, missing):
        known[row.id] = _kept[row.id, row.revision] = _settled(row)
    return [settled for settled in known.values() if settled is not None]


def _settled(row: ReportCoverage) -> Settled:
    told = row.definition
    categories = tuple(told["categories"])
    area = told["area"]
    return Settled(
        organization=row.organization,
        slug=row.slug,
        revision=row.revision,
        settled_at=row.updated_at,
        title=told["title"],
        categories=categories,
        shape=None if area is None else areas.shape_of(area),
        insee_codes=frozenset(told["insee_codes"]),
        responsible=told["responsible"],
        rank=(-told["priority"], not categories, area is None, told["size"], row.organization, row.slug),
    )
