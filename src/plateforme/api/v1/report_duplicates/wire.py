"""Groups of reports that tell of one problem, as strangers read them and staff writes them."""

from collections.abc import Callable
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from plateforme.api.filtering import Filtered
from plateforme.api.paging import ListQuery, sort_by
from plateforme.api.v1.reports.telling import ReportOut
from plateforme.api.v1.reports.wire import CATEGORY, Code, Slug
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.reports.duplicates.duplicates import CANDIDATES, is_first
from plateforme.domains.reports.listings.listings import REPORTS
from plateforme.domains.reports.places.distances import metres_between
from plateforme.domains.reports.places.spots import Near
from plateforme.domains.reports.tables import Report
from plateforme.domains.reports.tables.listed import ListedReport
from plateforme.domains.reports.texts import MAX_EXPLANATION

Explanation = Annotated[str, StringConstraints(min_length=1, max_length=MAX_EXPLANATION)]

LIMIT = f"How many at most, from 1 to {CANDIDATES}."


class CandidateQuery(WireIn):
    """The problem that somebody is about to report."""

    category: Code = Field(description=CATEGORY, examples=["pothole"])
    lon: Annotated[float, Field(allow_inf_nan=False)] = Field(
        description="Longitude in degrees (WGS 84).", examples=[-1.5534]
    )
    lat: Annotated[float, Field(allow_inf_nan=False)] = Field(
        description="Latitude in degrees (WGS 84).", examples=[47.2173]
    )
    organization: Slug | None = Field(
        default=None,
        description="Only reports this organization answers for, within the radius that it has set.",
        examples=["nantes"],
    )
    sample: bool = Field(default=False, description="Among made-up reports instead of real ones.", examples=[False])


class DuplicateCandidateOut(Wire):
    """A report that may tell of the same problem."""

    distance_m: float = Field(description="Metres away, on the ground.", examples=[12.4])
    anchor: str | None = Field(
        description="Reference of the one of both that came first: the other one is to follow it. Null before sending.",
        examples=["2026-0302-7QK2M9"],
    )
    report: ReportOut = Field(description="The report.")

    @classmethod
    def of(cls, near: Near, told: Callable[[ListedReport], ReportOut], report: Report | None = None) -> Self:
        """A candidate for being the same as `report`; `told` writes reports for the caller."""
        first = None if report is None else (report if is_first(report, near.report) else near.report).reference
        return cls(distance_m=round(near.distance_m, 1), anchor=first, report=told(near.report))


class DuplicateCandidatesOut(Wire):
    """Reports that may tell of the same problem, nearest first."""

    radius_m: int = Field(description="Within so many metres two reports of this category may be one problem.")
    items: list[DuplicateCandidateOut] = Field(description="The nearest ones; empty when there are none.")


class DuplicateIn(WireIn):
    """Which report another one is to follow."""

    reference: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(
        description="Reference of the first report of this problem, the anchor of the group.",
        examples=["2026-0302-7QK2M9"],
    )
    explanation: Explanation | None = Field(
        default=None,
        description="What the public is told.",
        examples=["Même trou, signalé la veille : suivez le premier signalement."],
    )


class DuplicateQuery(ListQuery, Filtered):
    """Which of the reports that follow another one, in which order, and how many."""

    listing = REPORTS
    sort: str | None = sort_by(*REPORTS.sortable, default="opened_at")


class MemberOut(Wire):
    """A report that follows another one."""

    distance_m: float | None = Field(description="Metres from the anchor; null when one of both has no point.")
    report: ReportOut = Field(description="The report.")

    @classmethod
    def of(cls, row: Report, anchor: Report, told: Callable[[ListedReport], ReportOut]) -> Self:
        """A member of the group of an anchor; `told` writes reports for the caller."""
        metres = metres_between(row, anchor)
        return cls(distance_m=None if metres is None else round(metres, 1), report=told(row))
