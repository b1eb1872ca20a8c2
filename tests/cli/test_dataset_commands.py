"""`plateforme dataset`, `rows` and `vocabulary`: what a steward sees and does, against a platform that is served."""

import json

import httpx
import pytest
from tests.domains.datasets.sources import Source

from plateforme.consumers.steward import row_files

PARKS = "id;nom;surface\n1;Jardin des plantes;7.3\n2;Procé;12\n"
CREATE = ("--dataset", "parcs", "--create", "--title", "Parcs et jardins", "--primary-key", "id")


@pytest.fixture
def parks(tmp_path):
    path = tmp_path / "parcs.csv"
    path.write_text(PARKS, encoding="utf-8")
    return path


@pytest.fixture
def published(command, parks):
    assert command("publish", parks, *CREATE).exit_code == 0


@pytest.fixture
def broken(command, parks, published):
    """A publication that waits because a column is gone."""
    parks.write_text("id;nom\n1;Jardin des plantes\n", encoding="utf-8")
    return command("publish", parks, "--dataset", "parcs")


def said(told, *words):
    assert told.exit_code == 0, told.output
    missing = [word for word in words if word not in told.output]
    assert missing == [], told.output


@pytest.mark.usefixtures("published")
def test_a_dataset_is_shown_on_one_calm_screen(command, parks):
    command("dataset", "attach", "parcs", parks, "--title", "Le fichier d’origine")

    told = command("dataset", "show", "parcs", COLUMNS="80")

    said(told, "Parcs et jardins", "parcs, Nantes", "notspecified", "2 rows", "schema 1.0.0, key: id", "Le fichier")
    assert max(map(len, told.stdout.splitlines())) <= 80
    assert len(told.stdout.splitlines()) <= 16
    assert "\x1b" not in told.stdout


def test_what_waits_is_shown_with_how_to_accept_it(command, broken, address):
    assert broken.exit_code == 5
    assert "column_removed" in broken.stderr
    assert "plateforme dataset accept parcs" in broken.stderr
    said(command("dataset", "show", "parcs"), "waits", "column_removed", "plateforme dataset accept parcs")

    refused = command("dataset", "accept", "parcs", typed="n\n")
    accepted = command("dataset", "accept", "parcs", typed="y\n")
    nothing = command("dataset", "accept", "parcs", "--yes")

    assert refused.exit_code == 1
    said(accepted, "is now version 2 of parcs")
    assert (nothing.exit_code, "waits" in nothing.stderr) == (1, True)
    said(command("dataset", "show", "parcs"), "notice", "schema 1.0.0 is readable until", "schema 2.0.0")
    assert httpx.get(f"{address}/v1/datasets/parcs").json()["version"] == 2


def test_a_version_with_personal_data_is_removed_for_good(command, published, tmp_path):
    write_rows(command, tmp_path, '{"id": 2, "nom": "Parc de Procé"}\n')

    told = command("dataset", "withdraw", "parcs", "1", "--reason", "Un nom.", "--final")
    back = command("dataset", "reinstate", "parcs", "1")

    said(told, "is withdrawn")
    assert back.exit_code == 1
    assert "content" in back.stderr


def test_versions_are_withdrawn_reinstated_and_restored(command, published, tmp_path):
    write_rows(command, tmp_path, '{"id": 2, "nom": "Parc de Procé"}\n')

    said(command("dataset", "versions", "parcs"), "current", "1 changed", "parcs.csv")
    said(command("dataset", "withdraw", "parcs", "2", "--reason", "Nom faux."), "version 1 serves")
    said(command("dataset", "versions", "parcs"), "withdrawn: Nom faux.")
    said(command("dataset", "reinstate", "parcs", "2"), "is the current one")
    said(command("dataset", "restore", "parcs", "1"), "Version 3 of parcs serves, with the content of version 1")
    said(command("rows", "show", "parcs", "2"), "Procé", "12")


def test_a_dataset_is_renamed_deleted_and_brought_back(command, published):
    said(command("dataset", "rename", "parcs", "espaces-verts"), "called espaces-verts now")
    said(command("dataset", "show", "parcs"), "espaces-verts")
    kept = command("dataset", "delete", "espaces-verts", "--reason", "Doublon de jardins.", typed="n\n")
    said(command("dataset", "delete", "espaces-verts", "--reason", "Doublon de jardins.", typed="y\n"), "is deleted")
    gone = command("dataset", "show", "espaces-verts")
    said(command("dataset", "undelete", "espaces-verts"), "is back, at version 1")

    assert kept.exit_code == gone.exit_code == 1
    assert "Doublon de jardins." in gone.stderr


def test_a_file_is_attached_once_replaced_and_detached(command, published, tmp_path, address):
    notice = tmp_path / "notice.md"
    notice.write_text("# Parcs\n")
    for text in ("# Parcs\n", "# Parcs\n", "# Parcs et jardins\n"):
        notice.write_text(text)
        said(command("dataset", "attach", "parcs", notice, "--title", "Notice"), "is attached to parcs")

    attached = httpx.get(f"{address}/v1/datasets/parcs/attachments").json()["items"]
    saved = tmp_path / "saved.md"
    said(command("dataset", "detach", "parcs", "notice.md", "--save", saved), "no longer attached")
    again = command("dataset", "detach", "parcs", "notice.md")

    assert [one["size"] for one in attached] == [19]
    assert saved.read_text() == "# Parcs et jardins\n"
    assert (again.exit_code, "no attached file" in again.stderr) == (1, True)


def test_the_file_of_a_dataset_is_fetched_paused_and_left(command, published, web_server):
    url = f"{web_server(Source(body=PARKS.encode()).handler())}/parcs.csv"

    said(command("dataset", "pull", "parcs", url, "--every", "6h"), "is fetched every 6 hours from")
    said(command("dataset", "pull", "parcs", "--pause"), "paused")
    said(command("dataset", "pull", "parcs", "--resume", "--every", "1d"), "every day")
    said(command("dataset", "pull", "parcs", "--now"), "/publications/")
    said(command("dataset", "show", "parcs"), "pulled", "every day")
    said(command("dataset", "pull", "parcs", "--remove"), "no longer fetched")
    none = command("dataset", "pull", "parcs")

    assert none.exit_code == 1


@pytest.mark.parametrize(
    "arguments", [("--every", "often"), ("--remove", "--now"), ("https://data.example/a.csv", "--pause")]
)
def test_a_pull_that_makes_no_sense_is_a_wrong_command_line(command, arguments):
    assert command("dataset", "pull", "parcs", *arguments).exit_code == 2


def test_columns_are_printed_as_a_table_schema(command, published):
    told = command("dataset", "schema", "parcs")

    assert [one["name"] for one in json.loads(told.stdout)["fields"]] == ["id", "nom", "surface"]


def test_datasets_and_vocabularies_are_listed(command, published, parks):
    title = "Un titre qui dit tout ce que ce jeu de données contient, et davantage encore"
    command("publish", parks, "--dataset", "espaces-verts-de-la-ville", "--create", "--title", title)

    listed = command("dataset", "list", "--organization", "nantes", COLUMNS="80")

    said(listed, "parcs", "espaces-verts-de-la-ville", "2 notspecified")
    assert max(map(len, listed.stdout.splitlines())) <= 80
    said(command("vocabulary", "licenses"), "etalab-2.0")
    assert command("vocabulary", "colours").exit_code == 2


def write_rows(command, tmp_path, text, *options, name="rows.ndjson"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return command("rows", "write", "parcs", path, *options)


def test_rows_are_written_from_every_form_and_from_a_pipe(command, published, tmp_path):
    said(write_rows(command, tmp_path, "id;nom;_delete\n1;Jardin;\n2;;oui\n", name="a.csv"), "1 changed", "1 removed")
    said(write_rows(command, tmp_path, '{"id": 3, "nom": "Beaujoire", "surface": 6.5}\n'), "version 3", "1 added")
    said(write_rows(command, tmp_path, '[{"id": 3, "_delete": true}]', name="a.json"), "1 removed")
    said(command("rows", "write", "parcs", "-", typed='{"id": 1, "surface": 8}\n'), "1 changed")
    said(write_rows(command, tmp_path, '{"id": 1, "surface": 9}\n', "--dry-run"), "Nothing was written")

    shown = command("rows", "show", "parcs")

    said(shown, "Jardin", "8", "version 5: 1 of 1 rows")


def test_more_rows_than_a_batch_takes_make_several_versions(command, published, tmp_path, monkeypatch):
    monkeypatch.setattr(row_files, "BATCH", 2)

    told = write_rows(command, tmp_path, "".join(f'{{"id": {n}, "nom": "Parc {n}"}}\n' for n in range(10, 15)))

    said(told, "serves version 4", "5 added")


@pytest.mark.parametrize(
    ("text", "name", "code", "words"),
    [
        ('{"id": "un"}\n', "a.ndjson", 1, "id"),
        ("{id}\n", "a.ndjson", 2, "Line 1 is not JSON"),
        ("[1]", "a.json", 2, "Entry 1 is not a row"),
        ("id;nom\n1\n", "a.csv", 2, "fewer cells"),
    ],
)
def test_rows_that_cannot_be_written_are_refused_in_a_sentence(command, published, tmp_path, text, name, code, words):
    told = write_rows(command, tmp_path, text, name=name)

    assert (told.exit_code, words in told.stderr, "Traceback" in told.output) == (code, True, False), told.output


def test_all_faults_of_a_refused_file_are_written_where_asked(command, parks, tmp_path):
    parks.write_text(PARKS + "".join(f"1;Encore {n};1\n" for n in range(20)), encoding="utf-8")
    faults = tmp_path / "faults.csv"

    told = command("publish", parks, *CREATE, "--errors", faults)

    assert told.exit_code == 4
    assert len(faults.read_text().splitlines()) == 21
    assert str(faults) in told.stderr


@pytest.mark.parametrize(
    "arguments",
    [("dataset", "show"), ("dataset", "versions"), ("dataset", "schema"), ("rows", "show"), ("dataset", "accept")],
)
def test_what_does_not_exist_is_said_in_the_words_of_the_platform(command, arguments):
    told = command(*arguments, "nowhere")

    assert (told.exit_code, told.stdout) == (1, "")
    assert "no dataset" in told.stderr
