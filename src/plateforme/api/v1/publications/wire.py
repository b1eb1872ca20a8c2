"""Publications as strangers read them."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field

from plateforme.api.v1.publications.report import ValidationReport
from plateforme.api.wire import ONE_LINE, Wire, WireIn
from plateforme.domains.datasets.file_names import public_address
from plateforme.domains.datasets.tables import Publication

PublicationState = Literal["queued", "running", "waiting", "published", "unchanged", "rejected", "failed", "cancelled"]

STATE = (
    "`queued` and `running`: come back later. `waiting`: the file is valid, but its columns break what readers rely "
    "on; somebody of the organization has to accept that. `published`: a new version serves. `unchanged`: the content "
    "is the same as before, no version was made. `rejected`: the file breaks rules, see report. `failed`: the platform "
    "could not. `cancelled`: stopped on request."
)

SHEET = (
    "Which sheet of a spreadsheet holds the table: its name, or its number from 1. Left out: the first that has one."
)
HEADER_ROW = "Which row holds the labels, counted from 1; 0 when there is none. Left out: found by content."
ENCODING = "Character encoding of a text file, such as `cp1252`. Left out: found by content."
DELIMITER = "What separates the cells of a text file: one character, or `tab`. Left out: found by content."


class PublicationHints(WireIn):
    """What the producer says of a file, so that nothing has to be guessed."""

    sheet: str | None = Field(default=None, min_length=1, max_length=100, pattern=ONE_LINE, description=SHEET)
    header_row: int | None = Field(default=None, ge=0, le=1_000_000, description=HEADER_ROW)
    encoding: str | None = Field(default=None, min_length=1, max_length=40, pattern=ONE_LINE, description=ENCODING)
    delimiter: str | None = Field(default=None, min_length=1, max_length=10, description=DELIMITER)

    def to_row(self) -> dict[str, Any]:
        """What is stored: those that were given."""
        return self.given(*type(self).model_fields)


class PublicationHintsOut(Wire):
    """What the producer said of a file; null where it was found by content."""

    sheet: str | None = Field(description=SHEET)
    header_row: int | None = Field(description=HEADER_ROW)
    encoding: str | None = Field(description=ENCODING)
    delimiter: str | None = Field(description=DELIMITER)

    @classmethod
    def of(cls, hints: dict[str, Any]) -> Self:
        """Map what is stored."""
        return cls(**{name: hints.get(name) for name in cls.model_fields})


class PublicationFailure(Wire):
    """Why a publication ended without a version."""

    code: str = Field(description="Stable code.", examples=["file_refused"])
    title: str = Field(description="The kind of failure, in words.")
    detail: str = Field(description="What happened and what to do next.")


class PublishedChange(Wire):
    """One difference between the columns of the file and those of the current version."""

    kind: str = Field(description="What kind of difference.", examples=["column_removed"])
    column: str | None = Field(description="Machine name of the column; null when it is about the whole table.")
    detail: str = Field(description="What differs, in words.")
    breaking: bool = Field(description="Whether who relies on the columns of before may fail.")


class PublicationOut(Wire):
    """One attempt to publish a file."""

    id: str = Field(description="Identifier of the publication.")
    dataset: str = Field(description="Slug of the dataset.")
    state: PublicationState = Field(description=STATE)
    stage: str = Field(
        description="Step at work: received, fetching, reading, validating, storing, comparing, serving, waiting or "
        "done. Steps may be added."
    )
    percent: int | None = Field(
        description="How much of the step is done, never going backwards within it; null when that cannot be known."
    )
    rows: int | None = Field(description="Rows of the table; null until they have been counted.")
    cancel_requested: bool = Field(description="Whether somebody asked to stop it; a worker hears it within a second.")
    version: int | None = Field(description="Number of the version that resulted, or that is unchanged.")
    source_name: str = Field(description="Name of the file.")
    source_url: str | None = Field(
        description="Address from which the file is pulled, without its query; null when it was sent."
    )
    source_bytes: int | None = Field(description="Size of the file as received, in bytes; null before.")
    source_digest: str | None = Field(description="SHA-256 of the file as received, in hexadecimal; null before.")
    hints: PublicationHintsOut = Field(description="What the producer said of the file.")
    accept_breaking: bool = Field(description="Whether columns that break what readers rely on were accepted at once.")
    schema_changes: list[PublishedChange] | None = Field(
        description="How the columns differ from those of the current version; null when they do not, and before."
    )
    problem: PublicationFailure | None = Field(description="Why nothing was published; null otherwise.")
    report: ValidationReport | None = Field(
        description="Validation report; null before validation, and in lists: read the publication at its own address."
    )
    errors_url: str | None = Field(description="Address of a CSV with all errors; null when there is none.")
    attempts: int = Field(description="How often the work was begun; more than 1 after a crash.")
    requested_by: str = Field(description="Slug of the consumer that asked for it.")
    created_at: datetime = Field(description="When the file was received.")
    started_at: datetime | None = Field(description="When the work began; null before.")
    finished_at: datetime | None = Field(description="When the work ended; null before.")
    url: str = Field(description="Address of this publication: ask again here.")

    @classmethod
    def of(cls, row: Publication, base: str, dataset: str, *, listed: bool = False) -> Self:
        """Map a row; in a list, its report is left where it is: a thousand of them would fill the memory."""
        special = {
            *("dataset", "report", "problem", "url", "source_url", "cancel_requested", "hints", "schema_changes"),
            "errors_url",
        }
        url = f"{base}/datasets/{dataset}/publications/{row.id}"
        changes = row.schema_changes
        return cls(
            **{name: getattr(row, name) for name in cls.model_fields.keys() - special},
            dataset=dataset,
            source_url=public_address(row.source_url) if row.source_url else None,
            cancel_requested=row.cancelled,
            hints=PublicationHintsOut.of(row.hints),
            schema_changes=[PublishedChange(**change) for change in changes] if changes is not None else None,
            problem=PublicationFailure(**row.problem) if row.problem else None,
            report=ValidationReport.of(row.report) if not listed and row.report else None,
            errors_url=f"{url}/errors.csv" if row.faults_key else None,
            url=url,
        )
