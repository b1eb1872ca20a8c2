"""Rows as stewards have them in files, read as the API takes them."""

import pytest

from plateforme.client.v1_types import TableSchemaOut
from plateforme.consumers.steward.row_files import RowsFileError, RowsFormat, format_of, operations

SCHEMA = TableSchemaOut.model_validate(
    {
        "fields": [
            {"name": "code_insee", "title": "Code INSEE", "type": "string"},
            {"name": "population", "title": "Population", "type": "integer"},
            {"name": "part", "title": "Part", "type": "number"},
            {"name": "actif", "title": "Actif", "type": "boolean"},
        ],
        "primaryKey": ["code_insee"],
        "missingValues": [""],
        "version": 1,
        "schema_version": "1.0.0",
    }
)


def read(text, form=RowsFormat.CSV):
    return list(operations(text, form, SCHEMA))


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("rows.CSV", "{}", RowsFormat.CSV),
        ("rows.jsonl", "", RowsFormat.NDJSON),
        ("rows.json", "", RowsFormat.JSON),
        ("-", '{"a": 1}\n{"a": 2}\n', RowsFormat.NDJSON),
        ("-", '{\n "a": 1\n}', RowsFormat.JSON),
        ("-", ' [{"a": 1}]', RowsFormat.JSON),
        ("-", "\ufeffa;b\n1;2\n", RowsFormat.CSV),
    ],
)
def test_the_form_is_told_by_the_name_else_by_the_beginning(name, text, form):
    assert format_of(name, text) is form


def test_cells_become_the_values_of_their_column_and_codes_stay_text():
    rows = read("\ufeffCode INSEE;population;part;actif\n01001;784;0.5;true\n2A004;;;\n")

    assert rows == [
        {"Code INSEE": "01001", "population": 784, "part": 0.5, "actif": True},
        {"Code INSEE": "2A004", "population": None, "part": None, "actif": None},
    ]


def test_what_cannot_be_read_as_its_type_is_left_for_the_platform_to_refuse():
    assert read("code_insee,population\n01001,beaucoup\n") == [{"code_insee": "01001", "population": "beaucoup"}]


def test_a_row_that_goes_keeps_its_key_only():
    assert read("code_insee,population,_delete\n01001,7,x\n01002,8,\n") == [
        {"_delete": True, "code_insee": "01001"},
        {"code_insee": "01002", "population": 8},
    ]


def test_cells_with_quotes_commas_and_lines_are_whole():
    assert read('code_insee,nom\n1,"a ""b"", c\nd"\n')[0]["nom"] == 'a "b", c\nd'


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("a,b\n1\n", RowsFormat.CSV),
        ("a,b\n1,2,3\n", RowsFormat.CSV),
        ('a\n"1\n', RowsFormat.CSV),
        ('{"a": 1}\n[]\n', RowsFormat.NDJSON),
        ("{a}\n", RowsFormat.NDJSON),
        ('{"a": ', RowsFormat.JSON),
        ("[1]", RowsFormat.JSON),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(text, form):
    with pytest.raises(RowsFileError):
        read(text, form)
