"""Every format says what the rows of the API say, whatever the cells hold."""

import csv
import io
import json
from datetime import date, datetime, time, timedelta
from typing import Any

import duckdb
import nanoarrow
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests.domains.datasets.tabular.row_tables import (
    COMMUNES,
    COMMUNES_ROWS,
    EVERY_TYPE,
    FakeTable,
    a_table,
    as_dicts,
    written,
)
from tests.domains.datasets.tabular.test_serving import CELLS

from plateforme.domains.datasets.tabular.engine.exports import wanted
from plateforme.domains.datasets.tabular.engine.serving import RowEngine
from plateforme.domains.datasets.tabular.export_options import DELIMITERS, PLAIN, ExportFormat, ExportOptions
from plateforme.domains.datasets.tabular.geometry import Geometry
from plateforme.domains.datasets.tabular.query import parse
from plateforme.domains.datasets.tabular.query_errors import NoGeometry, SheetTooLarge
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema
from plateforme.kit.grammar.column_types import ColumnType

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NASTY = st.one_of(
    st.sampled_from(
        ["", " ", "=1+1", "+33", "-1", "@a", "\t=", "\r", "\n", 'a"b', "a;b", "a,b", "1,5", "null", "#", "é"]
    ),
    st.sampled_from(
        ["_x0041_", "_x_x0041_x0041_", "\\u001F", "\x1f\x0b\x00", "\U0010fffe-", "<&>]]>", "2e-05", "\ufffe", "\r\n"]
    ),
    st.text(max_size=6),
)
NUMBERS = st.one_of(
    st.sampled_from([0.0, -0.0, 1e15, 1e16, -1.5e16, 1e-4, 1e-5, -1.25e-5, 9.99e-6, 1e-7, 1e300, 0.1, 123456.789]),
    st.floats(allow_nan=False, allow_infinity=False),
)
HARD = {**CELLS, "texte": NASTY, "nombre": NUMBERS}
ROWS = st.lists(st.tuples(*(st.one_of(st.none(), cell) for cell in HARD.values())), max_size=8)
PLACES = TableSchema(
    (
        Column("nom", "Nom", ColumnType.STRING),
        Column("lon", "Longitude", ColumnType.NUMBER),
        Column("lat", "Latitude", ColumnType.NUMBER),
    ),
    primary_key=("nom",),
    geometry=Geometry("point", longitude="lon", latitude="lat"),
)
SHAPES = TableSchema(
    (Column("nom", "Nom", ColumnType.STRING), Column("forme", "Forme", ColumnType.STRING)),
    geometry=Geometry("geojson", column="forme"),
)


def sent(
    engine: RowEngine, table: FakeTable, form: ExportFormat, options: ExportOptions = PLAIN, **asked: str
) -> bytes:
    return b"".join(engine.export(table, parse(list(asked.items()), table.schema), form, options))


def lines_of(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@FEW
@given(ROWS, st.sampled_from(",;|"), st.sampled_from(".,"), st.booleans(), st.booleans())
def test_text_files_come_back_as_they_were(engine, tmp_path, rows, delimiter, decimal, with_bom, escape_formulas):
    table = a_table(tmp_path, EVERY_TYPE, rows)
    options = ExportOptions(delimiter, decimal, with_bom, labels=True, escape_formulas=escape_formulas)

    text = sent(engine, table, ExportFormat.CSV, options).decode()

    assert text.startswith("\ufeff") == with_bom
    header, *lines = lines_of(text.removeprefix("\ufeff"), delimiter)
    assert header == [*(column.label for column in EVERY_TYPE.columns), "_row"]
    assert len(lines) == len(rows)
    for line, row in zip(lines, as_dicts(EVERY_TYPE, rows), strict=True):
        cells = dict(zip([*EVERY_TYPE.names, "_row"], line, strict=True))
        said, is_formula = row["texte"] or "", (row["texte"] or " ")[0] in "=+-@\t\r\n"
        assert cells["texte"] == ("'" + said if escape_formulas and is_formula else said)
        for name in ("entier", "booleen", "jour"):
            assert cells[name] == ("" if row[name] is None else written(row[name]))
        assert row["nombre"] is None or float(cells["nombre"].replace(decimal, ".")) == row["nombre"]


@FEW
@given(ROWS, st.sampled_from(DELIMITERS))
def test_text_files_are_those_that_the_engine_would_write(engine, tmp_path, rows, delimiter):
    said = [row for row in rows if "#" not in (row[0] or "")[1:]]  # the engine quotes these, and nobody needs it
    table = a_table(tmp_path, EVERY_TYPE, said)
    file = tmp_path / "copy.csv"
    told = f"SELECT * EXCLUDE instant FROM '{table.parquet_key}' ORDER BY _row"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({told}) TO '{file}' (DELIMITER '{delimiter}')")

    fields = ",".join(name for name in (*EVERY_TYPE.names, "_row") if name != "instant")
    text = sent(engine, table, ExportFormat.CSV, ExportOptions(delimiter), fields=fields)

    assert text == file.read_bytes()


@FEW
@given(st.lists(st.one_of(st.none(), NASTY), max_size=4), st.booleans())
def test_an_index_that_knows_which_columns_are_plain_changes_no_byte(engine, tmp_path, texts, escape_formulas):
    table = a_table(tmp_path, EVERY_TYPE, [(text, None, None, None, None, None) for text in texts])
    options = ExportOptions(escape_formulas=escape_formulas)

    without = sent(engine, table, ExportFormat.CSV, options)
    engine.build_index(table)

    needs = [text == "" or text[0] == "#" or bool(set(text) & set('",;\t|\r\n')) for text in texts if text is not None]
    plain = engine.want(table, parse([], table.schema), ExportFormat.CSV, options).plain
    assert ("texte" in plain) is not any(needs)
    assert sent(engine, table, ExportFormat.CSV, options) == without


@FEW
@given(ROWS)
def test_an_empty_text_is_not_a_missing_one(engine, tmp_path, rows):
    table = a_table(tmp_path, EVERY_TYPE, rows)
    file = tmp_path / "back.tsv"

    file.write_bytes(sent(engine, table, ExportFormat.TSV, fields="texte"))

    with duckdb.connect() as connection:
        read = (
            "read_csv(?, delim='\t', quote='\"', escape='\"', header=true, all_varchar=true, allow_quoted_nulls=false)"
        )
        if any(row[0] is not None and ("\r" in row[0] or "\0" in row[0] or "\n" in row[0]) for row in rows) or not rows:
            return
        back = connection.execute(f"SELECT * FROM {read}", [str(file)]).fetchall()
    assert [row for (row,) in back] == [row[0] for row in rows]


@FEW
@given(ROWS)
def test_json_is_to_the_letter_that_of_the_rows(engine, tmp_path, rows):
    table = a_table(tmp_path, EVERY_TYPE, rows)
    page = engine.page(table, parse([("limit", "1000")], table.schema)).items

    ndjson = sent(engine, table, ExportFormat.NDJSON)
    array = sent(engine, table, ExportFormat.JSON)

    assert b"[" + b",".join(ndjson.split(b"\n")[:-1]) + b"]" == page
    assert b"".join(array.split(b"\n")) == page


@FEW
@given(ROWS)
def test_typed_files_come_back_as_they_were(engine, tmp_path, rows):
    table = a_table(tmp_path, EVERY_TYPE, rows)
    copy = tmp_path / "copy.parquet"

    copy.write_bytes(sent(engine, table, ExportFormat.PARQUET))
    stream = sent(engine, table, ExportFormat.ARROW)

    with duckdb.connect() as connection:
        back = connection.execute(
            "SELECT * REPLACE (instant AT TIME ZONE 'UTC' AS instant) FROM read_parquet(?)", [str(copy)]
        ).fetchall()
    assert back == [tuple(row.values()) for row in as_dicts(EVERY_TYPE, rows)]
    arrived = nanoarrow.ArrayStream.from_readable(stream).read_all().to_pylist()
    for row in arrived:
        row["instant"] = row["instant"] and row["instant"].replace(tzinfo=None)
    assert arrived == as_dicts(EVERY_TYPE, rows)


@FEW
@given(ROWS)
def test_a_sheet_comes_back_as_it_was(engine, tmp_path, rows):
    table = a_table(tmp_path, EVERY_TYPE, rows)

    book = sent(engine, table, ExportFormat.XLSX)

    header, *lines = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert header == [*EVERY_TYPE.names, "_row"]
    for line, row in zip(lines, as_dicts(EVERY_TYPE, rows), strict=True):
        assert [_same(cell, value) for cell, value in zip(line, row.values(), strict=True)] == [True] * len(row), (
            line,
            row,
        )


def _same(cell: Any, value: Any) -> bool:  # noqa: PLR0911  # a kind a line
    """Whether a cell of a sheet says this value; dates before Excel's own and long numbers are texts."""
    if value is None:
        return bool(cell == "")
    if isinstance(value, bool):
        return cell is value
    if isinstance(value, int):
        return bool((str(value) if abs(value) > 10**15 - 1 else value) == cell)
    if isinstance(value, datetime):
        if isinstance(cell, str):
            return cell.rstrip("Z").startswith(value.isoformat()[:19])
        if not isinstance(cell, datetime):  # at midnight the library tells the day alone
            cell = datetime.combine(cell, time())
        return bool(abs(cell - value) < timedelta(milliseconds=1))
    if isinstance(value, date):
        return value == (date.fromisoformat(cell) if isinstance(cell, str) else cell)
    if isinstance(value, float):
        return float(cell) == pytest.approx(value)
    return bool(cell.replace("_xFFFE_", "\ufffe") == value)  # Excel reads this escape, the library does not


def test_a_sheet_says_codes_as_texts_and_dates_as_dates(engine, tmp_path):
    rows = [("01001", 10**15, 1.5, True, date(2026, 3, 1), datetime(2026, 3, 1, 8, 30))]  # noqa: DTZ001
    table = a_table(tmp_path, EVERY_TYPE, rows)

    book = sent(engine, table, ExportFormat.XLSX)

    _, line = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert line == ["01001", "1000000000000000", 1.5, True, date(2026, 3, 1), datetime(2026, 3, 1, 8, 30), 1.0]  # noqa: DTZ001


def test_points_become_features(engine, tmp_path):
    table = a_table(tmp_path, PLACES, [("Nantes", -1.55, 47.2), ("Nulle part", None, 47.0)])

    told = json.loads(sent(engine, table, ExportFormat.GEOJSON, fields="nom"))

    assert told["type"] == "FeatureCollection"
    assert told["features"] == [
        {
            "type": "Feature",
            "id": "Nantes",
            "geometry": {"type": "Point", "coordinates": [-1.55, 47.2]},
            "properties": {"nom": "Nantes"},
        },
        {"type": "Feature", "id": "Nulle part", "geometry": None, "properties": {"nom": "Nulle part"}},
    ]


def test_one_broken_shape_does_not_spoil_the_collection(engine, tmp_path):
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    table = a_table(tmp_path, SHAPES, [("a", json.dumps(line, indent=1)), ("b", "{"), ("c", None)])

    told = json.loads(sent(engine, table, ExportFormat.GEOJSON))

    assert [feature["geometry"] for feature in told["features"]] == [line, None, None]
    assert told["features"][0]["properties"] == {"nom": "a", "_row": 1}


def test_a_table_without_places_is_no_geojson(engine, tmp_path):
    table = a_table(tmp_path, COMMUNES, COMMUNES_ROWS)

    with pytest.raises(NoGeometry):
        sent(engine, table, ExportFormat.GEOJSON)


def test_what_no_sheet_holds_is_refused_beforehand(engine, tmp_path, monkeypatch):
    table = a_table(tmp_path, EVERY_TYPE, [("😀" * 16_384, None, None, None, None, None)])

    with pytest.raises(SheetTooLarge, match="texte"):
        sent(engine, table, ExportFormat.XLSX)
    assert sent(engine, table, ExportFormat.XLSX, fields="entier")
    monkeypatch.setattr(wanted, "SHEET_ROWS", 0)
    with pytest.raises(SheetTooLarge, match="csv or parquet"):
        sent(engine, table, ExportFormat.XLSX, fields="entier")


@pytest.mark.parametrize("form", [form for form in ExportFormat if form is not ExportFormat.GEOJSON])
def test_an_export_follows_the_question(engine, tmp_path, form):
    table = a_table(tmp_path, COMMUNES, COMMUNES_ROWS)

    body = sent(engine, table, form, fields="nom", sort="-population", population__gt="1000")

    if form is ExportFormat.XLSX:
        body = repr(CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()).encode()
    assert body.index(b"Nantes") < body.index("Rezé".encode())
    assert b"Abergement" not in body
    assert b"44109" not in body


@pytest.mark.parametrize("form", [form for form in ExportFormat if form is not ExportFormat.GEOJSON])
def test_the_same_export_has_the_same_bytes(engine, tmp_path, form):
    table = a_table(tmp_path, COMMUNES, COMMUNES_ROWS)

    first, second = (sent(engine, table, form, population__gt="1000") for _ in range(2))

    assert first == second


def test_a_sort_by_decimals_written_with_a_comma_is_one_of_numbers(engine, tmp_path):
    rows = [(None, None, value, None, None, None) for value in (10.5, 9.5, 100.0)]
    table = a_table(tmp_path, EVERY_TYPE, rows)

    text = sent(engine, table, ExportFormat.CSV, ExportOptions(decimal=","), fields="nombre", sort="nombre").decode()

    assert text == 'nombre\n"9,5"\n"10,5"\n"100,0"\n'
