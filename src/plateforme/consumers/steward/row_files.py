"""Rows from a file of the steward's, written in batches: CSV, NDJSON or JSON, with `_delete` for those that go."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from io import StringIO
from itertools import islice
from typing import Any, Final

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import TableSchemaOut

BATCH: Final = 10_000
"""Operations that the platform takes in one batch."""

DELETE: Final = "_delete"
TRUE: Final = frozenset({"true", "1", "yes", "oui", "vrai", "x"})
WHOLE: Final = frozenset({"integer", "year"})

Row = dict[str, Any]


class RowsFileError(Exception):
    """The file cannot be read as rows."""


class RowsFormat(StrEnum):
    """How rows are written in a file."""

    CSV = "csv"
    NDJSON = "ndjson"
    JSON = "json"


@dataclass
class Written:
    """What became of all batches together; `version` serves now."""

    version: int = 0
    batches: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def format_of(name: str, text: str) -> RowsFormat:
    """The form of a file, told by its name, else by how it begins."""
    ends = {".csv": RowsFormat.CSV, ".ndjson": RowsFormat.NDJSON, ".jsonl": RowsFormat.NDJSON, ".json": RowsFormat.JSON}
    for end, form in ends.items():
        if name.lower().endswith(end):
            return form
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        return RowsFormat.JSON
    if not start.startswith("{"):
        return RowsFormat.CSV
    try:
        json.loads(start.partition("\n")[0])
    except ValueError:
        return RowsFormat.JSON
    return RowsFormat.NDJSON


def operations(text: str, form: RowsFormat, schema: TableSchemaOut) -> Iterator[Row]:
    """Each row to write, its values as the API takes them; one that goes has `_delete` and its key."""
    text = text.removeprefix("\ufeff")
    if form is RowsFormat.CSV:
        return _from_csv(text, schema)
    return _from_json(text) if form is RowsFormat.JSON else _from_lines(text)


async def write_text(api: PlateformeV1, slug: str, name: str, text: str, *, dry_run: bool = False) -> Written:
    """Write the rows of a file, given as its name and text; nothing is sent when any of it cannot be read."""
    schema = await api.get_dataset_schema(slug)
    rows = list(operations(text, format_of(name, text), schema))
    return await write(api, slug, rows, version=schema.version, dry_run=dry_run)


async def write(
    api: PlateformeV1, slug: str, rows: Iterable[Row], *, version: int = 0, dry_run: bool = False
) -> Written:
    """Write all rows, as many a batch as the platform takes; each batch is applied whole or refused whole."""
    done, left = Written(version=version), iter(rows)
    while batch := list(islice(left, BATCH)):
        answer = await api.write_rows(slug, _body(batch), dry_run=dry_run or None)
        done.version, done.batches = answer.version, done.batches + 1
        for name, count in answer.counts.model_dump().items():
            done.counts[name] = done.counts.get(name, 0) + count
    return done


def _body(batch: list[Row]) -> dict[str, Any]:
    upserts, deletes = [], []
    for row in batch:
        said = {name: value for name, value in row.items() if name != DELETE}
        if row.get(DELETE) is True:
            deletes.append(said)
        else:
            upserts.append(said)
    return {name: rows for name, rows in (("upserts", upserts), ("deletes", deletes)) if rows}


def _from_csv(text: str, schema: TableSchemaOut) -> Iterator[Row]:
    names = {}
    for one in schema.fields:
        names[str(one.get("title"))] = one
        names[str(one["name"])] = one
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if None in row or None in row.values():
                raise RowsFileError(f"Line {reader.line_num} has more or fewer cells than the header.")
            yield _row(row, names, set(schema.primaryKey))
    except csv.Error as error:
        raise RowsFileError(f"Line {reader.line_num} is not CSV: {error}.") from None


def _row(cells: Mapping[str, str], fields: Mapping[str, Mapping[str, Any]], key: set[str]) -> Row:
    if cells.get(DELETE, "").strip().lower() in TRUE:
        kept = {name: cell for name, cell in cells.items() if fields.get(name, {}).get("name") in key}
        return {DELETE: True} | {name: _value(cell, fields.get(name)) for name, cell in kept.items()}
    return {name: _value(cell, fields.get(name)) for name, cell in cells.items() if name != DELETE}


def _value(cell: str, column: Mapping[str, Any] | None) -> Any:
    """A cell as the API takes it; what cannot be read stays text, and the platform says where it is wrong."""
    if cell == "":
        return None
    kind = str((column or {}).get("type", "string"))
    try:
        if kind in WHOLE:
            return int(cell)
        if kind == "number":
            return float(cell)
    except ValueError:
        return cell
    return {"true": True, "false": False}.get(cell.lower(), cell) if kind == "boolean" else cell


def _from_lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _object(line, f"Line {number}")


def _from_json(text: str) -> Iterator[Row]:
    """A list of rows, or a single one."""
    try:
        whole = json.loads(text)
    except ValueError as error:
        raise RowsFileError(f"This is not JSON: {error}.") from None
    rows = whole if isinstance(whole, list) else [whole]
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise RowsFileError(f"Entry {number} is not a row: send objects with the names of the columns.")
        yield row


def _object(text: str, place: str) -> Row:
    try:
        row = json.loads(text)
    except ValueError as error:
        raise RowsFileError(f"{place} is not JSON: {error}.") from None
    if not isinstance(row, dict):
        raise RowsFileError(f"{place} is not a row: write an object with the names of the columns.")
    return row
