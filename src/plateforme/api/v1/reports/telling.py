"""Street reports as strangers read them: the public face, and what it holds for those who may see more."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Self
from zlib import crc32

from fastapi import Depends
from pydantic import Field

from plateforme.api.conditional import etag
from plateforme.api.deps import Base, Caller, Now, ReadSession, WriteSession
from plateforme.api.v1.reports.wire import (
    ADDRESS_ID,
    CATEGORY,
    DISTRICT,
    EXPECTED,
    OCCURRED,
    OPENED,
    ORGANIZATION,
    OUTCOME,
    SAMPLE,
)
from plateforme.api.wire import Wire
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.listings.faces import Face, face_of
from plateforme.domains.reports.people.findings import WARNING, told_details, told_warnings
from plateforme.domains.reports.privacy import moderation
from plateforme.domains.reports.settings import categories
from plateforme.domains.reports.settings.category import Attribute, Category
from plateforme.domains.reports.tables import (
    EventVisibility,
    LocationPrecision,
    Report,
    ReportChannel,
    ReportEvent,
    ReportEventKind,
    ReportOutcome,
    ReportStatus,
    ReportVisibility,
    TextStatus,
)
from plateforme.domains.reports.tables.listed import ListedReport
from plateforme.kit.db import Session


class ReportLinks(Wire):
    """Where to go from a report."""

    self: str = Field(description="This report.")
    events: str = Field(description="Its public history.")
    organization: str = Field(description="The organization that answers for it.")
    photos: str = Field(description="Its photos.")
    comments: str = Field(description="What people added to it.")
    duplicates: str = Field(description="Reports of the same problem that follow this one.")
    duplicate_of: str | None = Field(description="The report that this one follows; null when it follows none.")


class ReportAnswerOut(Wire):
    """An answer to what the category asks."""

    code: str = Field(description="Code of the attribute in its category.", examples=["pole_number"])
    label: str = Field(description="What is asked, in French.")
    value: Any = Field(description="The answer: a text, a number, an instant, a key or a list of keys.")
    name: str | None = Field(description="What the keys mean, in French; null when the answer is no key.")


class ReportPrivateOut(Wire):
    """What only the author of a report and those who work on it read."""

    original_description: str = Field(description="The description as it was written.")
    attributes: list[ReportAnswerOut] = Field(description="All answers, also those that are not public.")
    unknown_attributes: dict[str, Any] = Field(description="What was sent beside what the category asks.")
    consumer: str = Field(description="Slug of the consumer that sent it.")
    client_id: str | None = Field(description="The identifier that the sender gave it.")


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
    is_overdue: bool = Field(description="Whether the promised date has passed and it is still open.")
    team: str | None = Field(description="Slug of the team that has it; null when no team has it yet.")
    channel: ReportChannel = Field(description="By which way it came in.")
    district: str | None = Field(description=DISTRICT)
    postcode: str | None = Field(description="Postcode.")
    address_id: str | None = Field(description=ADDRESS_ID)
    location_precision: LocationPrecision = Field(description="How well its place is known.")
    attributes: list[ReportAnswerOut] = Field(description="Answers to what its category asks, the public ones.")
    warnings: list[str] = Field(
        description="What is odd about it, as codes: `occurred_in_future`, `occurred_long_ago`, `outside_france`, "
        "`outside_territory`, `unknown_attribute`; for those who work on it also `personal_data_in_explanation`.",
    )
    text_status: TextStatus = Field(
        description="Whether `description` is what was written. `in_review`: a human is to read it first, and it is "
        "empty; `redacted`: personal data was taken out; `withheld`: it stays empty."
    )
    visibility: ReportVisibility = Field(description="Who may read it; `public` for everybody without a key.")
    duplicate_of: str | None = Field(description="Reference of the report of the same problem that it follows.")
    duplicates: int = Field(description="How many reports of the same problem follow it.")
    confirmations: int = Field(description="How many people said that they have the same problem.")
    comments: int = Field(description="How many public comments it has.")
    photos: int = Field(description="How many public photos it has.")
    private: ReportPrivateOut | None = Field(
        description="What only its author and those who work on it read; null for everybody else, and in lists."
    )
    updated_at: datetime = Field(description="When this record last changed here.")
    revision: int = Field(description="Counts every change of this record; part of the ETag.")
    links: ReportLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, row: ListedReport, told: "Told", *, private: ReportPrivateOut | None = None) -> Self:
        """The face of a stored report."""
        return cls(
            **{name: getattr(row, name) for name in _STORED},
            is_overdue=is_overdue(row, told.now),
            attributes=told.attributes(row, private=False),
            warnings=told_warnings(row, told.caller),
            private=private,
            links=ReportLinks(**links_of(row, told.base)),
        )


def links_of(row: ListedReport, base: str) -> dict[str, Any]:
    """Where to go from a report, by the names of `ReportLinks` and in their order."""
    here = f"{base}/reports/{row.reference}"
    return {
        "self": here,
        "events": f"{here}/events",
        "organization": f"{base}/organizations/{row.organization}",
        "photos": f"{here}/photos",
        "comments": f"{here}/comments",
        "duplicates": f"{here}/duplicates",
        "duplicate_of": f"{base}/reports/{row.duplicate_of}" if row.duplicate_of else None,
    }


def is_overdue(row: ListedReport, now: datetime) -> bool:
    """Whether what was promised has not come."""
    return row.closed_at is None and row.expected_at is not None and row.expected_at < now


def tag_of(report: ReportOut, *forms: str) -> str:
    """The ETag of one report as it is told: its revision, and what differs without one.

    A report is late from one hour to the next; who may see more reads more under the same address; the words of the
    questions belong to the category; what was written is purged one day, without a change of the report.
    """
    faces = [*(["late"] if report.is_overdue else []), *(["private"] if report.private is not None else [])]
    faces += ["warned"] if WARNING in report.warnings else []
    beside = [*report.attributes, *((report.private,) if report.private is not None else ())]
    if beside:
        told = "".join(one.model_dump_json() for one in beside)
        faces.append(f"{crc32(told.encode()):08x}")
    return etag(report.revision, *faces, *forms)


_STORED = ReportOut.model_fields.keys() - {"links", "is_overdue", "attributes", "private", "warnings"}


@dataclass
class Told:
    """What reports are told with: the address of the API, the hour, who asks, and the categories met so far."""

    session: Session
    base: str
    now: datetime
    caller: Principal | None
    _categories: dict[tuple[str, str], Category | None] = field(default_factory=dict)

    def one(self, row: Report) -> ReportOut:
        """One report, with what the caller may see beyond its public face."""
        return ReportOut.of(row, self, private=self.private(row))

    @property
    def in_list(self) -> Callable[[ListedReport], ReportOut]:
        """One report among others: its public face."""
        return self._public

    def _public(self, row: ListedReport) -> ReportOut:
        return ReportOut.of(row, self)

    def private(self, row: Report) -> ReportPrivateOut | None:
        """What only the author and the staff read."""
        if face_of(row, self.caller) is Face.PUBLIC:
            return None
        return ReportPrivateOut(
            original_description=moderation.original_of(self.session, row),
            attributes=self.attributes(row, private=True),
            unknown_attributes=row.unknown_attributes,
            consumer=row.consumer,
            client_id=row.client_id,
        )

    def attributes(self, row: ListedReport, *, private: bool) -> list[ReportAnswerOut]:
        """The answers of a report with the questions they answer."""
        category = self._category(row) if row.attributes else None
        if category is None:
            return []
        return [
            _answer(one, row.attributes[one.code])
            for one in category.attributes
            if one.code in row.attributes and (private or one.is_public)
        ]

    def _category(self, row: ListedReport) -> Category | None:
        known = row.organization, row.category
        if known not in self._categories:
            self._categories[known] = categories.find(self.session, *known)
        return self._categories[known]


def _answer(attribute: Attribute, value: Any) -> ReportAnswerOut:
    labels = dict(attribute.values)
    keys = value if isinstance(value, list) else [value]
    name = ", ".join(labels.get(str(key), str(key)) for key in keys) if labels else None
    return ReportAnswerOut(code=attribute.code, label=attribute.label_fr, value=value, name=name)


async def _reading(session: ReadSession, base: Base, now: Now, caller: Caller) -> Told:
    return Told(session, base, now, caller)


async def _writing(session: WriteSession, base: Base, now: Now, caller: Caller) -> Told:
    return Told(session, base, now, caller)


Telling = Annotated[Told, Depends(_reading)]
"""Tells reports to whoever reads."""

TellingChange = Annotated[Told, Depends(_writing)]
"""Tells reports to whoever changes them, in the same transaction."""


class ReportEventOut(Wire):
    """One entry of a report's history. Entries are added and never changed, but for words that are taken out."""

    number: int = Field(description="Place in the history of the report, from 1.")
    kind: ReportEventKind = Field(description="What happened.")
    from_status: ReportStatus | None = Field(description="Where the report stood; null at its opening.")
    to_status: ReportStatus = Field(description="Where it went.")
    outcome: ReportOutcome | None = Field(description=OUTCOME + " Null unless this closed it.")
    visibility: EventVisibility = Field(
        description="Who reads this entry: everybody, or those who work on the report (`internal`)."
    )
    explanation: str | None = Field(description="What the public was told; of an internal entry, the note.")
    team: str | None = Field(description="Of `assigned`, the team that got it; null when it went back to nobody.")
    related: str | None = Field(description="Reference of another report that this is about, such as a duplicate.")
    details: dict[str, Any] = Field(
        description="What else there is to know, by kind of entry. `redacted`: the explanation is not the one that was "
        "given at first, or was taken out. `findings`: kinds of personal data that it seems to hold, for those who "
        "work on the report and whoever wrote it."
    )
    expected_at: datetime | None = Field(description="The promised date as it stood afterwards.")
    organization: str = Field(description="Slug of the organization that acted.")
    at: datetime = Field(description="When it happened.")
    recorded_at: datetime = Field(description="When the platform was told.")

    @classmethod
    def of(cls, row: ReportEvent, *, caller: Principal | None, organization: str) -> Self:
        """The face of a stored event that the caller sees; `organization` answers for the report."""
        details = told_details(row, caller, organization=organization)
        return cls(details=details, **{name: getattr(row, name) for name in cls.model_fields.keys() - {"details"}})
