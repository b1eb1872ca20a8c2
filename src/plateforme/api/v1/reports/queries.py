"""What the list of street reports can be asked."""

from typing import Annotated

from pydantic import Field

from plateforme.api.filtering import Filtered
from plateforme.api.paging import ListQuery, sort_by
from plateforme.api.v1.bounds import BOUND, Bound
from plateforme.api.v1.reports.features import Form, form_field
from plateforme.api.v1.reports.wire import Code, Insee, Slug
from plateforme.domains.reports.listings.listings import REPORT_EVENTS, REPORTS
from plateforme.domains.reports.search.search import read_box
from plateforme.domains.reports.settings.category_families import Under
from plateforme.domains.reports.tables import ReportOutcome, ReportStatus
from plateforme.kit import filters
from plateforme.kit.grammar.areas import RADIUS_MAX, read_areas
from plateforme.kit.grammar.conditions import Condition, Filter


def _bound(sentence: str) -> Bound | None:
    """A bound on a date of the report."""
    bound: Bound | None = Field(default=None, description=f"Only reports {sentence}. {BOUND}")
    return bound


class ReportFilters(Filtered):
    """Which reports: by what they are, when they moved and the words they hold."""

    listing = REPORTS
    status: ReportStatus | None = Field(default=None, description="Only reports that stand here.")
    is_open: bool | None = Field(default=None, description="Only open reports, or only closed ones.")
    is_overdue: bool | None = Field(
        default=None, description="Only open reports whose promised date has passed, or only the others."
    )
    outcome: ReportOutcome | None = Field(default=None, description="Only reports that ended so.")
    category: Code | None = Field(
        default=None,
        description="Only reports of this category, or of one under it (its `parent`, at any depth); for this one "
        "alone, `category__eq`.",
        examples=["pothole"],
    )
    organization: Slug | None = Field(default=None, description="Only reports this organization answers for.")
    insee_code: Insee | None = Field(default=None, description="Only reports in this commune, by INSEE code.")
    sample: bool | None = Field(default=None, description="Only made-up reports, or only real ones.")
    q: Annotated[str, Field(max_length=500)] | None = Field(
        default=None,
        description="Words that must all occur in description, address or category; accents do not matter.",
    )
    opened_at__gte: Bound | None = _bound("made then or later")
    opened_at__lt: Bound | None = _bound("made before")
    closed_at__gte: Bound | None = _bound("closed then or later")
    closed_at__lt: Bound | None = _bound("closed before")
    expected_at__gte: Bound | None = _bound("promised for then or later")
    expected_at__lt: Bound | None = _bound("promised for before; with is_open=true: late ones")
    last_event_at__gte: Bound | None = _bound("acted upon then or later")
    last_event_at__lt: Bound | None = _bound("left alone since before; with is_open=true: forgotten ones")
    updated_at__gte: Bound | None = _bound("changed here then or later")
    updated_at__lt: Bound | None = _bound("last changed here before")

    def _named(self) -> tuple[Condition, ...]:
        """A category stands for those under it too, as it does for routing."""
        named = super()._named()
        if self.category is None:
            return named
        plain = tuple(one for one in named if not (isinstance(one, Filter) and one.column == "category"))
        return (*plain, Under.of(self.category))

    def special(self) -> tuple[Condition, ...]:
        """The words."""
        return filters.holding(filters.words(self.q))


class PlacedFilters(ReportFilters):
    """Which reports, also by the place that they lie in."""

    bbox: Annotated[str, Field(max_length=100)] | None = Field(
        default=None,
        description="Only reports in this box: west,south,east,north in degrees (WGS 84), edges included.",
        examples=["-1.6,47.1,-1.5,47.3"],
    )
    near: Annotated[str, Field(max_length=100)] | None = Field(
        default=None,
        description="Only reports within `radius` of this point: longitude,latitude in degrees (WGS 84).",
        examples=["-1.5536,47.2184"],
    )
    radius: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description=f"Metres around `near`, up to {RADIUS_MAX}.", examples=["500"]
    )

    def special(self) -> tuple[Condition, ...]:
        """The words, the box and the circle."""
        box = () if self.bbox is None else (read_box(self.bbox),)
        return (*super().special(), *box, *read_areas(self.given("near", "radius"), REPORTS.place))


class ReportQuery(ListQuery, PlacedFilters):
    """Which reports, in which order, and how many."""

    sort: str | None = sort_by(*REPORTS.sortable, default="-opened_at")
    format: Form | None = form_field()


class ReportEventQuery(ListQuery, Filtered):
    """Which entries of a report's history, in which order, and how many."""

    listing = REPORT_EVENTS
    sort: str | None = sort_by(*REPORT_EVENTS.sortable, default="number")
