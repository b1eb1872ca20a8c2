"""The command line: help, exit codes, and what goes to stdout."""

import socket

import pytest
from typer.testing import CliRunner

from plateforme import __version__
from plateforme.cli import app

COMMANDS = ("demo", "serve", "check", "load", "keys", "migrate", "openapi", "client")


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setenv("PLATEFORME_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def test_the_help_names_every_command(run):
    help_text = run("--help").stdout

    assert all(command in help_text for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run, command):
    told = run(command, "--help")

    assert told.exit_code == 0
    assert "Usage" in told.stdout


def test_the_version_is_printed(run):
    assert run("--version").stdout.strip() == __version__


def test_a_new_key_is_printed_alone(run):
    told = run("keys", "create", "--consumer", "bot", "--organization", "nantes", "--scope", "datasets:write")

    assert told.exit_code == 0, told.output
    assert told.stdout.strip().startswith("plf_")
    assert len(told.stdout.split()) == 1


def test_an_unknown_scope_is_refused_with_the_place_to_look(run):
    told = run("keys", "create", "--consumer", "bot", "--organization", "nantes", "--scope", "everything")

    assert told.exit_code == 1
    assert "scope" in told.output


def test_a_consumer_of_another_organization_gets_no_key(run):
    run("keys", "create", "--consumer", "bot", "--organization", "nantes", "--scope", "datasets:write")

    told = run("keys", "create", "--consumer", "bot", "--organization", "rennes", "--scope", "datasets:write")

    assert told.exit_code == 1
    assert "plf_" not in told.output


def test_a_taken_port_is_said_in_a_sentence(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = run("serve", "--port", str(taken.getsockname()[1]))

    assert told.exit_code == 3
    assert "--port" in told.output
    assert "Traceback" not in told.output


def test_migrating_twice_is_harmless(run):
    assert run("migrate").exit_code == 0
    assert run("migrate").exit_code == 0


def test_a_missing_api_is_said_in_a_sentence(run):
    told = run("check", "--api", "http://127.0.0.1:9/v1", "--key", "plf_x", "--once")

    assert told.exit_code not in {0, 2}
    assert "Traceback" not in told.output
