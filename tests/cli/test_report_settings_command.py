"""`plateforme load report-settings` against a served platform."""

import pytest
from typer.testing import CliRunner

from plateforme.cli import app as commands

FILE = '[teams.voirie]\nname = "Voirie"\n\n[categories.pothole]\nteam = "voirie"\n'
CHECK = '\n[[checks]]\ncategory = "pothole"\nteam = "{team}"\n'


@pytest.fixture
def load(address, a_key, tmp_path):
    """Write a file and load it with the key of Nantes; answers the exit code and what was said."""
    environment = {"PLATEFORME_API": address, "PLATEFORME_KEY": a_key("reports:configure"), "COLUMNS": "200"}

    def go(text, organization="nantes"):
        path = tmp_path / "settings.toml"
        path.write_text(text, encoding="utf-8")
        arguments = ["load", "report-settings", str(path), "--organization", organization]
        done = CliRunner().invoke(commands, arguments, env=environment)
        return done.exit_code, done.output

    return go


def test_a_file_is_settled_and_again_changes_nothing(load):
    first = load(FILE + CHECK.format(team="voirie"))
    again = load(FILE + CHECK.format(team="voirie"))

    assert (first[0], again[0]) == (0, 0)
    assert "2 settings: 2 new, 0 changed, 0 as before." in first[1]
    assert "1 checks hold." in first[1]
    assert "2 settings: 0 new, 0 changed, 2 as before." in again[1]


def test_what_is_not_in_the_file_is_told(load):
    load(FILE)

    assert "team voirie is in force and not in the file" in load('[teams.autres]\nname = "Autres"\n')[1]


def test_a_check_that_does_not_hold_ends_with_4(load):
    code, told = load(FILE + CHECK.format(team="proprete"))

    assert code == 4
    assert "checks.1: voirie gets it (category), not proprete." in told


@pytest.mark.parametrize(("text", "organization", "code"), [("teams =", "nantes", 4), (FILE, "reze", 1)])
def test_a_file_that_cannot_be_used_and_a_refusal_end_apart(load, text, organization, code):
    assert load(text, organization)[0] == code
