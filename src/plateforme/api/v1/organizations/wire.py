"""Organizations as anyone may read them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from plateforme.api.filtering import Filtered
from plateforme.api.paging import ListQuery, sort_by
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.access.listings import ORGANIZATIONS
from plateforme.domains.access.tables import Organization, OrganizationKind
from plateforme.kit.ids import SLUG

Slug = Annotated[str, StringConstraints(pattern=SLUG, min_length=2, max_length=80)]


class OrganizationQuery(ListQuery, Filtered):
    """What the list of organizations can be asked."""

    listing = ORGANIZATIONS
    sort: str | None = sort_by(*ORGANIZATIONS.sortable, default="slug")
    kind: OrganizationKind | None = Field(default=None, description="Only organizations of this kind.")


class OrganizationLinks(Wire):
    """Where to go from an organization."""

    self: str = Field(description="This organization.")
    datasets: str = Field(description="The datasets that it publishes.")
    consumers: str = Field(description="The programs that use the platform in its name.")


class OrganizationOut(Wire):
    """A body that publishes here, or that uses what is published."""

    slug: str = Field(description="Name in addresses, stable for life.", examples=["nantes"])
    name: str = Field(description="Full name, as its people say it.", examples=["Ville de Nantes"])
    kind: OrganizationKind = Field(description="What sort of body it is.")
    siren: str | None = Field(description="Number in the French register of bodies (SIREN).", examples=["214401093"])
    created_at: datetime = Field(description="When it was registered here.")
    revision: int = Field(description="Counts the changes to this entry; the `ETag` follows it.")
    links: OrganizationLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, organization: Organization, *, base: str) -> Self:
        """The public face of a stored organization."""
        return cls(
            slug=organization.slug,
            name=organization.name,
            kind=OrganizationKind(organization.kind),
            siren=organization.siren,
            created_at=organization.created_at,
            revision=organization.revision,
            links=OrganizationLinks(
                self=f"{base}/organizations/{organization.slug}",
                datasets=f"{base}/datasets?organization={organization.slug}",
                consumers=f"{base}/consumers?organization={organization.slug}",
            ),
        )


class OrganizationIn(WireIn):
    """An organization to register."""

    slug: Slug = Field(
        description="Name in addresses: small letters, digits and single hyphens. It never changes.",
        examples=["nantes"],
    )
    name: str = Field(min_length=1, max_length=300, description="Full name.", examples=["Ville de Nantes"])
    kind: OrganizationKind = Field(description="What sort of body it is.", examples=["commune"])
    siren: str | None = Field(
        default=None,
        pattern=r"^[0-9]{9}$",
        description="Nine digits of the French register of bodies (SIREN), if it has them.",
        examples=["214401093"],
    )
