"""Attachments as strangers read and write them."""

from datetime import datetime
from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from plateforme.api.v1.datasets.wire import Line, Text
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.datasets.tables import Attachment

TITLE = "What the file is, in one line."
DESCRIPTION = "What readers find in it."


class AttachmentChange(WireIn):
    """A JSON Merge Patch (RFC 7396) on what is said about the file; its bytes never change."""

    title: Line | None = Field(default=None, description=TITLE, examples=["Modèle de données"])
    description: Text | None = Field(default=None, description=DESCRIPTION)

    @model_validator(mode="after")
    def _nothing_emptied(self) -> Self:
        for name in self.model_fields_set:
            if getattr(self, name) is None:
                raise PydanticCustomError("not_nullable", "The field {name} cannot be emptied.", {"name": name})
        return self

    def changes(self) -> dict[str, Any]:
        """What was sent."""
        return self.model_dump(exclude_unset=True)


class AttachmentOut(Wire):
    """A file that explains a dataset."""

    id: str = Field(description="Identifier of the attachment.")
    dataset: str = Field(description="Slug of the dataset.")
    name: str = Field(description="Name of the file.", examples=["modele-de-donnees.pdf"])
    title: str = Field(description=TITLE)
    description: str = Field(description=DESCRIPTION)
    media_type: str = Field(description="Media type, told by the end of the name.", examples=["application/pdf"])
    size: int = Field(description="Size in bytes.")
    digest: str = Field(description="SHA-256 of the bytes, in hexadecimal.")
    added_by: str = Field(description="Slug of the consumer that attached it.")
    created_at: datetime = Field(description="When it was attached.")
    url: str = Field(description="Address of this description.")
    content_url: str = Field(description="Address of the file itself.")

    @classmethod
    def of(cls, row: Attachment, base: str, dataset: str) -> Self:
        """Map a row; `base` is the absolute address of the API."""
        here = f"{base}/datasets/{dataset}/attachments/{row.id}"
        names = cls.model_fields.keys() - {"dataset", "url", "content_url"}
        told = {name: getattr(row, name) for name in names}
        return cls(**told, dataset=dataset, url=here, content_url=f"{here}/content")
