"""Where the header is: below titles, notes and blank lines, repeated, blank in places, or missing."""

import pytest
from tests.domains.datasets.tabular.ingest_cases import faults, publish, refuse, types_of, warned
from tests.domains.datasets.tabular.test_formats import text_cell, xlsx

from plateforme.domains.datasets.tabular.reading.hints import Hints

TABLE = "commune;nom;population\n34172;Montpellier;299096\n34003;Agde;29600\n34032;Béziers;78308\n"
ROWS = [("34172", "Montpellier", 299_096), ("34003", "Agde", 29_600), ("34032", "Béziers", 78_308)]


@pytest.mark.parametrize(
    ("preamble", "passed", "row"),
    [
        ("Population des communes\n", [1], 2),
        ("Population des communes\n\nSource : INSEE, 2021\n\n", [1, 3], 5),
        ("Population des communes;;\n;;\n", [1], 3),
        (";;\nPopulation des communes;;\n", [2], 3),
        ("# produit le 2024-01-01, pour essai\n# a;b\n", [1, 2], 3),
        ('"Population\ndes communes"\n', [1], 2),
    ],
)
def test_titles_and_notes_above_the_header_are_left_out_and_told(preamble, passed, row):
    made, rows = publish(preamble + TABLE)

    assert [each[:3] for each in rows] == ROWS
    assert made.report["source"]["header_row"] == row
    told = next(each for each in made.report["warnings"] if each["code"] == "preamble")
    assert told["row"] == passed[0]
    assert told["detail"].endswith(f"{', '.join(map(str, passed))}.")


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_a_preamble_is_found_whatever_the_encoding_and_the_line_ends(encoding, newline):
    made, rows = publish(f"Titre\n{TABLE}".replace("\n", newline).encode(encoding))

    assert ([each[:3] for each in rows], made.report["source"]["header_row"]) == (ROWS, 2)


def test_errors_below_a_preamble_keep_their_true_rows():
    assert faults(refuse(f"Titre\n\n{TABLE}34003;Agde;1\n", key=("commune",))) == [("primary-key", 7, "commune")]


def test_the_line_of_a_spreadsheet_that_names_the_separator_is_no_header():
    made, rows = publish(f"sep=;\n{TABLE}")

    assert [each[:3] for each in rows] == ROWS
    assert made.report["source"]["header_row"] == 2


@pytest.mark.parametrize(
    "content",
    [
        "nom;prénom;ville;rue\nHugo;Victor;Paris;place des Vosges\nSand;George;Nohant;château\n",
        "nom;;\nHugo;Victor;Paris\nSand;George;Nohant\nZola;Émile;Médan\n",
        "nom;prénom;\nHugo;Victor;Paris\nSand;George;Nohant\n",
        "titre\nun\ndeux\ntrois\n",
        "a;b\nx;y\nz;t\n",
    ],
)
def test_no_row_is_passed_over_without_plain_evidence(content):
    lines = content.splitlines()
    made, rows = publish(content)

    if made.report["source"]["header_row"] == 1:
        assert len(rows) == len(lines) - 1
    else:
        assert ("preamble", 1, None) in warned(made)
        assert lines[0].count(";;")


def test_a_comment_among_the_rows_is_a_row():
    assert faults(refuse("a;b\n1;2\n# note\n3;4\n")) == [("missing-cell", 3, "b")]


# --- what the producer says ---


def test_the_header_is_where_the_producer_says():
    made, rows = publish("un;deux\nnom;prix\nx;2\n", hints=Hints(header_row=2))

    assert (made.schema.names, rows, warned(made)) == (("nom", "prix"), [("x", 2, 1)], [("preamble", 1, None)])
    assert publish(f"Titre;;\n{TABLE}", hints=Hints(header_row=1))[0].rows == 4


def test_a_file_without_header_gets_numbered_columns():
    made, rows = publish("12/01/2024;5\n13/01/2024;6\n", hints=Hints(header_row=0))

    assert types_of(made) == {"column_1": "date", "column_2": "integer"}
    assert len(rows) == 2
    assert made.report["source"]["header_row"] is None


@pytest.mark.parametrize(
    ("row", "code", "place"), [(9, "source-error", None), (2, "blank-label", 2), (-1, "source-error", None)]
)
def test_a_header_that_is_said_to_be_where_it_cannot_be_is_refused(row, code, place):
    assert faults(refuse("a;b\n\n1;2\n", hints=Hints(header_row=row))) == [(code, place, None)]


@pytest.mark.parametrize(
    "content",
    [
        "12/01/2024;5\n13/01/2024;6\n",
        "2024-01-12;vu\n2024-01-13;su\n",
        "34172;290053,5\n34003;28,5\n",
        "34172;29005\n34003;29000\n",
    ],
)
def test_a_first_row_of_values_is_refused_rather_than_taken_for_a_header(content):
    assert faults(refuse(content)) == [("label-error", 1, None)]
    assert publish(content, hints=Hints(header_row=1))[0].rows == 1


@pytest.mark.parametrize("header", ["commune;2020;2021;2022", "mois;1;2;3", "x;2024-01-01;2024-02-01;y"])
def test_years_ranks_and_dates_over_other_values_are_labels(header):
    made, rows = publish(f"{header}\nAgde;20500;28000;29000\nSète;43000;44000;45000\n")

    assert ([each.label for each in made.schema.columns], len(rows)) == (header.split(";"), 2)


# --- blank and repeated labels ---


def test_a_column_without_name_and_values_is_left_out_and_one_with_values_is_numbered():
    made, rows = publish(";nom;;;prix;\n1;a;;x;2;\n2;b; ;y;3;\n")

    assert rows == [(1, "a", "x", 2, 1), (2, "b", "y", 3, 2)]
    assert [each.label for each in made.schema.columns] == ["column_1", "nom", "column_4", "prix"]
    assert warned(made) == [("blank-label", 1, None), ("blank-label", 1, "column_1"), ("blank-label", 1, "column_4")]


def test_a_numbered_column_gives_way_to_one_that_has_its_name():
    made, _ = publish(";column_1\n1;2\n")

    assert [each.label for each in made.schema.columns] == ["column_1_2", "column_1"]


def test_separators_at_the_end_of_rows_or_of_the_header_are_no_cells():
    for content in ("a;b\n1;2;\n3;4;;\n", "a;b;;\n1;2\n3;4\n", "a;b;;\n1;2;;\n3;4\n"):
        assert publish(content)[1] == [(1, 2, 1), (3, 4, 2)]


def test_under_a_schema_cells_beyond_the_header_are_errors():
    declared = {"fields": [{"name": "a"}, {"name": "b"}]}

    assert faults(refuse("a;b\n1;2;\n", declared=declared)) == [("extra-cell", 2, None)]
    assert ("blank-label", 1, None) in faults(refuse("a;b;\n1;2;\n", declared=declared))


def test_a_header_said_again_is_left_out_and_rows_keep_their_place():
    made, rows = publish("a;b\n1;2\na;b\n3;4\n a ;b\n")

    assert rows == [(1, 2, 1), (3, 4, 2)]
    assert made.report["warnings"][0]["detail"].endswith("rows 3, 5.")
    assert faults(refuse("a;b\n1;2\na;b\n1;4\n", key=("a",))) == [("primary-key", 4, "a")]


def test_a_cell_that_equals_the_only_label_stays():
    assert publish("mot\nun\nmot\n")[0].rows == 2


# --- spreadsheets ---


def row(number: int, *cells: str | float) -> str:
    shown = [
        text_cell(f"{'ABCDEF'[at]}{number}", each)
        if isinstance(each, str)
        else f'<c r="{"ABCDEF"[at]}{number}"><v>{each}</v></c>'
        for at, each in enumerate(cells)
        if each != ""
    ]
    return f'<row r="{number}">{"".join(shown)}</row>'


def test_a_spreadsheet_may_begin_with_titles_and_merged_cells():
    sheet = (
        row(1, "Population")
        + row(3, "", "Chiffres", "")
        + row(4, "Commune", "Nom", "Habitants")
        + row(5, "34172", "Montpellier", 299096)
        + row(6, "34003", "Agde", 29600)
    )
    made, rows = publish(xlsx(sheet), "a.xlsx")

    assert rows == [("34172", "Montpellier", 299_096, 1), ("34003", "Agde", 29_600, 2)]
    assert (made.report["source"]["header_row"], warned(made)) == (4, [("preamble", 1, None)])


def test_the_header_of_a_spreadsheet_is_where_the_producer_says():
    sheet = row(2, "un", "deux") + row(3, "nom", "prix") + row(4, "x", 2)

    assert publish(xlsx(sheet), "a.xlsx", hints=Hints(header_row=3))[1] == [("x", 2, 1)]
    assert publish(xlsx(sheet), "a.xlsx", hints=Hints(header_row=0))[0].rows == 3
    assert faults(refuse(xlsx(sheet), "a.xlsx", hints=Hints(header_row=1))) == [("blank-label", 1, None)]
    assert faults(refuse(xlsx(sheet), "a.xlsx", hints=Hints(header_row=7))) == [("source-error", None, None)]


def test_formulas_are_read_as_the_value_they_had_and_text_that_looks_like_one_stays_text():
    cells = row(1, "nom", "total") + (
        f'<row r="2">{text_cell("A2", "=1+1")}<c r="B2"><f>20+22</f><v>42</v></c></row>'
        f'<row r="3">{text_cell("A3", "=cmd()")}<c r="B3"><f>1/0</f></c></row>'
    )

    assert publish(xlsx(cells), "a.xlsx")[1] == [("=1+1", 42, 1), ("=cmd()", None, 2)]
