"""The sources, the surfaces and the contract, as the tests about the repository read them."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
GENERATED = ("src/plateforme/client/v1.py", "src/plateforme/client/v1_types.py")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def sources() -> list[Path]:
    """Every Python file of the package that a person wrote, relative to the root."""
    files = (path.relative_to(ROOT) for path in sorted((ROOT / "src").rglob("*.py")))
    return [path for path in files if path.as_posix() not in GENERATED]


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """The OpenAPI document that the code makes now."""
    from plateforme import main  # noqa: PLC0415  # the tests that only read sources need no application

    document: dict[str, Any] = json.loads(main.openapi_document())
    return document


@pytest.fixture(scope="session")
def operations(contract: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each operation of the contract by its operationId."""
    methods = {"get", "put", "post", "patch", "delete"}
    return {
        operation["operationId"]: operation
        for item in contract["paths"].values()
        for method, operation in item.items()
        if method in methods
    }
