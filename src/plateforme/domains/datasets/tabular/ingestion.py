"""From any real file to a clean table: read, validated, written as canonical Parquet, or refused with a report."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from plateforme.domains.datasets.tabular.columns.matching import plan_declared, stored_schema
from plateforme.domains.datasets.tabular.columns.planning import plan_inferred, resolve_key
from plateforme.domains.datasets.tabular.columns.readings import SQL_TYPES
from plateforme.domains.datasets.tabular.columns.rules import Planned
from plateforme.domains.datasets.tabular.columns.suspicions import tell_suspicions
from plateforme.domains.datasets.tabular.engine.loading import Loading, Unloadable
from plateforme.domains.datasets.tabular.errors import FileRefused
from plateforme.domains.datasets.tabular.faults import settle
from plateforme.domains.datasets.tabular.intake import Intake, Limits, Progress, unchanged
from plateforme.domains.datasets.tabular.places.derived import without_derived
from plateforme.domains.datasets.tabular.places.descriptions import Places
from plateforme.domains.datasets.tabular.places.locating import locate
from plateforme.domains.datasets.tabular.reading.detection import fingerprint
from plateforme.domains.datasets.tabular.reading.hints import Hints, checked
from plateforme.domains.datasets.tabular.references import References
from plateforme.domains.datasets.tabular.report import Report
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.domains.datasets.tabular.validation import validate

__all__ = ["FileRefused", "Hints", "Ingested", "Limits", "Progress", "ingest"]

NO_HINTS: Final = Hints()


@dataclass(frozen=True)
class Ingested:
    """A table that passed: its canonical Parquet, its schema as stored, and the report."""

    parquet: Path
    schema: TableSchema
    rows: int
    digest: str
    size: int
    report: dict[str, Any]
    serving: Path | None = None
    """The file that answers are read from, when it was asked for."""


def ingest(
    source: Path,
    *,
    filename: str,
    declared: TableSchema | None,
    primary_key: tuple[str, ...],
    limits: Limits,
    workdir: Path,
    progress: Progress,
    hints: Hints = NO_HINTS,
    references: References | None = None,
    known: tuple[int, str] | None = None,
    to_serve: Callable[[str], bool] | None = None,
) -> Ingested:
    """Turn a file into a typed table, or raise FileRefused with every fault found.

    The Parquet, or the CSV of all faults, is left in `workdir`, which belongs to this call alone; the caller deletes
    it. `references` gives the tables that foreign keys refer to. `known` is the size
    in bytes and the SHA-256 of the source, when whoever received it has counted them. `to_serve` tells whether the
    table with a digest needs a serving file: the engine that holds the table writes it sooner than another reads the
    Parquet.
    """
    report = Report()
    progress("reading", 0)
    with (
        unchanged(source, report),
        Loading(workdir, memory=limits.memory, most_bytes=limits.max_unpacked_bytes) as table,
    ):
        report.source = {"format": None, "encoding": None, "delimiter": None, "header_row": None}
        try:
            with _fingerprinted(source, known, report):
                told, strict = checked(hints, report), declared is not None
                header = Intake(table, limits, workdir, report, progress, told, strict).load(source, filename)
            rows = table.counts(["count(*)"])[0]
            progress("validating", None, rows)
            if declared:
                declared = without_derived(declared, header.labels)
                planned = plan_declared(header, declared, table, report, key=primary_key)
            else:
                planned = plan_inferred(header, table)
            key = resolve_key(primary_key or (declared.primary_key if declared else ()), planned, report)
            schema = stored_schema(planned, key, table, declared)
            if not rows:
                report.warn("blank-row", "The table has columns and no row.", "If rows were expected, export it again.")
            if not declared:
                tell_suspicions(header, planned, table, report)
            report.describe(schema, rows)
            validate(planned, key, table, report, declared=declared, references=references)
            report.stop_if_wrong()
            planned, schema = locate(planned, schema, declared, Places(table), report)
            report.describe(schema, rows)
            progress("storing", None)
            parquet, serving = workdir / "table.parquet", workdir / "table.duckdb"
            table.settle(_stored_columns(planned), key=[f'"{name}"' for name in key])
            with table.serving_beside(serving, schema) if to_serve else nullcontext() as beside:
                digest, stored = table.write(parquet)
                if beside and to_serve and not to_serve(digest):
                    beside.stop()
                    serving.unlink(missing_ok=True)
                elif beside:
                    progress("serving", None)
        except FileRefused as refused:
            raise report.refusal(settle(report, workdir / "faults.csv")) from refused
        except Unloadable as fault:
            raise _too_hard(fault, report) from fault
    return Ingested(parquet, schema, rows, digest, stored, report.as_dict(), serving if serving.exists() else None)


@contextmanager
def _fingerprinted(source: Path, known: tuple[int, str] | None, report: Report) -> Iterator[None]:
    """Put size and SHA-256 into the report, however the block ends; meanwhile another thread reads the file."""
    with ThreadPoolExecutor(1, thread_name_prefix="fingerprint") as reader:
        read = reader.submit(fingerprint, source) if known is None else None
        try:
            yield
        finally:
            if fingerprinted := read.result() if read else known:
                report.source |= dict(zip(("bytes", "sha256"), fingerprinted, strict=True))


def _stored_columns(planned: list[Planned]) -> list[str]:
    # Every cell was checked: what guards a reading against others is not asked again.
    planned = [replace(each, checked=True) for each in planned]
    return [f'CAST({each.typed} AS {SQL_TYPES[each.column.type]}) AS "{each.column.name}"' for each in planned]


def _too_hard(fault: Unloadable, report: Report) -> Exception:
    """Tell a table that is too large for the engine from a fault of ours, which is no refusal."""
    if "Out of Memory" in str(fault):
        said = "The table is too large to be checked with the memory that is allowed."
        return report.refuse("source-error", said, "Split the table, or ask the platform's team to raise the limit.")
    return fault
