"""What the list of categories can be asked."""

from pydantic import Field

from plateforme.api.paging import ListQuery, sort_by
from plateforme.api.v1.settled import COMMUNE, LAT, LON, Insee, Lat, Lon, Slug


class ReportCategoryQuery(ListQuery):
    """Which categories, in which order, and how many."""

    sort: str | None = sort_by("position", "code", default="position")
    organization: Slug | None = Field(
        default=None,
        description="As this organization has them: its own ones, and the shared ones on its terms.",
        examples=["nantes"],
    )
    lon: Lon | None = Field(
        default=None,
        description=f"{LON} Only what can be reported there, as the organization that answers for it has it.",
        examples=[-1.5534],
    )
    lat: Lat | None = Field(default=None, description=LAT, examples=[47.2173])
    insee_code: Insee | None = Field(default=None, description=COMMUNE, examples=["44109"])
