import json
from datetime import UTC, date, datetime

from tests.domains.datasets.tabular.ingest_cases import faults, parquet_of, publish, refuse, types_of, zipped


def test_json_objects_become_rows_and_text_stays_text():
    items = [{"id": "12", "n": 1, "x": 1.50, "ok": True}, {"id": "13", "n": None, "tags": ["é"], "jour": "2024-01-02"}]
    for content, name in ((json.dumps(items, indent=1), "a.json"), ("\n".join(map(json.dumps, items)), "a.ndjson")):
        made, rows = publish(content, name)
        assert types_of(made) == {
            "id": "string",
            "n": "integer",
            "x": "number",
            "ok": "boolean",
            "tags": "string",
            "jour": "date",
        }
        assert rows[1] == ("13", None, None, None, '["é"]', date(2024, 1, 2), 2)
        assert made.report["source"]["format"] == name.split(".")[1]


def test_a_json_that_breaks_off_tells_the_object():
    assert faults(refuse('[{"a": 1},\n{"a": 2},\n{"a"', "a.json")) == [("format-error", 3, None)]
    assert faults(refuse('{"a": 1}\n{"a": \n', "a.ndjson")) == [("format-error", 2, None)]
    assert faults(refuse("[" * 100_000, "a.json"))[0][0] == "format-error"


def test_a_parquet_keeps_its_types():
    query = """SELECT 1::INT AS "Nb", 1.5::DOUBLE AS x, 'nan'::DOUBLE AS vide, '01001' AS code, DATE '2024-01-02' AS
        jour,
        TIMESTAMP '2024-07-01 10:00:00' AS vu, true AS ok, [1, 2] AS liste, 2.50::DECIMAL(9,2) AS prix"""
    with parquet_of(query) as content:
        made, rows = publish(content, "a.parquet")
        assert faults(refuse(content[: len(content) // 2], "a.parquet")) == [("format-error", None, None)]
    vu = datetime(2024, 7, 1, 8, tzinfo=UTC)
    assert rows == [(1, 1.5, None, "01001", date(2024, 1, 2), vu, True, "[1,2]", 2.5, 1)]
    assert list(types_of(made).values()) == [
        *("integer", "number", "number", "string", "date", "datetime", "boolean", "string", "number")
    ]


SHEET = """<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>{rows}</sheetData></worksheet>"""
PARTS = {
    "[Content_Types].xml": """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>""",
    "_rels/.rels": """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/s.xml"/>
</Relationships>""",
}


def xlsx(rows: str) -> bytes:
    return zipped(
        **{**{k: v.encode() for k, v in PARTS.items()}, "xl/worksheets/s.xml": SHEET.format(rows=rows).encode()}
    )


def text_cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_spreadsheet_keeps_text_and_numbers_apart_and_its_own_row_numbers():
    rows = (
        f'<row r="3">{text_cell("A3", "Nom")}{text_cell("B3", "Nb")}{text_cell("C3", "Rang")}</row>'
        f'<row r="4">{text_cell("A4", "x")}<c r="B4"><v>12</v></c>{text_cell("C4", "7")}</row>'
        f'<row r="5">{text_cell("A5", "x")}<c r="B5"><v>1.5</v></c>{text_cell("C5", "8")}</row>'
    )
    made, cells = publish(xlsx(rows), "a.xlsx")
    assert cells == [("x", 12.0, "7", 1), ("x", 1.5, "8", 2)]
    assert made.report["source"]["header_row"] == 3
    assert faults(refuse(xlsx(rows), "a.xlsx", key=("Nom",))) == [("primary-key", 5, "Nom")]


def test_a_sheet_whose_last_cell_is_at_the_end_of_the_world_is_refused():
    rows = f'<row r="1">{text_cell("A1", "a")}</row><row r="1048576">{text_cell("XFD1048576", "z")}</row>'
    assert faults(refuse(xlsx(rows), "a.xlsx")) == [("source-error", None, None)]


ODS_MANIFEST = """<?xml version="1.0"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""
ODS = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def ods(rows: str) -> bytes:
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": ODS_MANIFEST}
    return zipped(**{name: text.encode() for name, text in {**parts, "content.xml": ODS.format(rows=rows)}.items()})


def ods_text(text: str, repeated: int = 1) -> str:
    columns = f'table:number-columns-repeated="{repeated}"'
    return f'<table:table-cell office:value-type="string" {columns}><text:p>{text}</text:p></table:table-cell>'


def test_an_ods_is_read_though_its_empty_rows_reach_the_end_of_the_sheet():
    number = '<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell>'
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    made, rows = publish(
        ods(
            f"<table:table-row>{ods_text('Code')}{ods_text('Nb')}</table:table-row>"
            f"<table:table-row>{ods_text('01')}{number}</table:table-row>"
            f'<table:table-row table:number-rows-repeated="1048574">{empty}</table:table-row>'
        ),
        "a.ods",
    )
    assert rows == [("01", 3, 1)]
    assert types_of(made) == {"code": "string", "nb": "integer"}


def test_an_ods_that_repeats_a_cell_without_end_is_refused():
    row = f'<table:table-row table:number-rows-repeated="1048576">{ods_text("x", 16384)}</table:table-row>'
    assert faults(refuse(ods(row), "a.ods")) == [("source-error", None, None)]
