"""How the rows of a question become the lines of a format: the columns to read, the SQL of a line, what stands around.

The engine writes lines as text at the speed of its own exports; only what no line is (a header, brackets, the parts of
a workbook) is written here.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from plateforme.domains.datasets.tabular.engine.exports import cells
from plateforme.domains.datasets.tabular.engine.exports.wanted import Wanted
from plateforme.domains.datasets.tabular.engine.files import literal
from plateforme.domains.datasets.tabular.export_options import ExportFormat
from plateforme.domains.datasets.tabular.geometry import POINT, Geometry
from plateforme.domains.datasets.tabular.statements import Statement, quote
from plateforme.kit.grammar.column_types import ColumnType

BOM: Final = "\ufeff".encode()
_END: Final = "chr(10)"
"""What ends a line, in SQL."""

_FAST: Final = quote("as the engine writes it")  # no machine name has spaces


@dataclass(frozen=True)
class Layout:
    """How an export is written. `fields` are the columns to read, `select` turns rows of them into what is written.

    In most formats that is one text a row, a whole line. `head` and `tail` stand around; a `joint` is the sign that
    begins each line but the first.
    """

    fields: tuple[str, ...]
    select: Callable[[str], str]
    head: bytes = b""
    tail: bytes = b""
    joint: bytes = b""

    def statement(self, rows: Statement) -> Statement:
        """Select what is written from a statement that selects the fields, in its order."""
        return Statement(self.select(f"({rows.sql})"), rows.values)


def layout(wanted: Wanted) -> Layout:
    """Give the layout of an export."""
    return _LAYOUTS[wanted.form](wanted)


def headers(wanted: Wanted) -> list[str]:
    """Give the heads of the columns: machine names, or labels."""
    labels = {each.name: each.label for each in wanted.table.schema.columns} if wanted.options.labels else {}
    return [labels.get(name) or name for name in wanted.question.fields]


def _text(wanted: Wanted) -> Layout:
    options, kinds = wanted.options, wanted.table.schema.kinds
    delimiter = "\t" if wanted.form is ExportFormat.TSV else options.delimiter
    heads = headers(wanted)
    if options.escape_formulas:
        heads = [cells.escaped(head) for head in heads]
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(heads)
    cell = partial(cells.text_cell, delimiter=delimiter, decimal=options.decimal, escapes=options.escape_formulas)
    row = f", {literal(delimiter)}, ".join(
        cell(name, kinds[name], is_plain=name in wanted.plain) for name in wanted.question.fields
    )
    return Layout(
        fields=wanted.question.fields,
        select=lambda rows: f"SELECT concat({row}, {_END}) FROM {rows}",
        head=(BOM if options.with_bom else b"") + line.getvalue().encode(),
    )


def _typed(wanted: Wanted) -> Layout:
    kinds = wanted.table.schema.kinds
    chosen = ", ".join(cells.typed(name, kinds[name]) for name in wanted.question.fields)
    return Layout(
        wanted.question.fields,
        select=lambda rows: f"SELECT {chosen} FROM {rows}",
    )


def _careful(fast: str, careful: str, doubt: str) -> Callable[[str], str]:
    """Write lines the fast way, and with care those about which there is a doubt."""
    inner = f"SELECT *, {fast} AS {_FAST} FROM"
    return lambda rows: f"SELECT CASE WHEN {doubt} THEN {careful} ELSE {_FAST} END || {_END} FROM ({inner} {rows})"


_JSON_DOUBT: Final = " OR ".join(f"contains({_FAST}, {literal(sign)})" for sign in cells.BY_HAND)


def _ndjson(wanted: Wanted) -> Layout:
    kinds = wanted.table.schema.kinds
    fast, careful = (cells.json_object(wanted.question.fields, kinds, by_hand=hand) for hand in (False, True))
    return Layout(wanted.question.fields, _careful(fast, careful, _JSON_DOUBT))


def _json(wanted: Wanted) -> Layout:
    kinds = wanted.table.schema.kinds
    fast, careful = (
        f"',' || {cells.json_object(wanted.question.fields, kinds, by_hand=hand)}" for hand in (False, True)
    )
    select = _careful(fast, careful, _JSON_DOUBT)
    return Layout(wanted.question.fields, select, head=b"[", tail=b"]\n", joint=b",")


def _geojson(wanted: Wanted) -> Layout:
    schema, geometry = wanted.table.schema, wanted.table.schema.geometry
    assert geometry is not None  # noqa: S101  # it was checked when it was wanted
    kinds = schema.kinds
    key = schema.primary_key[0] if len(schema.primary_key) == 1 else None
    properties = tuple(name for name in wanted.question.fields if name != geometry.column)
    places = [name for name in (geometry.longitude, geometry.latitude, geometry.column) if name]
    fields = tuple(dict.fromkeys((*wanted.question.fields, *places, *([key] if key else []))))
    fast, careful = (_feature(properties, kinds, geometry, key, by_hand=hand) for hand in (False, True))
    return Layout(
        fields,
        _careful(fast, careful, _JSON_DOUBT),
        head=b'{"type":"FeatureCollection","features":[\n',
        tail=b"]}\n",
        joint=b",",
    )


def _feature(
    properties: Sequence[str], kinds: Mapping[str, ColumnType], geometry: Geometry, key: str | None, *, by_hand: bool
) -> str:
    named = f"'\"id\":', {cells.json_value(key, kinds[key], by_hand=by_hand)}, ','" if key else "''"
    told = cells.json_object(properties, kinds, by_hand=by_hand)
    place = _place(geometry, by_hand=by_hand)
    return f"""concat(',{{"type":"Feature",', {named}, '"geometry":', {place}, ',"properties":', {told}, '}}')"""


def _place(geometry: Geometry, *, by_hand: bool) -> str:
    if geometry.kind != POINT:
        shape = quote(geometry.column or "")
        # one shape that is none must not spoil the collection
        return f"CASE WHEN json_valid({shape}) THEN {shape} ELSE 'null' END"
    lon, lat = (geometry.longitude or "", geometry.latitude or "")
    x, y = (cells.json_value(name, ColumnType.NUMBER, by_hand=by_hand) for name in (lon, lat))
    point = f"""concat('{{"type":"Point","coordinates":[', {x}, ',', {y}, ']}}')"""
    return f"CASE WHEN {quote(lon)} IS NULL OR {quote(lat)} IS NULL THEN 'null' ELSE {point} END"


def _sheet(wanted: Wanted) -> Layout:
    kinds, names = wanted.table.schema.kinds, wanted.question.fields
    fast, careful = (cells.sheet_row(names, kinds, by_hand=hand) for hand in (False, True))
    texts = ", ".join(["''", *(quote(name) for name in names if kinds[name] is ColumnType.STRING)])
    doubt = f"regexp_matches(concat({texts}), {literal(cells.RISKY_XML)})"
    return Layout(names, _careful(fast, careful, doubt))


_LAYOUTS: Final[Mapping[ExportFormat, Callable[[Wanted], Layout]]] = {
    ExportFormat.CSV: _text,
    ExportFormat.TSV: _text,
    ExportFormat.JSON: _json,
    ExportFormat.NDJSON: _ndjson,
    ExportFormat.GEOJSON: _geojson,
    ExportFormat.PARQUET: _typed,
    ExportFormat.ARROW: _typed,
    ExportFormat.XLSX: _sheet,
}
