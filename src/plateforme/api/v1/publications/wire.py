"""Publications as strangers read them."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field

from plateforme.api.wire import Wire
from plateforme.domains.datasets.tables import Publication

PublicationState = Literal["queued", "running", "published", "unchanged", "rejected", "failed"]

STATE = (
    "`queued` and `running`: come back later. `published`: a new version serves. `unchanged`: the content is the same "
    "as before, no version was made. `rejected`: the file breaks rules, see report. `failed`: the platform could not."
)


class PublicationFailure(Wire):
    """Why a publication ended without a version."""

    code: str = Field(description="Stable code.", examples=["file_refused"])
    title: str = Field(description="The kind of failure, in words.")
    detail: str = Field(description="What happened and what to do next.")


class ReportedColumn(Wire):
    """How one column was understood."""

    name: str = Field(description="Machine name, used in filters and answers.")
    label: str = Field(description="Label in the file.")
    type: str = Field(description="Table Schema type.")
    why: str = Field(description="Why it has this type.")


class ReportedFault(Wire):
    """One fault in the file: where, which rule, and how to mend it. The value itself is never repeated."""

    code: str = Field(description="Error name of the Table Schema world, such as `type-error` or `extra-cell`.")
    row: int | None = Field(
        description="Line of the fault; the header is line 1. Null when it concerns the whole file."
    )
    column: str | None = Field(description="Label of the column; null when it concerns the whole row or file.")
    detail: str = Field(description="What is wrong.")
    remedy: str = Field(description="How to mend it.")


class ReportedSource(Wire):
    """What the file turned out to be."""

    format: str | None = Field(description="csv, xlsx, ods, json, ndjson or parquet; null when it could not be told.")
    encoding: str | None = Field(description="Character encoding; null for binary formats.")
    delimiter: str | None = Field(description="Separator of the cells; null when there is none.")
    header_row: int | None = Field(description="Line that holds the labels; null when there is none.")
    bytes: int | None = Field(description="Size in bytes.")
    sha256: str | None = Field(description="SHA-256 in hexadecimal.")


class ValidationReport(Wire):
    """The validation report: how the file was understood and what is wrong with it."""

    valid: bool = Field(description="Whether the file may be published.")
    rows: int | None = Field(description="Rows read; null when reading failed.")
    source: ReportedSource = Field(description="How the file was read.")
    columns: list[ReportedColumn] = Field(description="How each column was understood.")
    errors: list[ReportedFault] = Field(description="Faults that prevent publication, the first 10 000.")
    totals: dict[str, int] = Field(description="Number of faults by code, all of them.")
    warnings: list[ReportedFault] = Field(description="Oddities that do not prevent publication.")

    @classmethod
    def of(cls, report: dict[str, Any]) -> Self:
        """Map a stored report."""
        source = {name: report["source"].get(name) for name in ReportedSource.model_fields}
        return cls.model_validate({**{name: report.get(name) for name in cls.model_fields}, "source": source})


class PublicationOut(Wire):
    """One attempt to publish a file."""

    id: str = Field(description="Identifier of the publication.")
    dataset: str = Field(description="Slug of the dataset.")
    state: PublicationState = Field(description=STATE)
    stage: str = Field(description="Step at work: received, fetching, reading, validating, storing, serving, done.")
    percent: int | None = Field(description="How much of the step is done; null when that cannot be known.")
    rows: int | None = Field(description="Rows of the published table; null before.")
    version: int | None = Field(description="Number of the version that resulted, or that is unchanged.")
    source_name: str = Field(description="Name of the file.")
    source_url: str | None = Field(description="Address from which the file is pulled; null when it was sent.")
    source_bytes: int | None = Field(description="Size of the file as received, in bytes; null before.")
    source_digest: str | None = Field(description="SHA-256 of the file as received, in hexadecimal; null before.")
    problem: PublicationFailure | None = Field(description="Why nothing was published; null otherwise.")
    report: ValidationReport | None = Field(
        description="Validation report; null before validation, and in lists: read the publication at its own address."
    )
    attempts: int = Field(description="How often the work was begun; more than 1 after a crash.")
    requested_by: str = Field(description="Slug of the consumer that asked for it.")
    created_at: datetime = Field(description="When the file was received.")
    started_at: datetime | None = Field(description="When the work began; null before.")
    finished_at: datetime | None = Field(description="When the work ended; null before.")
    url: str = Field(description="Address of this publication: ask again here.")

    @classmethod
    def of(cls, row: Publication, base: str, dataset: str, *, listed: bool = False) -> Self:
        """Map a row; in a list, its report is left where it is: a thousand of them would fill the memory."""
        special = {"dataset", "report", "problem", "url"}
        return cls(
            **{name: getattr(row, name) for name in cls.model_fields.keys() - special},
            dataset=dataset,
            problem=PublicationFailure(**row.problem) if row.problem else None,
            report=ValidationReport.of(row.report) if not listed and row.report else None,
            url=f"{base}/datasets/{dataset}/publications/{row.id}",
        )
