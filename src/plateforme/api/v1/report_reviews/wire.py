"""What waits for a person, and wishes for removal, on the wire."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from plateforme.api.v1.report_texts.wire import Reason, TextFindingOut
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.reports.privacy.removals import MAX_EXPLANATION, NewRemoval
from plateforme.domains.reports.privacy.reviews import Review
from plateforme.domains.reports.tables import (
    RemovalReason,
    RemovalStatus,
    RemovalSubject,
    Report,
    ReportRemoval,
    ReviewSubject,
)


class ReviewLinks(Wire):
    """Where to go from something that waits."""

    report: str = Field(description="The report.")
    decision: str = Field(description="Where to send the decision, with PATCH.")


class ReportReviewOut(Wire):
    """Something that waits for a person of your organization."""

    subject: ReviewSubject = Field(description="What it is.")
    reference: str = Field(description="Public reference of the report.", examples=["2026-0302-7QK2M9"])
    number: int | None = Field(description="Number of the comment, photo or request; null for the description.")
    category: str = Field(description="Category of the report.")
    since: datetime = Field(description="Since when it waits.")
    due_at: datetime = Field(description="Before which it should be decided: two working days.")
    original: str | None = Field(description="As it was written: the text, the photo's title, the wish's explanation.")
    proposed: str | None = Field(description="What could be public in its place, with masks; null where it is no text.")
    findings: list[TextFindingOut] = Field(description="What looks like personal data in it.")
    reason: RemovalReason | None = Field(description="Why somebody wants it removed; null for what is no request.")
    about: RemovalSubject | None = Field(description="What somebody wants removed; null for what is no request.")
    about_number: int | None = Field(description="Number of the comment or photo that somebody wants removed.")
    revision: int = Field(description="Revision of the report, part of the ETag that a decision on its text needs.")
    links: ReviewLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, review: Review, base: str) -> Self:
        """One thing that waits; `base` is the absolute address of the API."""
        here = f"{base}/reports/{review.report.reference}"
        tail = {
            ReviewSubject.TEXT: "text",
            ReviewSubject.COMMENT: f"comments/{review.number}",
            ReviewSubject.PHOTO: f"photos/{review.number}",
            ReviewSubject.REMOVAL: f"removal-requests/{review.number}",
        }[review.subject]
        return cls(
            subject=review.subject,
            reference=review.report.reference,
            number=review.number,
            category=review.report.category,
            since=review.since,
            due_at=review.due_at,
            original=review.original,
            proposed=review.proposed,
            findings=[TextFindingOut(**finding) for finding in review.findings],
            reason=None if review.reason is None else RemovalReason(review.reason),
            about=None if review.about is None else RemovalSubject(review.about),
            about_number=review.about_number,
            revision=review.report.revision,
            links=ReviewLinks(report=here, decision=f"{here}/{tail}"),
        )


class PhotoDecision(WireIn):
    """What a person decides about a photo."""

    decision: Literal["publish", "withhold"] = Field(
        description="`publish` it, or `withhold` it: its picture is then deleted for good.", examples=["publish"]
    )
    reason: Reason | None = Field(default=None, description="Why, for the organization's own people.")


class RemovalRequestIn(WireIn):
    """A wish that something be taken out of the public's sight."""

    subject: RemovalSubject = Field(description="What is to be removed.", examples=["comment"])
    number: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        default=None, description="Number of the comment or photo; left out for anything else.", examples=[1]
    )
    reason: RemovalReason = Field(description="Why.", examples=["personal_data"])
    explanation: Annotated[str, StringConstraints(min_length=1, max_length=MAX_EXPLANATION)] | None = Field(
        default=None,
        description="More about it, read by the organization that answers for the report only.",
        examples=["Mon nom y figure."],
    )

    def told(self) -> NewRemoval:
        """What the domain takes in."""
        return NewRemoval(**dict(self))


class RemovalRequestDecision(WireIn):
    """The answer to a wish for removal."""

    decision: Literal["granted", "refused"] = Field(description="Granted or refused.", examples=["granted"])
    answer: Reason = Field(
        description="What was done, or why not: whoever asked reads it.", examples=["Le commentaire a été retiré."]
    )


class RemovalRequestOut(Wire):
    """A wish for removal, for whoever made it and for the organization that answers."""

    reference: str = Field(description="Public reference of the report.", examples=["2026-0302-7QK2M9"])
    number: int = Field(description="Number of the request in its report, from 1.")
    subject: RemovalSubject = Field(description="What is to be removed.")
    subject_number: int | None = Field(description="Number of the comment or photo.")
    reason: RemovalReason = Field(description="Why.")
    explanation: str | None = Field(description="More about it.")
    status: RemovalStatus = Field(description="Where the request stands.")
    answer: str | None = Field(description="What was done, or why not; null while it is open.")
    at: datetime = Field(description="When it was made.")
    decided_at: datetime | None = Field(description="When it was answered.")

    @classmethod
    def of(cls, row: ReportRemoval, report: Report) -> Self:
        """A stored request."""
        names = cls.model_fields.keys() - {"reference"}
        return cls(reference=report.reference, **{name: getattr(row, name) for name in names})
