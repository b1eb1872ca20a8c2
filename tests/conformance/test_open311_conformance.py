"""Third parties' clients, schemas and rules against a running server; and the page that says so."""

from pathlib import Path

import pytest
from tests.conformance.page import in_order, page

PAGE = Path(__file__).parents[2] / "docs" / "open311-conformance.md"


@pytest.mark.parametrize("checked", in_order(), ids=lambda one: f"{one.by}: {one.sentence}")
def test_open311(checked, world):
    checked.run(world)


def test_the_published_page_tells_of_these_checks_and_no_others():
    assert PAGE.read_text("utf-8") == page(dict.fromkeys(in_order(), True)), "Run: make open311-conformance"
