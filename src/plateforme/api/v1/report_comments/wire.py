"""Comments on street reports, as strangers write and read them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from plateforme.api.v1.report_texts.wire import TextFindingOut
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.privacy.comments import MAX_COMMENT, NewComment, proposed
from plateforme.domains.reports.tables import ReportComment, TextStatus

ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{8,100}$")]


class ReportCommentIn(WireIn):
    """What somebody adds to a report."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_COMMENT)] = Field(
        description="Plain text. It is to be public: leave out names, numbers and addresses of people.",
        examples=["Toujours là ce matin, et plus large."],
    )
    client_id: ClientId | None = Field(
        default=None,
        description="Identifier made by the sender, such as a UUID: sent again it gives the same comment with 200.",
        examples=["7f3e6bb0-0c58-4a3c-9f5c-5e6a1a5f2a02"],
    )

    def told(self) -> NewComment:
        """What the domain takes in."""
        return NewComment(text=self.text, client_id=self.client_id)


class ReportCommentPrivate(Wire):
    """What its sender and the organization that answers read of a comment beside its public text."""

    original: str | None = Field(description="As it was written, while the public reads something else; null after.")
    proposed: str = Field(description="What could be public in its place, with masks.")
    findings: list[TextFindingOut] = Field(description="What looks like personal data in it.")
    reason: str | None = Field(description="Why it was decided so, if that was said.")


class ReportCommentOut(Wire):
    """A comment on a report."""

    number: int = Field(description="Number of the comment in its report, from 1, in order of arrival.")
    text: str = Field(description="What the public reads; empty while it waits, or where it is withheld.")
    status: TextStatus = Field(description="Where it stands on its way to the public.")
    is_official: bool = Field(description="Whether the organization that answers for the report speaks.")
    organization: str = Field(description="Slug of the organization whose key sent it.")
    at: datetime = Field(description="When it was sent.")
    private: ReportCommentPrivate | None = Field(
        description="For its sender, and for those who work on the report; null for everybody else."
    )

    @classmethod
    def of(cls, row: ReportComment, caller: Principal | None = None, *, works_on: bool = False) -> Self:
        """The face of a stored comment that the caller sees."""
        is_own = caller is not None and caller.consumer == row.consumer
        private = None
        if works_on or is_own:
            private = ReportCommentPrivate(
                original=row.original,
                proposed=proposed(row),
                findings=[TextFindingOut(**finding) for finding in row.findings],
                reason=row.reason,
            )
        names = cls.model_fields.keys() - {"private"}
        return cls(**{name: getattr(row, name) for name in names}, private=private)
