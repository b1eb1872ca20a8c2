"""From any real file to a clean table: read, validated, written as canonical Parquet, or refused with a report."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plateforme.domains.datasets.tabular.containers import unpack
from plateforme.domains.datasets.tabular.detection import (
    Format,
    binary_format,
    find_dialect,
    fingerprint,
    text_format,
)
from plateforme.domains.datasets.tabular.encoding import Text, read_text
from plateforme.domains.datasets.tabular.engine.loading import Loading, Unloadable
from plateforme.domains.datasets.tabular.errors import FileRefused
from plateforme.domains.datasets.tabular.objects import rewrite_objects
from plateforme.domains.datasets.tabular.planning import (
    Header,
    check_labels,
    plan_declared,
    plan_inferred,
    resolve_key,
    stored_schema,
)
from plateforme.domains.datasets.tabular.readings import SQL_TYPES
from plateforme.domains.datasets.tabular.report import Report
from plateforme.domains.datasets.tabular.rewriting import Rewritten, rewrite_delimited, stop_if_too_many
from plateforme.domains.datasets.tabular.spreadsheets import rewrite_spreadsheet
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.domains.datasets.tabular.validation import Planned, validate

__all__ = ["FileRefused", "Ingested", "Limits", "Progress", "ingest"]

Progress = Callable[[str, int | None], None]


@dataclass(frozen=True)
class Limits:
    """How large a table may be."""

    max_unpacked_bytes: int
    max_columns: int
    memory: str = "1GB"


@dataclass(frozen=True)
class Ingested:
    """A table that passed: its canonical Parquet, its schema as stored, and the report."""

    parquet: Path
    schema: TableSchema
    rows: int
    digest: str
    size: int
    report: dict[str, Any]


ANNOUNCED: Final = frozenset({"utf-8", "utf-16", "utf-32"})
"""Encodings that a file proves, by a mark at its beginning or by every one of its bytes."""


def ingest(
    source: Path,
    *,
    filename: str,
    declared: TableSchema | None,
    primary_key: tuple[str, ...],
    limits: Limits,
    workdir: Path,
    progress: Progress,
) -> Ingested:
    """Turn a file into a typed table, or raise FileRefused with every fault found.

    The Parquet is left in `workdir`, which belongs to this call alone; the caller deletes it.
    """
    report = Report()
    progress("reading", 0)
    size, sha256 = fingerprint(source)
    report.source = {"format": None, "encoding": None, "delimiter": None, "header_row": None}
    report.source |= {"bytes": size, "sha256": sha256}
    with Loading(workdir, memory=limits.memory, most_bytes=limits.max_unpacked_bytes) as table:
        try:
            header = _Reading(table, limits, workdir, report, progress).load(source, filename)
            progress("validating", None)
            check_labels(header, report)
            planned = plan_declared(header, declared, table, report) if declared else plan_inferred(header, table)
            key = resolve_key(primary_key or (declared.primary_key if declared else ()), planned, report)
            rows = table.counts(["count(*)"])[0]
            schema = stored_schema(planned, key, table)
            if not rows:
                report.warn("blank-row", "The table has columns and no row.", "If rows were expected, export it again.")
            report.describe(schema, rows)
            validate(planned, key, table, report)
            report.stop_if_wrong()
            progress("storing", None)
            parquet = workdir / "table.parquet"
            digest, stored = table.write(parquet, _stored_columns(planned), key=[f'"{name}"' for name in key])
        except Unloadable as fault:
            raise _too_hard(fault, report) from fault
    return Ingested(parquet, schema, rows, digest, stored, report.as_dict())


def _stored_columns(planned: list[Planned]) -> list[str]:
    return [f'CAST({each.typed} AS {SQL_TYPES[each.column.type]}) AS "{each.column.name}"' for each in planned]


@dataclass
class _Reading:
    """One file on its way into the engine."""

    table: Loading
    limits: Limits
    workdir: Path
    report: Report
    progress: Progress

    def load(self, source: Path, filename: str) -> Header:
        """Load the table of the file, whatever its format, and give its header."""
        path, name, _ = unpack(
            source, filename, limit=self.limits.max_unpacked_bytes, workdir=self.workdir, report=self.report
        )
        if path.stat().st_size > self.limits.max_unpacked_bytes:
            raise self.report.refuse(
                "source-error",
                f"The file is larger than the {self.limits.max_unpacked_bytes} bytes that are allowed.",
                "Split the table, or ask the platform's team to raise the limit.",
            )
        self.table.confine(path)
        kind = binary_format(path, self.report)
        if kind is None:
            return self._load_text(path, name)
        self.report.source["format"] = kind.value
        return self._load_parquet(path) if kind is Format.PARQUET else self._load_spreadsheet(path)

    def _load_text(self, path: Path, name: str) -> Header:
        text = self._read_text(path, thorough=False)
        kind = text_format(name, text, self.report)
        if kind is Format.CSV and text.is_plain and (header := self._load_plain(path, text)):
            return header
        text = self._read_text(path, thorough=True)
        self.report.source |= {"format": kind.value, "encoding": _told_encoding(text)}
        if text.encoding not in ANNOUNCED:
            said = f"The file is not UTF-8; it was read as {text.encoding}, the most likely encoding."
            self.report.warn("encoding-error", said, "Publish UTF-8, which leaves no doubt about accents.")
        target, most = self.workdir / "rewritten.csv", self.limits.max_columns
        if kind is not Format.CSV:
            return self._load_rewritten(
                rewrite_objects(path, kind, text.encoding, target, most_columns=most, report=self.report)
            )
        dialect = find_dialect(text.sample)
        self.report.source["delimiter"] = dialect.delimiter
        return self._load_rewritten(
            rewrite_delimited(path, text, dialect, target, most_columns=most, report=self.report)
        )

    def _read_text(self, path: Path, *, thorough: bool) -> Text:
        size = max(1, path.stat().st_size)
        begun, share = (50, 40) if thorough else (0, 50)

        def advance(done: int) -> None:
            self.progress("reading", begun + share * done // size)

        return read_text(path, self.report, advance, thorough=thorough)

    def _load_plain(self, path: Path, text: Text) -> Header | None:
        dialect = find_dialect(text.sample)
        stop_if_too_many(dialect.labels, self.limits.max_columns, self.report)
        # The engine takes the second line of a header written over two for a row.
        if not (dialect.labels and dialect.one_line_header):
            return None
        how = {"delimiter": dialect.delimiter, "newline": dialect.newline}
        if not self.table.load_plain(path, **how, width=len(dialect.labels)):
            return None
        self.report.source |= {"format": Format.CSV.value, "encoding": _told_encoding(text)}
        self.report.source |= {"delimiter": dialect.delimiter, "header_row": 1}
        return Header(dialect.labels, 1)

    def _load_spreadsheet(self, path: Path) -> Header:
        target = self.workdir / "rewritten.csv"
        limit, most = self.limits.max_unpacked_bytes, self.limits.max_columns
        return self._load_rewritten(
            rewrite_spreadsheet(path, target, most_columns=most, limit=limit, report=self.report)
        )

    def _load_rewritten(self, rewritten: Rewritten) -> Header:
        self.report.source["header_row"] = rewritten.header_row
        header = Header(rewritten.labels, rewritten.header_row, rewritten.kinds)
        if self.report.totals:
            check_labels(header, self.report)
        if not header.labels:
            raise self.report.refuse("source-error", "The file holds no column.", "Send a table with a header.")
        self.progress("reading", 90)
        self.table.load_rewritten(rewritten.path, width=len(rewritten.labels), longest=rewritten.longest)
        return header

    def _load_parquet(self, path: Path) -> Header:
        try:
            labels, kinds = self.table.load_parquet(path, most_cells=self.limits.max_unpacked_bytes)
        except Unloadable as fault:
            said = "The Parquet file is damaged, cut, or holds more than the platform can read."
            raise self.report.refuse("format-error", said, "Write the Parquet file again and resend it.") from fault
        stop_if_too_many(labels, self.limits.max_columns, self.report)
        return Header(tuple(label.strip() for label in labels), None, tuple(frozenset({kind}) for kind in kinds))


def _told_encoding(text: Text) -> str:
    return "utf-8-bom" if text.bom and text.encoding == "utf-8" else text.encoding


def _too_hard(fault: Unloadable, report: Report) -> Exception:
    """Tell a table that is too large for the engine from a fault of ours, which is no refusal."""
    if "Out of Memory" in str(fault):
        said = "The table is too large to be checked with the memory that is allowed."
        return report.refuse("source-error", said, "Split the table, or ask the platform's team to raise the limit.")
    return fault
