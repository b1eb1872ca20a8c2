"""Changes as strangers read them."""

from datetime import datetime
from typing import Final, Self

from pydantic import Field

from plateforme.api.wire import Wire
from plateforme.domains.changes.tables import Change, ChangeAction

_COLLECTIONS: Final = {"report": "reports"}


class ChangeLinks(Wire):
    """Where to go from a change."""

    subject: str | None = Field(description="The thing as it is now; null when it is gone.")


class ChangeOut(Wire):
    """One change of one thing. Read the thing itself to learn how it is now."""

    kind: str = Field(description="What sort of thing changed.", examples=["report"])
    subject: str = Field(description="Which one: its public reference.", examples=["2026-0302-7QK2M9"])
    action: ChangeAction = Field(
        description="What happened. `deleted` is a tombstone: delete your copy. A thing that you never met may come as "
        "`updated`, when it became public later than it was made."
    )
    event: str | None = Field(description="The kind of the entry in the history of the thing.", examples=["moved"])
    number: int | None = Field(description="The number of that entry.", examples=[3])
    organization: str = Field(description="Slug of the organization that answers for the thing.")
    is_public: bool = Field(description="False for what only those read who work for that organization.")
    reason: str | None = Field(description="Of a tombstone, why; null otherwise.")
    at: datetime = Field(description="When the platform recorded it.")
    links: ChangeLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, row: Change, base: str) -> Self:
        """The face of a stored change."""
        is_gone = row.action == ChangeAction.DELETED
        subject = None if is_gone else f"{base}/{_COLLECTIONS[row.kind]}/{row.subject}"
        names = cls.model_fields.keys() - {"links"}
        return cls(**{name: getattr(row, name) for name in names}, links=ChangeLinks(subject=subject))


class FeedOut(Wire):
    """Some changes in a row, the oldest first."""

    items: list[ChangeOut] = Field(description="The changes, in an order that never changes again.")
    next: str = Field(description="Where to go on: the next `since`. Keep it once you have dealt with the items.")
    has_more: bool = Field(description="Whether there are more by now; if not, ask again later with `next`.")
