"""Who answers for a place: what organizations settle about it, and the rule by which one of them is found.

Of several that hold the place, the one with the highest priority decides; then one that names the category over one
for all of them, a smaller area over a larger one, an area over a list of communes; at last the first by name. Nobody
is an answer too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlmodel import Session

from plateforme.domains.access.organizations import get_organization
from plateforme.domains.reports.places.places import in_france
from plateforme.domains.reports.settings.setting_errors import BadPlace
from plateforme.domains.reports.settings.settled_coverages import Settled, settled_around, settled_by
from plateforme.kit.errors import Detail


class Verdict(StrEnum):
    """What decided who answers: a drawn area, a list of communes, or nothing."""

    AREA = "area"
    COMMUNE = "commune"
    UNKNOWN = "unknown"


class Remit(StrEnum):
    """Whether an organization answers for a place, as far as it has settled that."""

    OURS = "ours"
    ELSEWHERE = "elsewhere"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Responsible:
    """A body that answers in the place of the organization itself, and where to send it what is its own."""

    name: str
    kind: str | None = None
    organization: str | None = None
    url: str | None = None
    contact: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewCoverage:
    """What an organization says about a place: some categories or all, in an area or in communes.

    `responsible` is who answers there; the organization itself where there is none.
    """

    title: str
    categories: Sequence[str] = ()
    area: Mapping[str, Any] | None = None
    insee_codes: Sequence[str] = ()
    responsible: Responsible | None = None
    priority: int = 0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Who answers for a place, and what decided it; `revision` and `settled_at` say which version of the area."""

    verdict: Verdict
    organization: str | None = None
    name: str | None = None
    kind: str | None = None
    url: str | None = None
    contact: str | None = None
    settled_by: str | None = None
    coverage: str | None = None
    title: str | None = None
    categories: tuple[str, ...] = ()
    revision: int | None = None
    settled_at: datetime | None = None

    @property
    def is_known(self) -> bool:
        """Whether anybody is known to answer."""
        return self.verdict is not Verdict.UNKNOWN


NOBODY: Final = Answer(verdict=Verdict.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Decided:
    """An organization's remit at a place, and who answers where it does not."""

    verdict: Remit
    answer: Answer = field(default=NOBODY)


def require_place(lon: float | None, lat: float | None, *, insee_code: str | None = None) -> None:
    """Refuse a question without any place, or with half a point."""
    if lon is None and lat is None and insee_code is None:
        english, french = "Give lon and lat, or insee_code.", "Donnez lon et lat, ou insee_code."
        raise BadPlace([_unplaced("lon", "required", english, french)])
    require_point(lon, lat)


def require_point(lon: float | None, lat: float | None) -> None:
    """Refuse half a point, and one whose numbers are swapped."""
    if (lon is None) != (lat is None):
        missing = "lon" if lon is None else "lat"
        raise BadPlace([_unplaced(missing, "required", "Give lon and lat together.", "Donnez lon et lat ensemble.")])
    if lon is not None and lat is not None and in_france(lat, lon) and not in_france(lon, lat):
        english = "lon and lat look swapped: longitude goes in lon, latitude in lat."
        french = "lon et lat semblent inversés : la longitude va dans lon, la latitude dans lat."
        raise BadPlace([_unplaced("lon", "swapped", english, french)])


def _unplaced(name: str, code: str, english: str, french: str) -> Detail:
    return Detail("parameter", name, code, english, french)


def answering(
    session: Session,
    lon: float | None,
    lat: float | None,
    category: str | None = None,
    *,
    insee_code: str | None = None,
) -> Answer:
    """Which body answers for a place, as organizations have settled it; `unknown` where none has.

    Without a category, what was settled for some categories only does not decide.
    """
    settled = settled_around(session, lon, lat, insee_code=insee_code)
    decisive = deciding(settled, lon, lat, insee_code=insee_code, category=category)
    return NOBODY if decisive is None else _answer(session, decisive, lon, lat)


def deciding(
    settled: Sequence[Settled],
    lon: float | None,
    lat: float | None,
    *,
    insee_code: str | None,
    category: str | None,
) -> Settled | None:
    """Of these, the coverage that decides who answers there; none where none holds the place."""
    held = (one for one in settled if one.concerns(category) and one.holds(lon, lat, insee_code))
    return min(held, key=lambda one: one.rank, default=None)


def remit(
    session: Session,
    organization: str,
    lon: float | None,
    lat: float | None,
    category: str,
    *,
    insee_code: str | None = None,
) -> Decided:
    """Whether this organization answers there for this category: what others claim does not count.

    It is `unknown` where the organization has settled nothing, or where the place is not told well enough.
    """
    settled = [one for one in settled_by(session, organization) if one.concerns(category)]
    told = [one for one in settled if one.can_tell(lon, insee_code)]
    decisive = deciding(told, lon, lat, insee_code=insee_code, category=category)
    if decisive is not None:
        answer = _answer(session, decisive, lon, lat)
        return Decided(verdict=Remit.OURS if answer.organization == organization else Remit.ELSEWHERE, answer=answer)
    if settled and len(told) == len(settled):
        return Decided(verdict=Remit.OUTSIDE, answer=answering(session, lon, lat, category, insee_code=insee_code))
    return Decided(verdict=Remit.UNKNOWN)


def _answer(session: Session, decisive: Settled, lon: float | None, lat: float | None) -> Answer:
    body = decisive.responsible
    if body is None:
        own = get_organization(session, decisive.organization)
        body = {"name": own.name, "kind": own.kind, "organization": own.slug, "url": None, "contact": None}
    return Answer(
        verdict=Verdict.AREA if decisive.is_in_area(lon, lat) else Verdict.COMMUNE,
        **body,
        settled_by=decisive.organization,
        coverage=decisive.slug,
        title=decisive.title,
        categories=decisive.categories,
        revision=decisive.revision,
        settled_at=decisive.settled_at,
    )
