"""What the code can document is documented, and the committed pages are in step with it."""

import runpy
from pathlib import Path

import pytest

from plateforme.api.problems.catalogue import catalogue
from plateforme.kit.grammar.operators import OPERATORS
from plateforme.kit.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pages():
    """What `make docs` would write, by page."""
    script = runpy.run_path(str(ROOT / "scripts" / "generate_docs.py"))
    return {name: write() for name, write in script["PAGES"].items()}


@pytest.mark.parametrize("name", ["settings.md", "errors.md", "operators.md", "cli.md", "decisions/README.md"])
def test_a_generated_page_is_fresh(name, pages):
    assert (ROOT / "docs" / name).read_text() == pages[name], "run: make docs"


def test_every_setting_is_documented(pages):
    assert [name for name in Settings.model_fields if f"`PLATEFORME_{name.upper()}`" not in pages["settings.md"]] == []
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_operator_is_documented(pages):
    missing = [operator.name for operator in OPERATORS if f"| `{operator.name}` |" not in pages["operators.md"]]

    assert missing == []


def test_every_error_is_documented(pages):
    assert [code for code in catalogue() if f"| `{code}` |" not in pages["errors.md"]] == []
    assert [code for code, problem in catalogue().items() if not problem.meaning] == []


@pytest.mark.parametrize("command", ["demo", "serve", "check", "load", "keys create", "migrate", "openapi", "client"])
def test_every_command_is_documented(command, pages):
    assert f"## `plateforme {command}" in pages["cli.md"]


def test_every_option_of_the_command_line_says_what_it_does(pages):
    silent = [line for line in pages["cli.md"].splitlines() if line.startswith("| `-") and line.endswith("|  |")]

    assert silent == []
