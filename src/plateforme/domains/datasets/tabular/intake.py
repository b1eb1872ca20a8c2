"""From the bytes of a file to a table in the engine and its header, whatever the format."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from plateforme.domains.datasets.tabular.columns.labels import leave_out_repeated_headers, settle_blank_labels
from plateforme.domains.datasets.tabular.columns.planning import Header, check_labels
from plateforme.domains.datasets.tabular.engine.loading import Loading, Unloadable
from plateforme.domains.datasets.tabular.errors import FileRefused
from plateforme.domains.datasets.tabular.reading.containers import unpack
from plateforme.domains.datasets.tabular.reading.detection import (
    Dialect,
    Format,
    binary_format,
    find_dialect,
    text_format,
)
from plateforme.domains.datasets.tabular.reading.encoding import Text, plain_beginning, read_text
from plateforme.domains.datasets.tabular.reading.headers import reads_as_data, refuse_data_as_header
from plateforme.domains.datasets.tabular.reading.hints import Hints
from plateforme.domains.datasets.tabular.reading.objects import rewrite_objects
from plateforme.domains.datasets.tabular.reading.rewriting import Rewritten, rewrite_delimited, stop_if_too_many
from plateforme.domains.datasets.tabular.reading.spreadsheets import rewrite_spreadsheet
from plateforme.domains.datasets.tabular.report import Report


class Progress(Protocol):
    """Hears how far the work is: the stage, the percentage of it that is done, and the rows once they are counted."""

    def __call__(self, stage: str, percent: int | None, rows: int | None = None) -> None:
        """Take note."""


ANNOUNCED: Final = frozenset({"utf-8", "utf-16", "utf-32"})
"""Encodings that a file proves, by a mark at its beginning or by every one of its bytes."""

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Limits:
    """How large a table may be."""

    max_unpacked_bytes: int
    max_columns: int
    memory: str = "1GB"


@contextmanager
def unchanged(source: Path, report: Report) -> Iterator[None]:
    """Refuse a file that changes while it is read, whatever else was found: what was read is of no one moment."""
    before = _state(source)
    try:
        yield
    except (FileRefused, Unloadable, OSError) as fault:
        if _state(source) != before:
            raise _changed(report) from fault
        raise
    if _state(source) != before:
        raise _changed(report)


def _state(source: Path) -> tuple[int, int, int] | None:
    try:
        told = source.stat()
    except FileNotFoundError:
        return None
    return told.st_size, told.st_mtime_ns, told.st_ino


def _changed(report: Report) -> FileRefused:
    said = "The file changed while it was read."
    return Report(source=report.source).refuse("source-error", said, "Send it again once it is written whole.")


@dataclass
class Intake:
    """One file on its way into the engine; `strict` when a schema says what its columns are."""

    table: Loading
    limits: Limits
    workdir: Path
    report: Report
    progress: Progress
    hints: Hints
    strict: bool

    def load(self, source: Path, filename: str) -> Header:
        """Load the table of the file, and give its header, whose labels are settled."""
        header = self._load(source, filename)
        if not self.strict:
            header = settle_blank_labels(header, self.table, self.report)
        check_labels(header, self.report)
        leave_out_repeated_headers(header, self.table, self.report)
        return header

    def _load(self, source: Path, filename: str) -> Header:
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
        self._tell_useless_hints(kind)
        if kind is None:
            return self._load_text(path, name)
        self.report.source["format"] = kind.value
        return self._load_parquet(path) if kind is Format.PARQUET else self._load_spreadsheet(path)

    def _tell_useless_hints(self, kind: Format | None) -> None:
        useless = [
            *(["sheet"] if self.hints.sheet is not None and kind is not Format.SPREADSHEET else []),
            *(["encoding"] if self.hints.encoding and kind else []),
            *(["delimiter"] if self.hints.delimiter and kind else []),
            *(["header_row"] if self.hints.header_row is not None and kind is Format.PARQUET else []),
        ]
        if useless:
            said = f"The file is of a format that has none of what was given: {', '.join(useless)}."
            self.report.warn("useless-hint", said, "Leave it out for such a file.")

    def _load_text(self, path: Path, name: str) -> Header:
        text, header = self._load_beside(path, name)
        self._tell_lost_accents(text.sample)
        kind = Format.CSV if self.hints.delimiter else text_format(name, text, self.report)
        if header:
            return header
        if self.hints.encoding is None:
            text = self._read_text(path, thorough=True)
        self.report.source |= {"format": kind.value, "encoding": _told_encoding(text)}
        if text.encoding not in ANNOUNCED and self.hints.encoding is None:
            said = f"The file is not UTF-8; it was read as {text.encoding}, the most likely encoding."
            self.report.warn("encoding-error", said, "Publish UTF-8, which leaves no doubt about accents.")
        target, most = self.workdir / "rewritten.csv", self.limits.max_columns
        if kind is not Format.CSV:
            return self._load_rewritten(
                rewrite_objects(path, kind, text.encoding, target, most_columns=most, report=self.report)
            )
        dialect = find_dialect(text.sample, delimiter=self.hints.delimiter, header_row=self.hints.header_row)
        self.report.source["delimiter"] = dialect.delimiter
        if not (self.strict or dialect.is_told) and reads_as_data(dialect.labels, dialect.sample):
            raise refuse_data_as_header(self.report, dialect.header_row)
        return self._load_rewritten(
            rewrite_delimited(path, text, dialect, target, most_columns=most, strict=self.strict, report=self.report)
        )

    def _tell_lost_accents(self, sample: str) -> None:
        """Warn of characters that an earlier conversion gave up: no encoding brings them back."""
        if (place := sample.find(REPLACEMENT)) >= 0:
            said = "The source holds replacement characters (U+FFFD): accents were lost before it came here."
            self.report.warn(
                "encoding-error", said, "Export it again from where it was made.", row=sample.count("\n", 0, place) + 1
            )

    def _read_text(self, path: Path, *, thorough: bool) -> Text:
        size = max(1, path.stat().st_size)
        begun, share = (50, 40) if thorough else (0, 50)

        def advance(done: int) -> None:
            self.progress("reading", begun + share * done // size)

        return read_text(path, self.report, advance, thorough=thorough, told=self.hints.encoding)

    def _load_beside(self, path: Path, name: str) -> tuple[Text, Header | None]:
        """Load a file that begins as a plain CSV while another thread looks for what is odd in the rest of it."""
        with ThreadPoolExecutor(1, thread_name_prefix="encoding") as reader:
            seen = reader.submit(copy_context().run, partial(self._read_text, path, thorough=False))
            dialect = self._load_plain(path, name)
            text = seen.result()
        if dialect is None:
            return text, None
        if not text.is_plain:
            self.table.unload()
            return text, None
        self.report.source |= {"format": Format.CSV.value, "encoding": _told_encoding(text)}
        self.report.source |= {"delimiter": dialect.delimiter, "header_row": 1}
        return text, Header(dialect.labels, 1)

    def _load_plain(self, path: Path, name: str) -> Dialect | None:
        """Load what begins as a plain CSV does; None, with nothing said, when that takes more care."""
        dialect = self._plain_dialect(path, name)
        if dialect is None:
            return None
        how = {"delimiter": dialect.delimiter, "newline": dialect.newline}
        return dialect if self.table.load_plain(path, **how, width=len(dialect.labels)) else None

    def _plain_dialect(self, path: Path, name: str) -> Dialect | None:
        sample = plain_beginning(path)
        if sample is None or self.hints.encoding not in (None, "utf-8"):
            return None
        try:
            is_csv = self.hints.delimiter or text_format(name, Text("utf-8", sample), Report()) is Format.CSV
        except FileRefused:
            return None
        dialect = find_dialect(sample, delimiter=self.hints.delimiter, header_row=self.hints.header_row)
        is_clear = self.strict or dialect.is_told or not reads_as_data(dialect.labels, dialect.sample)
        # The engine takes the second line of a header written over two for a row.
        begins_well = dialect.one_line_header and dialect.header_row == 1
        few = 0 < len(dialect.labels) <= self.limits.max_columns
        return dialect if is_csv and is_clear and begins_well and few else None

    def _load_spreadsheet(self, path: Path) -> Header:
        return self._load_rewritten(
            rewrite_spreadsheet(
                path,
                self.workdir / "rewritten.csv",
                self.hints,
                most_columns=self.limits.max_columns,
                limit=self.limits.max_unpacked_bytes,
                strict=self.strict,
                report=self.report,
            )
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
            stop_if_too_many(self.table.labels_of_parquet(path), self.limits.max_columns, self.report)
            labels, kinds = self.table.load_parquet(path, most_cells=self.limits.max_unpacked_bytes)
        except Unloadable as fault:
            said = "The Parquet file is damaged, cut, or holds more than the platform can read."
            raise self.report.refuse("format-error", said, "Write the Parquet file again and resend it.") from fault
        return Header(tuple(label.strip() for label in labels), None, tuple(frozenset({kind}) for kind in kinds))


def _told_encoding(text: Text) -> str:
    return "utf-8-bom" if text.bom and text.encoding == "utf-8" else text.encoding
