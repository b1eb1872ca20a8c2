"""Versions and numbered schemas as strangers read and write them."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from plateforme.api.v1.publications.wire import PublishedChange
from plateforme.api.wire import Wire, WireIn
from plateforme.domains.datasets.contract import Numbered, Status
from plateforme.domains.datasets.tables import Version

Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=5, max_length=500, pattern=r"^[^\x00-\x1f]*$")
]

STATUS = (
    "`proposed`: a publication waits with it, nothing has changed yet. `current`. `superseded`: a later number within "
    "the same major, which breaks nothing. `deprecated`: readable with `schema=` until `sunset_at`. `retired`: past "
    "its sunset. `withdrawn`: its versions were withdrawn."
)

CHANGES = (
    "What differs from the schema before, what breaks first. `column_removed`, `column_renamed` (a likeness that was "
    "found, not a fact), `column_retyped`, `column_narrowed`, `key_changed` and `rows_narrowed` break; `column_added`, "
    "`column_widened` and `rows_widened` add; `label_changed`, `description_changed`, `order_changed`, "
    "`geometry_changed` and `source_changed` do neither."
)


class VersionOut(Wire):
    """One immutable published state of a dataset."""

    number: int = Field(description="1 for the first version, then one more for each. Never used again.")
    is_current: bool = Field(description="Whether readers get this version when they name none.")
    origin: Literal["file", "rows"] = Field(description="`file`: a published file. `rows`: rows that were written.")
    digest: str = Field(
        description="SHA-256 of the canonical Parquet file, in hexadecimal: the identity of the content."
    )
    rows: int = Field(description="Number of rows.")
    rows_added: int | None = Field(
        description="Rows that the version before did not have; null for a first version, and where it was not counted."
    )
    rows_changed: int | None = Field(description="Rows that the version before had with other values; null likewise.")
    rows_removed: int | None = Field(description="Rows that only the version before had; null likewise.")
    schema_version: str = Field(description="Number of its schema, as SemVer 2.0.0 counts.", examples=["1.0.0"])
    parquet_bytes: int = Field(description="Size of the stored Parquet file, in bytes.")
    source_name: str = Field(description="Name of the file that was published.")
    source_bytes: int = Field(description="Size of that file, in bytes.")
    source_digest: str = Field(description="SHA-256 of that file, in hexadecimal: compare before sending it again.")
    published_by: str | None = Field(
        description="Slug of the consumer that published it; null for versions older than this field."
    )
    published_at: datetime = Field(description="When this version became readable.")
    withdrawn_at: datetime | None = Field(description="When its producer withdrew it; null if it was not.")
    withdrawn_reason: str | None = Field(description="Why it was withdrawn, in the producer's words.")
    pruned_at: datetime | None = Field(description="When its content stopped being kept; null while it is.")
    rows_url: str = Field(description="Its rows.")
    csv_url: str = Field(description="All its rows, as CSV.")
    parquet_url: str = Field(description="All its rows, as Parquet.")

    @classmethod
    def of(cls, row: Version, base: str, dataset: str, *, current: int | None) -> Self:
        """Map a row of a dataset's history; `current` is the number of the current version."""
        here, pinned = f"{base}/datasets/{dataset}", f"version={row.number}"
        special = {"rows_url", "csv_url", "parquet_url", "is_current"}
        return cls(
            **{name: getattr(row, name) for name in cls.model_fields.keys() - special},
            is_current=row.number == current,
            rows_url=f"{here}/rows?{pinned}",
            csv_url=f"{here}/exports/csv?{pinned}",
            parquet_url=f"{here}/exports/parquet?{pinned}",
        )


class Withdrawal(WireIn):
    """Why a version is withdrawn."""

    reason: Reason = Field(
        description="Why, in one sentence. Anyone can read it: name no person and repeat no personal data.",
        examples=["La colonne téléphone contenait des numéros privés."],
    )
    is_final: bool = Field(
        default=False,
        description="Whether the content goes now, for good, as personal data must: it cannot be undone. Left out: it "
        "can be for 30 days.",
    )


class Restoration(WireIn):
    """Which earlier content becomes current again."""

    from_version: int = Field(
        ge=1, le=2**31 - 1, description="Number of the version that has the content.", examples=[1]
    )
    accept_breaking: bool = Field(
        default=False, description="Whether columns that break what readers rely on now are accepted."
    )


class TableSchemaOut(Wire):
    """A Table Schema descriptor, as frictionlessdata.io defines it."""

    fields: list[dict[str, Any]] = Field(
        description="The columns in order: name, title (the label in the source), type, constraints."
    )
    primaryKey: list[str] = Field(  # noqa: N815  # the standard's name
        description="Columns that identify a row; empty: rows are identified by position, `_row`."
    )
    missingValues: list[str] = Field(description="Texts that stand for no value in the source.")  # noqa: N815  # idem
    version: int = Field(description="Number of the version that has these columns.")
    schema_version: str = Field(description="Number of this schema, as SemVer 2.0.0 counts.", examples=["1.0.0"])

    @classmethod
    def of(cls, row: Version) -> Self:
        """Map the stored descriptor of a version."""
        told = row.table_schema
        return cls(
            fields=told["fields"],
            primaryKey=told.get("primaryKey", []),
            missingValues=told.get("missingValues", [""]),
            version=row.number,
            schema_version=row.schema_version,
        )


class SchemaVersionOut(Wire):
    """What the columns of a dataset are, were or may become, under a number."""

    number: str = Field(description="Number, as SemVer 2.0.0 counts; of a proposal, the one it would get now.")
    status: Status = Field(description=STATUS)
    first_version: int | None = Field(description="Number of the first version that has it; null for a proposal.")
    publication: str | None = Field(description="Identifier of the publication that proposes it; null otherwise.")
    changes: list[PublishedChange] = Field(description=CHANGES)
    published_at: datetime | None = Field(description="When that version became readable; null for a proposal.")
    deprecated_at: datetime | None = Field(description="When a next major number began to replace it; null before.")
    sunset_at: datetime | None = Field(description="Until when `schema=` reads it; null while it is not deprecated.")

    @classmethod
    def of(cls, told: Numbered) -> Self:
        """Map a numbered schema."""
        names = cls.model_fields.keys() - {"changes"}
        changes = [PublishedChange(**change.to_json()) for change in told.changes]
        return cls(**{name: getattr(told, name) for name in names}, changes=changes)


class SchemaVersionsOut(Wire):
    """The numbered schemas of a dataset."""

    items: list[SchemaVersionOut] = Field(description="Proposals first, then the published ones, newest first.")
