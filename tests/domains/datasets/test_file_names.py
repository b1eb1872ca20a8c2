"""Names of files that strangers give."""

import pytest

from plateforme.domains.datasets.file_names import file_name, file_name_in


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("parcs.csv", "parcs.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Exports\\étude #2.csv", "étude #2.csv"),
        ("vraiment?.csv", "vraiment?.csv"),
        ("a\r\nX: y.csv", "aX: y.csv"),
        ("a" * 300 + ".csv", "a" * 196 + ".csv"),
        ("", "file"),
        (None, "file"),
    ],
)
def test_a_file_keeps_its_name_without_its_folders(given, name):
    assert file_name(given) == name


@pytest.mark.parametrize(
    "address", ["https://x.fr/a/parcs.csv", "https://x.fr/parcs.csv?v=a/b#c", "https://x.fr/parcs.csv#?"]
)
def test_the_name_in_an_address_ends_before_its_query(address):
    assert file_name_in(address) == "parcs.csv"
