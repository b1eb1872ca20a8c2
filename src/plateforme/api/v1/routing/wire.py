"""Rules of routing, and what they decide, as strangers write and read them."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from plateforme.api.v1.settled import COMMUNE, LAT, LON, TITLE, Code, Insee, Lat, Lon, Slug
from plateforme.api.wire import ONE_LINE, Wire, WireIn
from plateforme.domains.reports.settings.routing import Case, Decision, Reason, Rule
from plateforme.domains.reports.tables import Report, ReportRouting

CATEGORIES = "Codes of categories, each with those under it; empty: any."
AREA = "GeoJSON Polygon or MultiPolygon in degrees that holds the place; null: anywhere, or by communes."
COMMUNES = "INSEE codes: the place is in one of these communes, or in the area; empty: by area, or anywhere."
WORDS = "Words that must all occur in the description, whole or as beginnings; case and accents do not matter."
ATTRIBUTE = "Code of an attribute that the report must answer; null: none."
VALUES = "Answers of which one must be given; empty: any answer."
TEAM = "Slug of the team that gets the report."

ANSWERS = r"^[A-Za-z0-9_.-]+:[^,]*(,[A-Za-z0-9_.-]+:[^,]*)*$"

Line = Annotated[str, StringConstraints(max_length=200, pattern=ONE_LINE)]


class RoutingRuleIn(WireIn):
    """Conditions that must all hold, and the team that gets the report then. What is left out asks for nothing."""

    team: Slug = Field(description=TEAM, examples=["proprete"])
    title: Line = Field(default="", description=TITLE, examples=["Encombrants du centre"])
    categories: Annotated[list[Code], Field(max_length=200)] = Field(
        default_factory=list, description=CATEGORIES, examples=[["illegal_dumping"]]
    )
    area: dict[str, Any] | None = Field(
        default=None,
        description=AREA,
        examples=[
            {"type": "Polygon", "coordinates": [[[-1.6, 47.2], [-1.5, 47.2], [-1.5, 47.3], [-1.6, 47.3], [-1.6, 47.2]]]}
        ],
    )
    insee_codes: Annotated[list[str], Field(max_length=2000)] = Field(
        default_factory=list, description=COMMUNES, examples=[["44109"]]
    )
    words: Line = Field(default="", description=WORDS, examples=["matelas"])
    attribute: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=ONE_LINE)] | None = Field(
        default=None, description=ATTRIBUTE, examples=["waste_kind"]
    )
    values: Annotated[
        list[Annotated[str, StringConstraints(max_length=300, pattern=ONE_LINE)]], Field(max_length=200)
    ] = Field(default_factory=list, description=VALUES, examples=[["bulky"]])

    def told(self) -> Rule:
        """What the domain takes in."""
        lists = {name: tuple(getattr(self, name)) for name in ("categories", "insee_codes", "values")}
        return Rule(**{**dict(self), **lists})


class ReportRoutingIn(WireIn):
    """All the rules of an organization, in their order: the first that fits decides."""

    rules: list[RoutingRuleIn] = Field(
        description="The rules, first ones first. A report that none of them fits goes to the team of its category."
    )

    def told(self) -> list[Rule]:
        """What the domain takes in."""
        return [rule.told() for rule in self.rules]


class RoutingRuleOut(Wire):
    """Conditions that must all hold, and the team that gets the report then."""

    team: str = Field(description=TEAM)
    title: str = Field(description=TITLE)
    categories: list[str] = Field(description=CATEGORIES)
    area: dict[str, Any] | None = Field(description=AREA)
    insee_codes: list[str] = Field(description=COMMUNES)
    words: str = Field(description=WORDS)
    attribute: str | None = Field(description=ATTRIBUTE)
    values: list[str] = Field(description=VALUES)


class ReportRoutingOut(Wire):
    """The rules by which the reports of an organization find their team."""

    organization: str = Field(description="Slug of the organization.")
    rules: list[RoutingRuleOut] = Field(description="The rules in their order; empty when none are settled.")
    updated_at: datetime | None = Field(description="When the rules last changed; null when none were ever settled.")
    revision: int = Field(description="Counts the changes of the rules; part of the ETag. 0: none were ever settled.")

    @classmethod
    def of(cls, organization: str, row: ReportRouting | None) -> Self:
        """The public face of stored rules."""
        if row is None:
            return cls(organization=organization, rules=[], updated_at=None, revision=0)
        rules = [RoutingRuleOut(**rule) for rule in row.rules]
        return cls(organization=organization, rules=rules, updated_at=row.updated_at, revision=row.revision)


class RoutingQuery(WireIn):
    """A report that somebody thinks of."""

    organization: Slug = Field(description="Slug of the organization that answers.", examples=["nantes"])
    category: Code = Field(description="Code of the category.", examples=["illegal_dumping"])
    lon: Lon | None = Field(default=None, description=LON, examples=[-1.5534])
    lat: Lat | None = Field(default=None, description=LAT, examples=[47.2173])
    insee_code: Insee | None = Field(default=None, description=COMMUNE, examples=["44109"])
    text: Annotated[str, StringConstraints(max_length=4000)] = Field(
        default="", description="What the description would say.", examples=["Un matelas devant l’école"]
    )
    attributes: Annotated[str, StringConstraints(max_length=2000, pattern=ANSWERS)] | None = Field(
        default=None,
        description="Answers to attributes, each as `code:value`; separate several by commas.",
        examples=["waste_kind:bulky"],
    )

    def case(self) -> Case:
        """What the domain decides upon."""
        pairs = (part.partition(":") for part in (self.attributes or "").split(",") if part)
        given = {code: value for code, _, value in pairs}
        return Case(
            category=self.category,
            lon=self.lon,
            lat=self.lat,
            insee_code=self.insee_code,
            text=self.text,
            attributes=given,
        )


class RoutingOut(Wire):
    """Who would get a report, by the rules as they stand."""

    organization: str = Field(description="Slug of the organization.")
    team: str | None = Field(description="Slug of the team that would get it; null: nobody in particular.")
    reason: Reason = Field(
        description="What named the team: a rule, the category, a category above it, or nothing (`none`)."
    )
    rule: int | None = Field(description="Number of the rule that decided, from 1; null when none did.")
    title: str | None = Field(description="Title of the rule that decided.")

    @classmethod
    def of(cls, organization: str, decision: Decision) -> Self:
        """The public face of a decision."""
        return cls(
            organization=organization,
            team=decision.team,
            reason=decision.reason,
            rule=decision.rule,
            title=decision.title,
        )


class ReportDestinationOut(RoutingOut):
    """Which team a report should have, by the rules as they stand."""

    reference: str = Field(description="Public reference of the report.")
    category: str = Field(description="The category that it is in.")
    current_team: str | None = Field(description="Slug of the team that has it now; null: no team.")

    @classmethod
    def of_report(cls, report: Report, decision: Decision) -> Self:
        """What is decided of a stored report."""
        told = RoutingOut.of(report.organization, decision)
        return cls(**dict(told), reference=report.reference, category=report.category, current_team=report.team)
