"""Photos of street reports as strangers read them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from plateforme.api.wire import ONE_LINE, Wire
from plateforme.domains.reports.photos.photos import MAX_TITLE
from plateforme.domains.reports.tables import ReportPhoto, TextStatus

TITLE = "What the photo shows, in one line, for those who cannot see it. It is public: leave out names and plates."

Title = Annotated[str, StringConstraints(max_length=MAX_TITLE, pattern=ONE_LINE)]


class ReportPhotoOut(Wire):
    """A photo of a report: a picture made anew, upright, without where, when and with what it was taken."""

    number: int = Field(description="Number of the photo in its report; never given twice.")
    status: TextStatus = Field(
        description="Whether the public sees it: `published`; `in_review` until somebody has looked at it; `withheld` "
        "when its picture was deleted. The public is shown what is published, its sender and those who answer for the "
        "report all of it."
    )
    title: str | None = Field(description=TITLE)
    media_type: str = Field(description="Media type of the picture.", examples=["image/jpeg"])
    width: int = Field(description="Width in pixels, at most 2048.")
    height: int = Field(description="Height in pixels, at most 2048.")
    bytes: int = Field(description="Size of the picture in bytes.")
    digest: str = Field(description="SHA-256 of the picture, in hexadecimal.")
    is_blurred: bool = Field(description="Whether faces and number plates were looked for and blurred by a machine.")
    at: datetime = Field(description="When it was added.")
    decided_at: datetime | None = Field(description="When somebody let the public see it, or withheld it.")
    url: str | None = Field(description="Address of the picture; null when it was withheld.")
    thumbnail_url: str | None = Field(
        description="Address of the picture with at most 320 pixels a side; null when it was withheld."
    )

    @classmethod
    def of(cls, row: ReportPhoto, base: str, reference: str) -> Self:
        """Map a row; `base` is the absolute address of the API."""
        here = f"{base}/reports/{reference}/photos/{row.number}"
        is_there = row.status != TextStatus.WITHHELD
        told = {name: getattr(row, name) for name in cls.model_fields.keys() - {"url", "thumbnail_url"}}
        return cls(
            **told,
            url=f"{here}/content" if is_there else None,
            thumbnail_url=f"{here}/thumbnail" if is_there else None,
        )
