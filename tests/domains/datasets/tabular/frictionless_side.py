"""The same file and schema under frictionless, whose errors are given as (code, row, column)."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from frictionless import Package, Resource, Schema, system
from frictionless.resources import TableResource
from python_calamine import CalamineWorkbook

RESOURCE_V2 = "https://datapackage.org/profiles/2.0/dataresource.json"
"""Asks for the rules of Data Package v2, which knows exclusive bounds."""

Fault = tuple[str, int | None, str | None]

ROW_CODES = {"primary-key", "foreign-key", "extra-cell", "blank-row"}
"""Errors of a whole row: which column they name is a matter of taste, so it is not compared."""
LABEL_CODES = {"missing-label", "extra-label", "incorrect-label", "duplicate-label", "blank-label"}
"""Errors of the header, whose row frictionless does not give."""


def compared(faults: Iterable[Fault]) -> set[Fault]:
    """Give the faults as both sides can tell them."""
    kept = set()
    for code, row, column in faults:
        kept.add((code, None if code in LABEL_CODES else row, None if code in ROW_CODES else column))
    return kept


def theirs(source: Path | Sequence[Sequence[Any]], descriptor: dict[str, Any]) -> set[Fault]:
    """Validate a file, or rows with their header, with frictionless.

    A schema that declares no `fieldsMatch` gets our rule for headers, which frictionless calls `superset`.
    """
    told: dict[str, Any] = {
        "$schema": RESOURCE_V2,
        "name": "table",
        "schema": {"fieldsMatch": "superset", **descriptor},
    }
    with system.use_context(trusted=True):
        if isinstance(source, Path) and source.suffix == ".csv":
            told["path"] = str(source)
        else:
            rows: Sequence[Sequence[Any]] = sheet(source) if isinstance(source, Path) else source
            told["data"] = [list(row) for row in rows]
        report = TableResource.from_descriptor(told).validate(limit_errors=1_000_000)
    return _faults(report.tasks[0].errors)


def theirs_with_parent(
    child: Sequence[Sequence[str]],
    schema: dict[str, Any],
    parent: Sequence[Sequence[str]],
    parent_schema: dict[str, Any],
) -> set[Fault]:
    """Validate rows that refer to the resource `parent`."""
    resources: list[Resource] = [
        TableResource(name="child", data=[list(row) for row in child], schema=Schema.from_descriptor(schema)),
        TableResource(name="parent", data=[list(row) for row in parent], schema=Schema.from_descriptor(parent_schema)),
    ]
    report = Package(resources=resources).validate(limit_errors=1_000_000)
    return _faults(next(task for task in report.tasks if task.name == "child").errors)


def sheet(path: Path) -> list[list[Any]]:
    """Read the first sheet as a reader of frictionless would: its own needs packages that are not installed."""
    return [list(row) for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()]


def labels_of(path: Path) -> list[str]:
    """Read the header of a delimited file."""
    return next(csv.reader([_first_line(path)], delimiter=delimiter_of(path)))


def delimiter_of(path: Path) -> str:
    """Give the delimiter that the header uses most."""
    return max(",;\t|", key=_first_line(path).count)


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return stream.readline()


def _faults(errors: Iterable[Any]) -> set[Fault]:
    found: list[Fault] = []
    for error in errors:
        told = error.to_descriptor()
        found.append((told["type"], told.get("rowNumber"), told.get("fieldName") or told.get("label") or None))
    return compared(found)
