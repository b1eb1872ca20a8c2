"""Reports around a point as strangers read them, and what can be asked about them."""

from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import Field

from plateforme.api.paging import ListQuery
from plateforme.api.v1.reports.features import Form, form_field
from plateforme.api.v1.reports.queries import ReportFilters
from plateforme.api.v1.reports.telling import ReportOut
from plateforme.api.wire import Wire
from plateforme.domains.reports.duplicates.nearby import FARTHEST, USUAL, Surroundings
from plateforme.domains.reports.places.spots import Near
from plateforme.domains.reports.tables.listed import ListedReport
from plateforme.kit.grammar.conditions import Condition, Filter

LON = "Longitude of the point, in degrees (WGS 84)."
LAT = "Latitude of the point, in degrees (WGS 84)."

_POINT = frozenset({"lon", "lat"})

Metres = Annotated[float, Field(gt=0, le=FARTHEST, allow_inf_nan=False)]


class NearbyQuery(ListQuery, ReportFilters):
    """Around which point, and which reports."""

    sort: Literal["distance"] = Field(
        default="distance",
        description="Always the nearest first.",
        examples=["distance"],
        json_schema_extra={"x-sortable": ["distance"]},
    )
    lon: Annotated[float, Field(allow_inf_nan=False)] = Field(description=LON, examples=[-1.5534])
    lat: Annotated[float, Field(allow_inf_nan=False)] = Field(description=LAT, examples=[47.2173])
    radius: Metres = Field(default=USUAL, description=f"Metres around the point, up to {FARTHEST}.", examples=[USUAL])
    format: Form | None = form_field()

    @property
    def around(self) -> Surroundings:
        """The circle that is asked about."""
        return Surroundings(self.lon, self.lat, self.radius)

    def _named(self) -> tuple[Condition, ...]:
        """The comparisons; here `lon` and `lat` are no filters."""
        return tuple(each for each in super()._named() if isinstance(each, Filter) and each.column not in _POINT)


class NearReportOut(Wire):
    """A report, and how far away it is."""

    distance_m: float = Field(description="Metres from the point that was asked about, on the ground.", examples=[12.4])
    report: ReportOut = Field(description="The report.")

    @classmethod
    def of(cls, near: Near, told: Callable[[ListedReport], ReportOut]) -> Self:
        """A report that was found; `told` writes reports for the caller."""
        return cls(distance_m=round(near.distance_m, 1), report=told(near.report))
