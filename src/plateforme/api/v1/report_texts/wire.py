"""Decisions about free texts, and what screening finds in them."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from plateforme.api.wire import ONE_LINE, Wire, WireIn
from plateforme.domains.reports.people.people import MAX_NAME
from plateforme.domains.reports.privacy.moderation import MAX_REASON, Decision, TextVerdict
from plateforme.domains.reports.privacy.redaction import Redaction
from plateforme.domains.reports.screening.personal_data import FindingKind
from plateforme.domains.reports.screening.screening import Screened
from plateforme.domains.reports.tables import Report, ReportVisibility, TextStatus
from plateforme.domains.reports.texts import MAX_DESCRIPTION, MAX_EXPLANATION

Words = Annotated[str, StringConstraints(min_length=1, max_length=MAX_DESCRIPTION)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=MAX_REASON)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME, pattern=ONE_LINE)]


class TextFindingOut(Wire):
    """A passage that looks like personal data."""

    kind: FindingKind = Field(description="What it looks like.")
    start: int = Field(description="Where it begins, in characters (Unicode code points) from 0.")
    end: int = Field(description="Where it ends; this character no longer belongs to it.")


class TextPreviewIn(WireIn):
    """A text that somebody is about to send."""

    text: Words = Field(
        description="The text, as it would be sent.", examples=["Rappelez-moi au 06 12 34 56 78, merci."]
    )
    names: list[Name] = Field(
        default_factory=list,
        max_length=10,
        description="First and last names of the sender, which are to stay out of the public text.",
        examples=[["Camille", "Martin"]],
    )


class TextPreviewOut(Wire):
    """What would become of a text."""

    is_public_at_once: bool = Field(description="Whether nothing was found, so that nobody needs to look at it.")
    proposed: str = Field(description="What could be public, with masks in place of what was found.")
    findings: list[TextFindingOut] = Field(description="What looks like personal data.")

    @classmethod
    def of(cls, screened: Screened) -> Self:
        """The outcome of a screening."""
        return cls(
            is_public_at_once=not screened.findings,
            proposed=screened.proposed,
            findings=[TextFindingOut(kind=each.kind, start=each.start, end=each.end) for each in screened.findings],
        )


class TextDecision(WireIn):
    """What a person decides about a text."""

    decision: TextVerdict = Field(
        description="`publish` it as written, `redact` it (another text takes its place, and what was written is "
        "purged), or `withhold` it.",
        examples=["redact"],
    )
    text: Words | None = Field(
        default=None,
        description="With `redact`: what the public reads. Left out: the proposed text, with masks.",
    )
    reason: Reason | None = Field(
        default=None,
        description="Why, for the organization's own people. Needed to withhold.",
        examples=["Numéro de téléphone d’un riverain."],
    )

    def decided(self) -> Decision:
        """What the domain takes in."""
        return Decision(verdict=self.decision, text=self.text, reason=self.reason)


class ReportTextIn(WireIn):
    """Other words in place of one's own."""

    text: Words = Field(
        description="What the public is to read instead; the former words are purged.",
        examples=["Trou au milieu de la piste cyclable."],
    )


class ReportVisibilityIn(WireIn):
    """Whether the public sees a report."""

    visibility: Literal["public", "hidden"] = Field(description="Hidden or shown.", examples=["hidden"])
    reason: Reason = Field(
        description="Why, for the organization's own people.", examples=["Mise en cause d’un voisin."]
    )


class ReportEventRedaction(WireIn):
    """Other words, or none, in place of what an entry of a report's history says."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_EXPLANATION)] | None = Field(
        default=None,
        description="What it says from now on; left out or null: nothing.",
        examples=["La réparation est faite."],
    )
    reason: Reason = Field(
        description="Why, for the organization's own people.", examples=["Le nom d’un riverain y figurait."]
    )

    def told(self) -> Redaction:
        """What the domain takes in."""
        return Redaction(text=self.text, reason=self.reason)


class ReportModerationOut(Wire):
    """What the public sees of a report."""

    reference: str = Field(description="Public reference of the report.", examples=["2026-0302-7QK2M9"])
    visibility: ReportVisibility = Field(description="Who may read the report.")
    text_status: TextStatus = Field(description="Where its description stands on its way to the public.")
    description: str = Field(description="What the public reads; empty while it waits, or where it is withheld.")
    revision: int = Field(description="Counts every change of the report; part of its ETag.")

    @classmethod
    def of(cls, row: Report) -> Self:
        """What is decided about a stored report."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})
