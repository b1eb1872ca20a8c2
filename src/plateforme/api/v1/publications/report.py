"""The validation report as strangers read it: how a file was understood, and what is wrong with it."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field

from plateforme.api.wire import Wire


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
    value_class: str | None = Field(
        description="What kind of value stands there, such as `text` or `empty`; null when it is not about one value."
    )


class ReportedSource(Wire):
    """What the file turned out to be."""

    format: str | None = Field(
        description="csv, spreadsheet, json, ndjson, geojson or parquet; null when it could not be told."
    )
    encoding: str | None = Field(description="Character encoding; null for binary formats.")
    delimiter: str | None = Field(description="Separator of the cells; null when there is none.")
    header_row: int | None = Field(description="Line that holds the labels; null when there is none.")
    sheet: str | None = Field(description="Name of the sheet that was read; null when the format has no sheets.")
    sheets: list[str] | None = Field(
        description="Names of all sheets, to choose from with `sheet`; null when the format has none."
    )
    crs: str | None = Field(
        description="Coordinate reference system of the file's coordinates, such as `EPSG:2154`; null when there are "
        "none. Published geometries are in WGS 84."
    )
    bytes: int | None = Field(description="Size in bytes.")
    sha256: str | None = Field(description="SHA-256 in hexadecimal.")


class ValidationReport(Wire):
    """The validation report: how the file was understood and what is wrong with it."""

    valid: bool = Field(description="Whether the file may be published.")
    rows: int | None = Field(description="Rows read; null when reading failed.")
    source: ReportedSource = Field(description="How the file was read.")
    columns: list[ReportedColumn] = Field(description="How each column was understood.")
    errors: list[ReportedFault] = Field(
        description="Faults that prevent publication, the first 10 000; `errors_url` of the publication has all."
    )
    totals: dict[str, int] = Field(description="Number of faults by code, all of them.")
    warnings: list[ReportedFault] = Field(description="Oddities that do not prevent publication, the first ones.")
    warning_totals: dict[str, int] | None = Field(
        description="Number of oddities by code, all of them; null in reports of before these were counted."
    )

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Self:
        """Map a stored report, which may be older than some of the fields."""
        told: dict[str, Any] = {name: report.get(name) for name in cls.model_fields}
        told["source"] = _known(ReportedSource, report["source"])
        for name in ("errors", "warnings"):
            told[name] = [_known(ReportedFault, fault) for fault in report[name]]
        return cls.model_validate(told)


def _known(wire: type[Wire], stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: stored.get(name) for name in wire.model_fields}
