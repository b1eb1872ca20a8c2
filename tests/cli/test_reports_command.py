"""`plateforme reports`: what is near, what is one problem, what it comes to, against a platform that is served."""

import asyncio

import pytest

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import ReportIn

HERE = ("--lon", "-1.5534", "--lat", "47.2173")


@pytest.fixture
def key(a_key):
    return a_key("reports:write", "reports:triage")


@pytest.fixture
def references(address, key):
    """Two potholes at one place."""

    async def tell():
        new = ReportIn(organization="nantes", category="pothole", description="Un trou.", lon=-1.5534, lat=47.2173)
        async with PlateformeV1(address, key) as api:
            return [(await api.create_report(new)).reference for _ in range(2)]

    return asyncio.run(tell())


def test_reports_of_one_problem_are_found_merged_and_split(command, references, key):
    first, second = references

    near = command("reports", "nearby", *HERE, "--category", "pothole", "--open")
    offered = command("reports", "candidates", *HERE, "--category", "pothole")
    merged = command("reports", "merge", second, first, "-m", "Même trou.", PLATEFORME_KEY=key)
    group = command("reports", "duplicates", first)
    split = command("reports", "split", second, PLATEFORME_KEY=key)

    assert all(reference in near.stdout and reference in offered.stdout for reference in references), near.output
    assert merged.output == f"{second} follows {first} and is received.\n"
    assert ["follows", "0", second] in [line.split()[:3] for line in group.stdout.splitlines()], group.output
    assert split.output == f"{second} follows no other report and is received.\n"


def test_what_cannot_be_merged_is_said_in_the_platforms_words(command, references, key):
    told = command("reports", "merge", *references, PLATEFORME_KEY=key)

    assert told.exit_code == 1
    assert "not merged" in told.stderr


def test_figures_are_told_by_group_and_in_total(command, references):
    told = command("reports", "statistics", "category")

    lines = [line.split() for line in told.stdout.splitlines()]
    assert lines[1:] == [["pothole", "2", "2", "0", "-", "-", "0%", "-"], ["total", "2", "2", "0", "-", "-", "0%", "-"]]
