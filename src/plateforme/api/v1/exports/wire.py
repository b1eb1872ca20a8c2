"""What an export is, told beside it."""

from pydantic import Field

from plateforme.api.wire import Wire


class ExportDigestOut(Wire):
    """The facts of one export, by which a download is checked."""

    dataset: str = Field(description="Slug of the dataset.", examples=["communes"])
    version: int = Field(description="Number of the version that was exported.", examples=[3])
    format: str = Field(description="Format of the file.", examples=["csv"])
    file_name: str = Field(description="Name under which the file is offered.", examples=["communes-v3.csv"])
    media_type: str = Field(description="Its media type.", examples=["text/csv; charset=utf-8; header=present"])
    rows: int = Field(description="How many rows it holds.", examples=[34955])
    bytes: int = Field(description="Its size, before any compression for the transfer.", examples=[1853402])
    sha256: str = Field(
        description="SHA-256 of the file, in hexadecimal, before any compression for the transfer.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
