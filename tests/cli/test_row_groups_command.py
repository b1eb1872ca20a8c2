"""`plateforme rows group`, `facets` and `histogram`, against a platform that is served."""

import pytest
from tests.cli.test_dataset_commands import CREATE, parks, said

__all__ = ["parks"]


@pytest.fixture(autouse=True)
def published(command, parks):
    assert command("publish", parks, *CREATE).exit_code == 0


def test_rows_are_grouped_counted_and_drawn(command):
    groups = command("rows", "group", "parcs", "bin(surface,10)", "-m", "count,max(nom) as dernier", "--sort", "-count")
    every = command("rows", "group", "parcs", "--where", "id=1")
    facets = command("rows", "facets", "parcs", "nom", "--limit", "1")
    drawn = command("rows", "histogram", "parcs", "id", "--bins", "5")

    said(groups, "bin_surface", "dernier", "groups")
    assert every.stdout.split() == ["count", "1"]
    said(facets, "nom", "2 values, 1 rows with others")
    said(drawn, "█", "0 rows without a value")


def test_a_filter_that_is_none_is_refused_before_anything_is_asked(command):
    refused = command("rows", "facets", "parcs", "nom", "--where", "nom")
    unknown = command("rows", "group", "parcs", "nam")

    assert (refused.exit_code, "column=value" in refused.stderr) == (2, True)
    assert (unknown.exit_code, "Did you mean nom?" in unknown.stderr) == (1, True)
