"""The command line: help, exit codes, and what goes to stdout."""

import socket
import sqlite3
from contextlib import closing

import pytest
from typer.testing import CliRunner

from plateforme import __version__
from plateforme.cli import app

COMMANDS = (
    "demo",
    "serve",
    "check",
    "publish",
    "dataset",
    "rows",
    "vocabulary",
    "follow",
    "load",
    "keys",
    "migrate",
    "openapi",
    "client",
)


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


def test_a_store_of_an_unknown_release_is_said_in_a_sentence(run, tmp_path):
    run("migrate")
    with closing(sqlite3.connect(tmp_path / "home" / "plateforme.db")) as store, store:
        store.execute("UPDATE alembic_version SET version_num = 'ffffffffffff'")

    told = run("migrate")

    assert told.exit_code == 3
    assert "release" in told.output
    assert "Traceback" not in told.output


def test_a_wrong_setting_is_named_and_not_repeated(run, monkeypatch):
    monkeypatch.setenv("PLATEFORME_SECRET", "hunter2")

    told = run("migrate")

    assert told.exit_code == 2
    assert "PLATEFORME_SECRET" in told.output
    assert "hunter2" not in told.output


def test_a_missing_api_is_said_in_a_sentence(run):
    told = run("check", "--api", "http://127.0.0.1:9/v1", "--key", "plf_x", "--once")

    assert told.exit_code not in {0, 2}
    assert "Traceback" not in told.output


@pytest.mark.parametrize(("consumer", "organization"), [("Été!", "nantes"), ("bot", "a b"), ("b", "nantes")])
def test_a_name_that_no_address_can_hold_gets_no_key(run, consumer, organization):
    told = run("keys", "create", "--consumer", consumer, "--organization", organization, "--scope", "datasets:write")

    assert told.exit_code == 1
    assert "takes a slug" in told.output


@pytest.mark.parametrize(
    "command", [("keys", "create", "--consumer", "bot", "--organization", "nantes", "--scope", "s")]
)
def test_a_store_that_was_never_migrated_is_told_and_not_traced(run, monkeypatch, tmp_path, command):
    monkeypatch.setenv("PLATEFORME_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")

    told = run(*command)

    assert told.exit_code == 3
    assert "plateforme migrate" in told.output


@pytest.mark.parametrize("url", ["postgresql+psycopg://nobody@127.0.0.1:1/none", "no-address"])
def test_a_store_that_does_not_answer_is_told_and_not_traced(run, monkeypatch, url):
    monkeypatch.setenv("PLATEFORME_DATABASE_URL", url)

    told = run("serve", "--port", "8239")

    assert told.exit_code in {2, 3}
    assert "PLATEFORME_DATABASE_URL" in told.output


@pytest.mark.parametrize(("api", "key"), [("not-an-address", "plf_a"), ("http://127.0.0.1:1", "clé")])
def test_a_check_with_an_address_or_a_key_that_cannot_be_one_says_so(run, api, key):
    told = run("check", "--api", api, "--key", key, "--once")

    assert told.exit_code == 1
    assert "The check broke off" in told.output


@pytest.mark.parametrize(("name", "value"), [("ENGINE_MEMORY", "lots"), ("LOG_LEVEL", "loud")])
def test_a_setting_that_nothing_understands_stops_before_serving(run, monkeypatch, name, value):
    monkeypatch.setenv(f"PLATEFORME_{name}", value)

    told = run("serve", "--port", "8239")

    assert told.exit_code == 2
    assert name in told.output


def test_a_home_that_cannot_be_made_is_told_and_not_traced(run, tmp_path):
    (tmp_path / "file").touch()

    told = run("serve", "--port", "8239", "--home", str(tmp_path / "file" / "home"))

    assert told.exit_code == 3
    assert "--home" in told.output
