"""Street reports as strangers write them."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from plateforme.api.v1.bounds import Instant
from plateforme.api.v1.report_people.wire import ReporterIn
from plateforme.api.wire import WireIn
from plateforme.domains.reports.intake.intake import NewReport
from plateforme.domains.reports.lifecycle.lifecycle import Move
from plateforme.domains.reports.tables import ReportChannel, ReportOutcome, ReportStatus
from plateforme.domains.reports.texts import MAX_ADDRESS, MAX_DESCRIPTION, MAX_EXPLANATION
from plateforme.kit.ids import INSEE, SLUG

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=80)]
Insee = Annotated[str, StringConstraints(pattern=INSEE)]
Degrees = Annotated[float, Field(strict=True, allow_inf_nan=False)]

CATEGORY = "What kind of problem it is: a `code` of `/report-categories`."
ORGANIZATION = "Slug of the organization that answers for the place and the problem."
OCCURRED = "When the problem was seen, if that was before it was reported."
OPENED = "When the report was made; the service level counts from here."
ADDRESS_ID = "Key of the address in the national address base (BAN)."
DISTRICT = "Part of the commune, as the town calls it."
OUTCOME = "How it ended. Closed does not mean mended: only `fixed` does."
EXPECTED = "The promised date: before it, the report should be closed."
SAMPLE = "Whether this is made-up data, for demonstration."


class ReportIn(WireIn):
    """A problem in public space, as someone tells about it."""

    organization: Slug = Field(description=ORGANIZATION, examples=["nantes"])
    category: Code = Field(description=CATEGORY, examples=["pothole"])
    description: Annotated[str, StringConstraints(max_length=MAX_DESCRIPTION)] = Field(
        description="What is wrong, in plain text (no HTML: signs are kept as they are). It is public: leave out "
        "names, numbers and addresses of people. What looks like one is held back until a human has read it.",
        examples=["Un trou profond au milieu de la piste cyclable, devant l’école."],
    )
    lon: Degrees | None = Field(
        default=None,
        description="Longitude in degrees (WGS 84). Without lon and lat, `address` or `address_id` is needed.",
        examples=[-1.5534],
    )
    lat: Degrees | None = Field(default=None, description="Latitude in degrees (WGS 84).", examples=[47.2173])
    address: Annotated[str, StringConstraints(min_length=1, max_length=MAX_ADDRESS)] | None = Field(
        default=None, description="Where it is, in words.", examples=["12 rue de Strasbourg, Nantes"]
    )
    insee_code: Insee | None = Field(default=None, description="Commune, as an INSEE code.", examples=["44109"])
    occurred_at: Instant | None = Field(default=None, description=OCCURRED, examples=["2026-03-01T18:20:00+01:00"])
    opened_at: Instant | None = Field(
        default=None,
        description=OPENED
        + " Left out: now. Only the responsible organization, with the scope reports:triage, may set "
        "it, to bring in reports of the past.",
    )
    client_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{8,100}$")] | None = Field(
        default=None,
        description="Identifier made by the sender, such as a UUID. Sent again by the same consumer it gives the same "
        "report with 200, so that a lost answer costs nothing.",
        examples=["7f3e6bb0-0c58-4a3c-9f5c-5e6a1a5f2a01"],
    )
    sample: Annotated[bool, Field(strict=True)] = Field(default=False, description=SAMPLE, examples=[True])
    address_id: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = Field(
        default=None,
        description=ADDRESS_ID + " Alone, it is a place known by its address, in the commune that the key names.",
        examples=["44109_6620_00012"],
    )
    postcode: Annotated[str, StringConstraints(min_length=2, max_length=12)] | None = Field(
        default=None, description="Postcode.", examples=["44000"]
    )
    district: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = Field(
        default=None, description=DISTRICT, examples=["Centre-ville"]
    )
    attributes: Annotated[dict[str, Any], Field(max_length=60)] = Field(
        default_factory=dict,
        description="Answers to what the category asks (its `attributes`), by code: a text, a number, a date, a key or "
        "a list of keys. Others are kept too, with the warning `unknown_attribute`.",
        examples=[{"pole_number": "A-1204"}],
    )
    channel: Literal["api", "web", "mobile", "phone", "email", "counter", "sensor"] = Field(
        default="api", description="By which way the person reported.", examples=["mobile"]
    )
    reporter: ReporterIn | None = Field(
        default=None, description="Who reports, if they wish. Never public; kept apart, for as long as it is published."
    )
    is_draft: Annotated[bool, Field(strict=True)] = Field(
        default=False,
        description="Whether this is not finished: it may lack its place, its words (an empty `description`) and the "
        "answers that its category needs. Nobody else reads it until you complete it at `…/content`.",
    )

    def told(self) -> NewReport:
        """What the domain takes in."""
        members = dict(self) | {
            "reporter": None if self.reporter is None else self.reporter.told(),
            "channel": ReportChannel(self.channel),
        }
        return NewReport(**members)


class ReportContentIn(WireIn):
    """What of a report is to change; what is left out stays (JSON Merge Patch, RFC 7396)."""

    description: Annotated[str, StringConstraints(min_length=1, max_length=MAX_DESCRIPTION)] | None = Field(
        default=None, description="What is wrong, in plain text. It is screened again."
    )
    lon: Degrees | None = Field(
        default=None, description="Longitude in degrees (WGS 84), with `lat`.", examples=[-1.55]
    )
    lat: Degrees | None = Field(default=None, description="Latitude in degrees (WGS 84), with `lon`.", examples=[47.21])
    address: Annotated[str, StringConstraints(min_length=1, max_length=MAX_ADDRESS)] | None = Field(
        default=None, description="Where it is, in words."
    )
    insee_code: Insee | None = Field(default=None, description="Commune, as an INSEE code.", examples=["44109"])
    address_id: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = Field(
        default=None, description=ADDRESS_ID
    )
    postcode: Annotated[str, StringConstraints(min_length=2, max_length=12)] | None = Field(
        default=None, description="Postcode."
    )
    district: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = Field(
        default=None, description=DISTRICT
    )
    occurred_at: Instant | None = Field(default=None, description=OCCURRED)
    attributes: Annotated[dict[str, Any], Field(max_length=60)] | None = Field(
        default=None, description="Answers to replace, by code; null or an empty text removes one."
    )
    is_draft: Annotated[bool, Field(strict=True)] | None = Field(
        default=None, description="True: the draft stays one. Left out: it is finished, and public from now on."
    )

    def changes(self) -> dict[str, Any]:
        """The fields that were sent."""
        told = {name: getattr(self, name) for name in self.model_fields_set}
        if told.get("description", "") is None:
            told["description"] = ""
        if told.get("attributes", {}) is None:
            del told["attributes"]
        return told


class ReportChange(WireIn):
    """What is done with a report: a status, a team, a category, and what the public is told about it."""

    status: ReportStatus | None = Field(
        default=None, description="Where the report goes. Left out: it stays where it is.", examples=["planned"]
    )
    team: Slug | None = Field(
        default=None,
        description="Slug of the team that gets it; null takes it from its team. Left out: it stays.",
        examples=["voirie-centre"],
    )
    category: Code | None = Field(
        default=None,
        description="The category that it belongs in, if it was filed in another one.",
        examples=["sidewalk"],
    )
    explanation: Annotated[str, StringConstraints(min_length=1, max_length=MAX_EXPLANATION)] | None = Field(
        default=None,
        description="What the public is told. Needed to close, to transfer (to whom) and to reopen.",
        examples=["La réparation est inscrite au programme de la semaine prochaine."],
    )
    outcome: ReportOutcome | None = Field(
        default=None,
        description=OUTCOME + " Needed to close, and only then. `duplicate` names no other report: to say which one it "
        "repeats, merge it (`PUT …/duplicate-of`), and it ends with that one.",
    )
    expected_at: Instant | None = Field(
        default=None,
        description=EXPECTED + " Needed to plan; left out otherwise, the present one stands.",
        examples=["2026-03-13T23:59:59+01:00"],
    )
    at: Instant | None = Field(
        default=None,
        description="When it happened, to bring in moves of the past, in order. Left out: now. The history also keeps "
        "when the move was recorded.",
    )

    def move(self) -> Move:
        """What the domain does."""
        return Move(
            to=self.status,
            team=self.team,
            has_team="team" in self.model_fields_set,
            category=self.category,
            explanation=self.explanation,
            outcome=self.outcome,
            expected_at=self.expected_at,
            at=self.at,
        )


class ReportNoteIn(WireIn):
    """An internal note: those who work on the report read it, nobody else."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_EXPLANATION)] = Field(
        description="What colleagues should know, in plain text.",
        examples=["Grille d’avaloir commandée, référence 88."],
    )
