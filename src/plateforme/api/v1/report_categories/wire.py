"""Categories of street reports as strangers read them."""

from typing import Self

from pydantic import Field

from plateforme.api.wire import Wire
from plateforme.domains.reports.settings.category import Attribute, Category, Datatype, ServiceLevelKind

DATATYPE = "What it holds; the words are those of Open311 GeoReport v2."
REQUIRED = "Whether a report of this category needs it."
PUBLIC = "Whether everybody reads the answer, or only its author and those who work on the report."
VARIABLE = "Whether it takes an answer; false: a notice to show to whoever reports."
LEVEL = "Days within which a report is to be closed."
LEVEL_KIND = "How these days are counted: `working`, without week-ends and French public holidays, or `calendar`."
GROUP = "Heading under which a form shows it, in French."
PARENT = "Code of the general category above it; null at the top."
KEYWORDS = "Other words that people use for it, in French."
RADIUS = "Metres within which two reports of this category may tell of one thing."
PHOTOS = "How many photos a report may have; 0: none."
CATEGORY_TEAM = (
    "Slug of the team that gets its reports where no routing rule names another; null: nobody in particular."
)
CONTACT_DAYS = "Days after closing until contacts are removed; null: as the general schedule says."
PHOTO_DAYS = "Days after closing until photos are removed; null: as the general schedule says."
HIDDEN_DAYS = "Days after which a report that was hidden is erased; null: as the general schedule says."
POSITION = "Place in a form."


class AttributeValueOut(Wire):
    """One answer to choose from."""

    key: str = Field(description="What is sent and stored.", examples=["bulky"])
    name: str = Field(description="Name for people, in French.", examples=["Encombrants, meubles"])


class ReportAttributeOut(Wire):
    """One more thing that a report of this category may tell."""

    code: str = Field(description="Stable code, unique in the category.", examples=["pole_number"])
    label_fr: str = Field(description="Question or name for people, in French.")
    label_en: str = Field(description="Question or name for people, in English.")
    help_fr: str = Field(description="How to answer, in French; may be empty.")
    datatype: Datatype = Field(description=DATATYPE)
    required: bool = Field(description=REQUIRED)
    is_public: bool = Field(description=PUBLIC)
    variable: bool = Field(description=VARIABLE)
    values: list[AttributeValueOut] = Field(description="The answers to choose from; empty where any may be given.")
    position: int = Field(description="Place among the attributes.")

    @classmethod
    def of(cls, attribute: Attribute) -> Self:
        """The published face of an attribute."""
        names = cls.model_fields.keys() - {"values"}
        values = [AttributeValueOut(key=key, name=name) for key, name in attribute.values]
        return cls(**{name: getattr(attribute, name) for name in names}, values=values)


class ReportCategoryLinks(Wire):
    """Where to go from a category."""

    self: str = Field(description="This category.")
    reports: str = Field(description="The reports of this category.")
    organization: str | None = Field(description="The organization whose terms these are; null: shared by all.")
    parent: str | None = Field(description="The category above it; null at the top.")


class ReportCategoryOut(Wire):
    """A kind of problem that can be reported."""

    code: str = Field(description="Stable code.", examples=["pothole"])
    organization: str | None = Field(description="The organization whose terms these are; null: shared by all.")
    parent: str | None = Field(description=PARENT)
    group: str = Field(description=GROUP, examples=["Voirie"])
    label_fr: str = Field(description="Name for people, in French.")
    label_en: str = Field(description="Name for people, in English.")
    help_fr: str = Field(description="What belongs here, in French.")
    keywords: list[str] = Field(description=KEYWORDS)
    attributes: list[ReportAttributeOut] = Field(description="What else a report of this category may, or must, tell.")
    service_level_days: int = Field(description=LEVEL)
    service_level_kind: ServiceLevelKind = Field(description=LEVEL_KIND)
    is_safety: bool = Field(description="Whether someone may get hurt while it waits.")
    duplicate_radius_m: int = Field(description=RADIUS)
    max_photos: int = Field(description=PHOTOS)
    contact_retention_days: int | None = Field(description=CONTACT_DAYS)
    photo_retention_days: int | None = Field(description=PHOTO_DAYS)
    hidden_retention_days: int | None = Field(description=HIDDEN_DAYS)
    team: str | None = Field(description=CATEGORY_TEAM)
    is_active: bool = Field(description="Whether it can be reported; false: retired, kept for the reports that it has.")
    position: int = Field(description=POSITION)
    revision: int = Field(description="Counts the changes of the organization's own terms; 0: shared, unchanged.")
    links: ReportCategoryLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, category: Category, *, base: str) -> Self:
        """The published face of a category; `base` is the absolute address of the API."""
        names = cls.model_fields.keys() - {"attributes", "keywords", "links"}
        ordered = sorted(category.attributes, key=lambda attribute: (attribute.position, attribute.code))
        return cls(
            **{name: getattr(category, name) for name in names},
            keywords=list(category.keywords),
            attributes=[ReportAttributeOut.of(attribute) for attribute in ordered],
            links=_links(category, base),
        )


def _links(category: Category, base: str) -> ReportCategoryLinks:
    owner = None if category.organization is None else f"{base}/organizations/{category.organization}"
    family = f"{owner or base}/report-categories"
    only_here = "" if category.organization is None else f"&organization={category.organization}"
    return ReportCategoryLinks(
        self=f"{family}/{category.code}",
        reports=f"{base}/reports?category={category.code}{only_here}",
        organization=owner,
        parent=None if category.parent is None else f"{family}/{category.parent}",
    )
