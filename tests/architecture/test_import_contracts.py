"""The import contracts hold, and they bite: each is shown a violation planted in a copy of the sources."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PLANTED = {
    "Rings": [
        ("domains/reports/lifecycle/lifecycle.py", "plateforme.api.wire"),
        ("kit/ids.py", "plateforme.domains.access.scopes"),
    ],
    "Dogfooding": [("consumers/loader/__init__.py", "plateforme.kit.db")],
    "Only the checker computes": [("consumers/loader/__init__.py", "duckdb")],
    "The API never calls itself": [("api/v1/reports/routes.py", "plateforme.client.transport")],
    "The client is standalone": [("client/transport.py", "plateforme.kit.errors")],
    "Consumers do not know each other": [
        ("consumers/checker/__init__.py", "plateforme.consumers.loader"),
        ("consumers/steward/overview.py", "plateforme.consumers.follower"),
    ],
    "Surfaces do not know each other": [("api/paging.py", "plateforme.api.v1.entry")],
    "Surfaces call use cases": [("api/v1/reports/routes.py", "plateforme.domains.reports.store")],
    "Domains do not know each other": [("domains/quality/policies.py", "plateforme.domains.datasets.catalogue")],
    "Inside a domain": [("domains/reports/tables/reports.py", "plateforme.domains.reports.store")],
    "Street reports": [("domains/reports/settings/category.py", "plateforme.domains.reports.intake.intake")],
    "Tabular pipeline": [("domains/datasets/tabular/query.py", "plateforme.domains.datasets.tabular.compiler")],
    "Aggregates": [
        ("domains/datasets/tabular/aggregates/question.py", "plateforme.domains.datasets.tabular.aggregates.compiling")
    ],
    "From bytes to rows": [
        ("domains/datasets/tabular/reading/hints.py", "plateforme.domains.datasets.tabular.reading.objects")
    ],
    "Columns": [
        ("domains/datasets/tabular/columns/patterns.py", "plateforme.domains.datasets.tabular.columns.planning")
    ],
    "Places": [
        ("domains/datasets/tabular/places/projections.py", "plateforme.domains.datasets.tabular.places.placing")
    ],
    "Only the engine": [("domains/datasets/tabular/compiler.py", "duckdb")],
    "No HTTP below": [("domains/reports/lifecycle/lifecycle.py", "starlette"), ("kit/ids.py", "httpx")],
    "No SQL in the surfaces": [("api/v1/reports/routes.py", "sqlmodel")],
    "No package cycles": [("kit/ids.py", "plateforme.kit.planted"), ("kit/planted.py", "plateforme.kit.ids")],
}


def lint(sources: Path, root: Path) -> dict[str, str]:
    """The verdict on each contract, by its name."""
    done = subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            "--config",
            root / "importlinter.ini",
            "--no-cache",
            "--no-logo",
        ],
        cwd=sources,
        env=os.environ | {"PYTHONPATH": str(sources), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)", done.stdout, re.MULTILINE))
    assert verdicts, done.stdout + done.stderr
    return verdicts


@pytest.fixture(scope="module")
def verdicts_on_planted(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One copy of the sources with every violation in it."""
    copy = tmp_path_factory.mktemp("planted")
    shutil.copytree(
        root / "src" / "plateforme", copy / "plateforme", ignore=shutil.ignore_patterns("__pycache__", "demo")
    )
    for violations in PLANTED.values():
        for module, imported in violations:
            with (copy / "plateforme" / module).open("a") as file:
                file.write(f"\nimport {imported}\n")
    return lint(copy, root)


def test_the_contracts_hold(root):
    assert {name for name, verdict in lint(root / "src", root).items() if verdict != "KEPT"} == set()


@pytest.mark.parametrize("contract", PLANTED)
def test_a_violation_is_caught(contract, verdicts_on_planted):
    assert [verdict for name, verdict in verdicts_on_planted.items() if name.startswith(contract)] == ["BROKEN"]


def test_every_contract_is_shown_a_violation(root):
    names = re.findall(r"^name = (.+)$", (root / "importlinter.ini").read_text(), re.MULTILINE)

    assert [name for name in names if not name.startswith(tuple(PLANTED))] == []


def test_no_promised_contract_was_dropped(root):
    shared = root.parent / "shared" / "importlinter.ini"
    if not shared.exists():
        pytest.skip("the contracts this project started from are not beside it")
    names = [
        set(re.findall(r"^\[(importlinter:contract:.+)\]$", path.read_text(), re.MULTILINE))
        for path in (shared, root / "importlinter.ini")
    ]

    assert names[0] <= names[1]
