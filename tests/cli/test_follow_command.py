"""`plateforme follow` against a platform that is served."""

import json

import pytest


@pytest.fixture
def parks(tmp_path, command):
    path = tmp_path / "parcs.csv"
    path.write_text("id;nom\n1;Jardin des plantes\n2;Procé\n", encoding="utf-8")
    told = command("publish", path, "--dataset", "parcs", "--create", "--title", "Parcs", "--primary-key", "id")
    assert told.exit_code == 0, told.output
    return path


def test_a_copy_is_downloaded_then_brought_up_to_date(command, parks, tmp_path):
    copy = tmp_path / "copy.ndjson"

    first = command("follow", "parcs", copy)
    again = command("follow", "parcs", copy)
    parks.write_text("id;nom\n1;Jardin\n3;Beaujoire\n", encoding="utf-8")
    command("publish", parks, "--dataset", "parcs")
    applied = command("follow", "parcs", copy)

    assert "was downloaded: version 1 of parcs, 2 rows" in first.stdout
    assert "already" in again.stdout
    assert "1 added, 1 changed, 1 removed" in applied.stdout
    assert [json.loads(line)["nom"] for line in copy.read_text().splitlines()] == ["Jardin", "Beaujoire"]


@pytest.mark.usefixtures("parks")
@pytest.mark.parametrize(
    ("slug", "name", "code", "words"),
    [
        ("parcs", "copy.xlsx", 2, ".ndjson"),
        ("nowhere", "copy.csv", 1, "no dataset"),
        ("parcs", "none/copy.csv", 1, "cannot be written"),
    ],
)
def test_what_cannot_be_followed_is_said_in_a_sentence(command, tmp_path, slug, name, code, words):
    told = command("follow", slug, tmp_path / name)

    assert (told.exit_code, words in told.stderr, told.stdout) == (code, True, ""), told.output
