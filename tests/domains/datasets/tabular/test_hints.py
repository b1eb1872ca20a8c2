"""What the producer says of a file is honoured, or refused with what could be said instead."""

import pytest
from tests.domains.datasets.tabular.ingest_cases import faults, parquet_of, publish, refuse, warned
from tests.domains.datasets.tabular.test_workbooks import workbook

from plateforme.domains.datasets.tabular.reading.hints import Hints

TABLE = "nom;prix\nécole à côté;1,5\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "UTF8", "cp1252", "latin-1", "utf-16-le", "mac-roman", "cp850", "utf-8-sig"]
)
def test_the_encoding_is_the_one_that_is_said(encoding):
    made, rows = publish(TABLE.encode(encoding), hints=Hints(encoding=encoding))

    assert rows == [("école à côté", 1.5, 1)]
    assert warned(made) == []


@pytest.mark.parametrize("encoding", ["klingon", "", "base64", "rot13", "utf-7", "unicode_escape", "idna", "x\0y"])
def test_what_is_no_encoding_is_refused(encoding):
    assert faults(refuse(TABLE, hints=Hints(encoding=encoding))) == [("encoding-error", None, None)]


@pytest.mark.parametrize(("encoding", "said"), [("cp1252", "utf-8"), ("latin-1", "ascii"), ("utf-8", "utf-16")])
def test_bytes_that_mean_nothing_in_the_encoding_that_was_said_are_refused(encoding, said):
    refused = refuse("nom\nabc\né\n".encode(encoding), hints=Hints(encoding=said))

    assert [each[0] for each in faults(refused)] == ["encoding-error"]


def test_an_encoding_that_hides_utf_8_is_followed_and_doubted():
    made, rows = publish(TABLE.encode(), hints=Hints(encoding="cp1252"))

    assert rows[0][0].startswith("Ã©cole")
    assert warned(made) == [("encoding-error", None, None)]


@pytest.mark.parametrize(
    ("said", "mark"), [(":", ":"), ("tab", "\t"), ("\t", "\t"), ("^", "^"), ("~", "~"), (",", ",")]
)
def test_the_delimiter_is_the_one_that_is_said(said, mark):
    made, rows = publish(f"a;b{mark}c\n1;2{mark}3\n", hints=Hints(delimiter=said))

    assert (made.schema.names, rows) == (("a_b", "c"), [("1;2", 3, 1)])
    assert made.report["source"]["delimiter"] == mark


@pytest.mark.parametrize("said", ["", ";;", "a", "1", '"', " ", "\n", "\0", "."])
def test_what_cannot_separate_cells_is_refused(said):
    assert faults(refuse(TABLE, hints=Hints(delimiter=said))) == [("format-error", None, None)]


def test_hints_that_a_format_has_no_use_for_are_told():
    assert warned(publish("a;b\n1;2\n", hints=Hints(sheet="Feuille 1"))[0]) == [("useless-hint", None, None)]
    made, _ = publish(workbook(A="x"), "a.xlsx", hints=Hints(encoding="utf-8", delimiter=";"))
    assert warned(made) == [("useless-hint", None, None)]
    with parquet_of("SELECT 1 AS a") as content:
        assert warned(publish(content, hints=Hints(header_row=1))[0]) == [("useless-hint", None, None)]
