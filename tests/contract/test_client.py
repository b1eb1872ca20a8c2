"""The committed client is what the contract generates (decision 0009)."""

import json
from pathlib import Path

import pytest

from plateforme.client.emit import emit
from plateforme.client.v1 import PlateformeV1
from plateforme.main import openapi_document

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src" / "plateforme" / "client"


@pytest.fixture(scope="module")
def generated():
    return emit(json.loads(openapi_document()))


def test_the_committed_client_is_fresh(generated):
    committed = {name: (FOLDER / name).read_text() for name in generated}

    assert committed == generated, "run: make client"


@pytest.fixture(scope="module")
def operations():
    methods = {"get", "put", "post", "patch", "delete"}
    paths = json.loads(openapi_document())["paths"].values()
    return {one["operationId"]: one for item in paths for method, one in item.items() if method in methods}


def test_every_operation_has_a_method(operations):
    assert {name for name in operations if not hasattr(PlateformeV1, name)} == set()


def test_every_paged_list_can_be_walked_to_its_end(operations):
    paged = {
        name.removeprefix("list_")
        for name, operation in operations.items()
        if any(parameter["name"] == "cursor" for parameter in operation.get("parameters", []))
    }

    assert {name for name in paged if not hasattr(PlateformeV1, f"iter_{name}")} == set()
