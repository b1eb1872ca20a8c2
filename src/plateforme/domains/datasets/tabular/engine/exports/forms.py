"""The formats in which rows leave: how each is announced, and one sentence about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from plateforme.domains.datasets.tabular.export_options import ExportFormat


@dataclass(frozen=True)
class Form:
    """How a format is announced; `extension` ends the name of its files."""

    media_type: str
    extension: str
    sentence: str


FORMS: Final[Mapping[ExportFormat, Form]] = {
    ExportFormat.CSV: Form(
        "text/csv; charset=utf-8; header=present",
        "csv",
        "UTF-8, commas, one header line with the machine names; a missing value is an empty cell, an empty text is "
        '`""`.',
    ),
    ExportFormat.TSV: Form(
        "text/tab-separated-values; charset=utf-8; header=present",
        "tsv",
        "As `csv`, with tabs; cells that hold a tab or a line break are quoted as in CSV.",
    ),
    ExportFormat.JSON: Form("application/json", "json", "One array of row objects, as in the rows of the API."),
    ExportFormat.NDJSON: Form("application/x-ndjson", "ndjson", "One JSON object a line, as in the rows of the API."),
    ExportFormat.GEOJSON: Form(
        "application/geo+json",
        "geojson",
        "One FeatureCollection (RFC 7946, WGS84), for tables whose schema has a geometry; a row without a place has a "
        "null geometry.",
    ),
    ExportFormat.PARQUET: Form(
        "application/vnd.apache.parquet",
        "parquet",
        "Typed columns, compressed with zstd; instants say that they are UTC.",
    ),
    ExportFormat.ARROW: Form(
        "application/vnd.apache.arrow.stream", "arrows", "Typed columns as an Arrow IPC stream, batch by batch."
    ),
    ExportFormat.XLSX: Form(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        "One Excel sheet of at most 1 048 575 rows: dates are dates, instants are dates in UTC, codes and whole "
        "numbers of more than 15 digits are texts; the header stays in view and filters.",
    ),
}
