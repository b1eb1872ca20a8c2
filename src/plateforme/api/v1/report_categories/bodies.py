"""Categories of street reports as organizations settle them."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from plateforme.api.v1.report_categories.wire import (
    CATEGORY_TEAM,
    CONTACT_DAYS,
    DATATYPE,
    GROUP,
    HIDDEN_DAYS,
    KEYWORDS,
    LEVEL,
    LEVEL_KIND,
    PARENT,
    PHOTO_DAYS,
    PHOTOS,
    POSITION,
    PUBLIC,
    RADIUS,
    REQUIRED,
    VARIABLE,
)
from plateforme.api.v1.settled import Code, Slug
from plateforme.api.wire import ONE_LINE, WireIn
from plateforme.domains.reports.settings.category import Attribute, Datatype, ServiceLevelKind

Label = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=ONE_LINE)]
Help = Annotated[str, StringConstraints(max_length=1000, pattern=ONE_LINE)]
Flag = Annotated[bool, Field(strict=True)]
Position = Annotated[int, Field(strict=True, ge=0, le=10_000)]
AttributeCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=64)]
Days = Annotated[int, Field(strict=True, ge=0, le=3650)]


class AttributeValueIn(WireIn):
    """One answer to choose from."""

    key: AttributeCode = Field(description="What is sent and stored.", examples=["bulky"])
    name: Label = Field(description="Name for people, in French.", examples=["Encombrants, meubles"])


class ReportAttributeIn(WireIn):
    """One more thing that a report of the category may tell."""

    code: AttributeCode = Field(description="Stable code, unique in the category.", examples=["pole_number"])
    label_fr: Label = Field(description="Question or name for people, in French.", examples=["Numéro du lampadaire"])
    label_en: Label | None = Field(
        default=None, description="The same in English; left out: as in French.", examples=["Pole number"]
    )
    help_fr: Help = Field(default="", description="How to answer, in French.", examples=["À hauteur d’yeux."])
    datatype: Datatype = Field(default=Datatype.STRING, description=DATATYPE, examples=["string"])
    required: Flag = Field(default=False, description=REQUIRED, examples=[False])
    is_public: Flag = Field(default=True, description=PUBLIC, examples=[True])
    variable: Flag = Field(default=True, description=VARIABLE, examples=[True])
    values: Annotated[list[AttributeValueIn], Field(max_length=200)] = Field(
        default_factory=list, description="The answers to choose from: for lists, and only for them."
    )
    position: Position = Field(default=0, description="Place among the attributes.", examples=[1])

    def told(self) -> Attribute:
        """What the domain takes in."""
        terms = {**dict(self), "label_en": self.label_en or self.label_fr}
        return Attribute(**{**terms, "values": tuple((value.key, value.name) for value in self.values)})


class ReportCategoryIn(WireIn):
    """A category on an organization's terms. Over a shared category, what is left out stays as it is shared.

    One of the organization's own needs `label_fr` and `service_level_days`.
    """

    label_fr: Label | None = Field(
        default=None, description="Name for people, in French.", examples=["Trottinette mal garée"]
    )
    label_en: Label | None = Field(
        default=None, description="Name for people, in English.", examples=["Badly parked scooter"]
    )
    help_fr: Help | None = Field(
        default=None, description="What belongs here, in French.", examples=["Trottinette qui barre un trottoir."]
    )
    parent: Code | None = Field(default=None, description=PARENT, examples=["street_furniture"])
    group: Label | None = Field(default=None, description=GROUP, examples=["Voirie"])
    keywords: Annotated[list[Label], Field(max_length=50)] | None = Field(
        default=None, description=KEYWORDS, examples=[["trottinette", "vélo"]]
    )
    attributes: Annotated[list[ReportAttributeIn], Field(max_length=40)] | None = Field(
        default=None, description="What else a report of this category may, or must, tell."
    )
    service_level_days: Annotated[int, Field(strict=True, ge=1, le=3650)] | None = Field(
        default=None, description=LEVEL, examples=[5]
    )
    service_level_kind: ServiceLevelKind | None = Field(default=None, description=LEVEL_KIND, examples=["working"])
    is_safety: Flag | None = Field(
        default=None, description="Whether someone may get hurt while it waits.", examples=[False]
    )
    duplicate_radius_m: Annotated[int, Field(strict=True, ge=0, le=500)] | None = Field(
        default=None, description=RADIUS, examples=[50]
    )
    max_photos: Annotated[int, Field(strict=True, ge=0, le=20)] | None = Field(
        default=None, description=PHOTOS, examples=[5]
    )
    contact_retention_days: Days | None = Field(default=None, description=CONTACT_DAYS, examples=[365])
    photo_retention_days: Days | None = Field(default=None, description=PHOTO_DAYS, examples=[365])
    hidden_retention_days: Days | None = Field(default=None, description=HIDDEN_DAYS, examples=[365])
    team: Slug | None = Field(default=None, description=CATEGORY_TEAM, examples=["voirie"])
    position: Position | None = Field(default=None, description=POSITION, examples=[30])

    def terms(self) -> dict[str, Any]:
        """What the organization sets; null says that a term which may be empty is, and otherwise nothing."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        told = {name: value for name, value in given.items() if value is not None or name in {"parent", "team"}}
        if self.attributes is not None:
            told["attributes"] = [attribute.told() for attribute in self.attributes]
        return told
