"""Scheduled pulls as strangers read them, and as producers write them."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field

from plateforme.api.v1.publications.wire import PublicationHints, PublicationHintsOut
from plateforme.api.wire import ONE_LINE, Wire, WireIn
from plateforme.domains.datasets.file_names import public_address
from plateforme.domains.datasets.pulls import LONGEST, SHORTEST
from plateforme.domains.datasets.tables import Pull

URL = (
    "Address of the file, on a host that the platform pulls from. Strangers read it without its query, for that may "
    "hold a token of the producer's."
)
EVERY = "Minutes between two looks at the source, 15 at least."
OUTCOME = (
    "What the last look gave. `queued`: the file is another one, `links.publication` tells what becomes of it. "
    "`not_modified`: it is the same as before. `failed`: it could not be had, see `detail`. Null before the first look."
)


class PullIn(WireIn):
    """Have the file of a dataset fetched on a schedule."""

    url: str = Field(
        min_length=1,
        max_length=2000,
        pattern=ONE_LINE,
        description=URL,
        examples=["https://data.example.fr/parcs.csv"],
    )
    every_minutes: int | None = Field(
        default=None,
        ge=SHORTEST,
        le=LONGEST,
        description=f"{EVERY} Left out: four times in each period of the dataset's `frequency`, daily at least.",
        examples=[1440],
    )
    hints: PublicationHints | None = Field(
        default=None, description="What is to be known of the file, so that nothing has to be guessed."
    )
    paused: bool = Field(default=False, description="Whether the source is left alone for now.")

    def said(self) -> dict[str, Any]:
        """The hints that were given."""
        return self.hints.to_row() if self.hints else {}


class PullLinks(Wire):
    """Where to go from a pull."""

    self: str = Field(description="This pull.")
    dataset: str = Field(description="The dataset.")
    publication: str | None = Field(description="The last publication that this led to; null before.")


class PullOut(Wire):
    """Where, how often and with which success the platform fetches the file of a dataset."""

    dataset: str = Field(description="Slug of the dataset.")
    url: str = Field(description=URL)
    every_minutes: int = Field(description=EVERY)
    hints: PublicationHintsOut = Field(description="What the producer said of the file.")
    paused: bool = Field(description="Whether the source is left alone for now.")
    requested_by: str = Field(description="Slug of the consumer that asked for it.")
    next_at: datetime | None = Field(description="When the source is looked at next; null while paused.")
    checked_at: datetime | None = Field(
        description="When the source last answered, whether or not its file had changed; null before."
    )
    changed_at: datetime | None = Field(
        description="When a file was last found to have changed; it may have been refused. Null before."
    )
    outcome: Literal["queued", "not_modified", "failed"] | None = Field(description=OUTCOME)
    detail: str | None = Field(description="Why the last look failed and what to do next; null otherwise.")
    failures: int = Field(
        description="How many looks failed since the last success; the pause after each is longer, up to a day."
    )
    created_at: datetime = Field(description="When it was first asked for.")
    revision: int = Field(description="Grows with every change.")
    links: PullLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, row: Pull, base: str, dataset: str, *, whole: bool = True) -> Self:
        """Map a row; `whole` tells the address as its producer wrote it."""
        special = {"dataset", "url", "hints", "links"}
        url = f"{base}/datasets/{dataset}"
        publication = f"{url}/publications/{row.publication_id}" if row.publication_id else None
        return cls(
            **{name: getattr(row, name) for name in cls.model_fields.keys() - special},
            dataset=dataset,
            url=row.url if whole else public_address(row.url),
            hints=PublicationHintsOut.of(row.hints),
            links=PullLinks(self=f"{url}/pull", dataset=url, publication=publication),
        )
