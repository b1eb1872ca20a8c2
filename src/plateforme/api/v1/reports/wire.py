"""Street reports as strangers write and read them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from plateforme.api.v1.bounds import Instant
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.reports.categories import Category
from plateforme.domains.reports.intake import NewReport
from plateforme.domains.reports.lifecycle import Move
from plateforme.domains.reports.tables import Report, ReportEvent, ReportEventKind, ReportOutcome, ReportStatus
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
OUTCOME = "How it ended. Closed does not mean mended: only `fixed` does."
EXPECTED = "The promised date: before it, the report should be closed."
SAMPLE = "Whether this is made-up data, for demonstration."


class ReportIn(WireIn):
    """A problem in public space, as someone tells about it."""

    organization: Slug = Field(description=ORGANIZATION, examples=["nantes"])
    category: Code = Field(description=CATEGORY, examples=["pothole"])
    description: Annotated[str, StringConstraints(min_length=1, max_length=MAX_DESCRIPTION)] = Field(
        description="What is wrong, in plain text. It is public: leave out names, numbers and addresses of people.",
        examples=["Un trou profond au milieu de la piste cyclable, devant l’école."],
    )
    lon: Degrees | None = Field(
        default=None,
        description="Longitude in degrees (WGS 84). Without lon and lat, an address is needed.",
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

    def told(self) -> NewReport:
        """What the domain takes in."""
        return NewReport(**dict(self))


class ReportChange(WireIn):
    """A move of a report, and what the public is told about it."""

    status: ReportStatus = Field(description="Where the report goes.", examples=["planned"])
    explanation: Annotated[str, StringConstraints(min_length=1, max_length=MAX_EXPLANATION)] | None = Field(
        default=None,
        description="What the public is told. Needed to close, to transfer (to whom) and to reopen.",
        examples=["La réparation est inscrite au programme de la semaine prochaine."],
    )
    outcome: ReportOutcome | None = Field(default=None, description=OUTCOME + " Needed to close, and only then.")
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
            explanation=self.explanation,
            outcome=self.outcome,
            expected_at=self.expected_at,
            at=self.at,
        )


class ReportLinks(Wire):
    """Where to go from a report."""

    self: str = Field(description="This report.")
    events: str = Field(description="Its public history.")
    organization: str = Field(description="The organization that answers for it.")


class ReportOut(Wire):
    """A problem in public space, as anyone may read it."""

    reference: str = Field(description="Public reference, stable for life.", examples=["2026-0302-7QK2M9"])
    organization: str = Field(description=ORGANIZATION)
    category: str = Field(description=CATEGORY)
    status: ReportStatus = Field(description="Where it stands.")
    outcome: ReportOutcome | None = Field(description=OUTCOME + " Null while open.")
    description: str = Field(description="What is wrong, in plain text.")
    lon: float | None = Field(description="Longitude in degrees (WGS 84); null when only an address is known.")
    lat: float | None = Field(description="Latitude in degrees (WGS 84); null when only an address is known.")
    address: str | None = Field(description="Where it is, in words.")
    insee_code: str | None = Field(description="Commune, as an INSEE code.")
    sample: bool = Field(description=SAMPLE)
    occurred_at: datetime | None = Field(description=OCCURRED)
    opened_at: datetime = Field(description=OPENED)
    received_at: datetime = Field(description="When the platform received it; later than opened_at for imports.")
    last_event_at: datetime = Field(
        description="When the responsible organization last did something about it; opened_at if it never did."
    )
    expected_at: datetime | None = Field(description=EXPECTED)
    closed_at: datetime | None = Field(description="When it was closed; null while open.")
    times_reopened: int = Field(description="How often it was reopened.")
    updated_at: datetime = Field(description="When this record last changed here.")
    revision: int = Field(description="Counts every change of this record; part of the ETag.")
    links: ReportLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, row: Report, base: str) -> Self:
        """The public face of a stored report; `base` is the absolute address of the API."""
        here = f"{base}/reports/{row.reference}"
        links = ReportLinks(self=here, events=f"{here}/events", organization=f"{base}/organizations/{row.organization}")
        names = cls.model_fields.keys() - {"links"}
        return cls(**{name: getattr(row, name) for name in names}, links=links)


class ReportEventOut(Wire):
    """One entry of a report's public history. Entries are added and never changed."""

    number: int = Field(description="Place in the history of the report, from 1.")
    kind: ReportEventKind = Field(description="What happened.")
    from_status: ReportStatus | None = Field(description="Where the report stood; null at its opening.")
    to_status: ReportStatus = Field(description="Where it went.")
    outcome: ReportOutcome | None = Field(description=OUTCOME + " Null unless this closed it.")
    explanation: str | None = Field(description="What the public was told.")
    expected_at: datetime | None = Field(description="The promised date as it stood afterwards.")
    organization: str = Field(description="Slug of the organization that acted.")
    at: datetime = Field(description="When it happened.")
    recorded_at: datetime = Field(description="When the platform was told.")

    @classmethod
    def of(cls, row: ReportEvent) -> Self:
        """The public face of a stored event: without the consumer that sent it."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ReportCategoryOut(Wire):
    """A kind of problem that can be reported."""

    code: str = Field(description="Stable code.", examples=["pothole"])
    label_fr: str = Field(description="Name for people, in French.")
    label_en: str = Field(description="Name for people, in English.")
    help_fr: str = Field(description="What belongs here, in French.")
    service_level_days: int = Field(description="Working days within which a report is to be closed.")
    is_safety: bool = Field(description="Whether someone may get hurt while it waits.")

    @classmethod
    def of(cls, category: Category) -> Self:
        """The published face of a category."""
        return cls(**{name: getattr(category, name) for name in cls.model_fields})
