"""Teams as strangers write and read them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from plateforme.api.filtering import Filtered
from plateforme.api.paging import ListQuery, sort_by
from plateforme.api.v1.settled import Slug
from plateforme.api.wire import ONE_LINE, Wire, WireIn
from plateforme.domains.reports.listings.setting_listings import REPORT_TEAMS
from plateforme.domains.reports.settings.teams import NewTeam
from plateforme.domains.reports.tables import ReportTeam

NAME = "Name for people."
CONTACT = "How the public reaches the team: an address, a number or a page; null: through the organization."
MEMBERS = (
    "Slugs of the consumers that act for this team. A consumer that is a member of teams of the organization changes "
    "only reports of these teams and reports without a team; one that is a member of none changes all."
)


class ReportTeamQuery(ListQuery, Filtered):
    """Which teams, in which order, and how many."""

    listing = REPORT_TEAMS
    sort: str | None = sort_by(*REPORT_TEAMS.sortable, default="slug")
    is_active: bool | None = Field(default=None, description="Only teams that get reports, or only retired ones.")


class ReportTeamIn(WireIn):
    """A team of an organization."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=ONE_LINE)] = Field(
        description=NAME, examples=["Voirie, secteur nord"]
    )
    contact: Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=ONE_LINE)] | None = Field(
        default=None, description=CONTACT, examples=["voirie@ville.example"]
    )
    members: Annotated[list[Slug], Field(max_length=200)] = Field(
        default_factory=list, description=MEMBERS, examples=[["voirie-nord"]]
    )

    def told(self) -> NewTeam:
        """What the domain takes in."""
        return NewTeam(**dict(self))


class ReportTeamLinks(Wire):
    """Where to go from a team."""

    self: str = Field(description="This team.")
    organization: str = Field(description="The organization that it belongs to.")
    reports: str = Field(description="The open reports that it has.")


class ReportTeamOut(Wire):
    """A team that deals with reports of an organization."""

    organization: str = Field(description="Slug of the organization that it belongs to.")
    slug: str = Field(description="Name in addresses, stable for life.", examples=["voirie-nord"])
    name: str = Field(description=NAME)
    contact: str | None = Field(description=CONTACT)
    members: list[str] = Field(description=MEMBERS)
    is_active: bool = Field(description="Whether it gets reports; false: retired.")
    retired_at: datetime | None = Field(description="When it was retired; null while it is active.")
    created_at: datetime = Field(description="When it was settled first.")
    updated_at: datetime = Field(description="When it last changed.")
    revision: int = Field(description="Counts its changes; part of the ETag.")
    links: ReportTeamLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, row: ReportTeam, *, base: str) -> Self:
        """The public face of a stored team."""
        owner = f"{base}/organizations/{row.organization}"
        names = cls.model_fields.keys() - {"links", "is_active"}
        links = ReportTeamLinks(
            self=f"{owner}/report-teams/{row.slug}",
            organization=owner,
            reports=f"{base}/reports?organization={row.organization}&team={row.slug}&is_open=true",
        )
        terms = {name: getattr(row, name) for name in names}
        return cls(**terms, is_active=row.retired_at is None, links=links)
