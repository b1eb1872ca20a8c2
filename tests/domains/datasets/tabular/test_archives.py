"""A zip or a gz holds one table; what stands beside it is told, what it is when it is no table too."""

import errno
import gzip
import io
import os
import zipfile

import pytest
from tests.domains.datasets.tabular.ingest_cases import faults, publish, refuse, warned, zipped

from plateforme.domains.datasets.tabular.errors import FileRefused
from plateforme.domains.datasets.tabular.reading.containers import unpack
from plateforme.domains.datasets.tabular.report import Report

TABLE = b"nom;effectif\nlyc\xc3\xa9e;7\n"
ROWS = [("lycée", 7, 1)]


@pytest.mark.parametrize(
    "others",
    [
        {"LISEZMOI.txt": b"x"},
        {"readme.md": b"x", "licence.pdf": b"%PDF"},
        {"docs/Notice explicative.docx": b"x"},
        {"datapackage.json": b"{}", "schema.json": b"{}"},
        {".DS_Store": b"x", "données/._table.csv": b"x"},
        {"plan.png": b"x", "Thumbs.db": b"x"},
    ],
)
def test_a_table_among_documents_is_found_and_they_are_told(others):
    made, rows = publish(zipped(**{"données/table.csv": TABLE, **others}), "a.zip")

    assert rows == ROWS
    assert warned(made) == [("other-members", None, None)]
    assert "“table.csv”" in made.report["warnings"][0]["detail"]


def test_a_lone_member_is_the_table_whatever_it_is_called():
    assert publish(zipped(readme=TABLE), "a.zip")[1] == ROWS
    assert publish(zipped(**{"._t": b"x", "t": TABLE}), "a.zip")[1] == ROWS


def test_what_a_macintosh_adds_is_not_even_told():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("t.csv", TABLE)
        archive.writestr("__MACOSX/._t.csv", b"\0\5\x16\7")

    made, rows = publish(stream.getvalue(), "a.zip")

    assert (rows, warned(made)) == (ROWS, [])


@pytest.mark.parametrize("others", [{"b.csv": b"a\n"}, {"b.json": b"[]"}, {"b.dat": b"x"}, {"notes.txt": b"x"}])
def test_two_members_that_may_be_the_table_are_refused_by_name(others):
    refused = refuse(zipped(**{"a.csv": TABLE, **others}), "a.zip")

    assert faults(refused) == [("format-error", None, None)]
    assert "“a.csv”" in refused.detail


def test_at_most_ten_members_are_named():
    refused = refuse(zipped(**{f"t{at}.csv": TABLE for at in range(25)}), "a.zip")

    assert refused.detail.count("“") == 10
    assert "and 15 more" in refused.detail


def test_a_name_that_is_no_name_is_shown_without_its_controls():
    refused = refuse(zipped(**{"a\x1b[31m.csv": TABLE, "b" * 200 + ".csv": TABLE}), "a.zip")

    assert "\x1b" not in refused.detail
    assert "b" * 61 not in refused.detail


@pytest.mark.parametrize(
    ("members", "name"),
    [
        (("stops.txt", "routes.txt", "trips.txt", "agency.txt"), "GTFS"),
        (("communes.shp", "communes.dbf", "communes.prj"), "shapefile"),
    ],
)
def test_an_archive_of_another_trade_is_called_by_its_name(members, name):
    assert name in refuse(zipped(**dict.fromkeys(members, b"x")), "a.zip").detail


def test_a_member_is_never_written_under_its_own_name(tmp_path):
    assert publish(zipped(**{"../../evil.csv": TABLE}), "a.zip")[1] == ROWS
    assert publish(zipped(**{"C:\\temp\\evil.csv": TABLE}), "a.zip")[1] == ROWS
    assert not list(tmp_path.parent.rglob("evil.csv"))


def test_a_nested_archive_is_refused_whatever_its_layers():
    inner = zipped(**{"a.csv": TABLE})

    for content in (zipped(**{"a.zip": inner}), gzip.compress(inner), zipped(**{"a.csv": gzip.compress(TABLE)})):
        assert faults(refuse(content, "a.zip")) == [("format-error", None, None)]


def test_a_bomb_that_says_its_size_is_refused_before_a_byte_is_unpacked(tmp_path):
    source = tmp_path / "a.zip"
    source.write_bytes(zipped(**{"t.csv": b"0;0\n" * 100_000}))

    with pytest.raises(FileRefused, match="larger than the 1000 bytes"):
        unpack(source, "a.zip", limit=1000, workdir=tmp_path, report=Report())
    assert not (tmp_path / "unpacked").exists()


@pytest.mark.parametrize("packed", [zipped(**{"t.csv": TABLE}), gzip.compress(TABLE)], ids=["zip", "gz"])
def test_a_full_disk_is_not_told_as_a_damaged_archive(tmp_path, packed):
    (source := tmp_path / "a").write_bytes(packed)
    (tmp_path / "unpacked").symlink_to("/dev/full")

    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        unpack(source, "a", limit=10**6, workdir=tmp_path, report=Report())
