"""Datasets, versions and facets as strangers read and write them."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import Field, HttpUrl, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from plateforme.api.v1.bounds import Instant
from plateforme.api.wire import ONE_LINE, Wire, WireIn
from plateforme.domains.datasets.tables import Dataset, Version
from plateforme.kit.ids import SLUG

Slug = Annotated[str, StringConstraints(pattern=SLUG, min_length=2, max_length=100)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=ONE_LINE)]
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00\x0b\x0c\x0e-\x1f]*$")]
Words = Annotated[list[Line], Field(max_length=50)]

TITLE = "What the dataset is, in one line."
DESCRIPTION = "What it holds, how it is made and what it is good for, in plain text or Markdown."
LICENSE = (
    "SPDX identifier of the licence, such as `etalab-2.0` or `ODbL-1.0`; `notspecified` when the producer says none."
)
FREQUENCY = (
    "How often the content should change: a code of the EU frequency vocabulary such as `DAILY`, `MONTHLY`, `ANNUAL`, "
    "`IRREG`, `NEVER` or `UNKNOWN`. Freshness is judged against it."
)
DECLARED = "Day on which the producer says the content was last changed at its source."
VERIFIED = "Instant at which a person last confirmed that the content is still correct."
KEY = "Columns that identify a row, by machine name or label; empty: rows are identified by their position, `_row`."
SCHEMA = "Table Schema descriptor that every published file must follow; null: types are inferred from each file."
REQUIRED = frozenset({"title", "description", "license", "frequency", "keywords", "themes", "spatial", "primary_key"})
SPATIAL = "Codes of the official geographic code (COG), or `FR`, of the territories covered."


class DatasetIn(WireIn):
    """The description of a new dataset. It belongs to the organization of the key that sends it."""

    slug: Slug | None = Field(
        default=None,
        description="Stable name in addresses; made from the title when left out.",
        examples=["aires-de-jeux"],
    )
    title: Line = Field(description=TITLE, examples=["Aires de jeux"])
    description: Text = Field(
        default="", description=DESCRIPTION, examples=["Les aires de jeux de la ville, avec leur âge conseillé."]
    )
    license: Line = Field(default="notspecified", description=LICENSE, examples=["etalab-2.0"])
    frequency: Line = Field(default="UNKNOWN", description=FREQUENCY, examples=["ANNUAL"])
    keywords: Words = Field(
        default_factory=list, description="Free words that help to find it.", examples=[["enfance", "loisirs"]]
    )
    themes: Words = Field(
        default_factory=list, description="Themes, as codes of the EU data-theme vocabulary.", examples=[["SOCI"]]
    )
    spatial: Words = Field(default_factory=list, description=SPATIAL, examples=[["34172"]])
    landing_page: HttpUrl | None = Field(default=None, description="Page that presents the dataset.")
    source: Text | None = Field(default=None, description="Where the content comes from, for attribution.")
    contact: Line | None = Field(default=None, description="Role mailbox or page where questions are answered.")
    temporal_start: date | None = Field(default=None, description="First day that the content covers.")
    temporal_end: date | None = Field(default=None, description="Last day that the content covers.")
    declared_modified_at: date | None = Field(default=None, description=DECLARED, examples=["2026-01-01"])
    primary_key: Words = Field(default_factory=list, description=KEY, examples=[["id"]])
    table_schema: dict[str, Any] | None = Field(default=None, description=SCHEMA)

    def fields(self) -> dict[str, Any]:
        """The description in the words of the catalogue."""
        return _stored(self.model_dump())


class DatasetChange(WireIn):
    """A JSON Merge Patch (RFC 7396) on the description: only what is sent changes, null empties."""

    title: Line | None = Field(default=None, description=TITLE)
    description: Text | None = Field(default=None, description=DESCRIPTION)
    license: Line | None = Field(default=None, description=LICENSE)
    frequency: Line | None = Field(default=None, description=FREQUENCY, examples=["MONTHLY"])
    keywords: Words | None = Field(default=None, description="Free words that help to find it.")
    themes: Words | None = Field(default=None, description="Themes, as codes of the EU data-theme vocabulary.")
    spatial: Words | None = Field(default=None, description=SPATIAL)
    landing_page: HttpUrl | None = Field(default=None, description="Page that presents the dataset.")
    source: Text | None = Field(default=None, description="Where the content comes from, for attribution.")
    contact: Line | None = Field(default=None, description="Role mailbox or page where questions are answered.")
    temporal_start: date | None = Field(default=None, description="First day that the content covers.")
    temporal_end: date | None = Field(default=None, description="Last day that the content covers.")
    declared_modified_at: date | None = Field(default=None, description=DECLARED)
    verified_at: Instant | None = Field(default=None, description=VERIFIED)
    primary_key: Words | None = Field(default=None, description=KEY + " Counts from the next publication on.")
    table_schema: dict[str, Any] | None = Field(
        default=None, description=SCHEMA + " Counts from the next publication on."
    )

    @model_validator(mode="after")
    def _only_nullable(self) -> Self:
        """RFC 7396: null empties a field, which the required ones do not allow."""
        for name in self.model_fields_set & REQUIRED:
            if getattr(self, name) is None:
                raise PydanticCustomError("not_nullable", "The field {name} cannot be emptied.", {"name": name})
        return self

    def changes(self) -> dict[str, Any]:
        """What was sent, in the words of the catalogue."""
        return _stored(self.model_dump(exclude_unset=True))


class DatasetLinks(Wire):
    """Where to go from a dataset."""

    self: str = Field(description="This dataset.")
    rows: str = Field(description="Its rows.")
    table_schema: str = Field(description="Its columns, as a Table Schema.")
    versions: str = Field(description="Its published versions.")
    publications: str = Field(description="The attempts to publish it.")
    csv: str = Field(description="All rows of the current version, as CSV.")
    findings: str = Field(description="What the quality checker says about it.")


class DatasetOut(Wire):
    """A dataset as anyone may read it."""

    slug: str = Field(description="Stable name in addresses.", examples=["communes"])
    organization: str = Field(description="Slug of the organization that answers for it.")
    title: str = Field(description=TITLE)
    description: str = Field(description=DESCRIPTION)
    license: str = Field(description=LICENSE)
    frequency: str = Field(description=FREQUENCY)
    keywords: list[str] = Field(description="Free words that help to find it.")
    themes: list[str] = Field(description="Themes, as codes of the EU data-theme vocabulary.")
    spatial: list[str] = Field(description=SPATIAL)
    landing_page: str | None = Field(description="Page that presents the dataset.")
    source: str | None = Field(description="Where the content comes from, for attribution.")
    contact: str | None = Field(description="Role mailbox or page where questions are answered.")
    temporal_start: date | None = Field(description="First day that the content covers.")
    temporal_end: date | None = Field(description="Last day that the content covers.")
    declared_modified_at: date | None = Field(description=DECLARED)
    verified_at: datetime | None = Field(description=VERIFIED)
    primary_key: list[str] = Field(description=KEY)
    version: int | None = Field(description="Number of the current version; null while nothing is published.")
    rows: int | None = Field(description="Rows of the current version; null while nothing is published.")
    created_at: datetime = Field(description="When the dataset was described here.")
    updated_at: datetime | None = Field(
        description="When its content last changed here; null while nothing is published."
    )
    metadata_updated_at: datetime = Field(
        description="When its description last changed. Says nothing about the content."
    )
    revision: int = Field(description="Counts every change of this record; part of the ETag.")
    links: DatasetLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, row: Dataset, base: str) -> Self:
        """Map a row; `base` is the absolute address of the API."""
        here = f"{base}/datasets/{row.slug}"
        links = DatasetLinks(
            self=here,
            rows=f"{here}/rows",
            table_schema=f"{here}/schema",
            versions=f"{here}/versions",
            publications=f"{here}/publications",
            csv=f"{here}/exports/csv",
            findings=f"{base}/findings?subject_kind=dataset&subject_id={row.slug}",
        )
        names = cls.model_fields.keys() - {"links"}
        return cls(**{name: getattr(row, name) for name in names}, links=links)


class VersionOut(Wire):
    """One immutable published state of a dataset."""

    number: int = Field(description="1 for the first version, then one more for each.")
    digest: str = Field(
        description="SHA-256 of the canonical Parquet file, in hexadecimal: the identity of the content."
    )
    rows: int = Field(description="Number of rows.")
    parquet_bytes: int = Field(description="Size of the canonical Parquet file, in bytes.")
    source_name: str = Field(description="Name of the file that was published.")
    source_bytes: int = Field(description="Size of that file, in bytes.")
    source_digest: str = Field(description="SHA-256 of that file, in hexadecimal: compare before sending it again.")
    published_at: datetime = Field(description="When this version became readable.")
    rows_url: str = Field(description="Its rows.")

    @classmethod
    def of(cls, row: Version, base: str, dataset: str) -> Self:
        """Map a row of a dataset's history."""
        names = cls.model_fields.keys() - {"rows_url"}
        address = f"{base}/datasets/{dataset}/rows?version={row.number}"
        return cls(**{name: getattr(row, name) for name in names}, rows_url=address)


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

    @classmethod
    def of(cls, row: Version) -> Self:
        """Map the stored descriptor of a version."""
        told = row.table_schema
        return cls(
            fields=told["fields"],
            primaryKey=told.get("primaryKey", []),
            missingValues=told.get("missingValues", [""]),
            version=row.number,
        )


class FacetValue(Wire):
    """A value of a facet and how often it occurs."""

    value: str = Field(description="The value, usable as a filter.")
    count: int = Field(description="How many of the filtered datasets have it.")


class FacetOut(Wire):
    """A field of the catalogue and its values."""

    name: str = Field(description="Name of the field, which is also the name of the filter.")
    values: list[FacetValue] = Field(description="Its values, most frequent first.")


class FacetsOut(Wire):
    """The facets of the filtered catalogue."""

    items: list[FacetOut] = Field(description="One entry per facet asked for.")


def _stored(fields: dict[str, Any]) -> dict[str, Any]:
    if "table_schema" in fields:
        fields["declared_schema"] = fields.pop("table_schema")
    if fields.get("landing_page") is not None:
        fields["landing_page"] = str(fields["landing_page"])
    return fields
