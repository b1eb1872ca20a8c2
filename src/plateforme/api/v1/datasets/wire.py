"""Datasets, versions and facets as strangers read and write them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, HttpUrl, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from plateforme.api.v1.bounds import Instant
from plateforme.api.wire import ONE_LINE, Wire, WireIn
from plateforme.domains.datasets.tables import Dataset
from plateforme.domains.datasets.territories import SENTENCE
from plateforme.kit.ids import SLUG

Slug = Annotated[str, StringConstraints(pattern=SLUG, min_length=2, max_length=100)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=ONE_LINE)]
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00\x0b\x0c\x0e-\x1f]*$")]
Words = Annotated[list[Line], Field(max_length=50)]

TITLE = "What the dataset is, in one line."
DESCRIPTION = "What it holds, how it is made and what it is good for, in plain text or Markdown."
LICENSE = (
    "SPDX identifier of the licence, such as `etalab-2.0` or `ODbL-1.0`; `notspecified` when the producer says none. "
    "`GET /v1/vocabularies/licenses` lists them."
)
FREQUENCY = (
    "How often the content should change: a code of the EU frequency vocabulary such as `DAILY`, `MONTHLY`, `ANNUAL`, "
    "`IRREG`, `NEVER` or `UNKNOWN`. Freshness is judged against it."
)
DECLARED = "Day on which the producer says the content was last changed at its source."
VERIFIED = "Instant at which a person last confirmed that the content is still correct."
KEY = "Columns that identify a row, by machine name or label; empty: rows are identified by their position, `_row`."
SCHEMA = "Table Schema descriptor that every published file must follow; null: types are inferred from each file."
RENAMED = "A new slug; the present one goes on leading here, for good."
REQUIRED = frozenset(
    {
        *("slug", "title", "description", "license", "frequency", "keywords", "themes"),
        *("spatial", "primary_key", "breaking_changes", "notice_days"),
    }
)
SPATIAL = f"Territories covered: {SENTENCE}."

BREAKING = (
    "What becomes of a file whose columns break what readers rely on: `ask`, it waits until somebody of the "
    "organization accepts it; `refuse`, it is rejected. Either way, `accept_breaking` publishes it."
)
NOTICE = (
    "Days for which an earlier schema stays readable with `schema=` after a breaking change. Counts for later changes."
)
KEEP_VERSIONS = "How many of the newest versions keep their content; null: as many as the platform keeps by default."
KEEP_DAYS = (
    "How many days a version keeps its content after it stopped being the current one, beyond the newest; null: as "
    "many as the platform keeps by default."
)
Notice = Annotated[int, Field(ge=0, le=3650)]
KeptVersions = Annotated[int, Field(ge=1, le=1_000_000)]
KeptDays = Annotated[int, Field(ge=0, le=36_500)]
Breaking = Literal["ask", "refuse"]


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
    breaking_changes: Breaking = Field(default="ask", description=BREAKING)
    notice_days: Notice = Field(default=90, description=NOTICE)
    keep_versions: KeptVersions | None = Field(default=None, description=KEEP_VERSIONS)
    keep_days: KeptDays | None = Field(default=None, description=KEEP_DAYS)

    def fields(self) -> dict[str, Any]:
        """The description in the words of the catalogue."""
        return _stored(self.model_dump())


class DatasetChange(WireIn):
    """A JSON Merge Patch (RFC 7396) on the description: only what is sent changes, null empties."""

    slug: Slug | None = Field(default=None, description=RENAMED)
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
    breaking_changes: Breaking | None = Field(default=None, description=BREAKING)
    notice_days: Notice | None = Field(default=None, description=NOTICE)
    keep_versions: KeptVersions | None = Field(default=None, description=KEEP_VERSIONS)
    keep_days: KeptDays | None = Field(default=None, description=KEEP_DAYS)

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


class Deletion(WireIn):
    """Why a dataset is deleted, and what to use instead."""

    reason: Annotated[Line, Field(min_length=10)] = Field(
        description="Why it is deleted, for its readers: they find it at its address.",
        examples=["Remplacé par la base nationale des aires de jeux."],
    )
    successor: Line | None = Field(
        default=None,
        description="Slug or address of what replaces it.",
        examples=["aires-de-jeux-nationales"],
    )


class DatasetLinks(Wire):
    """Where to go from a dataset."""

    self: str = Field(description="This dataset.")
    rows: str = Field(description="Its rows.")
    table_schema: str = Field(description="Its columns, as a Table Schema.")
    openapi: str = Field(description="The OpenAPI document of this one dataset, with its columns as filters.")
    metadata: str = Field(description="What it is as linked data: DCAT, and CSV on the Web for its columns.")
    versions: str = Field(description="Its published versions.")
    schema_versions: str = Field(description="How its columns changed, and what is about to change.")
    changes: str = Field(description="What changed since the version you hold: add `?since=` its number.")
    publications: str = Field(description="The attempts to publish it.")
    attachments: str = Field(description="The files that explain it.")
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
    schema_version: str | None = Field(
        description="Number of its current schema, as SemVer 2.0.0 counts; null while nothing is published.",
        examples=["1.0.0"],
    )
    breaking_changes: Breaking = Field(description=BREAKING)
    notice_days: int = Field(description=NOTICE)
    keep_versions: int | None = Field(description=KEEP_VERSIONS)
    keep_days: int | None = Field(description=KEEP_DAYS)
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
            openapi=f"{here}/openapi.json",
            metadata=f"{here}/metadata",
            versions=f"{here}/versions",
            schema_versions=f"{here}/schema-versions",
            changes=f"{here}/changes",
            publications=f"{here}/publications",
            attachments=f"{here}/attachments",
            csv=f"{here}/exports/csv",
            findings=f"{base}/findings?subject_kind=dataset&subject_id={row.slug}",
        )
        names = cls.model_fields.keys() - {"links"}
        return cls(**{name: getattr(row, name) for name in names}, links=links)


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
