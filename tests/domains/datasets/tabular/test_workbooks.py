"""Which sheet of a workbook is the table."""

import pytest
from tests.domains.datasets.tabular.ingest_cases import faults, publish, refuse, warned, zipped
from tests.domains.datasets.tabular.test_formats import PARTS, SHEET, text_cell

from plateforme.domains.datasets.tabular.reading.hints import Hints
from plateforme.domains.datasets.tabular.reading.sheet_extents import _xlsb_extent

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def cells(value: str) -> str:
    """Give a small table that holds a value; none when the value is a lone note, nothing when it is empty."""
    if not value:
        return ""
    if value.startswith("note"):
        return f'<row r="1">{text_cell("A1", value)}</row>'
    header = f'<row r="1">{text_cell("A1", "nom")}{text_cell("B1", "prix")}</row>'
    return f'{header}<row r="2">{text_cell("A2", value)}<c r="B2"><v>2</v></c></row>'


def workbook(hidden: tuple[str, ...] = (), /, **sheets: str) -> bytes:
    """Make an xlsx; a double underscore in a name stands for a blank."""
    parts = {name: text.encode() for name, text in PARTS.items()}
    entries = relations = ""
    for at, (name, value) in enumerate(sheets.items(), start=1):
        state = ' state="hidden"' if name in hidden else ""
        entries += f'<sheet name="{name.replace("__", " ")}" sheetId="{at}"{state} r:id="r{at}"/>'
        relations += f'<Relationship Id="r{at}" Type="{RELATION}/worksheet" Target="worksheets/s{at}.xml"/>'
        parts[f"xl/worksheets/s{at}.xml"] = SHEET.format(rows=cells(value)).encode()
    book = PARTS["xl/workbook.xml"].replace('<sheet name="A" sheetId="1" r:id="r1"/>', entries)
    before, _, rest = PARTS["xl/_rels/workbook.xml.rels"].partition("<Relationship Id")
    parts["xl/workbook.xml"] = book.encode()
    parts["xl/_rels/workbook.xml.rels"] = f"{before}{relations}</Relationships>".encode() if rest else b""
    return zipped(**parts)


@pytest.mark.parametrize(
    ("sheets", "hidden", "chosen"),
    [
        ({"A": "x", "B": "y"}, (), "A"),
        ({"A": "", "B": "y"}, (), "B"),
        ({"A": "note", "B": "y"}, (), "B"),
        ({"Notice": "x", "Données": "y"}, (), "Données"),
        ({"Lisez__moi": "x", "Tarifs": "y"}, (), "Tarifs"),
        ({"A": "x", "B": "y"}, ("A",), "B"),
        ({"A": "x", "B": ""}, ("A",), "A"),
        ({"Notice": "x"}, (), "Notice"),
        ({"A": "note", "B": ""}, (), "A"),
    ],
)
def test_the_first_sheet_with_a_table_is_taken_and_the_others_are_named(sheets, hidden, chosen):
    made, _ = publish(workbook(hidden, **sheets), "a.xlsx")

    assert made.report["source"]["sheet"] == chosen
    assert made.report["source"]["sheets"] == [name.replace("__", " ") for name in sheets]
    told = [each["detail"] for each in made.report["warnings"] if each["code"] == "other-sheets"]
    assert len(told) == (len(sheets) > 1)
    assert all(f"“{name.replace('__', ' ')}”" in told[0] for name in sheets if len(sheets) > 1)


@pytest.mark.parametrize(("asked", "value"), [("B", "y"), ("b", "y"), ("2", "y"), ("Été 2024", "z"), ("ete 2024", "z")])
def test_a_sheet_is_asked_for_by_name_or_number(asked, value):
    content = workbook(A="x", B="y", Été__2024="z")
    made, rows = publish(content, "a.xlsx", hints=Hints(sheet=asked))

    assert rows == [(value, 2, 1)]
    assert warned(made) == []


def test_the_name_of_a_sheet_wins_over_its_number():
    content = workbook(**{"A": "x", "1": "y"})

    assert publish(content, "a.xlsx", hints=Hints(sheet="1"))[1] == [("y", 2, 1)]


@pytest.mark.parametrize("asked", ["C", "0", "3", ""])
def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(asked):
    refused = refuse(workbook(A="x", B="y"), "a.xlsx", hints=Hints(sheet=asked))

    assert faults(refused) == [("source-error", None, None)]
    assert "“A”, “B”" in refused.detail


@pytest.mark.parametrize("sheets", [{"A": ""}, {"A": "", "B": ""}])
def test_a_workbook_of_empty_sheets_is_refused(sheets):
    assert faults(refuse(workbook(**sheets), "a.xlsx")) == [("source-error", None, None)]


def test_an_empty_sheet_that_is_asked_for_is_refused():
    assert faults(refuse(workbook(A="x", B=""), "a.xlsx", hints=Hints(sheet="B"))) == [("source-error", None, None)]


def test_the_extent_of_a_binary_sheet_is_that_of_its_farthest_cell(tmp_path):
    def record(kind: int, content: bytes) -> bytes:
        return bytes([kind, len(content)]) + content

    far = tmp_path / "sheet1.bin"
    far.write_bytes(
        record(0, (1_048_575).to_bytes(4, "little") + bytes(8))
        + bytes([0x81, 0x01, 0])
        + record(5, (16_383).to_bytes(4, "little") + bytes(8))
    )
    with far.open("rb") as part:
        assert _xlsb_extent(part) == (1_048_576, 16_384)


def test_a_binary_workbook_whose_cell_is_at_the_end_of_the_world_is_refused_before_it_is_read():
    far = bytes([0, 4]) + (1_048_575).to_bytes(4, "little") + bytes([5, 4]) + (16_383).to_bytes(4, "little")
    parts = {name: text.encode() for name, text in PARTS.items()}

    refused = refuse(zipped(**parts, **{"xl/worksheets/sheet1.bin": far}), "a.xlsb")

    assert faults(refused) == [("source-error", None, None)]
