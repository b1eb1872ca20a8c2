"""Decisions are one page each, complete, and numbered without a gap (decision 0001)."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives", "Where it is enforced"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_has_every_section_and_fits_one_page(page):
    text = page.read_text()

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert re.search(r"^Date: \d{4}-\d\d-\d\d · Status: (accepted|replaced by \d{4})$", text, re.MULTILINE)
    assert text.startswith(f"# {page.name[:4]}. ")
    assert len(text.splitlines()) <= 60


def test_decisions_are_numbered_without_a_gap():
    assert [page.name[:4] for page in PAGES] == [f"{number:04}" for number in range(1, len(PAGES) + 1)]


def test_the_index_lists_every_decision():
    index = (FOLDER / "README.md").read_text()

    assert [page.name for page in PAGES if f"({page.name})" not in index] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_proofs_that_a_decision_names_exist(page):
    root = FOLDER.parents[1]
    enforced = page.read_text().split("## Where it is enforced")[1]
    named = [
        word
        for word in re.findall(r"`([^`\s*]+)`", enforced)
        if "/" in word and word.startswith(("tests/", "scripts/", "docs/", "openapi/"))
    ]

    assert [path for path in named if not (root / path).exists()] == []
