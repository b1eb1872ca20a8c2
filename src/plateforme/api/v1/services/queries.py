"""What the catalogue of public services can be asked."""

from typing import Annotated

from pydantic import Field, StringConstraints

from plateforme.api.filtering import Filtered
from plateforme.api.paging import ListQuery, sort_by
from plateforme.api.v1.bounds import BOUND, Bound, DayBound
from plateforme.domains.public_services.entry import CODE, ServiceStatus
from plateforme.domains.public_services.listings import SERVICES
from plateforme.kit import filters
from plateforme.kit.grammar.conditions import Condition
from plateforme.kit.ids import INSEE, SLUG


class ServiceQuery(ListQuery, Filtered):
    """Which public services, in which order, and how many."""

    listing = SERVICES
    sort: str | None = sort_by(*SERVICES.sortable, default="slug")
    organization: Annotated[str, StringConstraints(pattern=SLUG)] | None = Field(
        default=None, description="Only services that this organization answers for."
    )
    kind: Annotated[str, StringConstraints(pattern=CODE)] | None = Field(
        default=None, description="Only entries of this sort.", examples=["town_hall"]
    )
    status: ServiceStatus | None = Field(default=None, description="Only services with this status.")
    insee_code: Annotated[str, StringConstraints(pattern=INSEE)] | None = Field(
        default=None, description="Only services with a place in this commune, by INSEE code.", examples=["44109"]
    )
    q: Annotated[str, Field(max_length=500)] | None = Field(
        default=None,
        description="Words that must all occur in title, description, themes, audience, keywords or places; accents do "
        "not matter.",
    )
    content_modified_at__gte: DayBound | None = Field(
        default=None, description="Only entries whose producer says they changed on that day or later."
    )
    content_modified_at__lt: DayBound | None = Field(
        default=None, description="Only entries whose producer says they last changed before that day: old ones."
    )
    updated_at__gte: Bound | None = Field(default=None, description=f"Only entries changed here then or later. {BOUND}")
    updated_at__lt: Bound | None = Field(default=None, description=f"Only entries last changed here before. {BOUND}")

    def special(self) -> tuple[Condition, ...]:
        """The words."""
        return filters.holding(filters.words(self.q))
