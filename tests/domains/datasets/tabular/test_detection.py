import gzip

import pytest
from tests.domains.datasets.tabular.ingest_cases import LIMITS, faults, publish, refuse, zipped

from plateforme.domains.datasets.tabular.reading.detection import find_dialect

TABLE = "nom;effectif\nécole Jean Zay;12\nlycée;7\n"
ROWS = [("école Jean Zay", 12, 1), ("lycée", 7, 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1", "mac_roman"])
def test_a_table_is_read_in_any_usual_encoding(encoding):
    made, rows = publish(TABLE.encode(encoding))
    assert rows == ROWS
    assert made.report["source"]["delimiter"] == ";"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_table_is_read_with_any_usual_delimiter_and_line_end(delimiter, newline):
    assert publish(TABLE.replace(";", delimiter).replace("\n", newline))[1] == ROWS


def test_the_delimiter_is_the_one_that_rows_agree_on_even_when_headers_hold_another():
    sample = "NOM,C,25;LONGUEUR,N,10,2;SENS,C,1\nrue A;12,5;D\nrue B;3,25;G\n"
    assert find_dialect(sample).labels == ("NOM,C,25", "LONGUEUR,N,10,2", "SENS,C,1")


def test_one_column_of_sentences_is_one_column():
    made, rows = publish("Remarque\nUn, deux, trois\nRien\n")
    assert [row[0] for row in rows] == ["Un, deux, trois", "Rien"]
    assert made.schema.names == ("remarque",)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "source-error"),
        (b"\n \n\n", "source-error"),
        (b"\xef\xbb\xbf", "source-error"),
        (b"\0" * 64, "source-error"),
        (b"%PDF-1.7\n1 0 obj\n", "format-error"),
        (b"\x89PNG\r\n\x1a\n\0\0", "format-error"),
        (b"PAR1 and then nothing of a Parquet", "format-error"),
        (b"PK\x03\x04 and then nothing of a zip", "format-error"),
        (b"\x1f\x8b and then nothing of a gz", "format-error"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing of an xls", "format-error"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "format-error"),
        (b"<?xml version='1.0'?><a/>", "format-error"),
        (b'{"type": "FeatureCollection"}', "format-error"),
        (b'["a", 2]', "format-error"),
        (b'[{"a": 1}, {"a": ', "format-error"),
        (b'a;b\n1;"never closed\n2;3\n', "format-error"),
        (b'a;b\n1;"x"y\n', "format-error"),
    ],
)
def test_what_is_no_table_is_refused_whatever_its_name(content, code):
    assert [each[0] for each in faults(refuse(content, "table.csv"))] == [code]


def test_nul_bytes_are_told_with_their_row_and_column():
    assert faults(refuse(b"a;b\n1;2\n\n3;\0\n")) == [("source-error", 4, "b")]


def test_mixed_encodings_are_told_with_their_line():
    content = "nom;ville\né;è\nà;ç\n".encode() + "ô;û\n".encode("cp1252")
    assert faults(refuse(content)) == [("encoding-error", 4, None)]


def test_a_late_byte_that_is_no_utf8_is_found_though_the_beginning_is_clean():
    content = b"nom;ville\n" + b"abc;def\n" * 50_000 + "été;là\n".encode("cp1252")
    made, rows = publish(content)
    assert rows[-1][:2] == ("été", "là")
    assert made.report["source"]["encoding"] == "cp1252"
    assert [each["code"] for each in made.report["warnings"]] == ["encoding-error"]


def test_a_gz_and_a_zip_of_one_file_are_opened():
    assert publish(gzip.compress(TABLE.encode()), "table.csv.gz")[1] == ROWS
    assert publish(zipped(table__csv=TABLE.encode()), "table.zip")[1] == ROWS


@pytest.mark.parametrize(
    "content",
    [
        zipped(a__csv=b"a\n1\n", b__csv=b"b\n1\n"),
        zipped(),
        zipped(inner__zip=zipped(a__csv=b"a\n1\n")),
        gzip.compress(gzip.compress(b"a\n1\n")),
        zipped(a__csv=TABLE.encode())[:60],
        gzip.compress(TABLE.encode())[:30],
    ],
    ids=["two files", "no file", "a zip in a zip", "a gz in a gz", "a cut zip", "a cut gz"],
)
def test_an_archive_of_anything_else_is_refused(content):
    assert [each[0] for each in faults(refuse(content, "table.zip"))] == ["format-error"]


def test_a_bomb_is_stopped_while_it_is_unpacked():
    bomb = b"a\n" + b"0\n" * (LIMITS.max_unpacked_bytes // 2)
    assert [each[0] for each in faults(refuse(gzip.compress(bomb), "b.gz"))] == ["source-error"]
    assert [each[0] for each in faults(refuse(zipped(b__csv=bomb), "b.zip"))] == ["source-error"]


def test_an_encrypted_zip_is_refused():
    content = bytearray(zipped(a__csv=b"a\n1\n"))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in refuse(bytes(content), "a.zip").detail
