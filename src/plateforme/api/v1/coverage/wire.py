"""Coverages, and who answers for a place, as strangers write and read them."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from plateforme.api.filtering import Filtered
from plateforme.api.paging import ListQuery, sort_by
from plateforme.api.v1.settled import COMMUNE, LAT, LON, TITLE, Code, Insee, Lat, Lon, Slug
from plateforme.api.wire import ONE_LINE, Wire, WireIn
from plateforme.domains.reports.listings.setting_listings import REPORT_COVERAGES
from plateforme.domains.reports.settings.coverage import Answer, NewCoverage, Responsible, Verdict
from plateforme.domains.reports.tables import ReportCoverage

CATEGORIES = "Codes of the categories that it is about; empty: all."
AREA = "GeoJSON Polygon or MultiPolygon in degrees (RFC 7946); null: by communes only."
COMMUNES = "Communes, as INSEE codes: what is known to be in one of them is covered, wherever its point is."
RESPONSIBLE = "The body that answers there in the place of the organization; null: the organization itself."
PRIORITY = (
    "Of several coverages that hold a place, the one with the highest decides. Among equals: one that names the "
    "category, then the smaller area."
)
BODY_NAME = "Name of the body, for people."
BODY_KIND = "What sort of body it is, such as `commune`, `epci`, `departement`, `state` or `operator`."
BODY_ORGANIZATION = "Its slug, when reports may be sent to it here: the `organization` of a new report."
BODY_URL = "Page where it takes reports, when that is not here."
BODY_CONTACT = "How people reach it: an address, a number."

Text = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=ONE_LINE)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\x00-\x1f\x7f]+$", max_length=1000)]


class ReportCoverageQuery(ListQuery, Filtered):
    """Which coverages, in which order, and how many."""

    listing = REPORT_COVERAGES
    sort: str | None = sort_by(*REPORT_COVERAGES.sortable, default="slug")


class CoverageQuery(WireIn):
    """A place, and what is reported there."""

    lon: Lon | None = Field(default=None, description=LON, examples=[-1.5534])
    lat: Lat | None = Field(default=None, description=LAT, examples=[47.2173])
    insee_code: Insee | None = Field(default=None, description=COMMUNE, examples=["44109"])
    category: Code | None = Field(
        default=None,
        description="Code of the category. Left out: what is settled for some categories only does not decide.",
        examples=["pothole"],
    )


class ResponsibleIn(WireIn):
    """A body that answers in the place of the organization."""

    name: Text = Field(description=BODY_NAME, examples=["Département de la Loire-Atlantique"])
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$", max_length=40)] | None = Field(
        default=None, description=BODY_KIND, examples=["departement"]
    )
    organization: Slug | None = Field(default=None, description=BODY_ORGANIZATION, examples=["loire-atlantique"])
    url: Url | None = Field(default=None, description=BODY_URL, examples=["https://departement.example/signaler"])
    contact: Text | None = Field(default=None, description=BODY_CONTACT, examples=["02 00 00 00 00"])


class ReportCoverageIn(WireIn):
    """Who answers in a place, for some categories or for all."""

    title: Text = Field(description=TITLE, examples=["Routes départementales"])
    categories: Annotated[list[Code], Field(max_length=200)] = Field(
        default_factory=list, description=CATEGORIES, examples=[["pothole", "road_sign"]]
    )
    area: dict[str, Any] | None = Field(
        default=None,
        description=AREA,
        examples=[
            {"type": "Polygon", "coordinates": [[[-1.6, 47.2], [-1.5, 47.2], [-1.5, 47.3], [-1.6, 47.3], [-1.6, 47.2]]]}
        ],
    )
    insee_codes: Annotated[list[str], Field(max_length=5000)] = Field(
        default_factory=list, description=COMMUNES, examples=[["44109"]]
    )
    responsible: ResponsibleIn | None = Field(default=None, description=RESPONSIBLE)
    priority: Annotated[int, Field(strict=True, ge=-1000, le=1000)] = Field(
        default=0, description=PRIORITY, examples=[10]
    )

    def told(self) -> NewCoverage:
        """What the domain takes in."""
        body = None if self.responsible is None else Responsible(**dict(self.responsible))
        return NewCoverage(**{**dict(self), "responsible": body})


class ResponsibleOut(Wire):
    """A body that answers in the place of the organization."""

    name: str = Field(description=BODY_NAME)
    kind: str | None = Field(description=BODY_KIND)
    organization: str | None = Field(description=BODY_ORGANIZATION)
    url: str | None = Field(description=BODY_URL)
    contact: str | None = Field(description=BODY_CONTACT)


class ReportCoverageLinks(Wire):
    """Where to go from a coverage."""

    self: str = Field(description="This coverage.")
    organization: str = Field(description="The organization that settled it.")


class ReportCoverageOut(Wire):
    """Who answers in a place, as an organization settled it."""

    organization: str = Field(description="Slug of the organization that settled it.")
    slug: str = Field(description="Name in addresses, stable for life.", examples=["routes-departementales"])
    title: str = Field(description=TITLE)
    categories: list[str] = Field(description=CATEGORIES)
    area: dict[str, Any] | None = Field(description=AREA)
    insee_codes: list[str] = Field(description=COMMUNES)
    responsible: ResponsibleOut | None = Field(description=RESPONSIBLE)
    priority: int = Field(description=PRIORITY)
    created_at: datetime = Field(description="When it was settled first.")
    updated_at: datetime = Field(description="When it last changed.")
    revision: int = Field(description="Counts its changes; part of the ETag.")
    links: ReportCoverageLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, row: ReportCoverage, *, base: str) -> Self:
        """The public face of a stored coverage."""
        owner = f"{base}/organizations/{row.organization}"
        told = {name: row.definition[name] for name in cls.model_fields.keys() & row.definition.keys()}
        names = ("organization", "slug", "created_at", "updated_at", "revision")
        links = ReportCoverageLinks(self=f"{owner}/report-coverages/{row.slug}", organization=owner)
        return cls(**told, **{name: getattr(row, name) for name in names}, links=links)


class CoverageLinks(Wire):
    """Where to go from an answer."""

    coverage: str | None = Field(description="The coverage that decided, with its area; null when nobody is known.")
    organization: str | None = Field(description="The organization that answers; null when it is not on the platform.")
    categories: str | None = Field(description="What can be reported to it; null when it is not on the platform.")


class CoverageOut(Wire):
    """Which body answers for a place. That nobody knows is an answer too."""

    verdict: Verdict = Field(description="What decided: a drawn area, a list of communes, or nothing (`unknown`).")
    name: str | None = Field(description="Name of the body that answers; null when unknown.")
    kind: str | None = Field(description=BODY_KIND)
    organization: str | None = Field(description=BODY_ORGANIZATION + " Null: reports are sent elsewhere.")
    url: str | None = Field(description=BODY_URL)
    contact: str | None = Field(description=BODY_CONTACT)
    title: str | None = Field(description="What the coverage that decided is about.")
    settled_by: str | None = Field(description="Slug of the organization that settled the coverage that decided.")
    coverage: str | None = Field(description="Slug of the coverage that decided.")
    categories: list[str] = Field(description="Categories that the coverage is about; empty: all, or nobody known.")
    revision: int | None = Field(description="Revision of the coverage that decided: its area may change.")
    settled_at: datetime | None = Field(description="When the coverage that decided last changed.")
    links: CoverageLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, answer: Answer, *, base: str) -> Self:
        """The public face of an answer."""
        names = cls.model_fields.keys() - {"links", "categories"}
        decided = f"{base}/organizations/{answer.settled_by}/report-coverages/{answer.coverage}"
        body = answer.organization
        links = CoverageLinks(
            coverage=decided if answer.is_known else None,
            organization=None if body is None else f"{base}/organizations/{body}",
            categories=None if body is None else f"{base}/report-categories?organization={body}",
        )
        told = {name: getattr(answer, name) for name in names}
        return cls(**told, categories=list(answer.categories), links=links)
